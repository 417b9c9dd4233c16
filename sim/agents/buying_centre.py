"""Rules of a buying centre: when a rebuy is straight, who counts, what an offer is worth."""

from __future__ import annotations

import math
from typing import Any

from sim.rules import rule

# Roles in the buying centre (Kyrönlahti n.d., A-1.10) and people outside any centre.
USER, INFLUENCER, DECIDER, BUYER, GATEKEEPER, PUBLIC = range(6)
ROLES = ("user", "influencer", "decider", "buyer", "gatekeeper", "public")

# How a purchase ends.
STAYED, SWITCHED, NO_DECISION, WITHDRAWN = range(4)
OUTCOMES = ("stayed", "switched", "no_decision", "withdrawn")

# What kind of purchase it is.
NEW_TASK, MODIFIED_REBUY, STRAIGHT_REBUY = range(3)
PURCHASE_TYPES = ("new task", "modified rebuy", "straight rebuy")

# Suppliers that are not sellers of the model.
NO_SUPPLIER = -1
OUTSIDE = -2

CENTRE_MAX = 8


@rule
def centre_size(people: int) -> int:
    """Members of the centre in an organisation of so many people: 3-8, growing slowly.

    Evidence: NC-02 bounds it; the logarithm is an assumption.
    """
    size = 3
    n = people
    while n > 1:
        n = n // 2
        size += 1
    return min(people, min(CENTRE_MAX, size))


@rule
def role_weight(role: int, p: Any) -> float:
    """Weight of a role when a centre judges trust, >= 0. p: Choice.

    Evidence: MA-51 (Kyrönlahti n.d.): roles differ; the weights are assumptions.
    """
    if role == DECIDER:
        return p.weight_decider
    if role == BUYER:
        return p.weight_buyer
    if role == GATEKEEPER:
        return p.weight_gatekeeper
    if role == INFLUENCER:
        return p.weight_influencer
    return p.weight_user


@rule
def straight_chance(satisfaction: float, p: Any) -> float:
    """Chance that a contract is renewed without a search, 0-1. p: Choice.

    Evidence: MA-54 (Kyrönlahti n.d.), MB-64 (Ancillai et al. 2024).
    """
    return p.straight_rebuy * satisfaction


@rule
def offer_fit(strength: float, fit: float) -> float:
    """Fit of an offer with a need, 0-1: the offer's mean fit times its strength on the need's topic.

    The product is an assumption.
    """
    return min(1.0, strength * fit)


@rule
def offer_utility(
    fit: float, price: float, trust: float, in_hand: float, info: float, complexity: float, p: Any
) -> float:
    """What a qualified offer is worth to the centre.

    Parameters
    ----------
    fit, price, trust, info : 0-1; trust and info are means over the centre
    in_hand : 1 where the centre met the seller and holds an offer, else 0
    complexity : of the purchase, 0-1
    p : Choice

    Evidence: MB-44 (Bercier 2020): past the bar, price and delivery decide; MA-21, MA-52 (Mero et
    al. 2023; Kyrönlahti n.d.): missing information is risk.
    """
    return (
        p.fit_weight * fit
        - p.price_weight * price
        + p.trust_weight * trust
        + p.offer_weight * in_hand
        - p.risk_weight * complexity * (1.0 - info)
    )


@rule
def incumbent_utility(satisfaction: float, p: Any) -> float:
    """What staying adds to the present supplier's utility. p: Choice.

    Evidence: MB-64 (Ancillai et al. 2024).
    """
    return p.incumbent_bonus * satisfaction


@rule
def choice_noise(draw: float, p: Any) -> float:
    """What else sways a choice: Gumbel noise (assumption) from a draw in [0, 1). p: Choice."""
    return -p.noise * math.log(-math.log(draw * 0.999999 + 0.0000005))


@rule
def kept_chance(care: float, p: Any) -> float:
    """Chance that a promise is kept, 0-1; care is hours given over hours needed. p: Delivery.

    Evidence: MB-45 (Ancillai et al. 2024); the numbers are assumptions.
    """
    return p.kept_worst + (p.kept_best - p.kept_worst) * min(1.0, care)


@rule
def satisfied(satisfaction: float, kept: float, p: Any) -> float:
    """Satisfaction, 0-1, after a promise was kept (1) or broken (0). p: Delivery.

    Evidence: MA-57 (Kyrönlahti n.d.).
    """
    return satisfaction + p.satisfaction_step * (kept - satisfaction)
