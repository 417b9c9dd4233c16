"""How a seller of the oracle records, feeds, scores and passes on leads."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sim.agents.budget import Plan
from sim.agents.buying_centre import BUYER, DECIDER
from sim.agents.salesperson import lead_worth
from sim.engine import state as st
from tests.oracle.things import Identified, Lead

if TYPE_CHECKING:
    from tests.oracle.believer import Believer
    from tests.oracle.centre import OracleCentre, Organisation
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.person import OraclePerson


class LeadDesk:
    """The part of a seller that knows its leads."""

    model: Any
    key: int
    plan: Plan
    reps: list[OracleEmployee]
    accounts_in_view: list[Organisation]

    if TYPE_CHECKING:

        def count(self, name: str, n: int = 1, of: Believer | None = None) -> None: ...

        def fit_with(self, centre: OracleCentre) -> float: ...

    def _open_leads(self) -> list[Lead]:
        return [lead for lead in self.model.leads if lead.seller is self and lead.open]

    # -- a lead comes ----------------------------------------------------------------------------
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
        fit = 0.0 if centre is None else self.fit_with(centre)
        if event.touch == st.T_TRIAL and centre is not None:
            centre.offers[event.seller.row] = 1  # whoever tries an offer holds it
        worth = self._worth(event)
        outbound = event.origin == st.OUTBOUND
        lead = Lead(
            week=week,
            seller=event.seller,
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
        self.count("leads", of=person)
        self.count("leads_" + st.ORIGINS[event.origin], of=person)
        self.count("qualified_leads", lead.qualified, of=person)
        self.count("fitting_leads", int(centre is not None and fit >= p.fit_bar), of=person)
        return lead

    def _worth(self, event: Identified) -> float:
        """Score by what made the person known, what it did before, and its visible role."""
        p = self.model.p.lead
        first = {
            st.T_ENQUIRY: p.enquiry_score,
            st.T_FORM: p.form_score,
            st.T_TRIAL: p.form_score,
            st.T_REFERRAL: p.referral_score,
        }.get(event.touch, p.reply_score)
        before = max(0, event.person.of(event.seller).touches - 1)
        score = first + p.touch_score * float(before)
        return float(lead_worth(score, event.person.role, DECIDER, BUYER, p))

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

    # -- it is fed -------------------------------------------------------------------------------
    def nurture(self) -> None:
        """Automated messages go to leads that nobody works; who opens one learns and scores."""
        model, p = self.model, self.model.p.lead
        if not self.plan.automation:
            return
        for lead in self._open_leads():
            person, it = lead.person, lead.person.of(lead.seller)
            if lead.accepted != st.NEVER or it.blocked:
                continue
            at = (person.key, self.key, lead.week, model.week)
            if model.draw("qualify.nurture", *at) >= p.nurture_open:
                continue
            self.count("nurtured", of=person)
            person.learn(lead.seller, model.p.belief.info_talk)
            it.act_week = model.week
            lead.score += p.nurture_score
            if not lead.qualified and lead.score >= p.bar:
                lead.qualified = 1
                self.count("qualified_leads", of=person)

    # -- it is passed on -------------------------------------------------------------------------
    def pass_on(self) -> None:
        """Drop leads that lead nowhere; reps accept qualified ones while they have room."""
        p, week = self.model.p.lead, self.model.week
        for lead in self._open_leads():
            if lead.rep is None or not lead.rep.present:
                lead.rep = self.owner_of(lead.person)
            old = week - lead.week > p.keep_weeks
            if lead.over() or (old and (lead.centre is None or lead.met == st.NEVER)):
                lead.open = False
        mine = self._open_leads()
        queue = Counter(lead.rep for lead in mine if lead.accepted != st.NEVER)
        for lead in mine:
            if lead.accepted != st.NEVER or not lead.qualified or lead.rep is None:
                continue
            if not self._handed_over(lead) or not self._worth_a_call(lead):
                continue
            if queue[lead.rep] < p.queue_per_rep:
                queue[lead.rep] += 1
                lead.accepted = week
                self.count("sales_leads", of=lead.person)

    def _handed_over(self, lead: Lead) -> bool:
        """Whether word of it reached the rep; whom a rep wrote to itself it knows."""
        waits = self.model.p.lead.handover_weeks * (1.0 - self.plan.internal)
        return lead.origin == st.OUTBOUND or self.model.week - lead.week >= waits

    def _worth_a_call(self, lead: Lead) -> bool:
        """With tiers, reps call accounts of a size alone."""
        firm = lead.person.organisation
        if not self.plan.tiers or firm is None:
            return True
        return bool(firm.size >= self.model.p.lead.tier_size * self.model.mean_size)
