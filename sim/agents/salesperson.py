"""Rules of a salesperson: what contact shows, and whether people agree to meet."""

from __future__ import annotations

from typing import Any

from sim.rules import rule


@rule
def contact_evidence(skill: float, draw: float) -> float:
    """What one talk shows of a salesperson, 0-1: its skill, more or less on the day.

    skill : 0-1. draw : in [0, 1).
    Evidence: MB-46 (Ancillai et al. 2024): traits are learnt in talk; the spread is an assumption.
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
def answer_chance(inbound: float, annoyance: float, p: Any) -> float:
    """Chance that a lead answers an approach, 0-1. p: Selling.

    inbound : 1 where the lead came by itself, else 0.
    Evidence: MB-12 (Ancillai et al. 2024).
    """
    base = p.answer_outbound + (p.answer_inbound - p.answer_outbound) * inbound
    return base * (1.0 - annoyance)


@rule
def lead_worth(score: float, role: int, decider: int, buyer: int, p: Any) -> float:
    """Score of a lead with what its visible role adds; needs are not visible. p: Lead.

    Evidence: MB-18 (Ancillai et al. 2024), MB-77 (Bercier 2020).
    """
    return score + (p.role_score if role == decider or role == buyer else 0.0)


@rule
def personalisation(research: float) -> float:
    """How far a first message shows study of person and firm, 0-1, after hours of research.

    Evidence: MB-03 (Ancillai et al. 2024), MB-74 (Bercier 2020); half at 0.5 h is an assumption.
    """
    return research / (research + 0.5)


@rule
def message_cost(personal: float, p: Any) -> float:
    """Hours that writing one message takes. p: Production. Evidence: MB-03, MB-01."""
    return p.generic_message + (p.personal_message - p.generic_message) * personal


@rule
def aim_chance(research: float, p: Any) -> float:
    """Chance that a rep knows, before it writes, that an account buys what it sells, 0-1.

    research : hours per contact. Without any, a message may meet a firm that buys something else
    altogether. p: Production. Evidence: MB-04, MB-74 (Ancillai et al. 2024; Bercier 2020); the line
    is an assumption.
    """
    return min(1.0, research / p.aim_hours)
