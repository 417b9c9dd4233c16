"""Rules of an external influencer: whether to work with a seller, and how authentic it is."""

from __future__ import annotations

from typing import Any

from sim.rules import rule


@rule
def joins(match: float, visibility: float, pay: float, tied: float, p: Any) -> bool:
    """Whether an influencer works with a seller.

    match : value and topic match, 0-1. visibility : what it gains in the seller's channels, 0-1.
    pay : money over a usual fee, 0-1. tied : 1 where it works for a competitor. p: Production.
    Evidence: MA-13, MA-14 (Mero et al. 2023); that visibility and pay weigh 0.3 is an assumption.
    """
    return tied < 0.5 and match + 0.3 * visibility + 0.3 * pay >= p.influencer_bar


@rule
def authenticity(match: float, scripted: float) -> float:
    """How genuine a contribution reads, 0-1: match permits freedom, scripts cost it.

    Evidence: MA-08, MA-12 (Mero et al. 2023); that a full script costs 0.6 is an assumption.
    """
    return match * (1.0 - 0.6 * scripted)
