"""What a relation between a seller and an organisation has come to: stages and layers, for measuring.

Nothing acts on these: they describe what the other rules have led to.
"""

from __future__ import annotations

from sim.rules import rule

# The engagement cycle (Cartwright et al. n.d., A-1.6) and where no relation has begun.
(
    UNKNOWN, CONNECTION, INTERACTION, SATISFACTION, RETENTION, COMMITMENT, ADVOCACY, ENGAGEMENT,
) = range(8)  # fmt: skip
STAGES = (
    "unknown", "connection", "interaction", "satisfaction", "retention", "commitment", "advocacy",
    "engagement",
)  # fmt: skip

SATISFIED = 0.6  # assumption: satisfaction from which a customer counts as satisfied
MANY = 2  # assumption: people of an organisation who act in public, for talk of many with many
LAYER_BAR = 0.2  # assumption: strength from which a layer of a relation counts


@rule
def relation_stage(
    known: float, contacts: float, satisfaction: float, orders: float, trusting: float,
    told: float, acting: float,
) -> int:  # fmt: skip
    """Stage of a relation in the engagement cycle; each stage asks for those before it.

    Parameters
    ----------
    known : people of the organisation who know the seller
    contacts : two-way contacts of its people, >= 0
    satisfaction : with the seller's deliveries, 0-1; 0 for a prospect
    orders : in a row that went to the seller
    trusting : share of its people who trust the seller over their own bar, 0-1
    told : 1 where one of them spoke well of the seller elsewhere of late
    acting : of them, those who acted in public or in the seller's group of late

    Evidence: MA-50 (Cartwright et al. n.d.) and A-1.6; bars are assumptions.
    """
    if known <= 0.0:
        return UNKNOWN
    if contacts <= 0.0:
        return CONNECTION
    if satisfaction < SATISFIED:
        return INTERACTION
    if orders < 2.0:
        return SATISFACTION
    if trusting < 0.5:
        return RETENTION
    if told == 0.0:
        return COMMITMENT
    return ENGAGEMENT if acting >= MANY else ADVOCACY
