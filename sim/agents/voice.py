"""Rules of a Voice: any employee who may post."""

from __future__ import annotations

from typing import Any

from sim.rules import rule


@rule
def post_quality(expertise: float, draw: float) -> float:
    """Quality of one item, 0-1: the author's expertise, more or less.

    draw : in [0, 1). Evidence: MA-10 (Mero et al. 2023); the spread is an assumption.
    """
    return max(0.0, min(1.0, expertise + 0.4 * (draw - 0.5)))


@rule
def off_message_chance(is_page: float, trained: float, scripted: float, p: Any) -> float:
    """Chance that a post is off message or leaks, 0-1. p: Production.

    is_page : 1 for the brand page. trained, scripted : shares 0-1.
    Evidence: MA-28 (Cartwright et al. n.d.); that training avoids 0.8 of it is an assumption.
    """
    return p.offmessage * (1.0 - is_page) * (1.0 - 0.8 * trained) * (1.0 - scripted)


@rule
def bond_after(bond: float, use: float, p: Any) -> float:
    """Credibility and bond with a followed person, 0-1, after reading an item of that use, 0-1.

    Evidence: MA-02, MA-04 (Mero et al. 2023). p: Belief.
    """
    return bond + p.bond_gain * (use - bond) if use > bond else bond
