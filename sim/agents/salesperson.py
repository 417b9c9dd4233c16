"""Rules of a salesperson: what contact shows, and whether people agree to meet.

Whoever has answered is talked to by email, phone and in meetings, away from feeds and from the inbox
where first messages compete (MB-12, Ancillai et al. 2024).
"""

from __future__ import annotations

from typing import Any

from sim.rules import rule


@rule
def contact_evidence(skill: float, draw: float) -> float:
    """What one talk shows of a salesperson, 0-1: its skill, more or less on the day.

    skill : 0-1. draw : in [0, 1).
    Evidence: MB-46 (Ancillai et al. 2024): traits are learnt in talk; the spread is an assumption. A
    profile, which can be dressed up, shows nothing at all (MB-47, Ancillai et al. 2024).
    """
    return max(0.0, min(1.0, skill + 0.4 * (draw - 0.5)))


@rule
def meeting_chance(need: float, trust: float, p: Any) -> float:
    """Chance that a lead in contact agrees to meet this week, 0-1. p: Selling.

    need : 1 while the centre has an open need that the offer serves, else 0: without one nobody
    gives an afternoon. Evidence: MB-54, MB-09 (Bercier 2020; Ancillai et al. 2024).
    """
    return need * p.meeting_need * trust


@rule
def answer_chance(info: float, timely: float, annoyance: float, p: Any) -> float:
    """Chance that a lead answers an approach, 0-1, whoever made the first step. p: Selling.

    info : what it knows of the offer, 0-1 (assumption). timely : 1 right after it showed interest.
    Evidence: MB-05 (Ancillai et al. 2024), MB-79 (Bercier 2020).
    """
    base = p.answer_base + p.answer_informed * info
    return min(1.0, base + p.timing_gain * timely) * (1.0 - annoyance)


@rule
def meeting_cost(online: float, info: float, p: Any) -> float:
    """Hours that a meeting takes. p: Selling.

    online : 1 for a video call, 0 in person. info : what the lead knows already, 0-1.
    Evidence: MB-88 (Bercier 2020), MA-63 (Kyrönlahti n.d.): who is informed takes less time.
    """
    return (p.meeting_hours + p.travel_hours * (1.0 - online)) * (1.0 - p.self_service * info)


@rule
def online_evidence(weight: float, online: float, p: Any) -> float:
    """Weight of what a meeting shows of a person; a video call shows most of it. p: Selling.

    Evidence: MB-54 (Bercier 2020).
    """
    return weight * (1.0 + (p.online_weight - 1.0) * online)


@rule
def demo_information(gain: float, online: float, digital: float, p: Any) -> float:
    """Share of missing information that a meeting fills. p: Selling.

    digital : how far the offer can be shown online, 0-1. Evidence: MB-88 (Bercier 2020).
    """
    return gain * (1.0 - p.online_physical * online * (1.0 - digital))


@rule
def lead_worth(score: float, role: int, decider: int, buyer: int, p: Any) -> float:
    """Score of a lead with what its visible role adds; needs are not visible. p: Lead.

    Evidence: MB-18 (Ancillai et al. 2024), MB-77 (Bercier 2020).
    """
    return score + (p.role_score if role == decider or role == buyer else 0.0)


@rule
def ease(efficacy: float, guidance: float) -> float:
    """A rep's ease with social tools, 0-1: its own, and what training adds.

    Evidence: MA-62 (Kyrönlahti n.d.): training and personal use raise it; the sum is an assumption.
    """
    return efficacy + guidance * (1.0 - efficacy)


@rule
def personalisation(
    research: float, local: float, guidance: float, efficacy: float, p: Any
) -> float:
    """How far a first message shows study of person and firm, 0-1.

    Parameters
    ----------
    research : hours, >= 0; half of what is possible at 0.5 h (assumption)
    local : nearness to the market, 0-1
    guidance : training and guidance for social selling, 0-1
    efficacy : the rep's own ease with the tools, 0-1
    p : Contact

    Evidence: MB-03, MB-15 (Ancillai et al. 2024), MB-74 (Bercier 2020), MB-99 (Ancillai et al. 2024),
    MA-62 (Kyrönlahti n.d.).
    """
    studied = research * local / (research * local + 0.5)
    guided = 1.0 - p.unguided_loss * (1.0 - guidance)
    return studied * guided * (1.0 - p.inefficacy_loss * (1.0 - ease(efficacy, guidance)))


@rule
def message_cost(personal: float, called: float, p: Any) -> float:
    """Hours that writing one message takes, or calling (called is 1). p: Production.

    Evidence: MB-03, MB-01 (Ancillai et al. 2024).
    """
    if called == 1.0:
        return p.phone_message
    return p.generic_message + (p.personal_message - p.generic_message) * personal


@rule
def aim_chance(research: float, local: float, p: Any) -> float:
    """Chance that a rep knows, before it writes, that an account buys what it sells, 0-1.

    research : hours per contact. local : nearness to the market, 0-1. Without any, a message may meet
    a firm that buys something else altogether. p: Production. Evidence: MB-04, MB-15 (Ancillai et al.
    2024), MB-74 (Bercier 2020); the line is an assumption.
    """
    return min(1.0, research * local / p.aim_hours)
