"""Sellers of the oracle: they keep books, make assets, record leads and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.buying_centre import BUYER, DECIDER, offer_fit
from sim.agents.salesperson import lead_worth
from sim.agents.seller import Plan, understanding_after
from sim.agents.voice import post_quality
from sim.engine import state as st
from tests.oracle.things import Identified, Lead

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.believer import Believer
    from tests.oracle.centre import Organisation
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.person import OraclePerson


class OracleSeller(mesa.Agent):
    """A selling firm: it keeps its own counts and books, and records and passes on leads."""

    plan: Plan

    def __init__(self, model: Any, row: int, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.key: int = traits["key"]
        self.name: str = traits["name"]
        self.serves: set[int] = traits["serves"]
        self.strength: list[float] = traits["strength"]
        self.audience: set[int] = traits["audience"]
        self.topics = [t for t, c in enumerate(model.topic_category) if c in self.serves]
        self.accounts_in_view: list[Organisation] = []  # by identity
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
        self.applicants: int = traits["applicants"]
        self.wanted: list[int] = []
        self.begin_week()

    def begin_week(self) -> None:
        """Clear what is counted by week."""
        self.counts = dict.fromkeys(st.COUNTS, 0)
        self.ledger: dict[tuple[int, int], int] = {}
        self.hours = self.money = self.revenue = 0.0

    def count(self, name: str, n: int = 1) -> None:
        """Add to a weekly count."""
        self.counts[name] += n

    def book(self, kind: int, source: int, change: int) -> None:
        """Add to the ledger of trust: of the firm (0) or of its people (1)."""
        self.ledger[kind, source] = self.ledger.get((kind, source), 0) + change

    def targets(self, person: Believer) -> bool:
        """Whether the person's organisation buys what it serves."""
        return person.row in self.audience

    def hear_out(self, audience: list[OraclePerson]) -> None:
        """Find what most people of each industry care about, of what it serves; the first of equals."""
        self.wanted = []
        for industry in range(self.model.n_industries):
            there = [m for m in audience if m.organisation and m.organisation.industry == industry]
            care = {t: sum(t in m.interests for m in there) for t in self.topics}
            self.wanted.append(max(self.topics, key=lambda t: care[t]))

    def make_assets(self) -> None:
        """Keep channels and work on the gated asset; a new one replaces the old, whose value fades."""
        model, p = self.model, self.model.p.production
        self.hours += self.plan.keeping_hours + self.plan.asset_hours
        self.asset_work += self.plan.asset_hours / len(self.pages)
        self.asset_value *= 1.0 - p.asset_fade
        while self.asset_work >= p.asset:
            self.asset_work -= p.asset
            self.asset_number += 1
            at = (self.key, self.asset_number)
            draw = model.pick("publish.asset_topic", len(model.topic_category), *at)
            self.asset_topic = self.topics[draw % len(self.topics)]
            quality = post_quality(
                self.pages[0].expertise, model.draw("publish.asset_quality", *at)
            )
            self.asset_value = min(1.0, quality + 0.2)

    # -- leads -----------------------------------------------------------------------------------
    def record(self, event: Identified) -> Lead | None:
        """A lead from somebody who became identified; none where it is known already."""
        model, p, person = self.model, self.model.p.lead, event.person
        it, week = person.of(self), model.week
        centre = None if person.organisation is None else person.organisation.open_need(self)
        purchase = -1 if centre is None else centre.row * 4096 + centre.number % 4096
        if centre is None and week - it.lead_week < p.lapse_weeks:
            return None
        if centre is not None and it.lead_need == purchase:
            return None
        it.lead_week, it.lead_need = week, purchase
        fit = 0.0 if centre is None else offer_fit(self.strength[centre.topic], self.plan.fit)
        first = {
            st.T_ENQUIRY: p.enquiry_score,
            st.T_FORM: p.form_score,
            st.T_REFERRAL: p.referral_score,
        }.get(event.touch, p.reply_score)
        score = first + p.touch_score * float(max(0, it.touches - 1))
        worth = lead_worth(score, person.role, DECIDER, BUYER, p)
        outbound = event.origin == st.OUTBOUND
        lead = Lead(
            week=week,
            seller=self,
            person=person,
            centre=centre,
            number=0 if centre is None else centre.number,
            origin=event.origin,
            touch=it.touch_before,
            fit=fit,
            score=worth,
            qualified=int(self.plan.scoring != 1.0 or worth >= p.bar),
            accepted=st.NEVER,
            rep=event.employee or self.owner_of(person),
            contacted=week if outbound else st.NEVER,
            need_at_contact=int(outbound and centre is not None),
            fit_at_contact=fit if outbound else 0.0,
            two_way=int(outbound),
            met=st.NEVER,
        )
        self.count("leads")
        self.count("leads_" + st.ORIGINS[event.origin])
        self.count("qualified_leads", lead.qualified)
        self.count("fitting_leads", int(centre is not None and fit >= p.fit_bar))
        return lead

    def owner_of(self, person: OraclePerson) -> OracleEmployee | None:
        """The rep whose turn the person's account is among the accounts that it serves."""
        if not self.reps:
            return None
        firm = person.organisation
        place = person.key
        if firm is not None:
            place = sum(other.key < firm.key for other in self.accounts_in_view)
        owner = self.reps[place % len(self.reps)]
        here = [rep for rep in self.reps if rep.present]
        if owner.present or not here:
            return owner if owner.present else None
        return here[place // len(self.reps) % len(here)]

    def pass_on(self) -> None:
        """Drop leads that lead nowhere; reps accept qualified ones while they have room."""
        p, week = self.model.p.lead, self.model.week
        mine = [lead for lead in self.model.leads if lead.seller is self and lead.open]
        for lead in mine:
            if lead.rep is None or not lead.rep.present:
                lead.rep = self.owner_of(lead.person)
            old = week - lead.week > p.keep_weeks
            if lead.over() or (old and (lead.centre is None or lead.met == st.NEVER)):
                lead.open = False
        mine = [lead for lead in mine if lead.open]
        for lead in mine:
            if lead.accepted != st.NEVER or not lead.qualified or lead.rep is None:
                continue
            queue = sum(k.rep is lead.rep and k.accepted != st.NEVER for k in mine)
            if queue < p.queue_per_rep:
                lead.accepted = week
                self.count("sales_leads")

    # -- answers and service ---------------------------------------------------------------------
    def answer(self) -> list[Identified]:
        """Answer open threads while the hours last, and listen in what is left of them."""
        model, p = self.model, self.model.p
        hours = self.plan.reply_hours
        cost = p.selling.reply_hours + p.production.reply_approval * self.plan.approval
        waiting = [m for m in model.people if m.of(self).thread == st.AWAITING]
        waiting.sort(key=lambda m: (model.draw("sell.thread", m.key, self.key, model.week), m.key))
        answered = sorted(waiting[: int(hours / cost)], key=lambda m: m.key)
        for person in answered:
            it = person.of(self)
            it.thread = st.ANSWERED
            it.turns += 1
            self.count("answers")
            person.learn(self, p.belief.info_talk)
            person.judge(self, self.pages[0].expertise, p.belief.reply_weight, st.MESSAGE)
        in_public = sum(m.of(self).open_thread for m in answered)
        self.public_answers = in_public / len(self.pages)
        self.hours += hours
        left = (hours - len(answered) * cost) / len(self.pages)
        everybody = max(1, sum(firm.size for firm in self.accounts_in_view))
        for k, known in enumerate(self.understanding):
            here = sum(firm.size for firm in self.accounts_in_view if firm.industry == k)
            share = here / everybody
            self.understanding[k] = understanding_after(known, left * share, p.delivery)
        return [Identified(m, self, st.INBOUND, st.T_QUESTION) for m in answered]

    def customers(self) -> int:
        """Needs that it supplies."""
        return sum(centre.supplier is self for centre in self.model.centres)

    def serve(self) -> None:
        """Book the hours of care that its customers took."""
        needed = self.model.p.delivery.care_hours * float(self.customers())
        self.hours += min(self.plan.care_hours, needed)
