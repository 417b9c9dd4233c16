"""How anyone's memory, information and trust move: the rules that all beliefs share.

A belief has a level in [0, 1] and a weight of evidence. Evidence moves the level by its share of
the total weight, so that own experience outweighs hearsay by weight and not by a flag.
"""

from __future__ import annotations

from typing import Any

from sim.rules import rule


@rule
def faded(trace: float, p: Any) -> float:
    """Memory trace, 0-1, after a week without anything new.

    Evidence: MA-18 (Mero et al. 2023). p: Belief.
    """
    return trace * (1.0 - p.memory_decay)


@rule
def remembered(trace: float, gain: float) -> float:
    """Memory trace after something that leaves `gain`, 0-1, on an empty memory.

    Evidence: MA-18 (Mero et al. 2023); saturation at 1 is an assumption.
    """
    return trace + gain * (1.0 - trace)


@rule
def informed(info: float, gain: float) -> float:
    """Information on an offer, 0-1, after a source that fills the share `gain` of what is missing.

    Steps shrink as less is missing, which makes content matter most early without any stage
    coefficient. Evidence: MA-20 (Mero et al. 2023).
    """
    return info + gain * (1.0 - info)


@rule
def moved_level(level: float, weight: float, evidence: float, evidence_weight: float) -> float:
    """Level of a belief, 0-1, after evidence at `evidence`, 0-1, of the given weight, >= 0.

    Evidence: MB-43, MB-45 (Bercier 2020; Ancillai et al. 2024): reputation stands in, experience
    takes over as it gathers weight. The weighted mean is an assumption.
    """
    return (level * weight + evidence * evidence_weight) / (weight + evidence_weight)


@rule
def moved_weight(weight: float, evidence_weight: float, p: Any) -> float:
    """Weight of evidence, > 0, after more of it; capped so that beliefs never freeze (assumption).

    p: Belief.
    """
    return min(p.weight_cap, weight + evidence_weight)


@rule
def used_trust(personal: float, brand: float, contacts: float, p: Any) -> float:
    """Trust, 0-1, used in a decision: personal replaces brand trust as two-way contacts grow.

    Evidence: MB-43 (Bercier 2020), MB-46 (Ancillai et al. 2024). p: Belief.
    """
    share = contacts / (contacts + p.contacts_half)
    return share * personal + (1.0 - share) * brand


@rule
def decision_trust(
    personal: float, brand: float, contacts: float, strategic: float, half: float, doubt: float
) -> float:
    """Trust, 0-1, with which a centre judges an offer: the more strategic, the more it is personal.

    strategic : strategic weight of the purchase, 0-1. half : contacts at which personal trust weighs
    as much (Belief). doubt : share of brand trust lost in the most strategic purchases (Choice).
    Evidence: MB-61 (Ancillai et al. 2024).
    """
    share = contacts / (contacts + half)
    return share * personal + (1.0 - share) * brand * (1.0 - doubt * strategic)


@rule
def trust_bar(draw: float, p: Any) -> float:
    """A member's own bar of trust for considering an offer; draw in [0, 1). p: Belief.

    Evidence: MB-44, B-1.17 (Bercier 2020): trust qualifies an offer. The spread is an assumption.
    """
    return p.bar_centre + p.bar_width * (draw - 0.5)


@rule
def actor_bond(personal: float, contacts: float, half: float) -> float:
    """Strength of one person's bond with another, 0-1: trust, as far as they have met.

    half : contacts that weigh half (Belief). Evidence: A-1.8 (Cartwright et al. n.d.); what is known of
    a speaker comes from past exchanges (MA-03, Mero et al. 2023).
    """
    return personal * contacts / (contacts + half)
