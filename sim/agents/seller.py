"""A seller's rules and policy: the one place where dials are read.

`components` maps the three dials to what they stand for; `plan` turns components, budget and the
rest of a firm's settings into the numbers that the week works with.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from sim.agents.reading import CHANNELS
from sim.parameters import Production
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
    answering (A-1.5, MA-33). The straight lines are assumptions.
    """
    control, acquisition, voice = firm.control, firm.acquisition, firm.voice

    def either(direct: float | None, dial: float) -> float:
        return dial if direct is None else direct

    return Components(
        outreach_share=firm.push_share,
        posters_share=either(voice.posters_share, 1.0 - control),
        scripted_share=either(voice.scripted_share, control),
        approval=either(voice.approval, control),
        reply_share=either(voice.reply_share, 0.5 * (1.0 - acquisition)),
        prospect_share=either(voice.prospect_share, acquisition),
        tailored_share=either(voice.tailored_share, 1.0 - acquisition),
        care_share=either(voice.care_share, 0.15 + 0.4 * (1.0 - acquisition)),
    )


class Plan(NamedTuple):
    """A seller's numbers for a week: hours and money of the whole seller, settings as numbers."""

    page_hours: float
    keeping_hours: float
    staff_hours: float
    influencer_hours: float
    posters_share: float
    asset_hours: float
    reply_hours: float
    repost_hours: float
    outreach_hours: float
    doubled_hours: float
    watch_hours: float
    care_hours: float
    sell_hours: float
    reach_money: float
    pay: float
    scripted: float
    influencer_scripted: float
    approval: float
    trained: float
    tailored: float
    prospect: float
    product: float
    story: float
    research_hours: float
    follow_ups: float
    owner_rule: float
    warm: float
    scoring: float
    price: float
    fit: float
    deal_size: float
    bought_hours: float
    teams: float
    money: float
    purpose: float
    emotional: float
    technical: float
    video: float
    critical: float
    quick: float
    cross: float
    social: float
    phone: float
    interest: float
    guidance: float
    local: float
    online: float
    private: float
    messaging: float
    reference: float
    reviews: float
    internal: float
    automation: float
    tiers: float
    triggers: float
    retarget: float
    digital: float
    trial: float
    channels: tuple[float, ...]


def plan(firm: Firm, scale: float, p: Production, teams: int = 1) -> Plan:
    """How a seller spends a week.

    Parameters
    ----------
    firm : what the seller does
    scale : thousands of members that the budget is for (1 where budgets do not grow)
    p : unit costs
    teams : pages, each with a content team

    Notes
    -----
    Selling and serving come first (`selling_share`); `push_share` divides the rest, hours and
    money, between outreach and content. Money of outreach buys research at the wage; money of
    content pays influencers and reach. Every public channel in use costs hours of its own (MA-48).
    """
    c = components(firm)
    on = scale if firm.active else 0.0
    hours, money = firm.budget.hours * on, firm.budget.money * on
    selling = firm.selling_share * hours
    care = c.care_share * selling
    free = hours - selling
    watching = min(selling - care, p.watch_hours * (firm.selling.private_channels - 1.0) * on)
    bought = c.outreach_share * money / p.wage
    contacts = c.outreach_share * free + bought
    # Calls and written messages are two ways of selling; with one alone there is nothing to double.
    split = 2.0 * min(firm.outreach.phone_share, 1.0 - firm.outreach.phone_share)
    doubled = min(contacts, p.playbook_hours * split * on)
    content = (1.0 - c.outreach_share) * free
    reply = c.reply_share * content
    influencer = firm.influencers.share * (content - reply)
    mix = tuple(getattr(firm.channels, name) for name in CHANNELS)
    kept = sum(1 for weight in mix if weight > 0.0)
    keeping = min(content - reply - influencer, p.channel_hours * kept * on)
    making = content - reply - influencer - keeping
    asset = firm.content.gated_share * making
    repost = p.repost_share * c.scripted_share * (making - asset)
    posts = making - asset - repost
    page = posts * (1.0 - (1.0 - p.page_floor) * c.posters_share)
    pay = firm.influencers.pay * p.wage
    items = influencer / p.influencer_hours if p.influencer_hours > 0 else 0.0
    return Plan(
        page_hours=page,
        keeping_hours=keeping,
        staff_hours=posts - page,
        influencer_hours=influencer,
        posters_share=c.posters_share,
        asset_hours=asset,
        reply_hours=reply,
        repost_hours=repost,
        outreach_hours=contacts - doubled,
        doubled_hours=doubled,
        care_hours=care,
        sell_hours=selling - care - watching,
        watch_hours=watching,
        reach_money=max(0.0, (1.0 - c.outreach_share) * money - pay * items),
        pay=pay,
        scripted=c.scripted_share,
        influencer_scripted=firm.influencers.scripted,
        approval=c.approval,
        trained=firm.trained,
        tailored=c.tailored_share,
        prospect=c.prospect_share,
        product=firm.content.product_share,
        story=firm.content.story_share,
        research_hours=firm.outreach.research_hours,
        follow_ups=firm.outreach.follow_ups,
        owner_rule=1.0 if firm.outreach.contact_rules == "account_owner" else 0.0,
        warm=1.0 if firm.outreach.warm_introductions else 0.0,
        scoring=1.0 if firm.analytics.scoring else 0.0,
        price=firm.offer.price,
        fit=firm.offer.fit,
        deal_size=firm.offer.deal_size,
        bought_hours=bought,
        teams=float(teams),
        money=money,
        purpose=firm.content.purpose_share,
        emotional=firm.content.emotional_share,
        technical=firm.content.technical_share,
        video=firm.content.video_share,
        critical=firm.content.critical_share,
        quick=firm.content.quick_share,
        cross=firm.content.cross_posting,
        social=firm.outreach.social_share,
        phone=firm.outreach.phone_share,
        interest=firm.outreach.interest_share,
        guidance=firm.outreach.guidance,
        local=firm.outreach.local_knowledge,
        online=firm.selling.online_share,
        private=firm.selling.private_channels,
        messaging=firm.selling.im_share,
        reference=float(firm.selling.reference_calls),
        reviews=firm.selling.ask_reviews,
        internal=firm.selling.internal_messaging,
        automation=float(firm.analytics.automation),
        tiers=float(firm.analytics.tiers),
        triggers=float(firm.analytics.triggers),
        retarget=firm.analytics.retarget_share,
        digital=firm.offer.digital,
        trial=float(firm.offer.trial),
        channels=mix,
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
