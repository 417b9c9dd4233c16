"""The registry of chance: every stream, what it decides, and the fields of its addresses.

A call site owns one stream; `tests/chance` reads the sources and fails where a stream is used
twice, and checks in a run that no address is used twice. Weeks before the first measured one, and
everything named `world.*`, use the world seed; measured weeks use the luck seed.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.engine.chance import stream_key


class Stream(NamedTuple):
    """One purpose of chance: the key fields of an address, in order, and what it decides."""

    fields: str
    decides: str


# fmt: off
STREAMS: dict[str, Stream] = {
    # -- the world, before the first week
    "world.size": Stream("organisation", "people in an organisation"),
    "world.role": Stream("member", "place in the order in which roles are given out"),
    "world.interest": Stream("person", "topic a person cares about"),
    "world.job_topic": Stream("person", "topic of a person's job"),
    "world.technical": Stream("person", "technical mind"),
    "world.privacy": Stream("person", "concern about visible acts"),
    "world.trust_bar": Stream("person", "place in the spread of trust bars"),
    "world.block_limit": Stream("person", "place in the spread of block limits"),
    "world.generation": Stream("person", "newer or older generation"),
    "world.channel": Stream("channel, person", "whether a channel is read at work"),
    "world.concern": Stream("person", "how much a social cause matters"),
    "world.association": Stream("person", "wish to be linked with reputable brands"),
    "world.patience": Stream("person", "place in the order of who takes messages amiss"),
    "world.category": Stream("organisation", "first category bought"),
    "world.category_step": Stream("organisation", "which second category"),
    "world.second_category": Stream("organisation", "whether there is a second category"),
    "world.policy": Stream("organisation", "whether there is a guideline"),
    "world.industry": Stream("organisation", "industry"),
    "world.direct": Stream("need", "direct or indirect purchase"),
    "world.complexity": Stream("need", "complexity of the purchase"),
    "world.strategic": Stream("need", "strategic weight of the purchase"),
    "world.specificity": Stream("need", "specificity of the purchase"),
    "world.supplier": Stream("need", "supplier at the start"),
    "world.first_need": Stream("need", "week of the first need"),
    "world.desk": Stream("member", "place on the ring of colleagues"),
    "world.colleague": Stream("member", "one further colleague"),
    "world.former_employer": Stream("member", "former employer"),
    "world.alumni": Stream("member", "place among people of a former employer"),
    "world.sociable": Stream("member", "number of acquaintances sought"),
    "world.acquaintance": Stream("member, number", "which acquaintance"),
    "world.supply_share": Stream("member", "number of ties along the supply"),
    "world.supply": Stream("member, number", "who is at the other end"),
    "world.public_tie": Stream("person, number", "which member an outsider knows"),
    "world.strength": Stream("seller, topic", "strength of an offer on a topic"),
    "world.skill": Stream("employee", "skill"),
    "world.will": Stream("employee", "place in the order of who would post"),
    "world.efficacy": Stream("employee", "ease with technology"),
    "world.resistance": Stream("employee", "resistance to posting"),
    "world.profile": Stream("influencer", "who an influencer is"),
    "world.production": Stream("influencer", "skill in making content"),
    "world.uses": Stream("seller, influencer", "whether it uses the seller's offer itself"),
    "world.fake": Stream("influencer", "share of followers who are nobody"),
    "world.home": Stream("influencer", "channel on which it posts"),
    "world.motive": Stream("person, account", "what an account is followed for"),
    "world.expertise": Stream("influencer", "expertise"),
    "world.account_topic": Stream("account", "main topic"),
    "world.match": Stream("seller, influencer", "match of values"),
    "world.popular": Stream("account", "how well an employee is connected"),
    "world.follow": Stream("pool, account, number", "who follows"),
    "world.fame": Stream("influencer", "number of followers"),
    "world.influencer_follow": Stream("account, number", "who follows an influencer"),
    "world.drift": Stream("person, influencer", "whether an uninterested person follows after all"),
    # -- the state in which the warm-up starts
    "start.known": Stream("person, seller", "whether a seller is already known"),
    "start.trust": Stream("person, seller", "starting opinion of a seller"),
    "start.satisfaction": Stream("need", "satisfaction with the first supplier"),
    # -- needs
    "calendar.contract": Stream("need, number", "weeks until the next need (always the world seed)"),
    "calendar.search": Stream("need, number", "longest search (always the world seed)"),
    "calendar.topic": Stream("need, number", "topic on which fit is judged (always the world seed)"),
    "calendar.member": Stream("member, need, number", "place among those who may join the centre (always the world seed)"),
    "calendar.leave": Stream("member, week", "whether somebody new takes the place (always the world seed)"),
    "needs.straight": Stream("need, number", "whether a rebuy is straight"),
    # -- plan
    "plan.curious": Stream("seller, week", "whether a firm tries a channel that it does not use"),
    "plan.channel": Stream("seller, week", "which channel it tries"),
    "plan.imitate": Stream("seller, week", "whether it looks at its rivals"),
    # -- publish
    "publish.item": Stream("account, week, slot", "name of an item"),
    "publish.topic": Stream("account, week, slot", "topic of an item"),
    "publish.kind": Stream("account, week, slot", "kind of an item"),
    "publish.quick": Stream("account, week, slot", "whether an item is about a current event"),
    "publish.channel": Stream("account, week, slot", "channel of an item"),
    "publish.cross": Stream("account, week, slot", "whether it is put into every channel in use"),
    "publish.featured": Stream("account, week, slot", "customer whose story is told"),
    "publish.emotional": Stream("account, week, slot", "whether an item appeals to feeling"),
    "publish.technical": Stream("account, week, slot", "whether it is for technical minds"),
    "publish.video": Stream("account, week, slot", "whether it is a video"),
    "publish.critical": Stream("account, week, slot", "whether it holds a critical word"),
    "publish.amplify": Stream("account, week, slot", "whether the firm shows an influencer's item too"),
    "publish.listen": Stream("account, week, slot", "whether its topic is what the segment cares about"),
    "publish.quality": Stream("account, week, slot", "quality of an item"),
    "publish.tailored": Stream("account, week, slot", "whether an item is tailored"),
    "publish.prospect": Stream("account, week, slot", "whether an item is meant for prospects"),
    "publish.segment": Stream("account, week, slot", "segment that an item is tailored to"),
    "publish.offmessage": Stream("account, week, slot", "whether an item is off message"),
    "publish.asset_topic": Stream("seller, number", "topic of a gated asset"),
    "publish.asset_quality": Stream("seller, number", "quality of a gated asset"),
    # -- prospect
    "prospect.account": Stream("salesperson, week, number", "which account is looked at"),
    "prospect.aim": Stream("salesperson, week, number", "whether the rep knows who buys what it sells"),
    "prospect.person": Stream("salesperson, member, week", "who in the account is written to"),
    "prospect.channel": Stream("salesperson, member, week", "channel of a first contact"),
    "prospect.interested": Stream("member, seller, week", "place of who showed interest in the queue"),
    "prospect.intro": Stream("salesperson, member, contact, week", "whether a contact in common vouches"),
    # -- attend
    "attend.seen": Stream("member, item, week", "whether attention reaches an item"),
    "attend.read": Stream("member, item, week", "whether an item reached is read"),
    "attend.passed": Stream("member, contact, item, week", "whether a contact's act shows an item"),
    "attend.paid": Stream("member, item, week", "whether paid reach shows an item"),
    "attend.answered": Stream("member, salesperson, week", "whether a call gets through"),
    "attend.noticed": Stream("member, salesperson, week", "whether a message is noticed"),
    # -- react
    "react.like": Stream("member, item, week", "like"),
    "react.share": Stream("member, item, week", "share"),
    "react.comment": Stream("member, item, week", "comment"),
    "react.form": Stream("member, seller, week", "form for a gated asset"),
    "react.question": Stream("member, item, week", "private question"),
    "react.apply": Stream("person, item, week", "whether somebody outside applies for a job"),
    "react.comments": Stream("member, seller, week", "whether comments of other readers are read"),
    "react.onlook": Stream("member, seller, week", "whether a public answer to others is seen"),
    "react.join": Stream("member, seller, week", "whether a seller's group is joined"),
    "react.ask": Stream("member, seller, week", "whether something is asked in the group"),
    "react.tire": Stream("member, seller, week", "whether a member of the group falls silent"),
    "react.reply": Stream("member, salesperson, week", "reply to a first message"),
    "react.shown": Stream("member, salesperson, week", "what a reply's exchange shows of the salesperson"),
    "react.wait": Stream("member, seller, week", "whether somebody goes on waiting for an answer"),
    "react.turn": Stream("member, seller, week", "another turn in a thread"),
    # -- talk
    "talk.tell": Stream("teller, hearer, seller, week", "whether a contact is told"),
    "talk.ask": Stream("hearer, teller, seller, week", "whether a contact is asked"),
    # -- scout
    "scout.find": Stream("member, seller, week", "whether a page is studied"),
    "scout.compare": Stream("member, seller, week", "whether another supplier is shown"),
    "scout.other": Stream("member, seller, other seller, week", "which other supplier"),
    "scout.trial": Stream("member, seller, week", "whether a free trial is started"),
    "scout.enquire": Stream("member, seller, week", "whether the seller is turned to"),
    # -- qualify
    "qualify.nurture": Stream("member, seller, week of the lead, week", "whether an automated message is opened"),
    # -- sell
    "sell.answer": Stream("salesperson, member, week of the lead, week", "whether an approach is answered"),
    "sell.meet": Stream("salesperson, member, week of the lead, week", "whether a meeting takes place"),
    "sell.discussion": Stream("employee, week, number", "whom an employee meets in a discussion of others"),
    "sell.speaks": Stream("employee, member, week, number", "whether that person speaks up"),
    "sell.insight": Stream("employee, member, week", "what an exchange in a discussion shows"),
    "sell.online": Stream("salesperson, member, week of the lead, week", "whether a meeting is held online"),
    "sell.reference": Stream("salesperson, member, week", "which customer a lead talks to"),
    "sell.evidence": Stream("salesperson, member, week", "what a talk shows"),
    "sell.joins": Stream("need, member, seller, week", "who joins a meeting"),
    "sell.refer": Stream("member, contact, need, week", "whether a customer names a contact"),
    "sell.thread": Stream("member, seller, week", "place of an open thread in the queue"),
    # -- decide
    "decide.end": Stream("need, number", "no decision or withdrawn"),
    "decide.noise": Stream("need, number, seller", "what else sways a choice"),
    "decide.outside": Stream("need, number", "the best offer outside the model"),
    # -- deliver
    "deliver.due": Stream("need, seller, week", "whether a promise falls due"),
    "deliver.urgent": Stream("need, seller, week", "whether it falls due in a hurry"),
    "deliver.message": Stream("need, seller, week", "whether it goes over instant messages"),
    "deliver.missed": Stream("need, seller, week", "whether word of it is missed"),
    "deliver.review": Stream("need, seller, week", "whether the customer rates its supplier"),
    "deliver.kept": Stream("need, seller, week", "whether it is kept"),
    # -- experiments
    "experiment.replicate": Stream("number", "seed of a replicate"),
}
# fmt: on


@lru_cache(maxsize=4096)
def key(seed: int, name: str) -> int:
    """Start of a registered stream's addresses under a seed; KeyError for an unknown stream."""
    if name not in STREAMS:
        raise KeyError(f"no stream is named {name!r}")
    return stream_key(seed, name)


PHASES = tuple(dict.fromkeys(name.split(".")[0] for name in STREAMS))
KEY_TYPES: dict[str, Any] = {}
for _phase in PHASES:
    _names = [name.split(".")[1] for name in STREAMS if name.startswith(_phase + ".")]
    _type = namedtuple(f"{_phase.capitalize()}Keys", _names, module=__name__)  # type: ignore[misc]
    KEY_TYPES[_phase] = _type
    globals()[_type.__name__] = _type  # importable by name, so compiled code can be kept on disk


def phase_keys(seed: int, phase: str) -> Any:
    """The keys of all streams of a phase as a named tuple of uint64, for kernels."""
    kind = KEY_TYPES[phase]
    return kind(*(np.uint64(key(seed, f"{phase}.{name}")) for name in kind._fields))
