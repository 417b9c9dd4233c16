"""Sellers of the oracle: they keep books, make assets, answer, listen and serve."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.budget import Plan
from sim.agents.buying_centre import offer_fit, pleased
from sim.agents.reading import CHANNELS, CONTENT_KINDS
from sim.agents.seller import staffed, understanding_after
from sim.agents.voice import usefulness_after
from sim.engine import state as st
from tests.oracle.dashboard import Dashboard
from tests.oracle.leads import LeadDesk
from tests.oracle.things import Identified

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.believer import Believer
    from tests.oracle.centre import OracleCentre, Organisation
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.person import OraclePerson
    from tests.oracle.things import Item


class OracleSeller(LeadDesk, mesa.Agent):
    """A selling firm: it keeps its own counts and books, and records and passes on leads."""

    plan: Plan

    def __init__(self, model: Any, row: int, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.key: int = traits["key"]
        self.name: str = traits["name"]
        self.serves: set[int] = traits["serves"]
        self.strength: list[float] = traits["strength"]
        self.reputation: float = traits["reputation"]
        self.audience: set[int] = traits["audience"]
        self.topics = [t for t, c in enumerate(model.topic_category) if c in self.serves]
        self.accounts_in_view: list[Organisation] = []  # by identity
        self.targeted: list[OraclePerson] = []  # by identity
        self.employees: list[OracleEmployee] = []
        self.reps: list[OracleEmployee] = []
        self.approached: dict[int, int] = {}
        self.understanding: list[float] = traits["understanding"]
        self.pages: list[OracleAccount] = []
        self.asset_work: float = traits["asset_work"]
        self.asset_number: int = traits["asset_number"]
        self.asset_value: float = traits["asset_value"]
        self.asset_topic: int = traits["asset_topic"]
        self.public_answers: float = traits["public_answers"]
        self.comments: float = traits["comments"]
        self.critical: float = traits["critical"]
        self.answer_work: float = traits["answer_work"]
        self.responsive: float = traits["responsive"]
        self.useful: float = traits["useful"]
        self.applicants: int = traits["applicants"]
        self.ratings: int = traits["ratings"]
        self.rating_sum: float = traits["rating_sum"]
        # Visible acts so far: on its page by channel, on its own items by kind, on hired voices.
        self.acts_by_channel = [0] * len(CHANNELS)
        self.acts_by_kind = [0] * len(CONTENT_KINDS)
        self.acts_on_hired = 0
        self.dashboard = Dashboard(self)
        self.wanted: list[int] = []
        self._shown: list[Item] = []
        self.own_item: Item | None = None
        self.promoted: Item | None = None
        self.counts = dict.fromkeys(st.COUNTS, 0)
        self.of_person: Counter[tuple[int, str]] = Counter()  # since measuring began
        self.begin_week()

    def begin_week(self) -> None:
        """Put last week on the dashboard, and clear what is counted by week."""
        if self.model.week > 1:
            self.dashboard.add(self.counts)
        self.counts = dict.fromkeys(st.COUNTS, 0)
        self.ledger: dict[tuple[int, int], int] = {}
        self.hours = self.money = self.revenue = 0.0

    def count(self, name: str, n: int = 1, of: Believer | None = None) -> None:
        """Add to a weekly count, and to what was counted of the person whom it concerns."""
        self.counts[name] += n
        if of is not None and self.model.measured:
            self.of_person[of.row, name] += n

    def book(self, kind: int, source: int, change: int) -> None:
        """Add to the ledger of trust: of the firm (0) or of its people (1)."""
        self.ledger[kind, source] = self.ledger.get((kind, source), 0) + change

    def targets(self, person: Believer) -> bool:
        """Whether the person's organisation buys what it serves."""
        return person.row in self.audience

    def shows_too(self) -> list[Item]:
        """Items of others that its pages show this week."""
        return self._shown

    def choose_shown(self, feed: list[Item]) -> None:
        """Settle which items of others its pages show."""
        self._shown = [item for item in feed if item.page_in and item.seller is self]

    def promote(self) -> None:
        """Pay for an item to be shown, in part to those who read something of the firm of late.

        An influencer's item that its pages show is preferred to its own.
        """
        self.promoted = None
        lent = sorted(self._shown, key=lambda item: item.key)
        item = lent[0] if lent else self.own_item
        lent_reach = self.plan.agency_hours * self.model.p.production.agency_network
        if (self.plan.reach_money <= 0.0 and self.plan.agency_hours <= 0.0) or item is None:
            return
        shown = self.plan.reach_money / self.model.p.production.reach_price * 1000.0
        again = shown * self.plan.retarget
        late = [m for m in self.targeted if m.of(self).view_week >= self.model.week - 4]
        item.paid = min(1.0, (shown - again + lent_reach) / max(1.0, float(len(self.targeted))))
        item.again = min(1.0, again / max(1.0, float(len(late))))
        self.money += self.plan.reach_money
        self.promoted = item

    def hear_out(self) -> None:
        """Find what most people of each industry care about, of what it serves; the first of equals."""
        self.wanted = []
        for industry in range(self.model.n_industries):
            there = [m for m in self.targeted if m.firm.industry == industry]
            care = {t: sum(t in m.interests for m in there) for t in self.topics}
            self.wanted.append(max(self.topics, key=lambda t: care[t]))

    # -- what it can see -------------------------------------------------------------------------
    def sees(self, item: Item, what: str) -> None:
        """Somebody views an item of its, acts on it in public or asks about it."""
        item.account.seen[what] += 1
        if what != "acts":
            return
        if item.account.hired:
            self.acts_on_hired += 1
            return
        self.acts_by_kind[item.kind] += 1
        if item.account.page:
            self.acts_by_channel[item.channel] += 1

    # -- what it makes ---------------------------------------------------------------------------
    def make_assets(self) -> None:
        """Keep channels and work on the gated asset; a new one replaces the old, whose value fades."""
        p = self.model.p.production
        self.hours += self.plan.keeping_hours + self.plan.asset_hours
        self.asset_work += self.plan.asset_hours / len(self.pages) * self.plan.gate
        self.asset_value *= 1.0 - p.asset_fade
        while self.asset_work >= p.asset:
            self.asset_work -= p.asset
            self.asset_number += 1
            among = len(self.model.topic_category)
            draw = self.model.pick("publish.asset_topic", among, self.key, self.asset_number)
            self.asset_topic = self.topics[draw % len(self.topics)]
            self.asset_value = self.pages[0].asset_quality(self.asset_number, self)

    def fit_with(self, centre: OracleCentre) -> float:
        """How well its offer meets a need, heard out as far as it listens to the industry."""
        heard = self.understanding[centre.firm.industry]
        strength = self.strength[centre.topic]
        return float(offer_fit(strength, self.plan.fit, heard, self.model.p.choice))

    # -- answers ---------------------------------------------------------------------------------
    def answer(self) -> list[Identified]:
        """Answer open threads while the hours last; who asked becomes known to it."""
        model, p = self.model, self.model.p
        waiting = [m for m in model.people if m.of(self).thread == st.AWAITING]
        waiting.sort(key=lambda m: (model.draw("sell.thread", m.key, self.key, model.week), m.key))
        cost = p.selling.reply_hours + p.production.reply_approval * self.plan.approval
        able = self.plan.reply_hours * self.plan.gate + self.answer_work
        answered = waiting[: int(able / cost)]
        for person in answered:
            self._answer(person)
        if waiting:
            share = len(answered) / len(waiting)
            self.responsive += 0.2 * (share - self.responsive)
        in_public = sum(m.of(self).open_thread for m in answered) + self.counts["joined"]
        self.public_answers = in_public / len(self.pages)
        self.comments = self.counts["comments"] / len(self.pages)
        self.critical = self.counts["negative_comments"] / max(1, self.counts["comments"])
        self.hours += self.plan.reply_hours + self.plan.group_hours
        left = max(0.0, able - len(answered) * cost)
        # Whoever still waits has an answer in the making; hours that nobody waits for go on.
        self.answer_work = min(left, cost) if len(waiting) > len(answered) else 0.0
        self._listen(left - self.answer_work + p.club.insight * self.counts["group_active"])
        return [Identified(m, self, st.INBOUND, st.T_QUESTION) for m in answered]

    def _answer(self, person: OraclePerson) -> None:
        """An answer informs, in private more, shows what it is worth and pleases customers."""
        p, it = self.model.p, person.of(self)
        for centre in person.organisation.centres if person.organisation else ():
            if centre.supplier is self:
                centre.satisfaction = pleased(centre.satisfaction, p.delivery)
        it.thread = st.ANSWERED
        it.turns += 1
        self.count("answers", of=person)
        depth = 1.0 + p.belief.private_depth * (0.0 if it.open_thread else 1.0)
        person.learn(self, min(1.0, p.belief.info_talk * depth))
        person.judge(self, self.pages[0].expertise, p.belief.reply_weight, st.MESSAGE)

    def _listen(self, hours: float) -> None:
        """Hours left for listening, to every industry by its people in target."""
        for k, known in enumerate(self.understanding):
            heard = hours / len(self.pages) * self.weight_of(k)
            self.understanding[k] = understanding_after(known, heard, self.model.p.delivery)

    def weight_of(self, industry: int) -> float:
        """Share of an industry in the people of its accounts."""
        everybody = max(1, sum(firm.size for firm in self.accounts_in_view))
        here = sum(firm.size for firm in self.accounts_in_view if firm.industry == industry)
        return here / everybody

    def take_note_of_posting(self) -> None:
        """Staff see what comes of posts."""
        c = self.counts
        acts = float(c["likes"] + c["shares"] + c["comments"])
        self.useful = usefulness_after(
            self.useful, acts, float(c["posts"]), self.plan.trained, self.model.p.production
        )

    # -- service ---------------------------------------------------------------------------------
    def hands(self) -> float:
        """Share of selling and serving hours that somebody does."""
        applications = self.applicants / (self.model.world.n_members / 1000.0)
        return float(staffed(self.plan.vacant, applications, self.model.p.delivery))

    def customers(self) -> int:
        """Needs that it supplies."""
        return sum(centre.supplier is self for centre in self.model.centres)

    def care(self) -> float:
        """Hours that a customer gets over the hours that it needs."""
        needed = self.model.p.delivery.care_hours * float(max(1, self.customers()))
        return self.plan.care_hours * self.hands() / needed

    def serve(self) -> None:
        """Book the hours of care that its customers took; who applied for a job may be hired."""
        needed = self.model.p.delivery.care_hours * float(self.customers())
        self.hours += min(self.plan.care_hours * self.hands(), needed)
        self.applicants += self.counts["applications"]
