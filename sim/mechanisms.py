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
RETENTION = "retention"
VOICE = "voice and control"
CHANNELS = "channels"
PRECONDITIONS = "preconditions"
INFLUENCERS = "influencers"
HIRING = "feeling and hiring"
CLUBS = "groups of sellers"
LEARNING = "learning"
CONSTRUCTS = "four constructs"
RIVALS = "rival theories"
#: Groups that are switched off together, in the order of tables.
GROUPS = (
    ATTENTION, CONTENT, PUBLIC, CONTACT, TALK, SEARCH, LEADS, SELLING, CHOICE, DELIVERY, RETENTION,
    VOICE, CHANNELS, PRECONDITIONS, INFLUENCERS, HIRING, CLUBS, LEARNING, CONSTRUCTS, RIVALS,
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


def each(path: str, names: str, value: float) -> Settings:
    """One value for several settings of a table, `names` apart by spaces."""
    return {f"{path}{name}": value for name in names.split()}


STRAND = "focal.influencers.strand.0"
SCORED = {"focal.analytics.scoring": True}
UNSTUDIED = {"focal.outreach.research_hours": 0.1}
#: Four sellers for every need; in the usual market there are two, and nobody is left out.
CONTESTED = {f"market.seller.{i}.categories": (0, 1, 2, 3) for i in range(4)}
#: Reps enough to meet in one account.
CROWDED = {"market.seller.0.reps": 8.0}
BRIEFED = {"focal.influencers.share": 0.3, "market.influencers": 40.0}
PAID = {**BRIEFED, f"{STRAND}.pay": 1.0}
ABOUT_FIRM = {**BRIEFED, f"{STRAND}.product_share": 0.3, f"{STRAND}.story_share": 0.3}
#: Hours for selling so few that they run out.
HURRIED = {"focal.selling_share": 0.05}
#: Posts for whom to look, much content on causes, and people outside buying organisations.
HIRES = {
    "market.public_share": 2.0, "market.page_followers_public": 0.3,
    "focal.content.purpose_share": 0.5, "focal.staffing.vacant": 0.5, **HURRIED,
}  # fmt: skip
GROUP = {"focal.group.share": 0.5}
STEERED = {"focal.learning.steer": "reactions"}
CHANNEL_NAMES = "linkedin twitter facebook youtube instagram web"
ALL_CHANNELS = each("focal.channels.", CHANNEL_NAMES, 1.0)
#: No question, comment or turn: nobody talks with a seller on social media, and nobody listens.
NO_DIALOGUE = {
    "parameters.engagement.question_rate": 0.0, "parameters.engagement.comment_cost": 5.0,
    "parameters.club.join_rate": 0.0, f"{STRAND}.joining": 0.0,
    "parameters.delivery.understanding_hours": 10000.0, "parameters.club.insight": 0.0,
}  # fmt: skip
#: Nobody finds an item relevant, and a page tells nothing.
NO_CONTENT = {
    **each("parameters.attention.", "interest_match field_match other_match purpose_match", 0.0),
    "parameters.belief.info_scout": 0.0, "parameters.belief.page_weight": 0.0,
}  # fmt: skip
#: What is fitted to segment, role, motive, channel or person does no more than what is not.
NO_FITTING = {
    "focal.voice.tailored_share": 0.0, "parameters.attention.role_gap": 0.0,
    "parameters.attention.motive_gain": 0.0, "parameters.attention.motive_loss": 0.0,
    "parameters.production.listen_topics": 0.0, "parameters.production.brief_gain": 0.0,
    "parameters.contact.personal_logit": 0.0, "parameters.contact.interest_personal": 0.0,
    "parameters.contact.phone_older_logit": P.contact.phone_logit,
    "parameters.choice.input_gain": 0.0,
}  # fmt: skip
#: Nobody tells, asks, passes on, refers or reads what others say.
NO_TELLING = {
    "parameters.talk.rate": 0.0, "parameters.selling.referral_rate": 0.0,
    "parameters.attention.like_exposure": 0.0, "parameters.attention.share_exposure": 0.0,
    "parameters.scouting.review_weight": 0.0, "parameters.selling.reference_weight": 0.0,
}  # fmt: skip

#: Every mechanism that a setting or parameter switches, by group.
MECHANISMS: tuple[Mechanism, ...] = (
    # -- attention
    Mechanism("attention is limited", ("MB-01",), ATTENTION, {"parameters.attention.items_per_week": 1000.0}),
    Mechanism("leaders and news come first", ("MB-20",), ATTENTION, {"parameters.attention.background_items": 0.0}),
    Mechanism("similar messages blur", ("MB-02",), ATTENTION, {"parameters.contact.similar_blur": 0.0}),
    Mechanism("topics of the job are read", ("MB-29",), ATTENTION, {"parameters.attention.interest_match": P.attention.field_match, "parameters.attention.other_match": P.attention.field_match}),
    Mechanism("a sales tone costs attention", ("MB-29",), ATTENTION, {"parameters.attention.salesy_discount": 0.0}),
    Mechanism("an open need makes items relevant", ("MA-36", "MB-37"), ATTENTION, {"parameters.attention.need_boost": 0.0}),
    Mechanism("items for everybody fit less", ("MA-31",), ATTENTION, {"parameters.attention.broad_relevance": 1.0}),
    Mechanism("items for others reach everybody", ("MA-31", "MA-71"), ATTENTION, {"parameters.attention.off_audience": P.attention.broad_relevance}),
    Mechanism("technical items suit technical minds", ("MA-51",), ATTENTION, {"parameters.attention.role_gap": 0.0}),
    Mechanism("items serve what an account is followed for", ("MA-37",), ATTENTION, {"parameters.attention.motive_gain": 0.0, "parameters.attention.motive_loss": 0.0}),
    Mechanism("authorities are read", ("MA-04",), ATTENTION, {"parameters.attention.recognition": 0.0}),
    Mechanism("videos cost attention at work", ("MB-31",), ATTENTION, {"parameters.attention.video_loss": 0.0}),
    Mechanism("renowned customers draw", ("MB-32",), ATTENTION, {"parameters.attention.story_draw": 0.0}),
    Mechanism("news on competitors catches the eye", ("MB-36",), ATTENTION, {"parameters.attention.rival_draw": 0.0}),
    Mechanism("current events draw and expire", ("MA-30",), ATTENTION, {"parameters.attention.quick_boost": 0.0, "parameters.attention.quick_half_life": P.attention.topic_half_life, "parameters.production.quick_cost": 1.0}),
    Mechanism("vain reading drives people off", ("MA-39", "MA-74", "MB-10"), ATTENTION, {"parameters.attention.regard_loss": 0.0, "parameters.attention.regard_gain": 0.0}),
    Mechanism("older people spend little time there", ("MB-17",), ATTENTION, {"parameters.attention.older_time": 1.0}),
    # -- content and trust
    Mechanism("items read are remembered", ("MA-18",), CONTENT, {"parameters.belief.read_gain": 0.0}),
    Mechanism("memory fades", ("MA-18",), CONTENT, {"parameters.belief.memory_decay": 0.0}),
    Mechanism("content informs, most at first", ("MA-20",), CONTENT, {"parameters.belief.info_gain": 0.0}),
    Mechanism("appeals to feeling inform less", ("MA-46",), CONTENT, {"parameters.message.emotion_info_loss": 0.0}),
    Mechanism("presence in feeds moves trust", ("MB-59",), CONTENT, {"parameters.belief.content_weight": 0.0}),
    Mechanism("customer stories weigh more", ("MB-32",), CONTENT, {"parameters.belief.story_weight": P.belief.content_weight}),
    Mechanism("credibility of a followed account", ("MA-01", "MA-04"), CONTENT, {"parameters.belief.bond_gain": 0.0}),
    Mechanism("what the credible say weighs more", ("MA-01", "MA-03"), CONTENT, {"parameters.belief.bond_share": 0.0}),
    Mechanism("exposure builds a one sided tie", ("MA-02",), CONTENT, {"parameters.belief.parasocial_gain": 0.0}),
    Mechanism("praise without criticism is discounted", ("MA-05",), CONTENT, {"parameters.message.praise_discount": 0.0}),
    Mechanism("first hand use lends weight", ("MA-06",), CONTENT, {"parameters.message.use_gain": 0.0}),
    Mechanism("worry about confidentiality", ("MB-32",), CONTENT, {"parameters.message.story_worry": 0.0, "parameters.message.rival_worry": 0.0}),
    Mechanism("content from contacts weighs more", ("MA-42",), CONTENT, {"parameters.belief.peer_gain": 0.0}),
    Mechanism("posts adjust trust in people one knows", ("MB-34", "MB-33"), CONTENT, {"parameters.belief.post_person_weight": 0.0}),
    Mechanism("what readers add is read", ("MA-42",), CONTENT, {"parameters.engagement.comments_read": 0.0}),
    Mechanism("public exchanges are watched", ("MA-34",), CONTENT, {"parameters.engagement.onlook": 0.0}),
    Mechanism("a pitch that does not fit costs trust", ("MA-36",), CONTENT, {"parameters.belief.irrelevance_weight": 0.0}),
    Mechanism("reputation holds until experience", ("MB-43",), CONTENT, {"parameters.belief.prior_weight": 0.01}),
    # -- public acts
    Mechanism("visible acts cost effort", ("MA-55", "MB-21"), PUBLIC, each("parameters.engagement.", "like_cost share_cost comment_cost", 0.0)),
    Mechanism("acts expose a supply tie", ("MA-60", "MB-23"), PUBLIC, {"parameters.engagement.exposure_cost": 0.0}),
    Mechanism("exposure counts less in indirect purchases", ("MB-23",), PUBLIC, {"parameters.engagement.indirect_share": 1.0}),
    Mechanism("exposure costs the private more", ("MB-21",), PUBLIC, {"parameters.engagement.privacy_cost": 0.0}),
    Mechanism("without a guideline buyers hold back", ("MB-24",), PUBLIC, {"parameters.engagement.policy_cost": 0.0}),
    Mechanism("technical items are hard to comment on", ("MB-26",), PUBLIC, {"parameters.engagement.expert_cost": 0.0}),
    Mechanism("deep relations are quiet in public", ("MA-59",), PUBLIC, {"parameters.engagement.depth_hush": 0.0}),
    Mechanism("closeness makes acts likelier", ("MB-22",), PUBLIC, {"parameters.engagement.closeness_gain": 0.0}),
    Mechanism("feeling makes acts likelier", ("MA-46",), PUBLIC, {"parameters.engagement.emotion_gain": 0.0, "parameters.engagement.corporate_emotion": 0.0}),
    Mechanism("people like to be linked with good brands", ("MA-70",), PUBLIC, {"parameters.engagement.association_gain": 0.0}),
    Mechanism("loyalty spreads news of the employer", ("MB-19",), PUBLIC, {"parameters.engagement.loyalty_gain": 0.0}),
    Mechanism("acts show items to contacts", ("MA-56",), PUBLIC, {"parameters.attention.like_exposure": 0.0, "parameters.attention.share_exposure": 0.0}),
    # -- private contact: messages, replies and threads
    Mechanism("study earns a reply", ("MB-03",), CONTACT, {"parameters.contact.personal_logit": 0.0}),
    Mechanism("an open need earns a reply", ("MB-09",), CONTACT, {"parameters.contact.need_logit": 0.0}),
    Mechanism("specific needs are seldom met", ("MB-70",), CONTACT, {"parameters.contact.specific_loss": 0.0}),
    Mechanism("a known brand earns a reply", ("MB-84",), CONTACT, {"parameters.contact.known_logit": 0.0}),
    Mechanism("the brand's standing earns a reply", ("MB-48",), CONTACT, {"parameters.contact.trust_logit": 0.0}),
    Mechanism("a contact in common vouches", ("MB-75",), CONTACT, {"parameters.contact.intro_logit": 0.0}),
    Mechanism("approaches over social media are ignored", ("MB-16",), CONTACT, {"parameters.contact.social_logit": 0.0}),
    Mechanism("older people prefer the phone", ("MB-85",), CONTACT, {"parameters.contact.phone_older_logit": P.contact.phone_logit}),
    Mechanism("a message makes the name known", ("MB-83",), CONTACT, {"parameters.belief.message_gain": 0.0}),
    Mechanism("contact irritates", ("MB-05",), CONTACT, {"parameters.contact.generic_annoyance": 0.0, "parameters.contact.personal_annoyance": 0.0}),
    Mechanism("the irritated reply less", ("MB-05",), CONTACT, {"parameters.contact.annoyed_logit": 0.0}),
    Mechanism("some see a message as a job done", ("MB-11",), CONTACT, {"parameters.contact.patient_share": 0.0}),
    Mechanism("offers outside the catalogue irritate", ("MB-04",), CONTACT, {"parameters.contact.offfit_annoyance": 0.0}, NOTHING, UNSTUDIED),
    Mechanism("silent people are written to again", ("MB-07",), CONTACT, {"focal.outreach.follow_ups": 0.0}),
    Mechanism("repeats irritate more each time", ("MB-07",), CONTACT, {"parameters.contact.repeat_annoyance": 0.0}),
    Mechanism("reps get in each other's way", ("MB-08",), CONTACT, {"focal.outreach.contact_rules": "account_owner"}, {"focal.outreach.contact_rules": "own_initiative"}, CROWDED),
    Mechanism("messages to colleagues irritate", ("MB-08",), CONTACT, {"parameters.contact.overlap_annoyance": 0.0}, NOTHING, {**CROWDED, "focal.outreach.contact_rules": "own_initiative"}),
    Mechanism("the irritated shut the firm out", ("MB-06",), CONTACT, {"parameters.contact.block_low": 2.0, "parameters.contact.block_high": 2.0}),
    Mechanism("research finds who buys", ("MB-04", "MB-74"), CONTACT, {"parameters.production.aim_hours": 0.001}, NOTHING, UNSTUDIED),
    Mechanism("distant sellers aim worse", ("MB-15",), CONTACT, {"focal.outreach.local_knowledge": 1.0}, {"focal.outreach.local_knowledge": 0.3}),
    Mechanism("messages suffer without guidance", ("MB-99",), CONTACT, {"parameters.contact.unguided_loss": 0.0}),
    Mechanism("messages suffer where tools are not mastered", ("MA-62",), CONTACT, {"parameters.contact.inefficacy_loss": 0.0}),
    Mechanism("shown interest is followed up", ("MA-35",), CONTACT, {"focal.outreach.interest_share": 0.0}),
    Mechanism("shown interest tells what to write", ("MA-35",), CONTACT, {"parameters.contact.interest_personal": 0.0}),
    Mechanism("interest goes out as private questions", ("MB-25", "MB-28"), CONTACT, {"parameters.engagement.question_rate": 0.0}),
    Mechanism("an open need makes people ask", ("MB-25",), CONTACT, {"parameters.engagement.question_need": 1.0}),
    Mechanism("deep relations ask in private", ("MA-59",), CONTACT, {"parameters.engagement.depth_private": 0.0}),
    Mechanism("answers in private tell more", ("MB-28",), CONTACT, {"parameters.belief.private_depth": 0.0}),
    Mechanism("an answer invites another turn", ("MA-32",), CONTACT, {"parameters.engagement.turn_chance": 0.0, "parameters.engagement.turn_growth": 0.0}),
    Mechanism("no reply ends a thread", ("MA-32",), CONTACT, {"parameters.engagement.thread_patience": 1.0}, NOTHING, {"focal.voice.reply_share": 0.01, "parameters.engagement.question_rate": 0.8}),
    Mechanism("staff time caps answers", ("MA-33",), CONTACT, {"parameters.selling.reply_hours": 0.01, "parameters.production.reply_approval": 0.0}),
    Mechanism("answers strengthen trust", ("MB-57",), CONTACT, {"parameters.belief.reply_weight": 0.0}),
    # -- word of mouth
    Mechanism("colleagues talk", ("MB-69",), TALK, {"parameters.talk.colleague_weight": 0.0}),
    Mechanism("people of different firms talk", ("MA-72", "MB-65"), TALK, {"parameters.talk.professional_weight": 0.0, "parameters.talk.supply_weight": 0.0}),
    Mechanism("content is passed on in private", ("MB-69",), TALK, {"parameters.talk.read_trigger": 0.0}),
    Mechanism("what was heard is passed on", ("MB-69",), TALK, {"parameters.talk.retell": 0.0}),
    Mechanism("messages are mentioned", ("MB-08",), TALK, {"parameters.talk.message_trigger": 0.0}),
    Mechanism("referees tell who told their story", ("MA-25",), TALK, {"parameters.talk.story_trigger": 0.0}),
    Mechanism("promises are told", ("MA-57",), TALK, {"parameters.talk.promise_trigger": 0.0}),
    Mechanism("purchases are talked about", ("MB-65",), TALK, {"parameters.talk.purchase_trigger": 0.0}),
    Mechanism("talk needs no occasion", ("MA-43",), TALK, {"parameters.talk.idle_trigger": 0.0}, {"parameters.talk.idle_trigger": 0.001}),
    Mechanism("searchers ask their contacts", ("MB-65",), TALK, {"parameters.talk.ask_rate": 0.0}),
    Mechanism("hearsay is believed", ("MB-67",), TALK, {"parameters.belief.hearsay_weight": 0.0}),
    Mechanism("satisfied customers refer", ("MA-57",), TALK, {"parameters.selling.referral_rate": 0.0}),
    Mechanism("strong brands are referred", ("MB-58",), TALK, {"parameters.selling.brand_referral": 0.0}),
    # -- search
    Mechanism("searchers study pages", ("MB-66",), SEARCH, {"parameters.scouting.rate": 0.0}),
    Mechanism("the page is evidence on the firm", ("MB-48",), SEARCH, {"parameters.belief.page_weight": 0.0}),
    Mechanism("ratings are read", ("MB-55",), SEARCH, {"parameters.scouting.review_weight": 0.0}),
    Mechanism("pages show others of the kind", ("MA-69",), SEARCH, {"parameters.scouting.compare_share": 0.0}),
    Mechanism("a directory shows everybody", ("MB-72",), SEARCH, {"parameters.scouting.directory": 0.0}, {"parameters.scouting.directory": 1.0}),
    Mechanism("regular posts make a page found", ("MB-59",), SEARCH, {"parameters.scouting.presence_half": 0.01}),
    Mechanism("technical people study in depth", ("MA-51",), SEARCH, {"parameters.scouting.expert_bar": 0.0}),
    Mechanism("buyers inform themselves, then enquire", ("MA-53",), SEARCH, {"parameters.scouting.enquiry_info": 0.0}),
    # -- lead handling
    Mechanism("gated assets name readers", ("MB-39",), LEADS, {"focal.content.gated_share": 0.0}),
    Mechanism("the private keep their name", ("MB-39",), LEADS, {"parameters.engagement.gate_privacy": 0.0}),
    Mechanism("an open need is worth one's name", ("MB-38",), LEADS, {"parameters.engagement.need_value": 0.0}),
    Mechanism("free trials trade names for use", ("MB-87",), LEADS, {"focal.offer.trial": False}, {"focal.offer.trial": True}),
    Mechanism("leads are scored", ("MB-76", "MB-77"), LEADS, {"focal.analytics.scoring": False}, SCORED),
    Mechanism("earlier acts raise the score", ("MB-38",), LEADS, {"parameters.lead.touch_score": 0.0}, NOTHING, SCORED),
    Mechanism("visible roles raise the score", ("MB-18",), LEADS, {"parameters.lead.role_score": 0.0}, NOTHING, SCORED),
    Mechanism("waiting leads get automated messages", ("MB-42", "MB-76"), LEADS, {"focal.analytics.automation": False}, {"focal.analytics.automation": True}, SCORED),
    Mechanism("readers are shown more", ("MB-42",), LEADS, {"focal.analytics.retarget_share": 0.0}, {"focal.analytics.retarget_share": 0.5}),
    Mechanism("small accounts get no calls", ("MB-78",), LEADS, {"focal.analytics.tiers": False}, {"focal.analytics.tiers": True}),
    Mechanism("shown interest triggers a call", ("MB-79",), LEADS, {"focal.analytics.triggers": False}, {"focal.analytics.triggers": True}),
    Mechanism("timely calls are answered", ("MB-79",), LEADS, {"parameters.selling.timing_gain": 0.0}, NOTHING, {"focal.analytics.triggers": True}),
    Mechanism("handing over takes time", ("MB-96",), LEADS, {"parameters.lead.handover_weeks": 0.0}),
    Mechanism("sales drops and refuses leads", ("MB-81",), LEADS, {"parameters.lead.keep_weeks": 520.0, "parameters.lead.queue_per_rep": 10000.0}),
    # -- selling
    Mechanism("reps research accounts", ("MB-74",), SELLING, {"focal.outreach.research_hours": 0.0}),
    Mechanism("two ways of selling cost more", ("MB-86",), SELLING, {"parameters.production.playbook_hours": 0.0}),
    Mechanism("private channels are watched", ("MB-97",), SELLING, {"parameters.production.watch_hours": 0.0}, NOTHING, HURRIED),
    Mechanism("talk shows a salesperson", ("MB-46",), SELLING, {"parameters.belief.call_weight": 0.0}),
    Mechanism("meetings build the bond", ("MB-54",), SELLING, {"parameters.belief.meeting_weight": 0.0}),
    Mechanism("meetings online save travel", ("MB-88",), SELLING, {"parameters.selling.travel_hours": 0.0}, NOTHING, HURRIED),
    Mechanism("meetings online show less of a person", ("MB-54",), SELLING, {"parameters.selling.online_weight": 1.0}),
    Mechanism("physical offers are hard to show online", ("MB-88",), SELLING, {"parameters.selling.online_physical": 0.0}),
    Mechanism("the informed take less time", ("MA-63",), SELLING, {"parameters.selling.self_service": 0.0}, NOTHING, HURRIED),
    Mechanism("leads talk to customers", ("MB-68",), SELLING, {"focal.selling.reference_calls": False}, {"focal.selling.reference_calls": True}),
    Mechanism("doubts are dealt with by phone and email", ("MB-89",), SELLING, {"parameters.selling.objection_hours": 1_000_000.0}),
    Mechanism("experience of a person replaces the brand", ("MB-43",), SELLING, {"parameters.belief.contacts_half": 100.0}),
    # -- choice
    Mechanism("trust qualifies an offer", ("MB-44",), CHOICE, {"parameters.belief.bar_centre": 0.0, "parameters.belief.bar_width": 0.0}),
    Mechanism("past the bar, fit and price decide", ("MB-44",), CHOICE, {"parameters.choice.fit_weight": 0.0, "parameters.choice.price_weight": 0.0}),
    Mechanism("few sellers are asked", ("MA-19",), CHOICE, {"parameters.choice.shortlist": 20.0}, NOTHING, CONTESTED),
    Mechanism("roles weigh differently", ("MA-51",), CHOICE, each("parameters.choice.weight_", "decider buyer influencer", 1.0)),
    Mechanism("missing information is risk", ("MA-21", "MA-52"), CHOICE, {"parameters.choice.risk_weight": 0.0}),
    Mechanism("trust takes risk away", ("MA-52",), CHOICE, {"parameters.choice.trust_relief": 0.0}),
    Mechanism("strategic purchases are personal", ("MB-61",), CHOICE, {"parameters.choice.strategic_doubt": 0.0}),
    Mechanism("of equals the one who answers", ("MB-52",), CHOICE, {"parameters.choice.response_weight": 0.0}),
    Mechanism("who listens offers what fits", ("MA-41",), CHOICE, {"parameters.choice.input_gain": 0.0}),
    Mechanism("the incumbent is familiar", ("MB-64",), CHOICE, {"parameters.choice.incumbent_bonus": 0.0}),
    Mechanism("satisfied centres rebuy without a search", ("MA-54",), CHOICE, {"parameters.choice.straight_rebuy": 0.0}),
    # -- delivery
    Mechanism("promises move trust", ("MB-45",), DELIVERY, {"parameters.belief.promise_weight": 0.0}),
    Mechanism("promises move satisfaction", ("MA-57",), DELIVERY, {"parameters.delivery.satisfaction_step": 0.0}),
    Mechanism("news counts, and so does silence", ("MB-50",), DELIVERY, {"parameters.delivery.news_weight": 0.0, "parameters.delivery.silence_weight": 0.0}),
    Mechanism("videos explain one to one", ("MB-31",), DELIVERY, {"parameters.delivery.video_explains": 0.0}),
    Mechanism("seeing a promise through is contact", ("MB-57",), DELIVERY, {"parameters.delivery.care_contact": 0.0}),
    Mechanism("customers are asked to rate", ("MB-56",), DELIVERY, {"focal.selling.ask_reviews": 0.0}),
    # -- retention: relations that run, over private channels
    Mechanism("answers please customers", ("MA-61",), RETENTION, {"parameters.delivery.answer_step": 0.0}),
    Mechanism("instant messages bond", ("MB-49",), RETENTION, {"parameters.delivery.im_bond": 0.0}),
    Mechanism("what is urgent goes over instant messages", ("MB-100", "MB-101"), RETENTION, {"parameters.delivery.urgent_share": 0.0}),
    Mechanism("instant messages come at any hour", ("MB-102",), RETENTION, {"parameters.delivery.im_annoyance": 0.0}),
    Mechanism("word is missed among many channels", ("MB-102",), RETENTION, {"parameters.delivery.miss_rate": 0.0}),
    Mechanism("people leave, their email stays", ("MB-103",), RETENTION, {"parameters.delivery.turnover": 0.0}, {"parameters.delivery.turnover": 0.01}),
    Mechanism("strong brands keep customers", ("MB-58", "MB-90"), RETENTION, {"parameters.choice.brand_loyalty": 0.0}),
    # -- voice and control
    Mechanism("staff post to those who follow them", ("MA-27",), VOICE, {"focal.voice.posters_share": 0.0}),
    Mechanism("staff post at low cost", ("MA-27",), VOICE, {"parameters.production.employee_share": 1.0}),
    Mechanism("resistance keeps staff from posting", ("MA-16",), VOICE, {"parameters.production.resistance": 0.0}),
    Mechanism("motivation and support carry posting", ("MA-16",), VOICE, {"focal.staffing.motivation": 1.0, "focal.staffing.support": 1.0}),
    Mechanism("training must be kept up", ("MA-16",), VOICE, {"parameters.production.training_hours": 0.0}),
    Mechanism("training shows the use of posting", ("MA-64",), VOICE, {"parameters.production.useful_training": 0.0}),
    Mechanism("what brings nothing is given up", ("MA-64",), VOICE, {"parameters.production.usefulness": 0.0}),
    Mechanism("fear keeps knowledge back", ("MA-49",), VOICE, {"parameters.production.withheld": 0.0}),
    Mechanism("an agency brings a network of its own", ("MA-45",), VOICE, {"parameters.production.agency_network": 0.0}, NOTHING, {"focal.content.agency_share": 0.5}),
    Mechanism("an agency posts for money", ("MA-45",), VOICE, {"focal.content.agency_share": 0.0}, {"focal.content.agency_share": 0.5}),
    Mechanism("control keeps to what was tried", ("MA-40",), VOICE, {"parameters.production.sameness": 0.0}),
    Mechanism("control leads to reposts", ("MA-26",), VOICE, {"parameters.production.repost_share": 0.0}),
    Mechanism("a repost tells little new", ("MB-35",), VOICE, {"parameters.production.repost_quality": 1.0}),
    Mechanism("every voice may err", ("MA-28",), VOICE, {"parameters.production.offmessage": 0.0}),
    Mechanism("approval makes posts late", ("MA-30",), VOICE, {"parameters.production.approval_delay": 0.0}),
    Mechanism("approval takes hours", ("MA-30",), VOICE, {"parameters.production.approval": 0.0, "parameters.production.reply_approval": 0.0}),
    Mechanism("planning makes posts late", ("MA-38",), VOICE, {"parameters.production.planning_delay": 0.0}),
    Mechanism("listening teaches an audience", ("MA-31",), VOICE, {"parameters.delivery.understanding_hours": 10000.0}),
    Mechanism("understanding goes stale", ("MA-38",), VOICE, {"parameters.delivery.understanding_decay": 0.0}),
    Mechanism("who listens writes what is wanted", ("MA-41",), VOICE, {"parameters.production.listen_topics": 0.0}),
    Mechanism("customers are understood", ("MA-73",), VOICE, {"parameters.attention.customer_known": 0.0}),
    # -- channels
    Mechanism("channels have their own readers", ("MA-47",), CHANNELS, each("market.channel_use.", CHANNEL_NAMES, 1.0)),
    Mechanism("older people read pages alone", ("MB-85",), CHANNELS, {"market.newer_share": 1.0}),
    Mechanism("channels differ in dialogue", ("MA-47",), CHANNELS, each("parameters.channel.dialogue_", CHANNEL_NAMES, 1.0)),
    Mechanism("channels differ in depth", ("MA-47",), CHANNELS, each("parameters.channel.depth_", CHANNEL_NAMES, 1.0)),
    Mechanism("every channel takes hours", ("MA-48",), CHANNELS, {"parameters.production.channel_hours": 0.0}, NOTHING, ALL_CHANNELS),
    # -- preconditions: the weakest binds
    Mechanism("management support", ("MA-65",), PRECONDITIONS, {"focal.preconditions.support": 1.0}, {"focal.preconditions.support": 0.5}),
    Mechanism("understanding of customers", ("MA-65",), PRECONDITIONS, {"focal.preconditions.understanding": 1.0}, {"focal.preconditions.understanding": 0.5}),
    Mechanism("goals", ("MA-65",), PRECONDITIONS, {"focal.preconditions.goals": 1.0}, {"focal.preconditions.goals": 0.5}),
    Mechanism("skills", ("MA-65",), PRECONDITIONS, {"focal.preconditions.skills": 1.0}, {"focal.preconditions.skills": 0.5}),
    Mechanism("resources", ("MA-65",), PRECONDITIONS, {"focal.preconditions.resources": 1.0}, {"focal.preconditions.resources": 0.5}),
    # -- influencers
    Mechanism("influencers join where enough fits", ("MA-13",), INFLUENCERS, {"parameters.production.influencer_bar": 0.0}, NOTHING, BRIEFED),
    Mechanism("visibility and pay persuade influencers", ("MA-13",), INFLUENCERS, {"parameters.production.influencer_pull": 0.0}, NOTHING, BRIEFED),
    Mechanism("content on the firm asks for more", ("MA-13",), INFLUENCERS, {"parameters.production.self_centred": 0.0}, NOTHING, ABOUT_FIRM),
    Mechanism("pay costs money and credit", ("MA-07", "MA-13"), INFLUENCERS, {f"{STRAND}.pay": 0.0}, {f"{STRAND}.pay": 1.0}, BRIEFED),
    Mechanism("paid unselfishness is doubted", ("MA-07",), INFLUENCERS, {"parameters.message.suspicion": 0.0}, NOTHING, PAID),
    Mechanism("independence lends weight", ("MA-06",), INFLUENCERS, {"parameters.message.independence_gain": 0.0}, NOTHING, BRIEFED),
    Mechanism("values must match", ("MA-08",), INFLUENCERS, {"focal.influencers.by_match": 0.0}, NOTHING, BRIEFED),
    Mechanism("followers must be in the target", ("MA-09",), INFLUENCERS, {"focal.influencers.by_audience": 0.0, "focal.influencers.by_channel": 0.0}, NOTHING, BRIEFED),
    Mechanism("expertise is sought", ("MA-01",), INFLUENCERS, {"focal.influencers.by_credibility": 0.0}, NOTHING, BRIEFED),
    Mechanism("suspect followings are refused", ("MA-14",), INFLUENCERS, {"focal.influencers.vetted": False}, NOTHING, BRIEFED),
    Mechanism("quality takes skill in production", ("MA-10",), INFLUENCERS, {"parameters.production.craft_floor": 1.0}, NOTHING, BRIEFED),
    Mechanism("help makes up for missing skill", ("MA-10",), INFLUENCERS, {f"{STRAND}.assist": 0.0}, NOTHING, BRIEFED),
    Mechanism("a brief makes items fit", ("MA-12",), INFLUENCERS, {"parameters.production.brief_gain": 0.0}, NOTHING, BRIEFED),
    Mechanism("scripts cost authenticity", ("MA-12",), INFLUENCERS, {f"{STRAND}.scripted": 0.0}, NOTHING, BRIEFED),
    Mechanism("the firm's channels carry the rest", ("MA-11",), INFLUENCERS, {f"{STRAND}.amplify": 0.0}, NOTHING, BRIEFED),
    Mechanism("employees join discussions", ("MA-15",), INFLUENCERS, {f"{STRAND}.joining": 0.0}, {f"{STRAND}.joining": 0.5}, {**BRIEFED, f"{STRAND}.internal": 0.5}),
    Mechanism("influencers are evaluated", ("A-1.1", "MA-24"), INFLUENCERS, {"focal.influencers.review_weeks": 520.0}, NOTHING, BRIEFED),
    # -- feeling and hiring
    Mechanism("causes move feeling", ("MA-22",), HIRING, {"parameters.message.affect_gain": 0.0}, NOTHING, HIRES),
    Mechanism("standing rubs off", ("MA-23",), HIRING, {"parameters.message.rub_off": 0.0}, NOTHING, {**HIRES, "parameters.message.apply_rate": 0.5, "focal.influencers.share": 0.6, "focal.influencers.strand.0.purpose_share": 1.0, "parameters.belief.parasocial_gain": 0.5, "parameters.production.influencer_bar": 0.0}),
    Mechanism("causes concern who cares", ("MA-22",), HIRING, {"parameters.attention.purpose_match": 0.0}, NOTHING, HIRES),
    Mechanism("feeling brings applicants", ("MA-22",), HIRING, {"parameters.message.apply_rate": 0.0}, NOTHING, HIRES),
    Mechanism("open posts cost hours", ("MA-22",), HIRING, {"focal.staffing.vacant": 0.0}, {"focal.staffing.vacant": 0.5}, HURRIED),
    Mechanism("end users ask for a brand", ("MA-66",), HIRING, {"parameters.choice.demand_weight": 0.0}, NOTHING, HIRES),
    # -- groups that a seller runs
    Mechanism("a group gives access to prospects", ("MB-93",), CLUBS, {"focal.group.share": 0.0}, GROUP),
    Mechanism("a group informs its members", ("MB-93",), CLUBS, {"parameters.club.information": 0.0, "parameters.club.weight": 0.0}, NOTHING, GROUP),
    Mechanism("members of a group ask", ("MB-93",), CLUBS, {"parameters.club.question_rate": 0.0}, NOTHING, GROUP),
    Mechanism("a group is listened to", ("MB-93",), CLUBS, {"parameters.club.insight": 0.0}, NOTHING, GROUP),
    Mechanism("members fall silent", ("MB-27",), CLUBS, {"parameters.club.tiring": 0.0}, NOTHING, GROUP),
    Mechanism("mixed membership tires", ("MB-27",), CLUBS, {"parameters.club.crowding": 0.0}, NOTHING, {**GROUP, "focal.group.open_to_all": 1.0}),
    # -- learning
    Mechanism("hours follow what is seen", ("MA-24", "MB-41", "MB-92"), LEARNING, {"focal.learning.steer": "nothing"}, STEERED),
    Mechanism("channels are tried", ("MB-92",), LEARNING, {"focal.learning.curiosity": 0.0}, NOTHING, STEERED),
    Mechanism("rivals are imitated", ("MA-44",), LEARNING, {"focal.learning.imitation": 0.0}, {"focal.learning.imitation": 1.0}, STEERED),
    # -- the four constructs of the review, each as a whole
    Mechanism("interactivity", ("A-1.9",), CONSTRUCTS, NO_DIALOGUE, NOTHING, GROUP),
    Mechanism("content", ("A-1.9",), CONSTRUCTS, NO_CONTENT),
    Mechanism("customisation", ("A-1.9",), CONSTRUCTS, NO_FITTING),
    Mechanism("word of mouth", ("A-1.9",), CONSTRUCTS, NO_TELLING),
    # -- rival theories, the second of each on: rows of both
    Mechanism("presence builds trust, not experience alone", ("MB-60", "MB-59", "MB-33", "MB-46", "MB-45"), RIVALS, {"parameters.rival.trust_from_presence": 0.0}, {"parameters.rival.trust_from_presence": 1.0}),
    Mechanism("the sender's standing opens the door, not the firm's", ("MB-63", "MB-48", "MB-43"), RIVALS, {"parameters.rival.door_person": 0.0}, {"parameters.rival.door_person": 1.0}),
    Mechanism("persistence pays, it does not irritate", ("MB-53", "MB-06", "MB-07"), RIVALS, {"parameters.rival.persistence_pays": 0.0}, {"parameters.rival.persistence_pays": 1.0}),
    Mechanism("groups last, members do not tire", ("MB-93", "MB-27"), RIVALS, {"parameters.rival.groups_last": 0.0}, {"parameters.rival.groups_last": 1.0}, GROUP),
    Mechanism("size sets strategy, not what pays", ("MB-91", "MB-92"), RIVALS, {"parameters.rival.size_sets_strategy": 0.0}, {"parameters.rival.size_sets_strategy": 1.0}),
)
