"""Register of mechanisms: what each stands for, and how to switch it off.

One line a mechanism. `neutral` names the settings that make it do nothing; a mechanism that does
nothing by default names in `used` what makes it act. Only what settings and parameters really switch
is listed: a rule without a switch is found by its docstring alone (`docs/coverage.md`). Nothing here
enters a run; tests and ablations read it.

To add one, write a line in its group. `tests/unit/test_mechanisms.py` then asks that its paths exist,
that its default is as it says, and that it changes something.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.parameters import Parameters

Settings = Mapping[str, Any]
NOTHING: Settings = MappingProxyType({})
P = Parameters()  # neutral values that are those of another parameter

ATTENTION = "attention"
CONTENT = "content and trust"
PUBLIC = "public acts"
CONTACT = "private contact"
TALK = "word of mouth"
SEARCH = "search"
LEADS = "lead handling"
SELLING = "selling"
CHOICE = "choice"
DELIVERY = "delivery"
VOICE = "voice and control"
INFLUENCERS = "influencers"
#: Groups that are switched off together, in the order of tables.
GROUPS = (
    ATTENTION, CONTENT, PUBLIC, CONTACT, TALK, SEARCH, LEADS, SELLING, CHOICE, DELIVERY, VOICE,
    INFLUENCERS,
)  # fmt: skip


class Mechanism(NamedTuple):
    """One mechanism and its switch.

    Attributes
    ----------
    name : a few plain words, unlike any other
    rows : rows of `docs/evidence.csv` that it stands for
    group : one of `GROUPS`
    neutral : value by dotted path of a scenario at which it does nothing; where a range ends before
        that, the end, at which it does next to nothing
    used : values of paths in `neutral` that make it act, where the default is neutral; else empty
    given : settings without which it has nothing to act on, the same with it and without
    """

    name: str
    rows: tuple[str, ...]
    group: str
    neutral: Settings
    used: Settings = NOTHING
    given: Settings = NOTHING

    @property
    def on(self) -> dict[str, Any]:
        """Settings of a scenario in which it acts."""
        return {**self.given, **self.used}

    @property
    def off(self) -> dict[str, Any]:
        """Settings of a scenario in which it does nothing."""
        return {**self.given, **self.neutral}


SCORED = {"focal.analytics.scoring": True}
BRIEFED = {"focal.influencers.share": 0.3}
UNSTUDIED = {"focal.outreach.research_hours": 0.1}
#: Four sellers for every need; in the usual market there are two, and nobody is left out.
CONTESTED = {f"market.seller.{i}.categories": (0, 1, 2, 3) for i in range(4)}

#: Every mechanism that a setting or parameter switches, by group.
MECHANISMS: tuple[Mechanism, ...] = (
    # -- attention
    Mechanism("attention is limited", ("MB-01",), ATTENTION, {"parameters.attention.items_per_week": 1000.0}),
    Mechanism("similar messages blur", ("MB-02",), ATTENTION, {"parameters.contact.similar_blur": 0.0}),
    Mechanism("topics of the job are read", ("MB-29",), ATTENTION, {"parameters.attention.interest_match": P.attention.field_match, "parameters.attention.other_match": P.attention.field_match}),
    Mechanism("a sales tone costs attention", ("MB-29",), ATTENTION, {"parameters.attention.salesy_discount": 0.0}),
    Mechanism("an open need makes items relevant", ("MA-36",), ATTENTION, {"parameters.attention.need_boost": 0.0}),
    Mechanism("items for everybody fit less", ("MA-31",), ATTENTION, {"parameters.attention.broad_relevance": 1.0}),
    # -- content and trust
    Mechanism("items read are remembered", ("MA-18",), CONTENT, {"parameters.belief.read_gain": 0.0}),
    Mechanism("memory fades", ("MA-18",), CONTENT, {"parameters.belief.memory_decay": 0.0}),
    Mechanism("content informs, most at first", ("MA-20",), CONTENT, {"parameters.belief.info_gain": 0.0}),
    Mechanism("presence in feeds moves trust", ("MB-59",), CONTENT, {"parameters.belief.content_weight": 0.0}),
    Mechanism("customer stories weigh more", ("MB-32",), CONTENT, {"parameters.belief.story_weight": P.belief.content_weight}),
    Mechanism("credibility of a followed account", ("MA-02", "MA-04"), CONTENT, {"parameters.belief.bond_gain": 0.0}),
    Mechanism("a pitch that does not fit costs trust", ("MA-36",), CONTENT, {"parameters.belief.irrelevance_weight": 0.0}),
    Mechanism("reputation holds until experience", ("MB-43",), CONTENT, {"parameters.belief.prior_weight": 0.01}),
    # -- public acts
    Mechanism("visible acts cost effort", ("MA-55", "MB-21"), PUBLIC, {"parameters.engagement.like_cost": 0.0, "parameters.engagement.share_cost": 0.0, "parameters.engagement.comment_cost": 0.0}),
    Mechanism("acts expose a supply tie", ("MB-23",), PUBLIC, {"parameters.engagement.exposure_cost": 0.0}),
    Mechanism("exposure costs the private more", ("MB-21",), PUBLIC, {"parameters.engagement.privacy_cost": 0.0}),
    Mechanism("without a guideline buyers hold back", ("MB-24",), PUBLIC, {"parameters.engagement.policy_cost": 0.0}),
    Mechanism("closeness makes acts likelier", ("MB-22",), PUBLIC, {"parameters.engagement.closeness_gain": 0.0}),
    Mechanism("acts show items to contacts", ("MA-56",), PUBLIC, {"parameters.attention.like_exposure": 0.0, "parameters.attention.share_exposure": 0.0}),
    # -- private contact: messages, replies and threads
    Mechanism("study earns a reply", ("MB-03",), CONTACT, {"parameters.contact.personal_logit": 0.0}),
    Mechanism("an open need earns a reply", ("MB-09",), CONTACT, {"parameters.contact.need_logit": 0.0}),
    Mechanism("a known brand earns a reply", ("MB-84",), CONTACT, {"parameters.contact.known_logit": 0.0}),
    Mechanism("the brand's standing earns a reply", ("MB-48",), CONTACT, {"parameters.contact.trust_logit": 0.0}),
    Mechanism("a contact in common vouches", ("MB-75",), CONTACT, {"parameters.contact.intro_logit": 0.0}),
    Mechanism("a message makes the name known", ("MB-83",), CONTACT, {"parameters.belief.message_gain": 0.0}),
    Mechanism("contact irritates", ("MB-05",), CONTACT, {"parameters.contact.generic_annoyance": 0.0, "parameters.contact.personal_annoyance": 0.0}),
    Mechanism("the irritated reply less", ("MB-05",), CONTACT, {"parameters.contact.annoyed_logit": 0.0}),
    Mechanism("offers outside the catalogue irritate", ("MB-04",), CONTACT, {"parameters.contact.offfit_annoyance": 0.0}, NOTHING, UNSTUDIED),
    Mechanism("repeats irritate more each time", ("MB-07",), CONTACT, {"parameters.contact.repeat_annoyance": 0.0}),
    Mechanism("the irritated shut the firm out", ("MB-06",), CONTACT, {"parameters.contact.block_low": 2.0, "parameters.contact.block_high": 2.0}),
    Mechanism("research finds who buys", ("MB-04", "MB-74"), CONTACT, {"parameters.production.aim_hours": 0.001}, NOTHING, UNSTUDIED),
    Mechanism("interest goes out as private questions", ("MB-25", "MB-28"), CONTACT, {"parameters.engagement.question_rate": 0.0}),
    Mechanism("an answer invites another turn", ("MA-32",), CONTACT, {"parameters.engagement.turn_chance": 0.0, "parameters.engagement.turn_growth": 0.0}),
    Mechanism("staff time caps answers", ("MA-33",), CONTACT, {"parameters.selling.reply_hours": 0.01, "parameters.production.reply_approval": 0.0}),
    Mechanism("answers strengthen trust", ("MB-57",), CONTACT, {"parameters.belief.reply_weight": 0.0}),
    # -- word of mouth
    Mechanism("colleagues talk", ("MB-69",), TALK, {"parameters.talk.colleague_weight": 0.0}),
    Mechanism("people of different firms talk", ("MB-65",), TALK, {"parameters.talk.professional_weight": 0.0, "parameters.talk.supply_weight": 0.0}),
    Mechanism("content is passed on in private", ("MB-69",), TALK, {"parameters.talk.read_trigger": 0.0}),
    Mechanism("what was heard is passed on", ("MB-69",), TALK, {"parameters.talk.retell": 0.0}),
    Mechanism("messages are mentioned", ("MB-08",), TALK, {"parameters.talk.message_trigger": 0.0}),
    Mechanism("promises are told", ("MA-57",), TALK, {"parameters.talk.promise_trigger": 0.0}),
    Mechanism("purchases are talked about", ("MB-65",), TALK, {"parameters.talk.purchase_trigger": 0.0}),
    Mechanism("talk needs no occasion", ("MA-43",), TALK, {"parameters.talk.idle_trigger": 0.0}, {"parameters.talk.idle_trigger": 0.001}),
    Mechanism("searchers ask their contacts", ("MB-65",), TALK, {"parameters.talk.ask_rate": 0.0}),
    Mechanism("hearsay is believed", ("MB-67",), TALK, {"parameters.belief.hearsay_weight": 0.0}),
    Mechanism("satisfied customers refer", ("MA-57",), TALK, {"parameters.selling.referral_rate": 0.0}),
    # -- search
    Mechanism("searchers study pages", ("MB-66",), SEARCH, {"parameters.scouting.rate": 0.0}),
    Mechanism("the page is evidence on the firm", ("MB-48",), SEARCH, {"parameters.belief.page_weight": 0.0}),
    Mechanism("regular posts make a page found", ("MB-59",), SEARCH, {"parameters.scouting.presence_half": 0.01}),
    Mechanism("technical people study in depth", ("MA-51",), SEARCH, {"parameters.scouting.expert_bar": 0.0}),
    Mechanism("buyers inform themselves, then enquire", ("MA-53",), SEARCH, {"parameters.scouting.enquiry_info": 0.0}),
    # -- lead handling
    Mechanism("gated assets name readers", ("MB-39",), LEADS, {"focal.content.gated_share": 0.0}),
    Mechanism("the private keep their name", ("MB-39",), LEADS, {"parameters.engagement.gate_privacy": 0.0}),
    Mechanism("an open need is worth one's name", ("MB-38",), LEADS, {"parameters.engagement.need_value": 0.0}),
    Mechanism("leads are scored", ("MB-76", "MB-77"), LEADS, {"focal.analytics.scoring": False}, SCORED),
    Mechanism("earlier acts raise the score", ("MB-38",), LEADS, {"parameters.lead.touch_score": 0.0}, NOTHING, SCORED),
    Mechanism("visible roles raise the score", ("MB-18",), LEADS, {"parameters.lead.role_score": 0.0}, NOTHING, SCORED),
    Mechanism("sales drops and refuses leads", ("MB-81",), LEADS, {"parameters.lead.keep_weeks": 520.0, "parameters.lead.queue_per_rep": 10000.0}),
    # -- selling
    Mechanism("reps research accounts", ("MB-74",), SELLING, {"focal.outreach.research_hours": 0.0}),
    Mechanism("talk shows a salesperson", ("MB-46",), SELLING, {"parameters.belief.call_weight": 0.0}),
    Mechanism("meetings build the bond", ("MB-54",), SELLING, {"parameters.belief.meeting_weight": 0.0}),
    Mechanism("experience of a person replaces the brand", ("MB-43",), SELLING, {"parameters.belief.contacts_half": 100.0}),
    # -- choice
    Mechanism("trust qualifies an offer", ("MB-44",), CHOICE, {"parameters.belief.bar_centre": 0.0, "parameters.belief.bar_width": 0.0}),
    Mechanism("past the bar, fit and price decide", ("MB-44",), CHOICE, {"parameters.choice.fit_weight": 0.0, "parameters.choice.price_weight": 0.0}),
    Mechanism("few sellers are asked", ("MA-19",), CHOICE, {"parameters.choice.shortlist": 20.0}, NOTHING, CONTESTED),
    Mechanism("roles weigh differently", ("MA-51",), CHOICE, {f"parameters.choice.weight_{role}": 1.0 for role in ("decider", "buyer", "influencer")}),
    Mechanism("missing information is risk", ("MA-21", "MA-52"), CHOICE, {"parameters.choice.risk_weight": 0.0}),
    Mechanism("the incumbent is familiar", ("MB-64",), CHOICE, {"parameters.choice.incumbent_bonus": 0.0}),
    Mechanism("satisfied centres rebuy without a search", ("MA-54",), CHOICE, {"parameters.choice.straight_rebuy": 0.0}),
    # -- delivery
    Mechanism("promises move trust", ("MB-45",), DELIVERY, {"parameters.belief.promise_weight": 0.0}),
    Mechanism("promises move satisfaction", ("MA-57",), DELIVERY, {"parameters.delivery.satisfaction_step": 0.0}),
    # -- voice and control
    Mechanism("staff post to those who follow them", ("MA-27",), VOICE, {"focal.voice.posters_share": 0.0}),
    Mechanism("staff post at low cost", ("MA-27",), VOICE, {"parameters.production.employee_share": 1.0}),
    Mechanism("control leads to reposts", ("MA-26",), VOICE, {"parameters.production.repost_share": 0.0}),
    Mechanism("a repost tells little new", ("MB-35",), VOICE, {"parameters.production.repost_quality": 1.0}),
    Mechanism("every voice may err", ("MA-28",), VOICE, {"parameters.production.offmessage": 0.0}),
    Mechanism("approval makes posts late", ("MA-30", "MA-38"), VOICE, {"parameters.production.approval_delay": 0.0}),
    Mechanism("approval takes hours", ("MA-30",), VOICE, {"parameters.production.approval": 0.0, "parameters.production.reply_approval": 0.0}),
    Mechanism("listening teaches an audience", ("MA-31",), VOICE, {"parameters.delivery.understanding_hours": 10000.0}),
    # -- influencers
    Mechanism("influencers join where enough fits", ("MA-13",), INFLUENCERS, {"parameters.production.influencer_bar": 0.0}, NOTHING, BRIEFED),
    Mechanism("pay persuades influencers", ("MA-13",), INFLUENCERS, {"focal.influencers.pay": 0.0}, {"focal.influencers.pay": 1.0}, BRIEFED),
    Mechanism("scripts cost authenticity", ("MA-12",), INFLUENCERS, {"focal.influencers.scripted": 0.0}, NOTHING, BRIEFED),
)
