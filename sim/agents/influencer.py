"""Rules of an external influencer: who is asked, whether it joins, and how genuine it is."""

from __future__ import annotations

from typing import Any

from sim.rules import rule


@rule
def joins(
    match: float, visibility: float, pay: float, expertise: float, about_firm: float, tied: float,
    p: Any,
) -> bool:  # fmt: skip
    """Whether an influencer works with a seller.

    Parameters
    ----------
    match : value and topic match, 0-1
    visibility : what it gains in the seller's channels, 0-1
    pay : usual fees, 0-1
    expertise : 0-1; experts care little for pay
    about_firm : share of the content that is about the firm itself, 0-1, done for pay alone
    tied : 1 where it works for a competitor
    p : Production

    Evidence: MA-13, MA-14 (Mero et al. 2023): mutual interest carries topical content, content on the
    firm is paid for.
    """
    gain = match + p.influencer_pull * (visibility + pay * (1.0 - expertise))
    gain -= p.self_centred * about_firm * (1.0 - pay)
    return tied < 0.5 and gain >= p.influencer_bar


@rule
def suitability(
    match: float,
    audience: float,
    credibility: float,
    channel: float,
    style: float,
    following: float,
    by_match: float,
    by_audience: float,
    by_credibility: float,
    by_channel: float,
    by_style: float,
    by_following: float,
) -> float:
    """How well an influencer suits a seller: criteria 0-1 times the firm's own weights >= 0.

    match of values, share of followers in target, expertise in the firm's field, share of the target
    that reads its channel, skill in production, size of the following.
    Evidence: MA-08, MA-09, MA-01 (Mero et al. 2023); the weighted sum is an assumption.
    """
    return (
        by_match * match
        + by_audience * audience
        + by_credibility * credibility
        + by_channel * channel
        + by_style * style
        + by_following * following
    )


@rule
def authenticity(match: float, scripted: float, p: Any) -> float:
    """How genuine a contribution reads, 0-1: match permits freedom, scripts cost it. p: Production.

    Evidence: MA-08, MA-12 (Mero et al. 2023).
    """
    return match * (1.0 - p.script_loss * scripted)


@rule
def craft(production: float, assist: float, p: Any) -> float:
    """Factor on quality by skill in production, own or lent, 0-1. p: Production.

    Evidence: MA-10 (Mero et al. 2023): quality is expertise times production skill, and help from firm
    or agency supplies what an expert lacks.
    """
    skill = production + assist * (1.0 - production)
    return p.craft_floor + (1.0 - p.craft_floor) * skill
