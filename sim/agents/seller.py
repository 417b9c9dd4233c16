"""A seller's rules, and the one place where dials are read: `components` maps them to what they mean."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from sim.rules import rule
from sim.scenarios.schema import Firm


class Components(NamedTuple):
    """What the dials map to; shares 0-1."""

    outreach_share: float
    posters_share: float
    scripted_share: float
    approval: float
    reply_share: float
    prospect_share: float
    tailored_share: float
    care_share: float


def components(firm: Firm) -> Components:
    """The three dials as components, each of which `[focal.voice]` may set directly.

    push_share: budget after selling that goes to contacts with named people (B-1.9).
    control: who may post, scripts, approval (Cartwright et al. n.d., A-1.5; MA-26 to MA-28, MA-30).
    acquisition: audience and effort between prospects and present relations; posting against
    answering (A-1.5, MA-33). The first two are crossed freely (A-1.14). The straight lines are
    assumptions.
    """
    control, acquisition, voice = firm.control, firm.acquisition, firm.voice

    def either(direct: float | None, dial: float) -> float:
        return dial if direct is None else direct

    return Components(
        outreach_share=either(voice.outreach_share, firm.push_share),
        posters_share=either(voice.posters_share, 1.0 - control),
        scripted_share=either(voice.scripted_share, control),
        approval=either(voice.approval, control),
        reply_share=either(voice.reply_share, 0.5 * (1.0 - acquisition)),
        prospect_share=either(voice.prospect_share, acquisition),
        tailored_share=either(voice.tailored_share, 1.0 - acquisition),
        care_share=either(voice.care_share, 0.15 + 0.4 * (1.0 - acquisition)),
    )


@rule
def understanding_after(understanding: float, hours: float, p: Any) -> float:
    """Understanding of a segment, 0-1, after a week with so many hours of listening to it.

    Evidence: MA-31, MA-38 (Cartwright et al. n.d.). p: Delivery.
    """
    kept = understanding * (1.0 - p.understanding_decay)
    return 1.0 - (1.0 - kept) * math.exp(-hours / p.understanding_hours)


def posting_weights(will: list[float], posters_share: float) -> list[float]:
    """How a seller's post hours are split over its staff, by readiness to post; sums to 1 or 0.

    With a share of staff who may post, the readiest post; the last one counts in part, so that
    nothing jumps as the share grows.
    """
    n = len(will)
    allowed = posters_share * n
    order = sorted(range(n), key=lambda i: (-will[i], i))
    weights = [0.0] * n
    for place, i in enumerate(order):
        weights[i] = max(0.0, min(1.0, allowed - place))
    total = sum(weights)
    return [w / total for w in weights] if total > 0 else weights


@rule
def weakest(
    support: float, understanding: float, goals: float, skills: float, resources: float
) -> float:
    """What hours on public channels achieve, 0-1: the weakest precondition binds.

    Evidence: MA-65, A-1.11 (Kyrönlahti n.d.; Cartwright et al. n.d.); the minimum is an assumption.
    """
    return min(support, understanding, goals, skills, resources)


@rule
def staffed(vacant: float, applications: float, p: Any) -> float:
    """Share of serving and selling hours that somebody does, 0-1. p: Delivery.

    vacant : share without anybody at the start. applications : so far, per 1,000 members.
    Evidence: MA-22 (Mero et al. 2023); saturation is an assumption.
    """
    filled = applications / (applications + p.applicants_half)
    return 1.0 - vacant * (1.0 - filled)
