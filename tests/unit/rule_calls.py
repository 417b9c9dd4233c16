"""What every rule takes, in which range its result lies, and in which direction it moves.

Ranges hold for every allowed value of the parameters; directions for the usual values.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, PUBLIC, USER
from sim.agents.reading import CHANNELS, CONTENT_KINDS, MOTIVES
from sim.parameters import GROUPS, Parameters

SHARE = st.floats(0.0, 1.0)
DRAW = st.floats(0.0, 1.0, exclude_max=True)
YES_NO = st.sampled_from([0.0, 1.0])
MUCH = st.floats(0.0, 1000.0)
SOME = st.floats(0.001, 1000.0)
FEW = st.integers(0, 20).map(float)
ROLE = st.sampled_from([USER, INFLUENCER, DECIDER, BUYER, GATEKEEPER, PUBLIC])
KIND = st.sampled_from(range(len(CONTENT_KINDS)))
CHANNEL = st.sampled_from(range(len(CHANNELS)))
FEELING = st.floats(-1.0, 1.0)

#: The group behind `p` and the values that every other argument may take, by rule.
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "faded": ("belief", {"trace": SHARE}),
    "remembered": ("", {"trace": SHARE, "gain": SHARE}),
    "informed": ("", {"info": SHARE, "gain": SHARE}),
    "moved_level": (
        "",
        {"level": SHARE, "weight": SOME, "evidence": SHARE, "evidence_weight": MUCH},
    ),
    "moved_weight": ("belief", {"weight": SOME, "evidence_weight": MUCH}),
    "used_trust": ("belief", {"personal": SHARE, "brand": SHARE, "contacts": MUCH}),
    "trust_bar": ("belief", {"draw": DRAW}),
    "centre_size": ("", {"people": st.integers(1, 5000)}),
    "role_weight": ("choice", {"role": ROLE}),
    "straight_chance": ("choice", {"satisfaction": SHARE}),
    "offer_fit": ("", {"strength": st.floats(0.7, 1.3), "fit": SHARE}),
    "offer_utility": (
        "choice",
        {
            "fit": SHARE,
            "price": SHARE,
            "trust": SHARE,
            "in_hand": YES_NO,
            "info": SHARE,
            "complexity": SHARE,
        },
    ),
    "incumbent_utility": ("choice", {"satisfaction": SHARE}),
    "choice_noise": ("choice", {"draw": DRAW}),
    "kept_chance": ("delivery", {"care": MUCH}),
    "satisfied": ("delivery", {"satisfaction": SHARE, "kept": YES_NO}),
    "joins": (
        "production",
        {"match": SHARE, "visibility": SHARE, "pay": SHARE, "tied": YES_NO},
    ),
    "authenticity": ("", {"match": SHARE, "scripted": SHARE}),
    "seen_share": ("", {"load": SOME, "capacity": MUCH}),
    "noticed_share": ("contact", {"load": SOME, "capacity": MUCH, "similar": FEW}),
    "content_relevance": (
        "attention",
        {
            "topic_match": SHARE,
            "tailored": SHARE,
            "audience": YES_NO,
            "understanding": SHARE,
            "need": YES_NO,
        },
    ),
    "attention_chance": (
        "attention",
        {"relevance": SHARE, "salesy": SHARE, "delay": MUCH, "quick": YES_NO},
    ),
    "role_fit": ("attention", {"item_technical": YES_NO, "technical": SHARE}),
    "serves_motive": ("", {"motive": st.sampled_from(range(len(MOTIVES))), "kind": KIND}),
    "appeal": (
        "attention",
        {
            "followed": YES_NO,
            "served": YES_NO,
            "credibility": SHARE,
            "video": YES_NO,
            "renown": SHARE,
            "rival": YES_NO,
        },
    ),
    "renown_of": ("", {"size": SOME, "mean_size": SOME}),
    "regard_after": ("attention", {"regard": SHARE, "own": SHARE, "read": FEW, "vain": FEW}),
    "own_regard": ("attention", {"newer": YES_NO}),
    "claim_of": ("message", {"kind": KIND}),
    "inferred_motive": ("message", {"pay": st.floats(0.0, 10.0), "claim": SHARE}),
    "endorsement_weight": (
        "message",
        {"first_hand": YES_NO, "independent": SHARE, "praise": YES_NO},
    ),
    "standing": ("belief", {"credibility": SHARE, "tie": SHARE}),
    "tie_after": ("belief", {"tie": SHARE}),
    "affect_after": (
        "message",
        {"affect": FEELING, "felt": SHARE, "suspicion": SHARE, "tie": SHARE},
    ),
    "story_doubt": ("message", {"privacy": SHARE, "direct": YES_NO, "rival": YES_NO}),
    "application_chance": ("message", {"affect": FEELING}),
    "sees_exchange": ("engagement", {"answers": MUCH}),
    "act_interest": (
        "engagement",
        {
            "use": SHARE,
            "close": YES_NO,
            "emotional": YES_NO,
            "corporate": YES_NO,
            "liking": SHARE,
            "own": YES_NO,
            "depth": SHARE,
        },
    ),
    "channel_dialogue": ("channel", {"channel": CHANNEL}),
    "channel_depth": ("channel", {"channel": CHANNEL}),
    "act_cost": (
        "engagement",
        {
            "effort": SHARE,
            "own_supplier": YES_NO,
            "direct": SHARE,
            "privacy": SHARE,
            "policy": SHARE,
        },
    ),
    "act_chance": ("engagement", {"interest": st.floats(0.0, 2.0), "cost": st.floats(0.0, 5.0)}),
    "criticism": ("", {"annoyance": SHARE, "salesy": SHARE, "relevance": SHARE}),
    "form_chance": ("engagement", {"value": SHARE, "need": YES_NO, "privacy": SHARE}),
    "question_chance": (
        "engagement",
        {"interest": st.floats(0.0, 2.0), "need": YES_NO, "depth": SHARE},
    ),
    "next_turn_chance": ("engagement", {"turns": FEW}),
    "reply_probability": (
        "contact",
        {
            "personal": SHARE,
            "need": YES_NO,
            "known": YES_NO,
            "intro": YES_NO,
            "trust": SHARE,
            "annoyance": SHARE,
        },
    ),
    "message_annoyance": ("contact", {"personal": SHARE, "fits": YES_NO, "attempts": FEW}),
    "calmed": ("contact", {"annoyance": SHARE}),
    "block_limit": ("contact", {"draw": DRAW}),
    "tell_valence": ("talk", {"trust": SHARE}),
    "tell_chance": (
        "talk",
        {"trigger": SHARE, "tie": st.floats(0.0, 100.0), "valence": st.floats(-1.0, 1.0)},
    ),
    "ask_chance": ("talk", {"tie": st.floats(0.0, 100.0)}),
    "found_chance": ("scouting", {"known": YES_NO, "posts": FEW, "technical": SHARE}),
    "enquiry_chance": ("scouting", {"info": SHARE, "trust": SHARE, "bar": SHARE}),
    "contact_evidence": ("", {"skill": SHARE, "draw": DRAW}),
    "meeting_chance": ("selling", {"need": YES_NO, "trust": SHARE}),
    "answer_chance": ("selling", {"inbound": YES_NO, "annoyance": SHARE}),
    "lead_worth": (
        "lead",
        {"score": MUCH, "role": ROLE, "decider": st.just(DECIDER), "buyer": st.just(BUYER)},
    ),
    "personalisation": ("", {"research": MUCH}),
    "message_cost": ("production", {"personal": SHARE}),
    "aim_chance": ("production", {"research": MUCH}),
    "post_quality": ("", {"expertise": SHARE, "draw": DRAW}),
    "off_message_chance": ("production", {"is_page": YES_NO, "trained": SHARE, "scripted": SHARE}),
    "bond_after": ("belief", {"bond": SHARE, "use": SHARE}),
    "understanding_after": ("delivery", {"understanding": SHARE, "hours": MUCH}),
}

UNIT = (0.0, 1.0)
#: Range of the result for every allowed parameter.
RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(
        (
            "faded", "remembered", "informed", "moved_level", "used_trust", "straight_chance",
            "offer_fit", "kept_chance", "satisfied", "authenticity", "seen_share", "noticed_share",
            "content_relevance", "act_chance", "form_chance",
            "question_chance", "next_turn_chance", "reply_probability", "message_annoyance",
            "calmed", "tell_chance", "ask_chance", "found_chance", "enquiry_chance",
            "contact_evidence", "meeting_chance", "answer_chance", "personalisation",
            "aim_chance",
            "post_quality", "off_message_chance", "bond_after", "understanding_after", "role_fit",
            "renown_of", "regard_after", "own_regard", "claim_of", "inferred_motive", "tie_after",
            "application_chance", "sees_exchange",
        ),
        UNIT,
    ),
    "attention_chance": (0.0, 6.0),
    "serves_motive": (0, 1),
    "appeal": (0.0, 6.0 * 6.0 * 11.0),
    "endorsement_weight": (0.0, 11.0),
    "standing": (1.0, 3.0),
    "affect_after": (-1.0, 1.0),
    "story_doubt": (0.0, 10.0),
    "act_interest": (-5.0, 26.0),
    "channel_dialogue": (0.0, 5.0),
    "channel_depth": (0.0, 5.0),
    "moved_weight": (0.001, 1000.0),
    "trust_bar": (-0.5, 1.5),
    "centre_size": (1, 8),
    "role_weight": (0.0, 20.0),
    "offer_utility": (-40.0, 60.0),
    "incumbent_utility": (0.0, 20.0),
    "choice_noise": (-20 * 2.675, 20 * 14.51),
    "joins": (0, 1),
    "act_cost": (0.0, 16.0),
    "criticism": (0.0, 2.0),
    "block_limit": (0.01, 2.0),
    "tell_valence": (-1.0, 1.0),
    "lead_worth": (0.0, 1005.0),
    "message_cost": (0.001, 100.0),
}  # fmt: skip

#: Arguments in which the result never falls (+) or never rises (-), with the usual parameters.
DIRECTIONS = """
faded +trace
remembered +trace +gain
informed +info +gain
moved_level +level +evidence
moved_weight +weight +evidence_weight
used_trust +personal +brand
trust_bar +draw
centre_size +people
straight_chance +satisfaction
offer_fit +strength +fit
offer_utility +fit -price +trust +in_hand +info -complexity
incumbent_utility +satisfaction
choice_noise +draw
kept_chance +care
satisfied +satisfaction +kept
joins +match +visibility +pay -tied
authenticity +match -scripted
seen_share -load +capacity
noticed_share -load +capacity -similar
content_relevance +topic_match +audience +understanding +need
attention_chance +relevance -salesy -delay
act_cost +effort +own_supplier +direct +privacy -policy
act_chance +interest -cost
criticism +annoyance +salesy -relevance
form_chance +value +need -privacy
question_chance +interest +need +depth
next_turn_chance +turns
reply_probability +personal +need +known +intro +trust -annoyance
message_annoyance -personal -fits +attempts
calmed +annoyance
block_limit +draw
tell_valence +trust
tell_chance +trigger +tie
ask_chance +tie
found_chance +known +posts +technical
enquiry_chance +info +trust -bar
contact_evidence +skill +draw
meeting_chance +need +trust
answer_chance +inbound -annoyance
lead_worth +score
personalisation +research
message_cost +personal
aim_chance +research
post_quality +expertise +draw
off_message_chance -is_page -trained -scripted
bond_after +bond +use
understanding_after +understanding +hours
appeal +served +credibility -video +renown +rival
renown_of +size -mean_size
regard_after +regard +own +read -vain
own_regard +newer
inferred_motive +pay +claim
endorsement_weight +first_hand +independent -praise
standing +credibility +tie
tie_after +tie
affect_after +affect -suspicion
story_doubt +privacy +direct +rival
application_chance +affect
sees_exchange +answers
act_interest +use +close +emotional +corporate +liking +own -depth
"""
#: Rules without a direction: of codes, or of how far two things are apart.
LEVEL = {
    "role_weight", "role_fit", "serves_motive", "claim_of", "channel_dialogue", "channel_depth",
}  # fmt: skip
MOVES = [
    (line.split()[0], word[1:], 1.0 if word[0] == "+" else -1.0)
    for line in DIRECTIONS.strip().splitlines()
    for word in line.split()[1:]
]

#: One point at which each argument must matter.
MIDDLE: dict[str, dict[str, Any]] = {
    "moved_level": {"weight": 2.0, "evidence_weight": 1.0},
    "moved_weight": {"weight": 2.0, "evidence_weight": 1.0},
    "used_trust": {"contacts": 2.0},
    "centre_size": {"people": 20},
    "offer_fit": {"strength": 1.0, "fit": 0.6},
    "offer_utility": {"info": 0.5, "complexity": 0.5},
    "kept_chance": {"care": 0.5},
    "joins": {"match": 0.441, "visibility": 0.1, "pay": 0.1, "tied": 0.0},
    "aim_chance": {"research": 0.1},
    "seen_share": {"load": 80.0, "capacity": 20.0},
    "noticed_share": {"load": 80.0, "capacity": 20.0, "similar": 2.0},
    "content_relevance": {"tailored": 0.5, "audience": 1.0, "need": 0.0},
    "act_cost": {"own_supplier": 1.0},
    "tell_chance": {"trigger": 0.1, "tie": 1.0, "valence": 0.2},
    "ask_chance": {"tie": 1.0},
    "found_chance": {"known": 0.0, "posts": 2.0, "technical": 0.5},
    "enquiry_chance": {"info": 0.3, "trust": 0.5, "bar": 0.5},
    "meeting_chance": {"need": 1.0},
    "bond_after": {"bond": 0.4, "use": 0.6},
    "off_message_chance": {"is_page": 0.0},
    "appeal": {"followed": 1.0},
    "story_doubt": {"direct": 1.0},
    "act_interest": {"emotional": 1.0},
}
STEPS = {"people": 40, "attempts": 1.0, "turns": 1.0, "posts": 3.0, "hours": 5.0}


@lru_cache(maxsize=32)
def allowed(group: str) -> st.SearchStrategy[Any]:
    """Any parameters of a group within their declared ranges, ends and default more often."""
    values = {}
    for name, info in GROUPS[group].model_fields.items():
        low = next(m.ge for m in info.metadata if hasattr(m, "ge"))
        high = next(m.le for m in info.metadata if hasattr(m, "le"))
        default = float(info.default)
        ends = st.sampled_from([float(low), float(high), default])
        values[name] = st.one_of(st.just(default), ends, st.floats(low, high))
    return st.builds(GROUPS[group].tuple_type, **values)


def usual(group: str) -> Any:
    return getattr(Parameters(), group).as_tuple()
