"""All bits of a run, column by column, and a rich small market in which much happens.

`python -m tests.chance.bits CHANGES SEED THREADS` prints a digest a column as JSON, so that runs of
other processes, interpreters and Python versions can be compared.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario, load

#: Many needs, much talk, every kind of act: what no stream decides cannot differ.
RICH: dict[str, Any] = {
    "market.members": 300,
    "market.weeks": 20,
    "market.warmup": 10,
    "market.contract_weeks": 14.0,
    "market.search_min": 2,
    "market.search_max": 5,
    "market.need_rate": 0.1,
    "market.public_share": 0.4,
    "market.page_followers_target": 0.3,
    "market.page_followers_other": 0.2,
    "market.season": tuple(1.0 + (i % 13 == 0) for i in range(52)),
    "focal.budget.hours": 400.0,
    "focal.budget.money": 400.0,
    "focal.influencers.share": 0.25,
    "focal.influencers.review_weeks": 4.0,
    "focal.influencers.strand": (
        {"weight": 2.0, "pay": 0.5},
        {"internal": 0.6, "joining": 0.5, "profile": "expert", "brief": 1.0},
    ),
    "focal.content.gated_share": 0.4,
    "focal.content.purpose_share": 0.3,
    "focal.content.cross_posting": 0.5,
    "focal.content.agency_share": 0.3,
    "focal.channels.twitter": 0.3,
    "focal.channels.youtube": 0.3,
    "focal.analytics.scoring": True,
    "focal.analytics.automation": True,
    "focal.analytics.triggers": True,
    "focal.analytics.retarget_share": 0.4,
    "focal.offer.trial": True,
    "focal.selling.reference_calls": True,
    "focal.selling.private_channels": 4.0,
    "focal.selling.ask_reviews": 1.0,
    "focal.staffing.vacant": 0.2,
    "focal.group.share": 0.5,
    "focal.group.open_to_all": 0.5,
    "focal.learning": {
        "steer": "reactions",
        "every_weeks": 3.0,
        "curiosity": 0.5,
        "imitation": 0.5,
    },
    "rival": (
        {
            "seller": "Harbour",
            "push_share": 0.8,
            "budget": {"hours": 400.0},
            "outreach": {
                "research_hours": 0.0,
                "follow_ups": 3.0,
                "contact_rules": "own_initiative",
                "social_share": 0.4,
            },
            "analytics": {"tiers": True},
            "learning": {"steer": "leads", "every_weeks": 4.0, "imitation": 1.0},
        },
        {
            "seller": "Meridian",
            "control": 0.9,
            "budget": {"hours": 400.0, "money": 300.0},
            "influencers": {"share": 0.2, "by_following": 1.0, "vetted": False},
            "learning": {"steer": "deals", "every_weeks": 5.0, "curiosity": 1.0},
            "content": {"purpose_share": 0.3, "story_share": 0.4},
            "channels": {"linkedin": 0.5, "facebook": 0.3, "instagram": 0.2, "web": 0.0},
        },
        {"seller": "Sable", "active": False},
    ),
    "event": (
        {"week": 6, "path": "focal.control", "value": 0.0, "until": 11},
        {"week": 9, "path": "parameters.talk.rate", "value": 2.0},
    ),
    "parameters.selling.referral_rate": 0.03,
    "parameters.attention.items_per_week": 60.0,
    "parameters.attention.background_items": 20.0,
    "parameters.engagement.like_cost": 0.4,
    "parameters.engagement.share_cost": 0.5,
    "parameters.engagement.comment_cost": 0.5,
    "parameters.engagement.question_rate": 0.3,
    "parameters.engagement.onlook": 0.5,
    "parameters.engagement.comments_read": 0.4,
    "parameters.message.affect_gain": 0.3,
    "parameters.message.apply_rate": 0.9,
    "parameters.contact.base_logit": -2.5,
    "parameters.contact.intro_rate": 0.5,
    "parameters.production.reach_price": 20.0,
    "parameters.production.offmessage": 0.4,
    "parameters.scouting.rate": 0.4,
    "parameters.scouting.trial_rate": 0.5,
    "parameters.club.join_rate": 0.5,
    "parameters.club.question_rate": 0.3,
    "parameters.club.tiring": 0.3,
    "parameters.delivery.turnover": 0.02,
    "parameters.delivery.review_rate": 0.5,
    "parameters.delivery.miss_rate": 0.2,
    "parameters.talk.ask_rate": 0.2,
    "parameters.choice.outside_utility": 0.3,
    "parameters.choice.noise": 1.0,
}

#: Tables of a run, by the name of the model's property.
TABLES = (
    "weeks", "leads", "tells", "cascades", "groups", "relations", "sellers_summary",
)  # fmt: skip


def rich(**changes: Any) -> Scenario:
    """The rich market, with further changes; `__` stands for the dots of a path."""
    return load("base").set_all(
        {**RICH, **{path.replace("__", "."): value for path, value in changes.items()}}
    )


def _parts(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Leaves of nested named tuples, lists and dictionaries, by dotted name."""
    if hasattr(value, "_fields"):
        value = value._asdict()
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _parts(part, f"{name}.{key}")
    elif isinstance(value, (list, tuple)):
        yield f"{name}.len", np.array(len(value))
        for i, part in enumerate(value):
            yield from _parts(part, f"{name}.{i}")
    else:
        yield name, np.asarray(value)


def state_columns(state: Any) -> dict[str, np.ndarray]:
    """Every array of a state; of the leads, those that exist."""
    parts = dict(vars(state))
    parts["leads"] = type(state.leads)(*(c[: state.n_leads] for c in state.leads))
    return {name: np.array(c) for key, part in parts.items() for name, c in _parts(part, key)}


def columns(model: BuyerNetwork) -> dict[str, np.ndarray]:
    """Every array of the state, of the records and of the tables."""
    found = state_columns(model.state)
    found.update(_parts(model.simulation.records.weeks, "records"))
    found.update(_parts(model.simulation.records.tells, "logged"))
    for name in TABLES:
        table: pd.DataFrame = getattr(model, name)
        found[f"{name}.index"] = table.index.to_numpy()
        for column in table.columns:
            found[f"{name}.{column}"] = table[column].to_numpy()
    return found


def digest(column: np.ndarray) -> str:
    """A hash of an array: type, shape and bits; of objects, their text."""
    if column.dtype.kind not in "iufb":
        body = "\x1f".join(map(str, column.ravel().tolist())).encode()
        head = ("text", column.shape)
    else:
        body, head = np.ascontiguousarray(column).tobytes(), (column.dtype.str, column.shape)
    return hashlib.sha256(str(head).encode() + body).hexdigest()[:16]


def digests(model: BuyerNetwork) -> dict[str, str]:
    """A hash for every column of a run."""
    found = {name: digest(column) for name, column in columns(model).items()}
    return {"world": model.world_hash, "calendar": model.calendar_hash, **found}


def parted(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """Names of the columns in which two runs differ, or that only one of them has."""
    return sorted(k for k in a.keys() | b.keys() if a.get(k) != b.get(k))


def run(scenario: Scenario, seed: int = 3, **options: Any) -> BuyerNetwork:
    """A finished run."""
    return sim.BuyerNetwork(scenario, seed=seed, **options).run()


if __name__ == "__main__":
    changed, seed_text, threads_text = sys.argv[1:4]
    scenario_ = load("base").set_all({**RICH, **json.loads(changed)})
    model_ = run(scenario_, int(seed_text), threads=int(threads_text))
    compiled = model_.simulation.kernels.compiled
    told = {"python": sys.version_info[:2], "compiled": compiled, "digests": digests(model_)}
    print(json.dumps(told))
