"""Knock-outs and rival theories run from the command line by `--set` alone.

A line in `KNOCK_OUTS` or `RIVAL_THEORIES` is all that a new one needs: its name, its settings as they
are typed, and what must then be 0.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from experiments.cli.inputs import changes
from sim.measures import MEASURES
from sim.scenarios.load import load
from tests.end_to_end.conftest import Command

MEMBERS, WEEKS = 240, 12


class Switch(NamedTuple):
    """What is switched off, or assumed instead.

    Attributes
    ----------
    name : for the list of tests   sets : `PATH=VALUE`, as after `--set`
    zero : measures of the focal seller that are then 0 or missing, and are not so without it
    """

    name: str
    sets: tuple[str, ...]
    zero: tuple[str, ...] = ()


#: Mechanisms at their neutral values.
KNOCK_OUTS = (
    Switch("seller", ("focal.active=false",), ("cost", "posts", "messages")),
    Switch("outreach", ("focal.push_share=0",), ("messages", "leads_outbound")),
    Switch("content", ("focal.push_share=1",), ("posts", "forms")),
    Switch("gated content", ("focal.content.gated_share=0",), ("forms",)),
    Switch("word of mouth", ("parameters.talk.rate=0",), ("wom_tells", "wom_reach")),
    Switch("retelling", ("parameters.talk.retell=0",)),
    Switch("hearsay", ("parameters.belief.hearsay_weight=0",)),
    Switch("scouting", ("parameters.scouting.rate=0",)),
    Switch("questions", ("parameters.engagement.question_rate=0",)),
    Switch("referrals", ("parameters.selling.referral_rate=0",), ("leads_referral",)),
    Switch("introductions", ("parameters.contact.intro_rate=0",)),
    Switch(
        "annoyance",
        tuple(f"parameters.contact.{kind}_annoyance=0"
              for kind in ("generic", "personal", "offfit", "repeat", "overlap")),
        ("annoyance",),
    ),
    Switch("trust in choice", ("parameters.choice.trust_weight=0",)),
    Switch("risk in choice", ("parameters.choice.risk_weight=0",)),
    Switch("incumbency", ("parameters.choice.incumbent_bonus=0",)),
    Switch("forgetting", ("parameters.belief.memory_decay=0",)),
    Switch("competition for attention",
           ("parameters.attention.background_items=0", "parameters.attention.background_messages=0")),
)  # fmt: skip
#: Other assumptions in a mechanism's place.
RIVAL_THEORIES = tuple(
    Switch(name.replace("_", " "), (f"parameters.rival.{name}=1",))
    for name in (
        "trust_from_presence", "door_person", "groups_last", "size_sets_strategy",
        "persistence_pays",
    )
)  # fmt: skip
SWITCHES = (*KNOCK_OUTS, *RIVAL_THEORIES)
#: A market in which much happens within few weeks, so that each mechanism has something to do.
BUSY = (
    "market.warmup=8", "market.contract_weeks=8.0", "market.search_min=1", "market.search_max=3",
    "market.need_rate=0.2", "focal.budget.hours=800.0", "focal.budget.money=400.0",
    "focal.content.gated_share=0.4", "focal.outreach.research_hours=0.1",
    "focal.outreach.follow_ups=3.0", "parameters.selling.referral_rate=0.3",
    "parameters.contact.intro_rate=0.5", "parameters.contact.base_logit=-2.0",
    "parameters.engagement.question_rate=0.4", "parameters.talk.rate=3.0",
    "parameters.attention.items_per_week=60.0", "parameters.choice.outside_utility=0.3",
    "focal.group.share=0.3", "parameters.club.join_rate=0.5", "parameters.club.tiring=0.3",
)  # fmt: skip


def switched(here: Command, sets: tuple[str, ...], out: str) -> dict[str, float]:
    """Run the base with settings typed after `--set`; measures of the focal seller, missing as 0."""
    words = [word for text in (*BUSY, *sets) for word in ("--set", text)]
    done = here(
        "run", "base", *words, "--members", str(MEMBERS), "--weeks", str(WEEKS), "--no-report",
        "--logs", "none", "--json", "--out", out, check=0,
    )  # fmt: skip
    measures = json.loads(done.out)["measures"]
    assert set(measures) == set(MEASURES)
    return {name: 0.0 if value is None else value for name, value in measures.items()}


@pytest.mark.parametrize("switch", SWITCHES, ids=[s.name for s in SWITCHES])
def test_runs_from_the_command_line(switch: Switch, here: Command, tmp_path: Path) -> None:
    """The command runs, keeps the settings, changes what happens and switches off what it names."""
    without = switched(here, switch.sets, "out")
    kept = load(tmp_path / "out" / "scenario.toml")
    assert kept.settings == load("base", changes([*BUSY, *switch.sets], MEMBERS, WEEKS)).settings
    assert kept.settings != load("base", changes(list(BUSY), MEMBERS, WEEKS)).settings
    usual = switched(here, (), "usual")
    weeks = [pd.read_parquet(tmp_path / out / "weeks.parquet") for out in ("out", "usual")]
    assert not weeks[0].equals(weeks[1]), "nothing changed"
    assert {m: without[m] for m in switch.zero} == dict.fromkeys(switch.zero, 0.0)
    assert [m for m in switch.zero if not usual[m]] == [], "0 anyway"


def test_names_are_told_apart() -> None:
    """Catches a line that was copied and not changed."""
    assert len({s.name for s in SWITCHES}) == len(SWITCHES)
    assert len({s.sets for s in SWITCHES}) == len(SWITCHES)
