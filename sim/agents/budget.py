"""A seller's week in numbers: budget and settings of a firm as hours, money and shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.agents.reading import CHANNELS
from sim.agents.seller import components, weakest
from sim.parameters import Parameters, Production
from sim.scenarios.schema import Firm
from sim.scenarios.schema import Strand as StrandSettings

CRITERIA = (
    "by_match", "by_audience", "by_credibility", "by_channel", "by_style", "by_following",
)  # fmt: skip


class Strand(NamedTuple):
    """One way of working with influencers, in hours and items a week."""

    settings: StrandSettings
    outside_hours: float  # agreeing, briefing and helping influencers outside
    inside_hours: float  # posts of employees as influencers
    joining_hours: float  # employees in discussions of others
    item_hours: float  # of the firm, an item of an influencer outside
    items: float  # of influencers outside, a week
    pay: float  # money an item


def share_out(
    strands: tuple[StrandSettings, ...], hours: float, p: Production
) -> tuple[Strand, ...]:
    """A programme's hours by strand; brief, help and amplification cost hours an item."""
    total = sum(strand.weight for strand in strands)
    if total <= 0.0 or hours <= 0.0:
        return ()
    found = []
    for strand in strands:
        mine = hours * strand.weight / total
        inside = strand.internal * mine
        cost = (
            p.influencer_hours
            + p.brief_hours * strand.brief
            + p.assist_hours * strand.assist
            + p.repost * strand.amplify
        )
        found.append(
            Strand(
                settings=strand,
                outside_hours=mine - inside,
                inside_hours=inside * (1.0 - strand.joining),
                joining_hours=inside * strand.joining,
                item_hours=cost,
                items=(mine - inside) / cost,
                pay=strand.pay * p.wage,
            )
        )
    return tuple(found)


class Plan(NamedTuple):
    """A seller's numbers for a week: hours and money of the whole seller, settings as numbers."""

    page_hours: float
    keeping_hours: float
    staff_hours: float
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
    scripted: float
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
    gate: float
    withheld: float
    agency_hours: float
    agency_money: float
    group_hours: float
    open_group: float
    vacant: float
    motivation: float
    support: float
    vetted: bool
    criteria: tuple[float, ...]
    strands: tuple[Strand, ...]


def afforded(strands: tuple[Strand, ...], money: float) -> tuple[Strand, ...]:
    """Strands within what there is for fees: where money is short, fewer items are agreed.

    money : a week, >= 0; hours for items that cannot be paid stay unspent
    """
    fees = sum(strand.items * strand.pay for strand in strands)
    if fees <= money:
        return strands
    share = money / fees
    return tuple(
        strand._replace(outside_hours=strand.outside_hours * share, items=strand.items * share)
        if strand.pay > 0.0
        else strand
        for strand in strands
    )


def plan(
    firm: Firm,
    scale: float,
    parameters: Parameters,
    teams: int,
    staff: int,
    binds: Callable[..., float] = weakest,
) -> Plan:
    """How a seller spends a week.

    Parameters
    ----------
    firm : what the seller does
    scale : thousands of members that the budget is for (1 where budgets do not grow)
    parameters : unit costs are in `production`, rival theories in `rival`
    teams : pages, each with a content team
    staff : employees
    binds : the rule `weakest`, or what replaces it

    Notes
    -----
    Selling and serving come first (`selling_share`); `push_share` divides the rest, hours and
    money, between outreach and content. Money of outreach buys research at the wage; money of
    content pays influencers, an agency and reach. Every public channel in use costs hours of its
    own (MA-48). Who pushes thus has both layers side by side, posts to many and effort on chosen
    accounts (MB-73, Bercier 2020), not one after the other.
    """
    p = parameters.production
    c = components(firm)
    if parameters.rival.size_sets_strategy:
        c = c._replace(outreach_share=staff / (staff + parameters.rival.size_half * scale))
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
    ways = any(strand.weight > 0.0 for strand in firm.influencers.strand)
    influencer = firm.influencers.share * (content - reply) if ways else 0.0
    mix = tuple(getattr(firm.channels, name) for name in CHANNELS)
    kept = sum(1 for weight in mix if weight > 0.0)
    keeping = min(content - reply - influencer, p.channel_hours * kept * on)
    training = min(content - reply - influencer - keeping, p.training_hours * firm.trained * on)
    making = content - reply - influencer - keeping - training
    asset = firm.content.gated_share * making
    repost = p.repost_share * c.scripted_share * (making - asset)
    posts = making - asset - repost
    page = posts * (1.0 - (1.0 - p.page_floor) * c.posters_share)
    spend = (1.0 - c.outreach_share) * money
    agency = firm.content.agency_share * spend
    strands = afforded(share_out(firm.influencers.strand, influencer, p), spend - agency)
    fees = sum(strand.items * strand.pay for strand in strands)
    ready = firm.preconditions
    return Plan(
        page_hours=page,
        keeping_hours=keeping + training,
        staff_hours=posts - page,
        posters_share=c.posters_share,
        asset_hours=asset,
        reply_hours=reply * (1.0 - firm.group.share),
        repost_hours=repost,
        outreach_hours=contacts - doubled,
        doubled_hours=doubled,
        care_hours=care,
        sell_hours=selling - care - watching,
        watch_hours=watching,
        reach_money=max(0.0, spend - agency - fees),
        scripted=c.scripted_share,
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
        gate=binds(ready.support, ready.understanding, ready.goals, ready.skills, ready.resources),
        withheld=firm.staffing.withholding,
        agency_hours=agency / (p.agency_rate * p.wage),
        agency_money=agency,
        group_hours=reply * firm.group.share,
        open_group=firm.group.open_to_all,
        vacant=firm.staffing.vacant,
        motivation=firm.staffing.motivation,
        support=firm.staffing.support,
        vetted=firm.influencers.vetted,
        criteria=tuple(getattr(firm.influencers, name) for name in CRITERIA),
        strands=strands,
    )
