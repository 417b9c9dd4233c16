"""The market of the oracle: everybody in it, and the week as loops over agents."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.agents.buying_centre import OUTCOMES
from sim.engine.chance import below, fold, named, uniform
from sim.engine.state import NEVER
from sim.engine.streams import key as stream
from sim.scenarios.schema import Settings
from tests.oracle.outreach import interested
from tests.oracle.planning import Planning
from tests.oracle.populate import populate
from tests.oracle.things import Contact, Dyad, Identified, Item, Lead, Message, Tell

if TYPE_CHECKING:
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson

PHASES = (
    "needs", "publish", "prospect", "attend", "react", "talk", "scout", "qualify", "sell",
    "decide", "deliver", "measure",
)  # fmt: skip


def _folded(seed: int, name: str, fields: tuple[int, ...]) -> int:
    at: int = fold(_begun(seed, name, fields[:-1]), fields[-1])
    return at


@lru_cache(maxsize=1 << 17)
def _begun(seed: int, name: str, fields: tuple[int, ...]) -> int:
    """An address without its last field: most differ from others in that one alone."""
    at: int = stream(seed, name)
    for value in fields:
        at = fold(at, value)
    return at


class OracleMarket(Planning):
    """One market under one scenario, every agent an object; it stands at the end of its warm-up.

    warm : whether to run the warm-up; without it the market stands before its first week
    """

    def __init__(
        self, settings: Settings, world_seed: int, luck_seed: int, warm: bool = True
    ) -> None:
        super().__init__(rng=abs(luck_seed))
        self.settings = settings
        self.world_seed, self.luck_seed = world_seed, luck_seed
        self.calendar = settings.market
        self.n_industries = settings.market.industries
        self.dyads: dict[tuple[int, int], Dyad] = {}
        self.leads: list[Lead] = []
        self.orders: list[tuple[OraclePerson, OracleSeller, float]] = []
        self.events: list[Identified] = []
        self.feed: list[Item] = []
        self.records: list[dict[str, Any]] = []
        self.tells: list[tuple[int, list[Tell]]] = []
        self.use_parameters(settings.parameters)
        populate(self)
        self.begin_week()
        self.week -= 1
        self.plan_past()
        if warm:
            for _ in range(settings.market.warmup):
                self.step()

    # -- chance ----------------------------------------------------------------------------------
    @property
    def measured(self) -> bool:
        """Whether the warm-up is over."""
        return self.week >= 1

    def _address(self, name: str, fields: tuple[int, ...]) -> int:
        luck = self.measured and not name.startswith("calendar.")
        return _folded(self.luck_seed if luck else self.world_seed, name, fields)

    def draw(self, name: str, *fields: int) -> float:
        """A number in [0, 1) at an address."""
        return float(uniform(self._address(name, fields)))

    def pick(self, name: str, n: int, *fields: int) -> int:
        """A whole number below n at an address."""
        return int(below(self._address(name, fields), n))

    def name(self, name: str, *fields: int) -> int:
        """The identity that an address gives."""
        return int(named(self._address(name, fields)))

    # -- the week --------------------------------------------------------------------------------
    def step(self) -> None:
        """One week, phase by phase."""
        self.begin_week()
        for phase in PHASES:
            self.run_phase(phase)

    def run_phase(self, phase: str) -> None:
        """One phase; sellers plan between needs and publish."""
        getattr(self, f"phase_{phase}")()
        if phase == "needs" and self.measured:
            self.plan_week()

    def begin_week(self) -> None:
        """Clear what is counted by week."""
        self.week += 1
        if self.measured:
            settings = self.settings_now()
            self.use_parameters(settings.parameters)
            self._come_and_go(settings)
        if self.week == 1:
            self.first_customers = {
                seller.row: [m for m in self.people if m.buys_from(seller)]
                for seller in self.sellers
            }
            for seller in self.sellers:
                seller.dashboard.begin()
        self.outcomes = dict.fromkeys(("opened", *OUTCOMES), 0)
        for seller in self.sellers:
            seller.begin_week()

    def _come_and_go(self, settings: Settings) -> None:
        """Employees leave or come back, and people think again about those whom they still meet."""
        for seller in self.sellers:
            away = settings.firm(seller.name).away
            for employee in seller.employees:
                present = employee.name not in away
                if present != employee.present:
                    employee.present = present
                    for person in self.people:
                        if person.picture_of(employee) is not None:
                            person.weigh_up(seller)

    def phase_needs(self) -> None:
        """People leave; buying centres open purchases, and the people concerned know."""
        for person in self.people:
            person.leave_by_chance()
        for centre in self.centres:
            centre.open_if_due()
        for person in self.people:
            person.searching, person.open_needs = set(), set()
        for centre in self.centres:
            centre.spread_word()

    def phase_publish(self) -> None:
        """Accounts publish, sellers work on assets."""
        for account in self.accounts:
            account.publish()
        for row, item in enumerate(self._items()):
            item.row = row
        for seller in self.sellers:
            seller.make_assets()
            seller.choose_shown(self._items())
            seller.promote()

    def phase_prospect(self) -> None:
        """Reps write; messages arrive in the order of the senders' identity."""
        sent: list[Message] = []
        for seller in self.sellers:
            queue = interested(seller)
            for rep in seller.reps:
                sent += rep.follow_up()
                sent += rep.first_contacts(queue)
            seller.hours += seller.plan.doubled_hours + seller.plan.watch_hours
        for person in self.people:
            person.inbox = []
        for message in sorted(sent, key=lambda m: m.sender.key):
            message.person.inbox.append(message)
            d = message.person.new_picture_of(message.sender)
            d.attempts += 1
            d.last_week = self.week
        for firm in self.organisations:
            firm.compare_mail()

    def phase_attend(self) -> None:
        """Everybody reads what attention reaches."""
        for person in self.people:
            person.attend()

    def phase_react(self) -> None:
        """What was read changes its readers."""
        for person in self.people:
            person.forget()
            self.events += person.react()

    def phase_talk(self) -> None:
        """All is told before anybody changes; then all is heard."""
        tells = [tell for person in self.people for tell in person.gather_tells()]
        for person in self.people:
            person.fall_silent()
        for tell in tells:
            tell.hearer.hear(tell)
        for tell in tells:
            tell.teller.speaks_well(tell)
        begun = set()
        for tell in tells:
            if tell.begins and (tell.teller, tell.seller) not in begun:
                begun.add((tell.teller, tell.seller))
                tell.teller.begin_cascade(tell.seller)
        if self.measured:
            self.tells.append((self.week, tells))

    def phase_scout(self) -> None:
        """Members of searching centres look for themselves."""
        for person in self.people:
            self.events += person.scout()

    def phase_qualify(self) -> None:
        """Sellers feed leads that wait, record who became identified, and pass leads on."""
        for seller in self.sellers:
            seller.nurture()
        for event in sorted(self.events, key=Identified.place):
            lead = event.seller.record(event)
            if lead is not None:
                self.leads.append(lead)
        self.events = []
        for seller in self.sellers:
            seller.pass_on()

    def phase_sell(self) -> None:
        """Reps work, staff join discussions; customers name contacts; threads are answered."""
        contacts: list[Contact] = []
        for seller in self.sellers:
            for rep in seller.reps:
                contacts += rep.work_leads()
        for account in self.accounts:
            if account.employee is not None:
                contacts += account.employee.join_discussions(account)
        met = set()
        for contact in sorted(contacts, key=Contact.place):
            if (contact.person, contact.employee) not in met:
                met.add((contact.person, contact.employee))
                contact.person.talk_with(contact)
        for centre in self.centres:
            self.events += centre.refer()
        for seller in self.sellers:
            self.events += seller.answer()
            seller.take_note_of_posting()

    def phase_decide(self) -> None:
        """Centres whose purchase is due choose."""
        for centre in self.centres:
            centre.decide_if_due()

    def phase_deliver(self) -> None:
        """Promises are kept or broken."""
        for centre in self.centres:
            centre.get_served()
        for seller in self.sellers:
            seller.serve()

    def phase_measure(self) -> None:
        """Everybody in target adds to the sums of the week."""
        stock = [
            [person.take_stock(seller) for person in self.people if seller.targets(person)]
            for seller in self.sellers
        ]
        self.feed = self._items()
        if self.measured:
            self.records.append({"stock": stock, **self._books()})

    def _items(self) -> list[Item]:
        return [item for account in self.accounts for item in account.items]

    def _books(self) -> dict[str, Any]:
        """What the week leaves behind beside what people think."""
        return {
            "counts": [dict(seller.counts) for seller in self.sellers],
            "ledger": [dict(seller.ledger) for seller in self.sellers],
            "market": dict(self.outcomes),
            "revenue": [seller.revenue for seller in self.sellers],
            "hours": [seller.hours for seller in self.sellers],
            "money": [seller.money for seller in self.sellers],
            "customers": [seller.customers() for seller in self.sellers],
            "understanding": [
                [known * seller.weight_of(k) for k, known in enumerate(seller.understanding)]
                for seller in self.sellers
            ],
            "outside": [
                [m.of(seller).affect for m in self.people if m.organisation is None]
                for seller in self.sellers
            ],
            "cohort": [
                [(m.of(s).brand, m.of(s).personal) for m in self.first_customers[s.row]]
                for s in self.sellers
            ],
            "levels": [
                [d.level for (_, q), d in self.dyads.items()
                 if self.employees[q].seller is seller and d.contacts > 0.0]
                for seller in self.sellers
            ],
            "open_leads": [
                sum(k.seller is seller and k.open and k.week >= 1 for k in self.leads)
                for seller in self.sellers
            ],
            "open_opportunities": [
                sum(c.open and c.met[seller.row] != NEVER for c in self.centres)
                for seller in self.sellers
            ],
        }  # fmt: skip
