"""Every parameter of the rules, stated once: default, unit, range, meaning, source.

A group is what one phase of the week, or one kind of belief, needs. The same line drives parsing,
error messages, the JSON schema and the reference table. `source` is an evidence row of
`docs/evidence.csv`, or `assumption` where no study gives a value; a row behind a value means that
the row names the quantity, and the value is an assumption unless the meaning says otherwise.

Kernels take a group as a named tuple of floats (`as_tuple`): Numba reads those without Python.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

WEEKS_A_YEAR = 52


def par(default: float, unit: str, low: float, high: float, meaning: str, source: str) -> Any:
    """One parameter: its default, unit, closed range, meaning and source."""
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        strict=True,  # text and yes/no are not numbers
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


class Group(BaseModel):
    """A frozen group of parameters; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tuple_type: ClassVar[Any]

    def as_tuple(self) -> Any:
        """The group as a named tuple of numbers, in the order of declaration."""
        return self.tuple_type(*(float(getattr(self, name)) for name in type(self).model_fields))



class Belief(Group):
    """What is remembered and believed, and how much each kind of evidence weighs."""

    memory_decay: float = par(0.03, "share per week", 0, 1, "memory of a seller that fades in a week", "MA-18")
    aware_bar: float = par(0.15, "trace", 0.01, 1, "memory trace from which a member is aware of a seller", "assumption")
    read_gain: float = par(0.3, "trace", 0, 1, "trace added by a fully relevant item read", "MA-18")
    tell_gain: float = par(0.3, "trace", 0, 1, "trace added by a colleague's or peer's tell", "assumption")
    message_gain: float = par(0.2, "trace", 0, 1, "trace added by a noticed first message", "MB-83")
    scout_gain: float = par(0.35, "trace", 0, 1, "trace added by studying a supplier page", "MB-66")
    meeting_gain: float = par(0.6, "trace", 0, 1, "trace added by a two-way exchange or meeting", "assumption")
    parasocial_gain: float = par(0.02, "share", 0, 1, "one-sided tie with a followed person that one item read adds, whatever its use", "MA-02")
    parasocial_share: float = par(0.2, "share", 0, 1, "how far a one-sided tie raises the weight of content; less than expertise does", "MA-02")
    prior_weight: float = par(2.0, "pieces of evidence", 0.01, 100, "weight of reputation while there is no experience", "MB-43")
    weight_cap: float = par(12.0, "pieces of evidence", 0.1, 1000, "weight of evidence beyond which old evidence is forgotten", "assumption")
    content_weight: float = par(0.05, "pieces of evidence", 0, 5, "evidence on a firm in one item read", "MB-59")
    story_weight: float = par(0.10, "pieces of evidence", 0, 5, "evidence on a firm in one customer story read", "MB-32")
    bond_gain: float = par(0.03, "share", 0, 1, "step of credibility of a followed account towards the use of an item read", "MA-04")
    bond_share: float = par(0.5, "share", 0, 1, "how far a followed person's credibility raises the weight of content", "MA-03")
    irrelevance_weight: float = par(0.04, "pieces of evidence", 0, 5, "evidence against a firm in one salesy item that does not fit", "MA-36")
    join_gain: float = par(0.15, "trace", 0, 1, "trace added by an exchange in a discussion", "MA-15")
    join_weight: float = par(0.15, "pieces of evidence", 0, 5, "evidence in an exchange in a discussion", "MA-15")
    join_contact: float = par(0.2, "contacts", 0, 5, "two-way contact in an exchange in a discussion", "MA-15")
    private_depth: float = par(0.5, "share", 0, 5, "information added where an answer is given in private", "MB-28")
    post_person_weight: float = par(0.03, "pieces of evidence", 0, 5, "evidence on a salesperson already known in one of its posts; little of it reaches whoever posts (MB-33)", "MB-34")
    peer_gain: float = par(0.5, "share", 0, 5, "weight added to content that a contact passed on, or that other readers add", "MA-42")
    onlooker_weight: float = par(0.03, "pieces of evidence", 0, 5, "evidence on a firm in a public exchange that a reader sees", "MA-34")
    hearsay_weight: float = par(0.5, "pieces of evidence", 0, 5, "evidence on a firm in one tell by a close tie", "MB-67")
    page_weight: float = par(0.2, "pieces of evidence", 0, 5, "evidence on a firm in its page when a buyer studies it", "MB-48")
    message_weight: float = par(0.05, "pieces of evidence", 0, 5, "evidence on a firm in one noticed first message", "assumption")
    reply_weight: float = par(0.15, "pieces of evidence", 0, 5, "evidence in one answer of a thread", "MB-57")
    call_weight: float = par(0.4, "pieces of evidence", 0, 5, "evidence in one call or email exchange with a salesperson", "MB-46")
    meeting_weight: float = par(1.0, "pieces of evidence", 0, 5, "evidence in one meeting or demo", "MB-54")
    promise_weight: float = par(0.6, "pieces of evidence", 0, 5, "evidence in one promise kept or broken", "MB-45")
    spill_share: float = par(0.35, "share", 0, 1, "part of personal evidence that also counts for the firm", "assumption")
    contacts_half: float = par(3.0, "contacts", 0.1, 100, "two-way contacts at which personal trust weighs as much as brand trust", "MB-43")
    info_gain: float = par(0.12, "share", 0, 1, "part of missing information that a fully useful topical item fills", "MA-20")
    info_talk: float = par(0.05, "share", 0, 1, "part of missing information that a tell fills", "assumption")
    info_scout: float = par(0.15, "share", 0, 1, "part of missing information that studying a page fills", "MB-66")
    info_meeting: float = par(0.35, "share", 0, 1, "part of missing information that a meeting fills", "assumption")
    info_decay: float = par(0.005, "share per week", 0, 1, "information that goes out of date in a week", "assumption")
    bar_centre: float = par(0.38, "trust", 0, 1, "mean of members' own trust bars", "MB-44")
    bar_width: float = par(0.30, "trust", 0, 1, "width of the uniform spread of trust bars", "assumption")


class Attention(Group):
    """What a member can read in a week, and what it finds relevant."""

    items_per_week: float = par(20.0, "items per week", 0, 1000, "items of feed and inbox that a member attends to", "NB-16")
    background_items: float = par(60.0, "items per week", 0, 5000, "feed items of leaders, news and friends that compete", "MB-20")
    background_messages: float = par(4.0, "messages per week", 0, 500, "cold messages from outside the market in the inbox", "NB-06")
    busy_inbox: float = par(1.6, "factor", 0.1, 10, "cold messages of deciders, buyers and gatekeepers against the mean", "assumption")
    quiet_inbox: float = par(0.7, "factor", 0.1, 10, "cold messages of other roles against the mean", "assumption")
    inbox_share: float = par(0.3, "share", 0, 1, "part of attention that the inbox may take first", "assumption")
    interest_match: float = par(1.0, "relevance", 0, 1, "relevance of a topic of one's own", "MB-29")
    field_match: float = par(0.5, "relevance", 0, 1, "relevance of a topic of the own firm's purchases", "MB-29")
    other_match: float = par(0.08, "relevance", 0, 1, "relevance of any other topic", "MB-29")
    broad_relevance: float = par(0.6, "factor", 0, 1, "relevance kept by an item meant for everybody", "MA-31")
    off_audience: float = par(0.35, "factor", 0, 1, "relevance kept by an item tailored to others", "MA-31")
    salesy_discount: float = par(0.6, "share", 0, 1, "attention lost by a fully sales-framed item", "MB-29")
    need_boost: float = par(0.4, "share", 0, 5, "relevance added while the own centre has an open need", "MA-36")
    topic_half_life: float = par(3.0, "weeks", 0.05, 100, "delay after which a post is worth half", "MA-30")
    quick_half_life: float = par(0.5, "weeks", 0.05, 100, "delay after which a post on a current event is worth half", "MA-30")
    quick_boost: float = par(0.3, "share", 0, 5, "attention added by a current event", "MA-30")
    role_gap: float = par(0.3, "share", 0, 1, "relevance lost where a technical mind meets a commercial message, or the reverse", "MA-51")
    motive_gain: float = par(0.3, "share", 0, 5, "attention added where an item serves what its account is followed for", "MA-37")
    motive_loss: float = par(0.2, "share", 0, 1, "attention lost where it does not", "MA-37")
    video_loss: float = par(0.4, "share", 0, 1, "attention that a video loses in a feed read at work", "MB-31")
    story_draw: float = par(0.5, "share", 0, 5, "attention added by a customer story, at the highest renown of the customer", "MB-32")
    rival_draw: float = par(0.3, "share", 0, 5, "attention added by news on somebody in the reader's own industry", "MB-36")
    recognition: float = par(0.5, "share", 0, 5, "attention added by a followed person's full credibility", "MA-04")
    customer_known: float = par(0.6, "share", 0, 1, "least understanding of people whose firm one serves", "MA-73")
    purpose_match: float = par(0.4, "relevance", 0, 1, "relevance of a social cause to whoever cares most about one", "MA-22")
    regard_gain: float = par(0.02, "share", 0, 1, "regard for the platforms that one item read restores", "MA-39")
    regard_loss: float = par(0.01, "share", 0, 1, "regard lost with one supplier item reached in vain or one generic message", "MB-10")
    regard_recovery: float = par(0.05, "share per week", 0, 1, "return of regard towards its own level in a week", "MA-39")
    older_time: float = par(0.3, "share", 0, 1, "time on social media at work of the older generation against the newer", "MB-17")
    like_exposure: float = par(0.05, "probability", 0, 1, "chance that a contact's like shows the item to a member", "MA-56")
    share_exposure: float = par(0.30, "probability", 0, 1, "chance that a contact's share shows the item to a member", "MA-56")


class Engagement(Group):
    """Visible and private acts on an item that was read."""

    like_cost: float = par(0.55, "interest", 0, 5, "interest at which a like is as likely as not", "MB-21")
    share_cost: float = par(0.72, "interest", 0, 5, "interest at which a share is as likely as not", "MB-21")
    comment_cost: float = par(0.80, "interest", 0, 5, "interest at which a comment is as likely as not", "MB-21")
    act_spread: float = par(0.12, "interest", 0.001, 5, "spread of the thresholds between occasions", "assumption")
    exposure_cost: float = par(0.25, "interest", 0, 5, "cost of a visible act on one's own supplier, for direct purchases", "MB-23")
    indirect_share: float = par(0.4, "share", 0, 1, "part of the exposure cost that indirect purchases feel", "MB-23")
    privacy_cost: float = par(0.20, "interest", 0, 5, "cost of a visible act for the most private member", "MB-21")
    policy_cost: float = par(0.10, "interest", 0, 5, "cost of a visible act where the employer has no guideline", "MB-24")
    emotion_gain: float = par(0.06, "interest", 0, 5, "interest in acting on an emotional item", "MA-46")
    corporate_emotion: float = par(0.04, "interest", 0, 5, "interest added where an emotional item carries the firm's name", "MA-46")
    association_gain: float = par(0.10, "interest", 0, 5, "interest of whoever likes it most to be linked with a fully trusted brand", "MA-70")
    loyalty_gain: float = par(0.30, "interest", 0, 5, "interest in passing on an item on one's own employer", "MB-19")
    expert_cost: float = par(0.20, "interest", 0, 5, "cost of commenting on a technical item without a technical mind", "MB-26")
    depth_hush: float = par(0.20, "interest", 0, 5, "interest in public acts lost in the deepest relations", "MA-59")
    depth_private: float = par(1.0, "share", 0, 20, "private questions added in the deepest relations", "MA-59")
    comments_read: float = par(0.05, "probability", 0, 1, "chance that a reader of a firm reads one comment of another reader's of the week before", "MA-42")
    onlook: float = par(0.10, "probability", 0, 1, "chance that a reader of a firm sees one public answer of the week before", "MA-34")
    closeness_gain: float = par(0.15, "interest", 0, 5, "interest added where a contact passed the item on", "MB-22")
    gate_cost: float = par(0.70, "interest", 0, 5, "value at which leaving one's name is as likely as not", "MB-39")
    gate_privacy: float = par(0.30, "interest", 0, 5, "added cost of leaving one's name for the most private member", "MB-39")
    need_value: float = par(0.25, "interest", 0, 5, "value added to a gated asset by an open need", "MB-38")
    question_rate: float = par(0.06, "probability", 0, 1, "chance of a private question per unit of interest", "MB-25")
    question_need: float = par(2.0, "factor", 0, 20, "factor on private questions while a need is open", "MB-25")
    thread_patience: float = par(0.5, "probability", 0, 1, "chance to go on waiting a week for an answer; no reply ends the thread", "MA-32")
    turn_chance: float = par(0.35, "probability", 0, 1, "chance of another turn after a first answer", "MA-32")
    turn_growth: float = par(0.10, "probability", 0, 1, "chance added by each turn answered before", "MA-32")


class Contact(Group):
    """First messages and replies."""

    base_logit: float = par(-4.5, "logit", -20, 20, "log odds of answering a generic fitting message of an unknown firm", "NC-05")
    personal_logit: float = par(1.8, "logit", -10, 10, "added by a message that shows study of person and firm", "MB-03")
    need_logit: float = par(1.5, "logit", -10, 10, "added while the centre has an open fitting need", "MB-09")
    known_logit: float = par(0.9, "logit", -10, 10, "added where the member is aware of the firm", "MB-84")
    intro_logit: float = par(1.8, "logit", -10, 10, "added by a contact in common who vouches", "MB-75")
    intro_rate: float = par(0.05, "probability", 0, 1, "chance that one customer's contact who knows both sides vouches", "assumption")
    trust_logit: float = par(2.0, "logit", -10, 10, "added per unit of brand trust above reputation's middle", "MB-43")
    annoyed_logit: float = par(4.0, "logit", 0, 40, "taken off per unit of annoyance", "MB-05")
    similar_blur: float = par(0.05, "share per message", 0, 1, "chance of notice lost per similar message in the inbox", "MB-02")
    social_logit: float = par(-2.0, "logit", -10, 10, "added where the first message comes over social media to people who get no end of messages", "MB-16")
    solicited_half: float = par(4.0, "messages per week", 0.1, 500, "messages in the inbox at which half of that is added", "assumption")
    phone_logit: float = par(-0.3, "logit", -10, 10, "added where the first contact is a call to the newer generation", "MB-85")
    phone_older_logit: float = par(0.5, "logit", -10, 10, "added where it is a call to the older generation", "MB-85")
    phone_notice: float = par(0.5, "probability", 0, 1, "chance that a call gets through, whatever else arrives", "B-1.6")
    unguided_loss: float = par(0.3, "share", 0, 1, "study that a message shows less where reps have neither training nor guidance", "MB-99")
    inefficacy_loss: float = par(0.3, "share", 0, 1, "study that a message shows less where a rep is ill at ease with the tools", "MA-62")
    interest_personal: float = par(0.3, "share", 0, 1, "study that knowing what somebody showed interest in adds to a message", "MA-35")
    interest_weeks: float = par(4.0, "weeks", 1, 52, "weeks for which shown interest is followed up", "assumption")
    specific_loss: float = par(0.5, "share", 0, 1, "chance to hit the need lost in the most specific purchases", "MB-70")
    overlap_annoyance: float = par(0.03, "annoyance", 0, 1, "added per colleague whom the firm writes to in the same week", "MB-08")
    patient_share: float = par(0.2, "share", 0, 1, "people who take a first fitting message as somebody doing a job", "MB-11")
    generic_annoyance: float = par(0.05, "annoyance", 0, 1, "added by a generic message", "MB-05")
    personal_annoyance: float = par(0.01, "annoyance", 0, 1, "added by a studied message", "MB-05")
    offfit_annoyance: float = par(0.08, "annoyance", 0, 1, "added by a message on something the firm does not buy", "MB-04")
    repeat_annoyance: float = par(0.04, "annoyance", 0, 1, "added per earlier unanswered attempt, each costing more", "MB-07")
    annoyance_decay: float = par(0.04, "share per week", 0, 1, "annoyance that fades in a week", "assumption")
    block_low: float = par(0.45, "annoyance", 0.01, 2, "lowest personal limit beyond which the firm is blocked", "MB-06")
    block_high: float = par(1.0, "annoyance", 0.01, 2, "highest personal limit beyond which the firm is blocked", "MB-06")


class Message(Group):
    """What an item of content says, and what its audience makes of who speaks and why."""

    praise_discount: float = par(0.4, "share", 0, 1, "weight lost by praise without a critical word", "MA-05")
    use_gain: float = par(0.5, "share", 0, 5, "weight added by first-hand use of what is endorsed", "MA-06")
    independence_gain: float = par(0.3, "share", 0, 5, "weight added by a voice that the firm neither employs nor pays", "MA-06")
    suspicion: float = par(0.6, "share", 0, 1, "quality and warmth that a full fee takes from content that claims to be unselfish", "MA-07")
    claim_product: float = par(0.0, "share", 0, 1, "unselfishness that praise of an offer claims", "MA-07")
    claim_story: float = par(0.1, "share", 0, 1, "unselfishness that a customer's story claims", "MA-07")
    claim_topical: float = par(0.3, "share", 0, 1, "unselfishness that topical content claims", "MA-07")
    claim_purpose: float = par(1.0, "share", 0, 1, "unselfishness that content on a social cause claims", "MA-07")
    emotion_info_loss: float = par(0.5, "share", 0, 1, "information that an emotional item lacks against a functional one", "MA-46")
    affect_gain: float = par(0.05, "share", 0, 1, "step of feeling for a firm in a fully felt item", "MA-22")
    rub_off: float = par(1.0, "share", 0, 10, "step of feeling added by a full one-sided tie with the speaker", "MA-23")
    story_worry: float = par(0.05, "pieces of evidence", 0, 5, "evidence against a firm that tells of its customers, for the most private reader in direct purchases", "MB-32")
    rival_worry: float = par(0.05, "pieces of evidence", 0, 5, "evidence against a firm that serves somebody in the reader's own industry", "MB-32")
    apply_rate: float = par(0.10, "probability", 0, 1, "chance that somebody outside buying centres applies for a job after an item, at full feeling", "MA-22")


class Channel(Group):
    """What the public channels are good for; their order is from A-1.13, the numbers are assumptions."""

    dialogue_linkedin: float = par(1.0, "factor", 0, 5, "comments and questions on LinkedIn against the usual", "MA-47")
    dialogue_twitter: float = par(0.4, "factor", 0, 5, "comments and questions on Twitter", "MA-47")
    dialogue_facebook: float = par(1.0, "factor", 0, 5, "comments and questions on Facebook", "MA-47")
    dialogue_youtube: float = par(0.8, "factor", 0, 5, "comments and questions on YouTube", "MA-47")
    dialogue_instagram: float = par(0.6, "factor", 0, 5, "comments and questions on Instagram", "MA-47")
    dialogue_web: float = par(0.5, "factor", 0, 5, "comments and questions on blog, web page and newsletter", "MA-47")
    depth_linkedin: float = par(1.0, "factor", 0, 5, "information in an item on LinkedIn against the usual", "MA-47")
    depth_twitter: float = par(0.4, "factor", 0, 5, "information in an item on Twitter", "MA-47")
    depth_facebook: float = par(0.7, "factor", 0, 5, "information in an item on Facebook", "MA-47")
    depth_youtube: float = par(1.2, "factor", 0, 5, "information in an item on YouTube", "MA-47")
    depth_instagram: float = par(0.2, "factor", 0, 5, "information in an item on Instagram", "MA-47")
    depth_web: float = par(1.5, "factor", 0, 5, "information in an item on blog, web page and newsletter", "MA-47")


class Talk(Group):
    """Private word of mouth (WOM): who tells whom, and what it does."""

    rate: float = par(1.0, "factor", 0, 20, "scales every chance to tell", "assumption")
    read_trigger: float = par(0.03, "probability", 0, 1, "chance per tie to pass on a fully useful item", "MB-69")
    message_trigger: float = par(0.02, "probability", 0, 1, "chance per tie to mention a noticed message", "MB-08")
    story_trigger: float = par(0.10, "probability", 0, 1, "chance per tie to mention the supplier that told one's own firm's story", "MA-25")
    promise_trigger: float = par(0.06, "probability", 0, 1, "chance per tie to mention a promise kept or broken", "MA-57")
    purchase_trigger: float = par(0.05, "probability", 0, 1, "chance per tie and week to talk about known suppliers in a purchase", "MB-65")
    idle_trigger: float = par(0.0, "probability", 0, 1, "chance per tie and week to mention a known seller without any occasion", "MA-43")
    ask_rate: float = par(0.06, "probability", 0, 1, "chance per tie and week that a member in a search asks", "MB-65")
    colleague_weight: float = par(1.0, "factor", 0, 10, "weight of a colleague tie", "MB-69")
    professional_weight: float = par(0.5, "factor", 0, 10, "weight of a professional tie", "MB-65")
    supply_weight: float = par(0.7, "factor", 0, 10, "weight of a supply tie", "MB-65")
    negativity: float = par(1.0, "factor", 0, 10, "how much readier people are to tell what is bad", "assumption")
    moved_bar: float = par(0.05, "trust", 0.0001, 1, "change of trust from which a hearer passes it on", "assumption")
    retell: float = par(0.05, "probability", 0, 1, "chance per tie to pass on what was just heard", "MB-69")
    neutral: float = par(0.40, "trust", 0, 1, "trust at which a tell is neither good nor bad", "assumption")


class Rival(Group):
    """Rival theories as switches, not to be blended (B-2.R): 0 is the first theory, 1 the other."""

    trust_from_presence: float = par(0.0, "switch", 0, 1, "1: being seen on social media builds trust by itself (MB-60, MB-59); 0: experience does (MB-33, MB-45, MB-46)", "MB-60")
    presence_weight: float = par(0.1, "pieces of evidence", 0, 5, "evidence for a firm in one item seen, where presence builds trust", "MB-60")
    door_person: float = par(0.0, "switch", 0, 1, "1: the sender's own standing, built by posting, opens the door (MB-63); 0: the firm's reputation (MB-43, MB-48)", "MB-63")
    groups_last: float = par(0.0, "switch", 0, 1, "1: groups stay a pool of prospects (MB-93, the owner's view); 0: members tire of them (MB-27)", "MB-93")
    size_sets_strategy: float = par(0.0, "switch", 0, 1, "1: staff decides the share of outreach (MB-91); 0: the dial does, and what pays (MB-92)", "MB-91")
    size_half: float = par(2.0, "people", 0.1, 10000, "staff at which half the budget goes to outreach, where staff decides", "MB-91")
    persistence_pays: float = par(0.0, "switch", 0, 1, "1: repeats are hard to ignore (MB-53); 0: they annoy (MB-06, MB-07)", "MB-53")
    persistence_logit: float = par(0.5, "logit", -10, 10, "added per earlier attempt, where persistence pays", "MB-53")


class Club(Group):
    """Closed or open groups that a seller runs for people of its trade."""

    join_rate: float = par(0.05, "probability", 0, 1, "chance per week that somebody who knows the seller joins its group", "MB-93")
    information: float = par(0.03, "share", 0, 1, "part of missing information that a week in the group fills", "MB-93")
    weight: float = par(0.05, "pieces of evidence", 0, 5, "evidence on the seller in a week in the group", "MB-93")
    question_rate: float = par(0.02, "probability", 0, 1, "chance per week that an active member asks the seller something", "MB-93")
    insight: float = par(0.05, "hours", 0, 100, "listening that a week of an active member stands for", "MB-93")
    tiring: float = par(0.04, "probability", 0, 1, "chance per week that an active member falls silent", "MB-27")
    crowding: float = par(1.0, "share", 0, 100, "tiring added per further active seller in a group open to all", "MB-27")
    run_hours: float = par(0.5, "hours per week and 1,000 members", 0.001, 1000, "running a group well; with less, fewer are let in and looked after", "assumption")


class Scouting(Group):
    """Members in a search look for suppliers themselves."""

    rate: float = par(0.15, "probability", 0, 1, "chance per week that a member of a searching centre studies one supplier's page", "MB-66")
    presence_half: float = par(2.0, "posts per week", 0.01, 100, "own posts a week at which a page is found half as often as a known one", "MB-59")
    unknown_share: float = par(0.25, "share", 0, 1, "chance to find an unknown supplier's page against a known one's", "assumption")
    enquiry_info: float = par(0.30, "information", 0, 1, "information from which a member is ready to enquire", "MA-53")
    enquiry_rate: float = par(0.25, "probability", 0, 1, "chance per week to enquire once ready", "MB-66")
    review_weight: float = par(0.3, "pieces of evidence", 0, 5, "evidence on a firm in many public ratings when a buyer studies its page", "MB-55")
    reviews_half: float = par(10.0, "ratings", 0.1, 10000, "ratings that carry half of that weight", "assumption")
    compare_share: float = par(0.3, "probability", 0, 1, "chance that whoever studies a page is shown another supplier of the kind", "MA-69")
    directory: float = par(0.0, "share", 0, 1, "how far a directory with ratings has spread: unknown suppliers are found and rated as if known", "MB-72")
    trial_rate: float = par(0.5, "probability", 0, 1, "chance that whoever studies the page of an offer with a free trial starts one", "MB-87")
    expert_bar: float = par(0.5, "share", 0, 1, "technical mind from which a member studies pages in depth", "MA-51")


class Lead(Group):
    """Recording, scoring and passing on leads."""

    lapse_weeks: float = par(26.0, "weeks", 1, 520, "weeks after which a lead outside a purchase is new again", "assumption")
    ignored_weeks: float = par(8.0, "weeks", 1, 520, "weeks without contact after which a lead counts as ignored", "MB-81")
    enquiry_score: float = par(0.6, "score", 0, 5, "score of an enquiry", "MB-77")
    form_score: float = par(0.3, "score", 0, 5, "score of a form left for a gated asset", "MB-38")
    reply_score: float = par(0.4, "score", 0, 5, "score of a reply to a first message", "MB-77")
    referral_score: float = par(0.5, "score", 0, 5, "score of a named referral", "MB-75")
    touch_score: float = par(0.1, "score", 0, 5, "score per earlier visible act or click", "MB-38")
    role_score: float = par(0.1, "score", 0, 5, "score of a decider or buyer, whose role is visible", "MB-18")
    handover_weeks: float = par(1.0, "weeks", 0, 52, "weeks that a lead waits between teams without internal messaging", "MB-96")
    nurture_open: float = par(0.2, "probability", 0, 1, "chance per week that an automated message to a waiting lead is opened", "assumption")
    nurture_score: float = par(0.05, "score", 0, 5, "score added by an automated message that is opened", "MB-76")
    tier_size: float = par(1.0, "factor", 0, 100, "size against the mean from which an account is in the higher tier", "MB-78")
    bar: float = par(0.45, "score", 0, 5, "score from which a lead is qualified (MQL), with scoring", "MB-76")
    fit_bar: float = par(0.7, "fit", 0, 1, "fit from which an offer counts as fitting a need", "assumption")
    keep_weeks: float = par(12.0, "weeks", 1, 520, "weeks after which sales drops a lead that led nowhere", "MB-81")
    queue_per_rep: float = par(20.0, "leads", 1, 10000, "open leads beyond which a rep accepts no more", "MB-81")


class Selling(Group):
    """One-to-one contact: approach, meeting, objections."""

    approach_hours: float = par(1.0, "hours", 0.01, 100, "first approach to a lead", "assumption")
    meeting_hours: float = par(1.0, "hours", 0.01, 100, "a meeting or demo online", "MB-88")
    travel_hours: float = par(2.0, "hours", 0, 100, "added by a meeting in person", "MB-88")
    self_service: float = par(0.3, "share", 0, 1, "hours of a meeting saved where the lead has informed itself fully", "MA-63")
    online_weight: float = par(0.8, "share", 0, 5, "evidence in an online meeting against one in person", "MB-54")
    online_physical: float = par(0.5, "share", 0, 1, "information that an online demo of a physical offer lacks", "MB-88")
    timing_gain: float = par(0.2, "probability", 0, 1, "chance of an answer added by calling right after somebody showed interest", "MB-79")
    reference_weight: float = par(0.4, "pieces of evidence", 0, 5, "evidence on a firm in a talk with one of its customers", "MB-68")
    brand_referral: float = par(0.5, "share", 0, 5, "referrals added by full trust in the brand", "MB-58")
    objection_hours: float = par(1.0, "hours per week", 0.01, 1_000_000, "dealing with questions and doubts after a meeting", "B-1.10")
    reply_hours: float = par(0.25, "hours", 0.01, 100, "one answered turn", "assumption")
    answer_base: float = par(0.45, "probability", 0, 1, "chance that a lead who knows nothing of the offer answers an approach", "assumption")
    answer_informed: float = par(0.4, "probability", 0, 1, "added where it knows all about it", "assumption")
    meeting_need: float = par(0.6, "probability", 0, 1, "chance that a lead with an open need agrees to meet, at full trust", "MB-54")
    meeting_room: float = par(2.0, "colleagues", 0, 8, "members of the centre who join a meeting beside the lead", "assumption")
    referral_rate: float = par(0.002, "probability", 0, 1, "chance per week and tie that a satisfied customer names a colleague elsewhere", "MA-57")


class Choice(Group):
    """Short-listing and deciding."""

    shortlist: float = par(3.0, "offers", 1, 20, "offers that a centre compares", "MA-19")
    share_needed: float = par(0.5, "share", 0, 1, "role-weighted share of the centre that must trust a seller", "MB-44")
    weight_decider: float = par(3.0, "weight", 0, 20, "weight of deciders in the centre", "MA-51")
    weight_buyer: float = par(2.0, "weight", 0, 20, "weight of buyers in the centre", "MA-51")
    weight_gatekeeper: float = par(1.0, "weight", 0, 20, "weight of gatekeepers in the centre", "MA-51")
    weight_influencer: float = par(1.5, "weight", 0, 20, "weight of influencers in the centre", "MA-51")
    weight_user: float = par(1.0, "weight", 0, 20, "weight of users in the centre", "MA-51")
    veto_bar: float = par(0.15, "trust", 0, 1, "trust below which a gatekeeper keeps a seller out", "assumption")
    fit_weight: float = par(2.0, "utility", 0, 20, "weight of fit", "MB-44")
    price_weight: float = par(1.0, "utility", 0, 20, "weight of price", "MB-44")
    trust_weight: float = par(0.3, "utility", 0, 20, "weight of trust once past the bar", "MB-44")
    offer_weight: float = par(0.5, "utility", 0, 20, "weight of an offer in hand", "assumption")
    risk_weight: float = par(0.6, "utility", 0, 20, "utility lost by missing information, at full complexity", "MA-52")
    trust_relief: float = par(0.4, "share", 0, 1, "risk that full trust takes away", "MA-52")
    response_weight: float = par(0.2, "utility", 0, 20, "weight of a seller's answering what it is asked", "MB-52")
    demand_weight: float = par(0.3, "utility", 0, 20, "weight of the organisation's own end users, if all want the seller", "MA-66")
    strategic_doubt: float = par(0.4, "share", 0, 1, "brand trust that counts less in the most strategic purchases", "MB-61")
    brand_loyalty: float = par(0.1, "share", 0, 1, "chance of a straight rebuy added by full trust in the brand", "MB-58")
    input_gain: float = par(0.1, "fit", 0, 1, "fit gained by whoever understands a segment fully and acts on it", "MA-41")
    incumbent_bonus: float = par(1.0, "utility", 0, 20, "utility of staying, at full satisfaction", "MB-64")
    outside_utility: float = par(1.1, "utility", -20, 20, "utility of the best supplier outside the model", "assumption")
    noise: float = par(0.35, "utility", 0, 20, "scale of what else sways a choice", "assumption")
    no_decision: float = par(0.25, "probability", 0, 1, "chance that a search ends without a decision", "NC-01")
    withdrawn: float = par(0.05, "probability", 0, 1, "chance that a purchase is called off", "assumption")
    straight_rebuy: float = par(0.9, "share", 0, 1, "chance of a straight rebuy at full satisfaction", "MA-54")
    rebuy_weeks: float = par(2.0, "weeks", 1, 52, "length of a straight rebuy", "assumption")


class Delivery(Group):
    """Serving customers."""

    care_hours: float = par(0.25, "hours per customer and week", 0.001, 100, "care at which promises are kept as well as can be", "assumption")
    promise_rate: float = par(0.15, "probability", 0, 1, "chance per week that a customer's promise falls due", "assumption")
    kept_best: float = par(0.92, "probability", 0, 1, "chance that a promise is kept at full care", "assumption")
    kept_worst: float = par(0.45, "probability", 0, 1, "chance that a promise is kept with no care at all", "assumption")
    news_weight: float = par(0.2, "pieces of evidence", 0, 5, "evidence in unasked news of progress, with full care", "MB-50")
    silence_weight: float = par(0.2, "pieces of evidence", 0, 5, "evidence in silence over a broken promise, with no care", "MB-50")
    answer_step: float = par(0.05, "share", 0, 1, "step of satisfaction when a customer is answered", "MA-61")
    urgent_share: float = par(0.3, "probability", 0, 1, "promises that fall due in a hurry", "MB-101")
    im_bond: float = par(0.5, "share", 0, 5, "evidence on the person added where a promise kept was dealt with over instant messages", "MB-49")
    im_annoyance: float = par(0.01, "annoyance", 0, 1, "added to whoever is served over instant messages, which come at any hour", "MB-102")
    miss_rate: float = par(0.03, "probability", 0, 1, "chance per private channel beyond the first that word of a kept promise is missed", "MB-102")
    care_contact: float = par(0.2, "contacts", 0, 5, "two-way contact in seeing a promise through", "MB-57")
    review_rate: float = par(0.1, "probability", 0, 1, "chance that a customer who is asked rates its supplier after a promise kept", "MB-56")
    applicants_half: float = par(5.0, "applications per 1,000 members", 0.01, 10000, "applications that fill half of the posts left open", "MA-22")
    video_explains: float = par(0.5, "share", 0, 5, "evidence in news of progress added where all of it is on video", "MB-31")
    turnover: float = par(0.0, "probability per week", 0, 1, "chance that a member leaves and somebody new takes the place", "MB-103")
    satisfaction_step: float = par(0.15, "share", 0, 1, "step of satisfaction towards the last promise", "MA-57")
    outside_satisfaction: float = par(0.60, "satisfaction", 0, 1, "satisfaction with suppliers outside the model", "assumption")
    understanding_hours: float = par(20.0, "hours", 0.1, 10000, "listening that closes most of the gap in understanding a segment", "MA-31")
    understanding_decay: float = par(0.02, "share per week", 0, 1, "understanding of an audience that goes stale in a week", "MA-38")


class Production(Group):
    """What seller activities cost."""

    wage: float = par(50.0, "money per hour", 0.01, 10000, "an hour of staff", "assumption")
    post_broad: float = par(2.5, "hours", 0.01, 1000, "an original post on the page, for everybody", "assumption")
    post_tailored: float = par(4.0, "hours", 0.01, 1000, "an original post on the page, tailored to a segment", "assumption")
    approval: float = par(1.0, "hours", 0, 100, "approval of a post at full control", "MA-30")
    approval_delay: float = par(2.0, "weeks", 0, 52, "delay of a post by approval at full control", "MA-30")
    quick_cost: float = par(0.3, "share", 0.01, 1, "cost of a post on a current event against an article", "MA-30")
    planning_delay: float = par(0.5, "weeks", 0, 52, "delay of a tailored post by listening and planning", "MA-38")
    channel_hours: float = par(0.5, "hours per week and 1,000 members", 0, 1000, "keeping one public channel", "MA-48")
    listen_topics: float = par(0.5, "share", 0, 1, "tailored posts that a firm which understands its segment fully writes on what that segment cares about", "MA-41")
    employee_share: float = par(0.6, "share", 0.01, 1, "cost of an employee's post against the page's", "MA-27")
    trained_saving: float = par(0.2, "share", 0, 0.9, "cost saved by training", "assumption")
    repost: float = par(0.25, "hours", 0.01, 100, "a repost of an older item", "MA-26")
    repost_quality: float = par(0.5, "share", 0, 1, "use of a repost against an original", "MB-35")
    asset: float = par(24.0, "hours", 0.1, 1000, "a gated asset", "MB-39")
    asset_fade: float = par(0.03, "share per week", 0, 1, "value of a gated asset that fades in a week", "assumption")
    aim_hours: float = par(0.25, "hours", 0.001, 100, "research from which a rep knows whether an account buys what it sells", "MB-74")
    research_rest: float = par(10.0, "weeks", 0, 520, "weeks before an account is approached again", "assumption")
    person_rest: float = par(26.0, "weeks", 0, 520, "weeks before a silent person is written to anew", "assumption")
    personal_message: float = par(0.4, "hours", 0.001, 100, "a message that shows study", "MB-03")
    generic_message: float = par(0.05, "hours", 0.001, 100, "a generic message", "MB-01")
    phone_message: float = par(0.2, "hours", 0.001, 100, "a call that somebody takes or not", "assumption")
    playbook_hours: float = par(2.0, "hours per week and 1,000 members", 0, 1000, "running calls and written messages side by side in equal parts", "MB-86")
    watch_hours: float = par(0.3, "hours per week and 1,000 members", 0, 1000, "reps' time to watch one more private channel", "MB-97")
    reply_approval: float = par(0.5, "hours", 0, 100, "approval of an answer at full control", "MA-30")
    reach_price: float = par(120.0, "money per 1,000", 0.01, 100000, "paid impressions in the target", "assumption")
    offmessage: float = par(0.05, "probability", 0, 1, "chance that an untrained employee's post is off message", "MA-28")
    repost_share: float = par(0.1, "share", 0, 1, "content hours that go into reposts when all posts are scripted", "MA-26")
    page_floor: float = par(0.2, "share", 0, 1, "post hours that the page keeps when all staff may post", "assumption")
    main_topic: float = par(0.5, "share", 0, 1, "items on the account's main topic", "assumption")
    sameness: float = par(0.5, "share", 0, 1, "items on other topics that full scripts do away with", "MA-40")
    story_salesy: float = par(0.3, "framing", 0, 1, "sales framing of a customer story, against 1 for product posts", "assumption")
    offmessage_quality: float = par(0.4, "factor", 0, 1, "use left in an off-message post", "assumption")
    influencer_hours: float = par(1.5, "hours", 0.05, 1000, "agreeing one item with an influencer", "MA-12")
    brief_hours: float = par(0.5, "hours", 0, 1000, "a full briefing for one item", "MA-12")
    assist_hours: float = par(2.0, "hours", 0, 1000, "full help with the production of one item", "MA-10")
    influencer_bar: float = par(0.5, "match", 0, 5, "match, visibility and pay from which an influencer joins", "MA-13")
    influencer_pull: float = par(0.3, "match", 0, 5, "weight of full visibility, and of a usual fee, in that", "MA-13")
    self_centred: float = par(0.2, "match", 0, 5, "what content on the firm itself asks for beyond topical content", "MA-13")
    fake_bar: float = par(0.2, "share", 0, 1, "share of followers who are nobody from which a vetted influencer is refused", "MA-14")
    craft_floor: float = par(0.5, "share", 0, 1, "quality left without any skill in production", "MA-10")
    script_loss: float = par(0.6, "share", 0, 1, "authenticity that a full script costs", "MA-12")
    brief_gain: float = par(0.5, "share", 0, 1, "items of a fully briefed author that are tailored to the firm's target", "MA-12")
    resistance: float = par(0.3, "share", 0, 1, "posting that full resistance takes from untrained staff", "MA-16")
    useful_training: float = par(0.3, "share", 0, 1, "doubt about the use of posting that training and examples take away", "MA-64")
    usefulness: float = par(0.3, "share", 0, 1, "posting that staff who see no use in it leave undone", "MA-64")
    useful_half: float = par(0.2, "acts per post", 0.001, 100, "visible reactions to a post at which staff find posting half as useful as can be", "assumption")
    training_hours: float = par(0.5, "hours per week and 1,000 members", 0, 1000, "training all staff, which must be kept up", "MA-16")
    withheld: float = par(0.5, "share", 0, 1, "use that posts lose where staff keep back all they fear to lose", "MA-49")
    agency_network: float = par(5.0, "people", 0, 10_000, "people in target whom an agency's hour reaches beyond those who follow the firm", "MA-45")
    agency_rate: float = par(1.5, "wages", 0.1, 100, "price of an agency's hour against an own one", "MA-45")
    join_hours: float = par(0.3, "hours", 0.001, 100, "taking part in one discussion of others", "MA-15")



GROUPS: dict[str, type[Group]] = {
    "belief": Belief,
    "attention": Attention,
    "engagement": Engagement,
    "contact": Contact,
    "message": Message,
    "channel": Channel,
    "talk": Talk,
    "club": Club,
    "rival": Rival,
    "scouting": Scouting,
    "lead": Lead,
    "selling": Selling,
    "choice": Choice,
    "delivery": Delivery,
    "production": Production,
}


class Parameters(BaseModel):
    """All groups; the `[parameters]` table of a scenario overrides single values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    belief: Belief = Belief()
    attention: Attention = Attention()
    engagement: Engagement = Engagement()
    contact: Contact = Contact()
    message: Message = Message()
    channel: Channel = Channel()
    talk: Talk = Talk()
    club: Club = Club()
    rival: Rival = Rival()
    scouting: Scouting = Scouting()
    lead: Lead = Lead()
    selling: Selling = Selling()
    choice: Choice = Choice()
    delivery: Delivery = Delivery()
    production: Production = Production()


# Named-tuple types live in this module by name, so that compiled code that mentions them can be
# kept on disk and found again.
for _name, _group in GROUPS.items():
    _type_name = f"{_group.__name__}Tuple"
    _group.tuple_type = namedtuple(_type_name, tuple(_group.model_fields), module=__name__)  # type: ignore[misc]
    globals()[_type_name] = _group.tuple_type
