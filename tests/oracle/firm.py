"""Sellers of the oracle and the accounts that speak for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.buying_centre import BUYER, DECIDER, offer_fit
from sim.agents.influencer import authenticity
from sim.agents.salesperson import lead_worth
from sim.agents.seller import Plan, understanding_after
from sim.agents.voice import off_message_chance, post_quality
from sim.engine import state as st
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF
from tests.oracle.things import Identified, Item, Lead

if TYPE_CHECKING:
    from tests.oracle.believer import Believer
    from tests.oracle.centre import Organisation
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.person import OraclePerson

REPOSTS = 1000  # slot of a week's first repost


class OracleAccount(mesa.Agent):
    """A page, an employee's account or an influencer's; it turns hours into items."""

    def __init__(self, model: Any, row: int, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.key: int = traits["key"]
        self.kind: int = traits["kind"]
        self.expertise: float = traits["expertise"]
        self.topic: int = traits["topic"]
        self.match: list[float] = traits["match"]
        self.work: float = traits["work"]
        self.repost_work: float = traits["repost_work"]
        self.hours = 0.0
        self.speaks_for: OracleSeller | None = None
        self.items: list[Item] = []

    def publish(self) -> None:
        """Finish what this week's hours allow; the page promotes its first item and reposts."""
        self.items = []
        seller = self.speaks_for
        if seller is None:
            return
        seller.hours += self.hours
        self.work += self.hours
        cost = self._cost(seller)
        while self.work >= cost:
            self.work -= cost
            self.items.append(self._write(seller, len(self.items)))
            if self.kind == INFLUENCER_ACCOUNT:
                seller.money += seller.plan.pay
        if self.kind == PAGE:
            if self is seller.pages[0]:
                self._promote(seller)
            self._repost(seller)

    def _cost(self, seller: OracleSeller) -> float:
        p, plan = self.model.p.production, seller.plan
        if self.kind == INFLUENCER_ACCOUNT:
            return float(p.influencer_hours)
        cost = p.post_broad + (p.post_tailored - p.post_broad) * plan.tailored
        if self.kind == STAFF:
            cost *= p.employee_share * (1.0 - p.trained_saving * plan.trained)
        return float(cost + p.approval * plan.approval)

    def _promote(self, seller: OracleSeller) -> None:
        plan = seller.plan
        if self.items and plan.reach_money > 0.0:
            shown = plan.reach_money / self.model.p.production.reach_price * 1000.0
            self.items[0].paid = min(1.0, shown / max(1.0, float(len(seller.audience))))
            seller.money += plan.reach_money

    def _repost(self, seller: OracleSeller) -> None:
        cost = self.model.p.production.repost
        hours = seller.plan.repost_hours / len(seller.pages)
        seller.hours += hours
        self.repost_work += hours
        slot = REPOSTS
        while self.repost_work >= cost:
            self.repost_work -= cost
            self.items.append(self._write(seller, slot))
            slot += 1

    def _write(self, seller: OracleSeller, slot: int) -> Item:
        model, plan, p = self.model, seller.plan, self.model.p.production
        where = (self.key, model.week, slot)
        repost, hired = slot >= REPOSTS, self.kind == INFLUENCER_ACCOUNT
        salesy = story = 0.0
        kind = model.draw("publish.kind", *where)
        if kind < plan.product:
            salesy = 1.0
        elif kind < plan.product + plan.story:
            salesy, story = p.story_salesy, 1.0
        quality = post_quality(self.expertise, model.draw("publish.quality", *where))
        topic = self.topic
        if hired:
            quality *= authenticity(self.match[seller.row], plan.influencer_scripted)
            seller.count("influencer_posts")
        else:
            seller.count("reposts" if repost else "posts")
            quality *= p.repost_quality if repost else 1.0
            topic = self._topic(seller, model.draw("publish.topic", *where))
            page = 1.0 if self.kind == PAGE else 0.0
            off = off_message_chance(page, plan.trained, plan.scripted, p)
            if model.draw("publish.offmessage", *where) < off:
                quality *= p.offmessage_quality
                seller.count("off_message")
        tailored = model.draw("publish.tailored", *where) < plan.tailored and not repost
        prospect = model.draw("publish.prospect", *where) < plan.prospect
        return Item(
            key=model.name("publish.item", *where),
            account=self,
            seller=seller,
            topic=topic,
            segment=model.pick("publish.segment", model.n_industries, *where),
            tailored=1.0 if tailored else 0.0,
            prospect=1.0 if prospect else 0.0,
            quality=quality,
            salesy=salesy,
            story=story,
            delay=p.approval_delay * plan.approval,
            paid=0.0,
        )

    def _topic(self, seller: OracleSeller, draw: float) -> int:
        main = self.model.p.production.main_topic
        if draw < main:
            return self.topic
        which = int((draw - main) / (1.0 - main + 1e-12) * len(self.model.topic_category))
        return seller.topics[which % len(seller.topics)]


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

    def make_assets(self) -> None:
        """Work on the gated asset; a new one replaces the old, whose value fades."""
        model, p = self.model, self.model.p.production
        self.hours += self.plan.asset_hours
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
