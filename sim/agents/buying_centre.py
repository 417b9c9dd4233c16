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

    Evidence: MA-51, A-1.10 (Kyrönlahti n.d.): roles differ; the weights are assumptions.
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
def straight_chance(satisfaction: float, brand: float, p: Any) -> float:
    """Chance that a contract is renewed without a search, 0-1. p: Choice.

    brand : mean brand trust of the centre in the supplier, 0-1; 0 for one outside the model
    Evidence: MA-54 (Kyrönlahti n.d.), MB-64 (Ancillai et al. 2024), MB-58 (Bercier 2020). Content that
    customers read keeps them by way of their trust in the brand (MB-90, Bercier 2020).
    """
    return min(1.0, p.straight_rebuy * satisfaction + p.brand_loyalty * brand)


@rule
def offer_fit(strength: float, fit: float, understanding: float, p: Any) -> float:
    """Fit of an offer with a need, 0-1: the offer's mean fit times its strength on the need's topic.

    understanding : of the buyer's segment, 0-1: who listens changes its offer. p: Choice.
    Evidence: MA-41 (Cartwright et al. n.d.); product and sum are assumptions.
    """
    return min(1.0, strength * fit + p.input_gain * understanding)


@rule
def offer_utility(
    fit: float,
    price: float,
    trust: float,
    in_hand: float,
    info: float,
    complexity: float,
    responsive: float,
    demand: float,
    p: Any,
) -> float:
    """What a qualified offer is worth to the centre.

    Parameters
    ----------
    fit, price, trust, info : 0-1; trust and info are means over the centre
    in_hand : 1 where the centre met the seller and holds an offer, else 0
    complexity : of the purchase, 0-1
    responsive : share of questions that the seller answers of late, 0-1
    demand : share of the organisation's end users who want the seller, 0-1
    p : Choice

    Evidence: MB-44 (Bercier 2020): past the bar, price and delivery decide; MA-21, MA-52 (Mero et
    al. 2023; Kyrönlahti n.d.): missing information is risk, which trust in the source relieves;
    MB-52 (Ancillai et al. 2024): of equals the one who answers; MA-66 (Kyrönlahti n.d.).
    """
    return (
        p.fit_weight * fit
        - p.price_weight * price
        + p.trust_weight * trust
        + p.offer_weight * in_hand
        - p.risk_weight * complexity * (1.0 - info) * (1.0 - p.trust_relief * trust)
        + p.response_weight * responsive
        + p.demand_weight * demand
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
def promise_weight(kept: float, care: float, video: float, base: float, p: Any) -> float:
    """Weight of evidence in a promise kept (1) or broken (0). p: Delivery.

    base : weight of the promise alone. care : hours given over hours needed, >= 0: careful suppliers
    send word of progress, careless ones are silent over delay. video : share of that word on video,
    which explains well one to one.
    Evidence: MB-45, MB-50, MB-31 (Ancillai et al. 2024).
    """
    cared = min(1.0, care)
    return (
        base
        + kept * p.news_weight * cared * (1.0 + p.video_explains * video)
        + (1.0 - kept) * p.silence_weight * (1.0 - cared)
    )


@rule
def missed_chance(channels: float, p: Any) -> float:
    """Chance that word of a kept promise is missed among private channels, 0-1. p: Delivery.

    Evidence: MB-102 (Ancillai et al. 2024): each channel to watch adds to the risk.
    """
    return min(1.0, p.miss_rate * max(0.0, channels - 1.0))


@rule
def pleased(satisfaction: float, p: Any) -> float:
    """Satisfaction of a customer, 0-1, who was answered. p: Delivery.

    Evidence: MA-61 (Kyrönlahti n.d.).
    """
    return satisfaction + p.answer_step * (1.0 - satisfaction)


@rule
def satisfied(satisfaction: float, kept: float, p: Any) -> float:
    """Satisfaction, 0-1, after a promise was kept (1) or broken (0). p: Delivery.

    Evidence: MA-57 (Kyrönlahti n.d.).
    """
    return satisfaction + p.satisfaction_step * (kept - satisfaction)
