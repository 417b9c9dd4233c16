"""The state of a market as columns: a row a person, a person × seller, a need, a dyad, a lead.

Columns are float64 or int64: the same code, compiled or interpreted, then gives the same bits.
Every group is a named tuple of arrays, which kernels take whole and rules never see.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.agents.buying_centre import CENTRE_MAX, NO_SUPPLIER

NEVER = -1_000_000  # a week that has not come: earlier than any
CHUNK = 8192  # people a chunk; fixed, so that threads never change the order of anything

# Sources of a first awareness, and of trust in the ledger.
FEED, MESSAGE, WOM, SCOUTING, MEETING, DELIVERY, START = range(7)
SOURCES = ("feed", "message", "wom", "scouting", "meeting", "delivery", "start")
N_LEDGER = 6  # the start moves nothing

# Origins of a lead and its last touch that the seller can see.
INBOUND, OUTBOUND, REFERRAL = range(3)
ORIGINS = ("inbound", "outbound", "referral")
TOUCHES = (
    "none",
    "like",
    "share",
    "comment",
    "form",
    "question",
    "reply",
    "enquiry",
    "referral",
    "meeting",
    "trial",
)
(
    T_NONE,
    T_LIKE,
    T_SHARE,
    T_COMMENT,
    T_FORM,
    T_QUESTION,
    T_REPLY,
    T_ENQUIRY,
    T_REFERRAL,
    T_MEETING,
    T_TRIAL,
) = range(11)

# Private channels of a first contact.
SOCIAL, EMAIL, PHONE = range(3)
PRIVATE = ("social", "email", "phone")

# Trigger of private talk: nothing, an own experience, something just heard.
QUIET, OWN, HEARD = range(3)

# Thread between a member and a seller.
NO_THREAD, AWAITING, ANSWERED = range(3)

# A member in a seller's group.
NO_GROUP, ACTIVE, SILENT = range(3)

# What a firm sees of each account: columns of `State.seen`.
SEEN = ("views", "acts", "questions")
S_VIEWS, S_ACTS, S_QUESTIONS = range(3)

# Weekly counts per seller, in the order of the columns of `Counts`.
COUNTS = (
    "impressions", "views", "named_views", "likes", "shares", "comments", "negative_comments",
    "forms", "questions", "private_replies", "first_contacts", "replies", "messages", "notices",
    "tells", "asked_tells", "cascades", "wom_reach", "first_aware", "dark", "posts", "reposts",
    "influencer_posts", "off_message", "leads", "leads_inbound", "leads_outbound",
    "leads_referral", "qualified_leads", "sales_leads", "meetings", "opportunities", "shortlisted",
    "won", "new_wins", "lost", "promises_kept", "promises_broken", "answers", "blocked",
    "reach", "fitting_leads", "applications", "onlookers",
    "interest_contacts", "contacts_social", "contacts_email", "contacts_phone", "meetings_online",
    "reference_talks", "nurtured", "trials", "ratings", "service_im", "service_email", "missed",
    "joined", "group_active", "shown_views", "objection_calls",
)  # fmt: skip
N_COUNTS = len(COUNTS)
COUNT = {name: i for i, name in enumerate(COUNTS)}
(
    C_IMPRESSIONS, C_VIEWS, C_NAMED_VIEWS, C_LIKES, C_SHARES, C_COMMENTS, C_NEGATIVE,
    C_FORMS, C_QUESTIONS, C_PRIVATE, C_FIRST_CONTACTS, C_REPLIES, C_MESSAGES, C_NOTICES,
    C_TELLS, C_ASKED, C_CASCADES, C_WOM_REACH, C_FIRST_AWARE, C_DARK, C_POSTS, C_REPOSTS,
    C_INFLUENCER_POSTS, C_OFF_MESSAGE, C_LEADS, C_INBOUND, C_OUTBOUND,
    C_REFERRAL, C_QUALIFIED, C_SALES, C_MEETINGS, C_OPPORTUNITIES, C_SHORTLISTED,
    C_WON, C_NEW_WINS, C_LOST, C_KEPT, C_BROKEN, C_ANSWERS, C_BLOCKED,
    C_REACH, C_FITTING, C_APPLICATIONS, C_ONLOOKERS,
    C_INTEREST, C_BY_SOCIAL, C_BY_EMAIL, C_BY_PHONE, C_ONLINE,
    C_REFERENCE, C_NURTURED, C_TRIALS, C_RATINGS, C_SERVICE_IM, C_SERVICE_EMAIL, C_MISSED,
    C_JOINED, C_GROUP, C_SHOWN, C_OBJECTIONS,
) = range(N_COUNTS)  # fmt: skip


class Beliefs(NamedTuple):
    """What a person holds about a seller; all (M, S) float64."""

    trace: np.ndarray  # memory, 0-1
    brand: np.ndarray  # brand trust, 0-1
    weight: np.ndarray  # evidence behind it, > 0
    info: np.ndarray  # information on the offer, 0-1
    annoyance: np.ndarray  # 0-1
    personal: np.ndarray  # mean personal trust over the seller's people, by contacts, 0-1
    contacts: np.ndarray  # two-way contacts with the seller's people, >= 0
    affect: np.ndarray  # feeling for the firm, -1 to 1
    trigger: np.ndarray  # chance per tie to tell, from what happened, 0-1


class Marks(NamedTuple):
    """What happened between a person and a seller; all (M, S) int64."""

    blocked: np.ndarray  # 1 where the person shuts the firm out
    trigger_kind: np.ndarray  # QUIET, OWN or HEARD
    aware_week: np.ndarray  # first week aware, NEVER
    aware_source: np.ndarray  # code of SOURCES
    dark: np.ndarray  # 1 where the path of the first awareness holds no act a seller could see
    trust_week: np.ndarray  # first measured week over the own bar, NEVER
    view_week: np.ndarray  # last week in which something of the seller was read
    act_week: np.ndarray  # last week of a visible act on it
    reached: np.ndarray  # 1 where something was read in a measured week
    touch: np.ndarray  # last touch that the seller can see, code of TOUCHES
    touch_before: np.ndarray  # the touch before that one
    group: np.ndarray  # NO_GROUP, ACTIVE or SILENT in the seller's group
    touches: np.ndarray  # acts that the seller can see, so far
    lead_week: np.ndarray  # week of the last lead, NEVER
    lead_need: np.ndarray  # need row × 4096 + number of the purchase of that lead, -1 for none
    thread: np.ndarray  # NO_THREAD, AWAITING or ANSWERED
    turns: np.ndarray  # turns answered in the running thread
    open_thread: np.ndarray  # 1 while the thread runs in public, 0 in private
    root: np.ndarray  # person row that began the cascade this person is in, -1
    root_week: np.ndarray  # week in which it began
    depth: np.ndarray  # tells between the root and this person


class Tally(NamedTuple):
    """Where what happens is counted: for each seller, and for each group of people."""

    total: np.ndarray  # (S, N_COUNTS) int64, this week
    cells: (
        np.ndarray
    )  # (G, S, N_COUNTS) int64, since measuring began, by group of the person concerned
    revenue: np.ndarray  # (G, S) float64, the same for revenue
    cell: np.ndarray  # (M,) int64, group of each person


class Persons(NamedTuple):
    """State of a person; all (M,)."""

    bar: np.ndarray  # float64, own trust bar
    block_limit: np.ndarray  # float64, annoyance beyond which a firm is blocked
    searching: np.ndarray  # int64, bits of categories with an open search of a centre it is in
    open_need: np.ndarray  # int64, bits of categories with an open purchase of its organisation
    acted: np.ndarray  # int64, last week's item it liked or shared in public, -1
    acted_kind: np.ndarray  # int64, T_LIKE or T_SHARE
    regard: np.ndarray  # float64, regard for social media at work, which scales the time there, 0-1


class Purchases(NamedTuple):
    """State of a need row; (R,) but for `centre` and `offer`."""

    supplier: np.ndarray  # int64, seller row, OUTSIDE or NO_SUPPLIER
    satisfaction: np.ndarray  # float64, 0-1
    number: np.ndarray  # int64, purchases so far; the open one is this number
    next_week: np.ndarray  # int64, week in which the next need opens (calendar)
    open: np.ndarray  # int64, 1 while a purchase is open
    kind: np.ndarray  # int64, code of PURCHASE_TYPES
    opened: np.ndarray  # int64, week
    due: np.ndarray  # int64, week of the decision
    topic: np.ndarray  # int64, topic on which fit is judged
    centre: np.ndarray  # (R, 8) int64, people rows by identity, -1 beyond
    offer: np.ndarray  # (R, S) int64, 1 where the centre holds an offer
    met: np.ndarray  # (R, S) int64, week of the last meeting in this purchase, NEVER
    orders: np.ndarray  # int64, orders in a row that went to the present supplier
    ordered: np.ndarray  # int64, week of the last order, NEVER


class Dyads(NamedTuple):
    """Person × employee pairs that were in touch, sorted by (person row, staff row); (D,)."""

    person: np.ndarray  # int64
    staff: np.ndarray  # int64
    level: np.ndarray  # float64, personal trust, 0-1
    weight: np.ndarray  # float64, evidence
    contacts: np.ndarray  # float64, two-way contacts
    attempts: np.ndarray  # int64, unanswered messages so far
    last_week: np.ndarray  # int64, week of the last message or contact
    muted: np.ndarray  # int64, 1 where the person discards this sender
    filed: np.ndarray  # float64, of the contacts, those that stay with the firm in writing


class Leads(NamedTuple):
    """A row a lead, in the order of weeks; (L,)."""

    week: np.ndarray  # int64
    seller: np.ndarray  # int64
    person: np.ndarray  # int64
    need: np.ndarray  # int64, need row, -1 outside a purchase
    number: np.ndarray  # int64, purchase number
    origin: np.ndarray  # int64, code of ORIGINS
    touch: np.ndarray  # int64, last touch that the seller saw
    open_need: np.ndarray  # int64, 1 where the centre then had an open need that is served
    fit: np.ndarray  # float64, fit of the offer with that need, 0 without one
    score: np.ndarray  # float64
    qualified: np.ndarray  # int64, 1 over the seller's bar (MQL)
    accepted: np.ndarray  # int64, week in which a rep accepted it (SQL), NEVER
    rep: np.ndarray  # int64, staff row, -1
    contacted: np.ndarray  # int64, first week of contact by the seller, NEVER
    need_at_contact: np.ndarray  # int64, 1 where an open need was served then
    fit_at_contact: np.ndarray  # float64, fit with that need then, 0 without one
    two_way: np.ndarray  # int64, 1 once it answered
    met: np.ndarray  # int64, week of the first meeting, NEVER
    state: np.ndarray  # int64, 1 open, 0 closed


class Items(NamedTuple):
    """Public content of one week, by account; (n,)."""

    key: np.ndarray  # int64, name of the item: account, week, slot
    account: np.ndarray  # int64
    seller: np.ndarray  # int64
    topic: np.ndarray  # int64
    kind: np.ndarray  # int64, code of reading.CONTENT_KINDS
    segment: np.ndarray  # int64, industry that it is tailored to
    channel: np.ndarray  # int64, public channel that it was made for
    shown_in: np.ndarray  # int64, bits of the channels in which it stands
    page_in: np.ndarray  # int64, bits of those in which the firm shows an influencer's item too
    featured: np.ndarray  # int64, organisation whose story it tells, -1 for none
    tailored: np.ndarray  # float64, 0 or 1
    prospect: np.ndarray  # float64, 1 where meant for people not yet customers
    technical: np.ndarray  # float64, 1 for a message to technical minds
    emotional: np.ndarray  # float64, 1 for an appeal to feeling
    video: np.ndarray  # float64, 1 for a video
    quick: np.ndarray  # float64, 1 for a post on a current event
    quality: np.ndarray  # float64, 0-1
    salesy: np.ndarray  # float64, sales framing, 0-1
    weight: np.ndarray  # float64, factor on its weight as evidence, by who endorses and how
    suspicion: np.ndarray  # float64, share of credit lost to an inferred motive, 0-1
    renown: np.ndarray  # float64, of the customer whose story it tells, 0-1
    delay: np.ndarray  # float64, weeks
    paid: np.ndarray  # float64, chance that paid reach shows it to a person in target
    again: np.ndarray  # float64, the same for whoever read something in the last four weeks


ITEM_FLOATS = frozenset(Items._fields[Items._fields.index("tailored") :])


class Messages(NamedTuple):
    """Messages to named people of one week, by person; (n,)."""

    person: np.ndarray  # int64
    staff: np.ndarray  # int64, sender
    seller: np.ndarray  # int64
    personal: np.ndarray  # float64, study shown, 0-1
    intro: np.ndarray  # float64, 1 where a contact in common vouches
    attempts: np.ndarray  # int64, unanswered messages of this sender before
    first: np.ndarray  # int64, 1 for a first contact
    channel: np.ndarray  # int64, code of PRIVATE
    colleagues: np.ndarray  # int64, others of the organisation whom the seller writes to this week
    staff_key: np.ndarray  # int64, identity of the sender


MESSAGE_FLOATS = frozenset({"personal", "intro"})


class SellerState(NamedTuple):
    """What sellers have built up."""

    understanding: np.ndarray  # (S, industries) float64, 0-1
    asset_work: np.ndarray  # (S,) float64, hours in the asset in progress
    asset_number: np.ndarray  # (S,) int64, assets finished
    asset_value: np.ndarray  # (S,) float64, value of the newest, 0-1
    asset_topic: np.ndarray  # (S,) int64
    hours: np.ndarray  # (S,) float64, hours spent this week
    money: np.ndarray  # (S,) float64, money spent this week
    post_work: np.ndarray  # (A,) float64, hours in the post in progress, an account
    repost_work: np.ndarray  # (A,) float64, hours in the repost in progress, a page
    contact_work: np.ndarray  # (P,) float64, hours in the first contact in progress
    selling_work: np.ndarray  # (P,) float64, hours in the meeting in progress
    approached: np.ndarray  # (O, S) int64, week in which the account was last approached
    public_answers: np.ndarray  # (S,) float64, answers in public in the week before, a page
    comments: np.ndarray  # (S,) float64, comments of readers in the week before, a page
    critical: np.ndarray  # (S,) float64, share of them that object, 0-1
    applicants: np.ndarray  # (S,) int64, applications so far
    answer_work: np.ndarray  # (S,) float64, hours in the answer that is begun
    responsive: np.ndarray  # (S,) float64, share of what is asked that is answered of late, 0-1
    ratings: np.ndarray  # (S,) int64, public ratings so far
    useful: np.ndarray  # (S,) float64, how useful posting looks to staff, 0-1
    join_work: np.ndarray  # (A,) float64, hours in the discussion under way
    rating_sum: np.ndarray  # (S,) float64, their sum, each 0-1


def empty_items(room: int = 0) -> Items:
    """Columns with room for so many items."""
    return zeros(Items, room, ITEM_FLOATS)


def zeros(kind: type[Any], n: int, floats: frozenset[str], make: Any = np.zeros) -> Any:
    """A named tuple of n zeros a column (or what `make` makes), float64 where named, else int64."""
    return kind(*(make(n, np.float64 if f in floats else np.int64) for f in kind._fields))


DYAD_FLOATS = frozenset({"level", "weight", "contacts", "filed"})
LEAD_FLOATS = frozenset({"fit", "fit_at_contact", "score"})


@dataclass
class State:
    """All that changes from week to week. `copy` makes an independent one."""

    week: int
    beliefs: Beliefs
    marks: Marks
    persons: Persons
    bond: np.ndarray  # (F,) float64, credibility along each follow tie, 0-1
    tie: np.ndarray  # (F,) float64, one-sided tie with whom one follows, 0-1
    told: np.ndarray  # (O, S) int64, week in which somebody last spoke well of the seller elsewhere
    seen: np.ndarray  # (A, 3) int64, what the firm saw of each account's items so far
    by_style: (
        np.ndarray
    )  # (S, 11) int64, visible acts so far: by channel of the page's items, by kind
    # of the firm's own items, on influencers' items
    purchases: Purchases
    dyads: Dyads
    leads: Leads
    n_leads: int
    sellers: SellerState
    old_items: Items
    counts: np.ndarray  # (S, N_COUNTS) int64, this week
    cells: np.ndarray  # (G, S, N_COUNTS) int64, since measuring began, by group of people
    cell_revenue: np.ndarray  # (G, S) float64
    cell: np.ndarray  # (M,) int64, group of each person; all in one during the warm-up
    ledger: np.ndarray  # (S, 2, N_LEDGER) int64 fixed point, this week: brand and personal trust
    market: np.ndarray  # (5,) int64, this week: opened and the four outcomes
    revenue: np.ndarray  # (S,) float64, this week
    lead_events: list[np.ndarray] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        """Where kernels count."""
        return Tally(self.counts, self.cells, self.cell_revenue, self.cell)

    def count_by(self, cell: np.ndarray) -> None:
        """Begin to count by groups of people. cell : (M,) int64, from 0 on"""
        groups, n_sellers = int(cell.max(initial=0)) + 1, len(self.counts)
        self.cell = cell
        self.cells = np.zeros((groups, n_sellers, N_COUNTS), np.int64)
        self.cell_revenue = np.zeros((groups, n_sellers))

    def copy(self) -> State:
        """A deep copy: no array is shared."""
        return deepcopy(self)

    def begin_week(self) -> None:
        """Clear what is counted by week."""
        self.week += 1
        self.counts[:] = 0
        self.ledger[:] = 0
        self.market[:] = 0
        self.revenue[:] = 0.0
        self.sellers.hours[:] = 0.0
        self.sellers.money[:] = 0.0


def chunks(n: int) -> Iterator[tuple[int, int]]:
    """Fixed ranges of rows that cover 0..n."""
    for low in range(0, n, CHUNK):
        yield low, min(n, low + CHUNK)


def no_purchases(n: int, n_sellers: int) -> Purchases:
    """Columns of n need rows with nothing in them."""
    floats = frozenset({"satisfaction"})
    p = zeros(Purchases, n, floats)
    return p._replace(
        supplier=np.full(n, NO_SUPPLIER),
        centre=np.full((n, CENTRE_MAX), -1),
        offer=np.zeros((n, n_sellers), np.int64),
        met=np.full((n, n_sellers), NEVER),
        ordered=np.full(n, NEVER),
    )
