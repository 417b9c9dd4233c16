"""What becomes of a firm's messages, watched from outside while a model runs.

The model counts messages, notices and replies. It does not say why a message was lost or what
decided about one: that is gathered here between two phases of the week, from columns that the
phases leave behind. Nothing is written into the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.agents.reading import LINKEDIN
from sim.engine.chance import uniform3
from sim.engine.kernels.attend import arrives
from sim.engine.kernels.qualify import served_need
from sim.engine.state import PHONE, SOCIAL
from sim.model import BuyerNetwork

#: Where a message can end, in the order in which it gets there.
FATES = ("shut", "unread", "thrown", "silent", "answered")


@dataclass(frozen=True)
class Letter:
    """One message to one person, with the numbers that decided about it.

    Attributes
    ----------
    person : row of the receiver   week : week of sending
    attempt : earlier messages of this sender that were not answered
    first : a first contact, or one anew after a long rest; else a follow-up
    alone : whether the firm wrote to this person only once in that week
    load, room : messages that arrived in the inbox that week, and those that attention reaches
    market : of the messages that arrived, those of the market's firms; the others are background
    similar : messages of other sellers of the same category among them
    read_chance, read_draw : chance to be read, or of a call to be taken, and the draw, 0-1; read
        where the draw is below
    fits : whether the receiver's firm buys what is offered
    muted : whether the receiver had dismissed this sender before
    personal : how far the message shows study, 0-1
    need : how far the message meets an open need, 0-1; the more specific the need, the less
    known : 1 where the receiver was aware of the firm
    intro : 1 where a contact in common vouched
    trust, annoyance : brand trust and annoyance before reading, 0-1
    channel : what channel and earlier attempts add to the log odds of an answer
    reply_chance, reply_draw : as for reading; they decide only about what was read and not thrown
    fate : index into FATES
    """

    person: int
    week: int
    attempt: int
    first: bool
    alone: bool
    load: float
    market: int
    room: float
    similar: int
    read_chance: float
    read_draw: float
    fits: bool
    muted: bool
    personal: float
    need: float
    known: float
    intro: float
    trust: float
    annoyance: float
    channel: float
    reply_chance: float
    reply_draw: float
    fate: int


class Mailbox:
    """Watches the focal firm's messages; give `after` to every `model.step`.

    Parameters
    ----------
    model : the model, before its first week
    keep : keep every message as a Letter, for tracing; else totals only

    Attributes
    ----------
    totals : (len(FATES),) int64   messages by where they ended
    planned, used : hours of outreach that the plan gave, and those that found somebody
    """

    def __init__(self, model: BuyerNetwork, keep: bool = False) -> None:
        self.model = model
        self.seller = model.world.seller_names.index(model.scenario.settings.focal_name)
        self.keep = keep
        self.totals = np.zeros(len(FATES), np.int64)
        self.planned = 0.0
        self.used = 0.0
        self.letters: list[Letter] = []
        self._spent = 0.0
        self._mine = np.zeros(0, np.int64)
        self._before: dict[str, np.ndarray] = {}

    def after(self, phase: str) -> None:
        """Look at what a finished phase left behind."""
        if phase == "publish":
            self._spent = self._outlay()
        elif phase == "prospect":
            policy, s = self.model.simulation.policy, self.seller
            self.planned += float(policy.outreach_hours[s])
            # Watching channels and running two ways of selling are booked in the same phase.
            beside = float(policy.doubled_hours[s] + policy.watch_hours[s])
            self.used += self._outlay() - self._spent - beside
        elif phase == "attend":
            self._arrived()
        elif phase == "react":
            self._reacted()

    def _outlay(self) -> float:
        """Hours that the firm spent so far this week, bought ones at the wage."""
        sim = self.model.simulation
        money = float(sim.state.sellers.money[self.seller])
        return float(sim.state.sellers.hours[self.seller]) + money / sim.p["production"].wage

    def _arrived(self) -> None:
        """Note what stands before anybody reacts: doors, fits, beliefs."""
        sim, s = self.model.simulation, self.seller
        messages, state = sim.room["messages"], sim.state
        mine = np.flatnonzero(messages.seller == s)
        person = messages.person[mine]
        org = sim.world.people.org[person]
        buys = np.where(org >= 0, sim.facts.buys[org], 0)
        self._mine = mine
        self._before = {
            "shut": state.marks.blocked[person, s] == 1,
            "fits": (buys & sim.facts.serve_bits[s]) != 0,
            "muted": state.dyads.muted[sim.room["message_rows"][mine]] == 1,
            "trace": state.beliefs.trace[person, s].copy(),
            "trust": state.beliefs.brand[person, s].copy(),
            "annoyance": state.beliefs.annoyance[person, s].copy(),
        }

    def _reacted(self) -> None:
        """Where each message ended, and with `keep` what decided."""
        sim, mine, before = self.model.simulation, self._mine, self._before
        rows = sim.room["message_rows"][mine]
        noticed = sim.room["noticed"][mine] == 1
        # Sending makes one attempt more; only an answer sets the attempts back to none.
        answered = noticed & (sim.state.dyads.attempts[rows] == 0)
        thrown = noticed & ~answered & (~before["fits"] | before["muted"])
        fate = np.select(
            [before["shut"], ~noticed, answered, thrown], [0, 1, 4, 2], default=3
        )  # fmt: skip
        self.totals += np.bincount(fate, minlength=len(FATES))
        if self.keep:
            self.letters += [self._letter(k, int(f)) for k, f in enumerate(fate)]

    def _letter(self, k: int, fate: int) -> Letter:
        """The k-th message of the week with all that decided about it, by the model's own rules."""
        sim, s, before = self.model.simulation, self.seller, self._before
        messages, people = sim.room["messages"], sim.world.people
        rules = self.model.rules.functions()
        attention, contact, belief = (sim.p[g] for g in ("attention", "contact", "belief"))
        i = int(self._mine[k])
        person, week = int(messages.person[i]), sim.state.week
        low, high = (int(v) for v in sim.room["message_ptr"][person : person + 2])
        here = range(low, high)
        serve = sim.facts.serve_bits
        written = [
            j for j in here
            if messages.channel[j] != PHONE and arrives(messages.channel[j], person, people)
        ]  # fmt: skip
        similar = sum(
            messages.seller[j] != s and bool(serve[messages.seller[j]] & serve[s]) for j in written
        )
        load = float(sim.room["inbox"][person])
        # The one line of the kernel that is no rule: attention gives the inbox at most this much.
        room = min(load, attention.inbox_share * attention.items_per_week)
        # Reading comes after a week's fading, which the rules tell.
        trace = rules["faded"](float(before["trace"][k]), belief)
        annoyance = rules["calmed"](float(before["annoyance"][k]), contact)
        known = 1.0 if trace >= belief.aware_bar else 0.0
        personal, intro = float(messages.personal[i]), float(messages.intro[i])
        trust = float(before["trust"][k])
        need, by = self._need(person), self._by(i, load)
        read_chance, read_draw = self._reading(i, load, room, float(similar))
        return Letter(
            person=person, week=week, attempt=int(messages.attempts[i]),
            first=int(messages.first[i]) == 1,
            alone=sum(int(messages.seller[j]) == s for j in here) == 1,
            load=load, market=len(written), room=room, similar=int(similar),
            read_chance=read_chance, read_draw=read_draw,
            fits=bool(before["fits"][k]), muted=bool(before["muted"][k]), personal=personal,
            need=need, known=known, intro=intro, trust=trust, annoyance=annoyance,
            channel=by,
            reply_chance=float(
                rules["reply_probability"](
                    personal, need, known, intro, trust, annoyance, by, contact
                )
            ),
            reply_draw=self._draw("react", "reply", i), fate=fate,
        )  # fmt: skip

    def _reading(self, i: int, load: float, room: float, similar: float) -> tuple[float, float]:
        """Chance that message i is read, or the call taken, and its draw."""
        sim = self.model.simulation
        messages, contact = sim.room["messages"], sim.p["contact"]
        if messages.channel[i] == PHONE:
            return float(contact.phone_notice), self._draw("attend", "answered", i)
        there = (int(sim.world.people.channels[messages.person[i]]) >> LINKEDIN) & 1
        rule = self.model.rules.functions()["noticed_share"]
        chance = float(rule(load, room, similar, contact))
        if messages.channel[i] == SOCIAL and not there:
            chance = 0.0  # who is not there gets nothing
        return chance, self._draw("attend", "noticed", i)

    def _need(self, person: int) -> float:
        """How far a message of the firm meets an open need of a person's organisation."""
        sim = self.model.simulation
        w = sim.world
        r = served_need(
            person, self.seller, w.people, w.orgs, w.needs, sim.state.purchases, sim.facts
        )
        if r < 0:
            return 0.0
        rule = self.model.rules.functions()["need_met"]
        return float(rule(float(w.needs.specificity[r]), sim.p["contact"]))

    def _by(self, i: int, load: float) -> float:
        """What channel and earlier attempts add to the log odds of an answer to message i."""
        sim = self.model.simulation
        messages, rival = sim.room["messages"], sim.p["rival"]
        channel = int(messages.channel[i])
        newer = float(sim.world.people.newer[messages.person[i]])
        added = self.model.rules.functions()["channel_logit"](
            float(channel == SOCIAL), float(channel == PHONE), newer, load, sim.p["contact"]
        )
        tries = float(messages.attempts[i])
        return float(added + rival.persistence_pays * rival.persistence_logit * tries)

    def _draw(self, phase: str, stream: str, i: int) -> float:
        """The number that the model drew about message i, read again at its address."""
        sim: Any = self.model.simulation
        messages = sim.room["messages"]
        return float(
            uniform3(
                int(getattr(sim.keys(phase), stream)),
                int(sim.world.people.key[messages.person[i]]),
                int(messages.staff_key[i]),
                sim.state.week,
            )
        )
