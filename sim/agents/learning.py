"""How a seller learns from what it can see: pure functions from a dashboard to new habits.

The rule is the linear operator of Bush and Mosteller (1955): a share moves a step towards the part
of visible success that its activity brought, so that in the long run hours match visible returns
(Herrnstein's matching law, 1961). What a dashboard does not show (brand trust, sales with a long lag)
moves nothing: budget follows what is seen (MA-24, Mero et al. 2023).
"""

from __future__ import annotations

from typing import NamedTuple

from sim.agents.reading import CHANNELS, PRODUCT, PURPOSE, STORY
from sim.agents.seller import components
from sim.scenarios.schema import Firm

DROP_SHARE = 0.05  # assumption: a channel with less of the posts is given up
TRY_WEIGHT = 0.15  # assumption: part of the posts with which a new channel is tried


class Seen(NamedTuple):
    """What a firm's dashboard shows of a period.

    The newest lead of a purchase takes the credit for the order, whatever came before it, and orders
    count when they come: with long cycles the link to what brought them is lost (MA-68, Kyrönlahti
    n.d.).
    """

    reactions_outreach: float  # replies to first contacts
    reactions_content: float  # likes, shares, comments, questions
    reactions_gated: float  # forms
    leads_outreach: float
    leads_content: float  # inbound leads other than by form
    leads_gated: float
    deals_outreach: float  # new orders, by the origin of the newest lead
    deals_content: float
    deals_gated: float
    by_channel: tuple[float, ...]  # visible acts on the page's items
    by_kind: tuple[float, ...]  # visible acts by kind of content
    influencers: float  # visible acts on influencers' items
    own: float  # visible acts on the firm's own items


class Rival(NamedTuple):
    """What can be seen of a rival: its habits and how much is made of its public voice."""

    habits: Habits
    acts: float


class Habits(NamedTuple):
    """What a seller has learned to do; shares 0-1."""

    outreach: float
    gated: float
    influencers: float
    kinds: tuple[float, float, float]  # product, story, purpose
    channels: tuple[float, ...]  # weights, sum to 1


def habits_of(firm: Firm) -> Habits:
    """What a firm's settings say that it does."""
    weights = [getattr(firm.channels, name) for name in CHANNELS]
    total = sum(weights)
    content = firm.content
    return Habits(
        outreach=components(firm).outreach_share,
        gated=content.gated_share,
        influencers=firm.influencers.share,
        kinds=(content.product_share, content.story_share, content.purpose_share),
        channels=tuple(w / total for w in weights),
    )


def with_habits(firm: Firm, habits: Habits) -> Firm:
    """The firm as it has learned to be."""
    product, story, purpose = habits.kinds
    content = firm.content.model_copy(
        update={
            "gated_share": habits.gated,
            "product_share": product,
            "story_share": story,
            "purpose_share": purpose,
        }
    )
    channels = firm.channels.model_copy(update=dict(zip(CHANNELS, habits.channels, strict=True)))
    return firm.model_copy(
        update={
            "voice": firm.voice.model_copy(update={"outreach_share": habits.outreach}),
            "content": content,
            "channels": channels,
            "influencers": firm.influencers.model_copy(update={"share": habits.influencers}),
        }
    )


def moved(share: float, credit: float, others: float, step: float) -> float:
    """A share after a step towards its part of the credit; nothing seen, nothing moved.

    Evidence: Bush & Mosteller (1955); MA-24 (Mero et al. 2023).
    """
    total = credit + others
    if total <= 0.0:
        return share
    return share + step * (credit / total - share)


def _credits(seen: Seen, steer: str) -> tuple[float, float, float]:
    """Credit of outreach, content and gated content by what the firm looks at."""
    if steer == "leads":
        return seen.leads_outreach, seen.leads_content, seen.leads_gated
    if steer == "deals":
        return seen.deals_outreach, seen.deals_content, seen.deals_gated
    return seen.reactions_outreach, seen.reactions_content, seen.reactions_gated


def _channels(
    weights: tuple[float, ...], acts: tuple[float, ...], step: float, tried: int
) -> tuple[float, ...]:
    """Channel mix after a review: towards what got acts, weak ones dropped, one perhaps tried.

    Evidence: MB-92 (Bercier 2020): results make firms adopt, alter or drop platforms.
    """
    total = sum(acts)
    new = list(weights)
    if total > 0.0:
        new = [w + step * (a / total - w) for w, a in zip(weights, acts, strict=True)]
    keep = [0.0 if w < DROP_SHARE else w for w in new]
    if not any(keep):
        keep = [1.0 if w == max(new) else 0.0 for w in new]
    if tried >= 0 and keep[tried] == 0.0:
        keep[tried] = TRY_WEIGHT
    return tuple(w / sum(keep) for w in keep)


def reviewed(firm: Firm, habits: Habits, seen: Seen, tried: int) -> Habits:
    """Habits after a review of the dashboard.

    Parameters
    ----------
    firm : what it looks at, and how far one review moves it, is in `learning`
    habits : before the review
    seen : the dashboard since the last review
    tried : channel that is tried out of curiosity, -1 for none

    Evidence: MA-24 (Mero et al. 2023), MB-41, MB-92 (Bercier 2020).
    """
    step = firm.learning.step
    outreach, content, gated = _credits(seen, firm.learning.steer)
    kinds = habits.kinds
    if sum(seen.by_kind) > 0.0:
        wanted = [seen.by_kind[k] / sum(seen.by_kind) for k in (PRODUCT, STORY, PURPOSE)]
        product, story, purpose = (k + step * (w - k) for k, w in zip(kinds, wanted, strict=True))
        kinds = (product, story, purpose)
    share = habits.influencers
    if share > 0.0:
        share = moved(share, seen.influencers, seen.own, step)
    return habits._replace(
        outreach=moved(habits.outreach, outreach, content + gated, step),
        gated=moved(habits.gated, gated, content, step),
        influencers=share,
        kinds=kinds,
        channels=_channels(habits.channels, seen.by_channel, step, tried),
    )


def imitated(habits: Habits, own_acts: float, rivals: list[Rival], step: float) -> Habits:
    """Habits after a look at rivals: a step towards the one of whom most is made, if more than of us.

    Evidence: MA-44 (Cartwright et al. n.d.): firms benchmark on rivals' visible activity and imitate.
    """
    if not rivals:
        return habits
    best = max(rivals, key=lambda rival: rival.acts)
    if best.acts <= own_acts:
        return habits
    to = best.habits

    def towards(a: float, b: float) -> float:
        return a + step * (b - a)

    product, story, purpose = (towards(a, b) for a, b in zip(habits.kinds, to.kinds, strict=True))
    mix = [towards(a, b) for a, b in zip(habits.channels, to.channels, strict=True)]
    return habits._replace(
        outreach=towards(habits.outreach, to.outreach),
        gated=towards(habits.gated, to.gated),
        influencers=towards(habits.influencers, to.influencers),
        kinds=(product, story, purpose),
        channels=tuple(w / sum(mix) for w in mix),
    )


def let_go(engaged: list[int], metric: list[float]) -> int:
    """Which of the engaged influencers is let go after an evaluation, -1 for none.

    engaged : account rows by identity. metric : what the firm sees of each, over the same time.
    The worst goes, if it brought less than half of the mean (assumption).
    Evidence: A-1.1 (Mero et al. 2023): evaluation by what can be seen closes the process.
    """
    if len(engaged) < 2:
        return -1
    worst = min(range(len(engaged)), key=lambda i: metric[i])
    mean = sum(metric) / len(metric)
    return engaged[worst] if metric[worst] < 0.5 * mean else -1
