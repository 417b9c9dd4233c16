"""What every rule takes, and in which range its result lies whatever the parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, PUBLIC, USER
from sim.agents.reading import CHANNELS, CONTENT_KINDS, MOTIVES
from sim.agents.relation import STAGES
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

CRITERIA = ("match", "audience", "credibility", "channel", "style", "following")

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
    "straight_chance": ("choice", {"satisfaction": SHARE, "brand": SHARE}),
    "offer_fit": (
        "choice",
        {"strength": st.floats(0.7, 1.3), "fit": SHARE, "understanding": SHARE},
    ),
    "offer_utility": (
        "choice",
        {
            "fit": SHARE,
            "price": SHARE,
            "trust": SHARE,
            "in_hand": YES_NO,
            "info": SHARE,
            "complexity": SHARE,
            "responsive": SHARE,
            "demand": SHARE,
        },
    ),
    "incumbent_utility": ("choice", {"satisfaction": SHARE}),
    "choice_noise": ("choice", {"draw": DRAW}),
    "kept_chance": ("delivery", {"care": MUCH}),
    "promise_weight": (
        "delivery",
        {"kept": YES_NO, "care": MUCH, "video": SHARE, "base": st.floats(0.0, 5.0)},
    ),
    "missed_chance": ("delivery", {"channels": st.floats(1.0, 10.0)}),
    "pleased": ("delivery", {"satisfaction": SHARE}),
    "satisfied": ("delivery", {"satisfaction": SHARE, "kept": YES_NO}),
    "decision_trust": (
        "",
        {
            "personal": SHARE,
            "brand": SHARE,
            "contacts": MUCH,
            "strategic": SHARE,
            "half": SOME,
            "doubt": SHARE,
        },
    ),
    "joins": (
        "production",
        {
            "match": SHARE,
            "visibility": SHARE,
            "pay": SHARE,
            "expertise": SHARE,
            "about_firm": SHARE,
            "tied": YES_NO,
        },
    ),
    "suitability": (
        "",
        {
            **dict.fromkeys(CRITERIA, SHARE),
            **{f"by_{name}": st.floats(0.0, 100.0) for name in CRITERIA},
        },
    ),
    "authenticity": ("production", {"match": SHARE, "scripted": SHARE}),
    "craft": ("production", {"production": SHARE, "assist": SHARE}),
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
    "sees_exchange": ("", {"said": MUCH, "chance": SHARE}),
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
    "channel_logit": (
        "contact",
        {"social": YES_NO, "phone": YES_NO, "newer": YES_NO, "load": MUCH},
    ),
    "reply_probability": (
        "contact",
        {
            "personal": SHARE,
            "need": SHARE,
            "known": YES_NO,
            "intro": YES_NO,
            "trust": SHARE,
            "annoyance": SHARE,
            "channel": st.floats(-20.0, 20.0),
        },
    ),
    "need_met": ("contact", {"specificity": SHARE}),
    "message_annoyance": (
        "contact",
        {
            "personal": SHARE,
            "fits": YES_NO,
            "attempts": FEW,
            "colleagues": FEW,
            "patience": DRAW,
        },
    ),
    "calmed": ("contact", {"annoyance": SHARE}),
    "block_limit": ("contact", {"draw": DRAW}),
    "tell_valence": ("talk", {"trust": SHARE}),
    "tell_chance": (
        "talk",
        {"trigger": SHARE, "tie": st.floats(0.0, 100.0), "valence": st.floats(-1.0, 1.0)},
    ),
    "ask_chance": ("talk", {"tie": st.floats(0.0, 100.0)}),
    "review_evidence": ("scouting", {"ratings": MUCH}),
    "found_chance": ("scouting", {"known": YES_NO, "posts": FEW, "technical": SHARE}),
    "enquiry_chance": ("scouting", {"info": SHARE, "trust": SHARE, "bar": SHARE}),
    "contact_evidence": ("", {"skill": SHARE, "draw": DRAW}),
    "meeting_chance": ("selling", {"need": YES_NO, "trust": SHARE}),
    "answer_chance": ("selling", {"info": SHARE, "timely": YES_NO, "annoyance": SHARE}),
    "meeting_cost": ("selling", {"online": YES_NO, "info": SHARE}),
    "online_evidence": ("selling", {"weight": st.floats(0.0, 5.0), "online": YES_NO}),
    "demo_information": ("selling", {"gain": SHARE, "online": YES_NO, "digital": SHARE}),
    "lead_worth": (
        "lead",
        {"score": MUCH, "role": ROLE, "decider": st.just(DECIDER), "buyer": st.just(BUYER)},
    ),
    "ease": ("", {"efficacy": SHARE, "guidance": SHARE}),
    "personalisation": (
        "contact",
        {"research": MUCH, "local": SHARE, "guidance": SHARE, "efficacy": SHARE},
    ),
    "message_cost": ("production", {"personal": SHARE, "called": YES_NO}),
    "aim_chance": ("production", {"research": MUCH, "local": SHARE}),
    "relation_stage": (
        "",
        {
            "known": FEW,
            "contacts": FEW,
            "satisfaction": SHARE,
            "orders": FEW,
            "trusting": SHARE,
            "told": YES_NO,
            "acting": FEW,
        },
    ),
    "actor_bond": ("", {"personal": SHARE, "contacts": MUCH, "half": SOME}),
    "post_quality": ("", {"expertise": SHARE, "draw": DRAW}),
    "off_message_chance": ("production", {"is_page": YES_NO, "trained": SHARE, "scripted": SHARE}),
    "bond_after": ("belief", {"bond": SHARE, "use": SHARE}),
    "posting_rate": (
        "production",
        dict.fromkeys(("motivation", "support", "trained", "resistance"), SHARE),
    ),
    "usefulness_after": (
        "production",
        {"useful": SHARE, "acts": MUCH, "posts": FEW, "trained": SHARE},
    ),
    "topic_kept": ("production", {"scripted": SHARE}),
    "held_back": ("production", {"withholding": SHARE, "trained": SHARE}),
    "understanding_after": ("delivery", {"understanding": SHARE, "hours": MUCH}),
    "weakest": (
        "",
        dict.fromkeys(("support", "understanding", "goals", "skills", "resources"), SHARE),
    ),
    "staffed": ("delivery", {"vacant": SHARE, "applications": MUCH}),
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
            "application_chance", "sees_exchange", "missed_chance", "pleased", "decision_trust",
            "craft", "need_met", "demo_information", "ease", "actor_bond", "posting_rate",
            "usefulness_after", "held_back", "weakest", "staffed",
            "topic_kept",
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
    "offer_utility": (-40.0, 100.0),
    "promise_weight": (0.0, 5.0 + 5.0 * 6.0),
    "suitability": (0.0, 600.0),
    "channel_logit": (-20.0, 20.0),
    "review_evidence": (0.0, 5.0),
    "meeting_cost": (0.0, 200.0),
    "online_evidence": (0.0, 25.0),
    "relation_stage": (0, len(STAGES) - 1),
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
