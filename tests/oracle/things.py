"""What agents of the oracle hold and hand to each other: opinions, items, messages, tells, leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.state import PHONE

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.centre import OracleCentre, Organisation
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson


WAYS = ("meeting", "call", "discussion")  # of two-way contact, the closest first


@dataclass(slots=True)
class Opinion:
    """What one person believes of one seller, and what happened between the two."""

    trace: float
    brand: float
    weight: float
    info: float
    annoyance: float
    personal: float
    contacts: float
    affect: float
    trigger: float
    blocked: int
    trigger_kind: int
    aware_week: int
    aware_source: int
    dark: int
    trust_week: int
    view_week: int
    act_week: int
    reached: int
    touch: int
    touch_before: int
    group: int
    touches: int
    lead_week: int
    lead_need: int
    thread: int
    turns: int
    open_thread: int
    root: int
    root_week: int
    depth: int


@dataclass(slots=True)
class Dyad:
    """What a person holds of one employee of a seller."""

    level: float
    weight: float
    contacts: float
    attempts: int
    last_week: int
    muted: int
    filed: float = 0.0


@dataclass(slots=True)
class Tie:
    """A private tie to another person."""

    other: OraclePerson
    layer: int
    weight: float


@dataclass(slots=True)
class Follow:
    """What binds a person to an account that it follows, and what it follows it for."""

    credibility: float
    tie: float
    motive: int


@dataclass(slots=True)
class Task:
    """What a firm asks of an account this week: hours, and the mix of what it is to publish."""

    hours: float
    rate: float
    joining: float
    cost: float
    pay: float
    product: float
    story: float
    purpose: float
    emotional: float
    technical: float
    video: float
    critical: float
    quick: float
    scripted: float
    brief: float
    assist: float
    amplify: float


@dataclass(slots=True, eq=False)
class Item:
    """One piece of public content."""

    key: int
    account: OracleAccount
    seller: OracleSeller
    topic: int
    kind: int
    segment: int
    channel: int
    shown_in: set[int]
    page_in: set[int]
    featured: Organisation | None
    tailored: float
    prospect: float
    technical: float
    emotional: float
    video: float
    quick: float
    quality: float
    salesy: float
    weight: float
    suspicion: float
    renown: float
    delay: float
    paid: float
    again: float = 0.0
    row: int = -1


@dataclass(slots=True)
class Message:
    """One message to a named person."""

    person: OraclePerson
    sender: OracleEmployee
    personal: float
    intro: float
    attempts: int
    first: bool
    channel: int  # code of PRIVATE
    colleagues: int = 0  # others of the organisation whom the seller writes to this week

    @property
    def called(self) -> bool:
        """Whether it is a call."""
        return self.channel == PHONE


@dataclass(slots=True)
class Reading:
    """An item that a person reads, how it came, and how relevant it is."""

    item: Item
    way: str
    relevance: float


@dataclass(slots=True)
class Tell:
    """One person tells another what it believes of a seller."""

    hearer: OraclePerson
    teller: OraclePerson
    seller: OracleSeller
    asked: bool
    root: int
    root_week: int
    depth: int
    begins: bool
    dark: int
    trust: float
    tie: float
    first: bool = False

    def row(self) -> list[int]:
        """The tell as the log's whole numbers."""
        return [
            self.hearer.row, self.teller.row, self.seller.row, int(self.asked), self.root,
            self.root_week, self.depth, int(self.begins), self.dark,
        ]  # fmt: skip


@dataclass(slots=True)
class Identified:
    """A person became identified to a seller, perhaps by way of an employee."""

    person: OraclePerson
    seller: OracleSeller
    origin: int
    touch: int
    employee: OracleEmployee | None = None

    def place(self) -> tuple[int, int, int, int]:
        """Place in the order in which a week's events are recorded."""
        return self.person.key, self.seller.key, self.origin, self.touch

    def row(self) -> list[int]:
        """The event as whole numbers."""
        by = -1 if self.employee is None else self.employee.row
        return [self.person.row, self.seller.row, self.origin, self.touch, by]


@dataclass(slots=True)
class Lead:
    """A person whom a seller knows by name, for one purchase or outside any."""

    week: int
    seller: OracleSeller
    person: OraclePerson
    centre: OracleCentre | None
    number: int
    origin: int
    touch: int
    fit: float
    score: float
    qualified: int
    accepted: int
    rep: OracleEmployee | None
    contacted: int
    need_at_contact: int
    fit_at_contact: float
    two_way: int
    met: int
    open: bool = True

    def over(self) -> bool:
        """Whether the purchase that it was about has ended."""
        about = self.centre
        return about is not None and (not about.open or about.number != self.number)


@dataclass(slots=True)
class Contact:
    """A talk between a person and an employee: a meeting, a call, or a discussion of others."""

    person: OraclePerson
    employee: OracleEmployee
    way: str  # one of WAYS
    online: float = 0.0

    def place(self) -> tuple[int, int, int]:
        """Place in the order in which contacts take effect; of two in a week the closer counts."""
        return self.person.key, self.employee.key, WAYS.index(self.way)
