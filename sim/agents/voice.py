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
    """Credibility of a followed account, 0-1, after reading an item of that use, 0-1.

    Evidence: MA-01, MA-04 (Mero et al. 2023). p: Belief.
    """
    return bond + p.bond_gain * (use - bond) if use > bond else bond


@rule
def posting_rate(
    motivation: float, support: float, trained: float, resistance: float, p: Any
) -> float:
    """Share of the hours meant for posts that an employee really posts in, 0-1. p: Production.

    motivation, support, trained, resistance : shares 0-1.
    Evidence: MA-16 (Mero et al. 2023): motivation times training times support, less resistance to
    change. That half of it is left without training, or without support, is an assumption.
    """
    drive = motivation * (0.5 + 0.5 * trained) * (0.5 + 0.5 * support)
    return max(0.0, min(1.0, drive - p.resistance * resistance))


@rule
def usefulness_after(useful: float, acts: float, posts: float, trained: float, p: Any) -> float:
    """How useful posting looks to staff, 0-1, after a week. p: Production.

    acts : visible reactions. posts : original posts; a week without any changes nothing.
    trained : share of staff with training and examples, 0-1, who see uses that reactions do not show
    Evidence: MA-64 (Kyrönlahti n.d.); a step of a tenth is an assumption.
    """
    if posts <= 0.0:
        return useful
    seen = acts / posts / (acts / posts + p.useful_half)
    taught = seen + p.useful_training * trained * (1.0 - seen)
    return useful + 0.1 * (taught - useful)


@rule
def topic_kept(scripted: float, p: Any) -> float:
    """Chance that an item keeps to the account's main topic, 0-1. p: Production.

    scripted : share of the wording that is controlled. Evidence: MA-40 (Cartwright et al. n.d.): the
    tighter the control, the fewer and the more alike the things that are tried.
    """
    return p.main_topic + p.sameness * scripted * (1.0 - p.main_topic)


@rule
def held_back(withholding: float, trained: float, p: Any) -> float:
    """Use left in a post where staff keep knowledge back, 0-1. p: Production.

    Evidence: MA-49 (Cartwright et al. n.d.); that training takes the fear away is an assumption.
    """
    return 1.0 - p.withheld * withholding * (1.0 - trained)
