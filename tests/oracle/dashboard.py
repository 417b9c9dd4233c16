"""What a seller of the oracle sees of its weeks, and what it makes of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.learning import (
    Habits,
    Rival,
    Seen,
    habits_of,
    imitated,
    let_go,
    reviewed,
    with_habits,
)
from sim.agents.reading import CHANNELS
from sim.engine import state as st
from sim.scenarios.schema import Firm

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.firm import OracleSeller
    from tests.oracle.things import Lead

JUDGED = {"reach": "views", "reactions": "acts", "leads": "questions"}


class Dashboard:
    """A seller's memory of what it saw since its last reviews, and the habits that came of it."""

    def __init__(self, seller: OracleSeller) -> None:
        self.seller = seller
        self.habits: Habits | None = None
        self.dropped: frozenset[int] = frozenset()
        self.reviewed = self.evaluated = 0
        self.counts = dict.fromkeys(st.COUNTS, 0)
        self.base: tuple[list[int], list[int], int] = ([], [], 0)
        self.seen: dict[int, dict[str, int]] = {}

    def begin(self) -> None:
        """Measuring begins: nothing has been seen yet that counts."""
        self._turn_page()
        self._note_voices()

    def add(self, counts: dict[str, int]) -> None:
        """A week is over."""
        for name, n in counts.items():
            self.counts[name] += n

    def _turn_page(self) -> None:
        s = self.seller
        self.counts = dict.fromkeys(st.COUNTS, 0)
        self.base = (list(s.acts_by_channel), list(s.acts_by_kind), s.acts_on_hired)

    def _note_voices(self) -> None:
        self.seen = {a.row: dict(a.seen) for a in self.seller.model.accounts}

    @property
    def acts(self) -> int:
        """Likes, shares and comments since the last review, which rivals see too."""
        return sum(self.counts[name] for name in ("likes", "shares", "comments"))

    # -- orders ----------------------------------------------------------------------------------
    def _newest_leads(self) -> list[Lead]:
        """The newest lead of each need that it supplies and that was ordered since the last review."""
        s, found = self.seller, []
        for centre in s.model.centres:
            if centre.supplier is not s or centre.ordered < max(1, self.reviewed):
                continue
            last = centre.number - 1 if centre.open else centre.number
            about = [
                lead
                for lead in s.model.leads
                if lead.seller is s and lead.centre is centre and lead.number == last
            ]
            found += about[-1:]
        return found

    def look(self) -> Seen:
        """What the dashboard shows of the time since the last review."""
        c, s = self.counts, self.seller
        by_channel, by_kind, on_hired = self.base
        kinds = tuple(float(now - then) for now, then in zip(s.acts_by_kind, by_kind, strict=True))
        channels = zip(s.acts_by_channel, by_channel, strict=True)
        orders = self._newest_leads()
        formed = sum(lead.touch == st.T_FORM for lead in orders)
        written = sum(lead.touch != st.T_FORM and lead.origin == st.OUTBOUND for lead in orders)
        return Seen(
            reactions_outreach=float(c["replies"]),
            reactions_content=float(self.acts + c["questions"]),
            reactions_gated=float(c["forms"]),
            leads_outreach=float(c["leads_outbound"]),
            leads_content=float(max(0, c["leads_inbound"] - c["forms"])),
            leads_gated=float(min(c["forms"], c["leads_inbound"])),
            deals_outreach=float(written),
            deals_content=float(len(orders) - formed - written),
            deals_gated=float(formed),
            by_channel=tuple(float(now - then) for now, then in channels),
            by_kind=kinds,
            influencers=float(s.acts_on_hired - on_hired),
            own=sum(kinds),
        )

    # -- reviews ---------------------------------------------------------------------------------
    def learned(self, firm: Firm) -> Firm:
        """A firm's settings with what it has learned."""
        return firm if self.habits is None else with_habits(firm, self.habits)

    def visible(self, firm: Firm) -> Rival:
        """What rivals see of it: acts a week, however long ago its own review was."""
        return Rival(self.habits or habits_of(firm), self.weekly)

    @property
    def weekly(self) -> float:
        """Visible acts a week since the last review."""
        return self.acts / max(1, self.seller.model.week - self.reviewed)

    def due(self, firm: Firm) -> bool:
        """Whether it is time to look."""
        waited = self.seller.model.week - self.reviewed
        return firm.learning.steer != "nothing" and waited >= firm.learning.every_weeks

    def review(self, firm: Firm, rivals: list[Rival]) -> Habits:
        """Habits after a look at the dashboard, and perhaps at rivals; nothing changes yet."""
        s, model = self.seller, self.seller.model
        at = (s.key, model.week)
        tried = -1
        if model.draw("plan.curious", *at) < firm.learning.curiosity:
            tried = model.pick("plan.channel", len(CHANNELS), *at)
        habits = reviewed(firm, self.habits or habits_of(firm), self.look(), tried)
        if model.draw("plan.imitate", *at) < firm.learning.imitation:
            habits = imitated(habits, self.weekly, rivals, firm.learning.step)
        return habits

    def adopt(self, habits: Habits) -> None:
        """Live by new habits from now on."""
        self.habits, self.reviewed = habits, self.seller.model.week
        self._turn_page()

    def evaluate(self, firm: Firm) -> None:
        """Let the worst of the engaged influencers go, if it is far below the others."""
        s, programme = self.seller, firm.influencers
        week = s.model.week
        if programme.share <= 0.0 or week - self.evaluated < programme.review_weeks:
            return
        engaged = [a for a in s.model.accounts if a.hired and a.speaks_for is s]
        engaged.sort(key=lambda a: a.key)
        what = JUDGED[programme.judged_by]

        def brought(account: OracleAccount) -> float:
            return float(account.seen[what] - self.seen[account.row][what])

        worst = let_go([a.row for a in engaged], [brought(a) for a in engaged])
        self.evaluated = week
        self._note_voices()
        if worst >= 0:
            self.dropped |= {worst}
