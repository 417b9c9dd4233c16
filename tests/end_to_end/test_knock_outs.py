"""Knock-outs and rival theories run from the command line by `--set` alone.

A line in `KNOCK_OUTS` is all that a new one needs: its name, its settings as they are typed, and what
must then be 0. The others are of the register of mechanisms (`sim/mechanisms.py`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from experiments.cli.inputs import changes
from experiments.switched import typed
from sim.measures import MEASURES
from sim.mechanisms import CONSTRUCTS, MECHANISMS, RIVALS
from sim.scenarios.load import load
from tests.end_to_end.conftest import Command

MEMBERS, WEEKS = 300, 12


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
        (
            *(f"parameters.contact.{kind}_annoyance=0"
              for kind in ("generic", "personal", "offfit", "repeat", "overlap")),
            "parameters.delivery.im_annoyance=0",
        ),
        ("annoyance",),
    ),
    Switch("trust in choice", ("parameters.choice.trust_weight=0",)),
    Switch("risk in choice", ("parameters.choice.risk_weight=0",)),
    Switch("incumbency", ("parameters.choice.incumbent_bonus=0",)),
    Switch("forgetting", ("parameters.belief.memory_decay=0",)),
    Switch("competition for attention",
           ("parameters.attention.background_items=0", "parameters.attention.background_messages=0")),
)  # fmt: skip
#: Other assumptions in a mechanism's place, of the register.
RIVAL_THEORIES = tuple(Switch(m.name, typed(m.on)) for m in MECHANISMS if m.group == RIVALS)
#: The four constructs of the review, each off as a whole.
CONSTRUCTS_OFF = tuple(
    Switch(f"all of {m.name}", typed(m.off)) for m in MECHANISMS if m.group == CONSTRUCTS
)
#: A handful more of the register: values of every kind, as `python -m experiments.ablation --list`
#: types them; those that do nothing by default are switched on.
HANDFUL = (
    "few sellers are asked", "free trials trade names for use", "hours follow what is seen",
    "channels have their own readers", "pay costs money and credit",
)  # fmt: skip
REGISTERED = tuple(
    Switch(m.name, typed(m.on if m.used else m.off)) for m in MECHANISMS if m.name in HANDFUL
)
SWITCHES = (*KNOCK_OUTS, *RIVAL_THEORIES, *CONSTRUCTS_OFF, *REGISTERED)
#: A market in which much happens within few weeks, so that each mechanism has something to do.
BUSY = (
    "market.warmup=8", "market.contract_weeks=8.0", "market.search_min=1", "market.search_max=3",
    "market.need_rate=0.2", "focal.budget.hours=800.0", "focal.budget.money=400.0",
    "focal.content.gated_share=0.4", "focal.outreach.research_hours=0.1",
    "focal.outreach.follow_ups=3.0", "parameters.selling.referral_rate=0.3",
    "parameters.contact.intro_rate=0.5", "parameters.contact.base_logit=-2.0",
    "parameters.engagement.question_rate=0.4", "parameters.talk.rate=3.0",
    "parameters.attention.items_per_week=60.0", "parameters.choice.outside_utility=1.0",
    *(f"market.seller.{i}.known=0.5" for i in range(4)),
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


kept_usual: list[tuple[dict[str, float], pd.DataFrame]] = []


def usual_run(here: Command, folder: Path) -> tuple[dict[str, float], pd.DataFrame]:
    """Measures and weeks of the run in which nothing is switched; run once for all tests."""
    if not kept_usual:
        measures = switched(here, (), "usual")
        kept_usual.append((measures, pd.read_parquet(folder / "usual" / "weeks.parquet")))
    return kept_usual[0]


@pytest.mark.parametrize("switch", SWITCHES, ids=[s.name for s in SWITCHES])
def test_runs_from_the_command_line(switch: Switch, here: Command, tmp_path: Path) -> None:
    """The command runs, keeps the settings, changes what happens and switches off what it names."""
    without = switched(here, switch.sets, "out")
    kept = load(tmp_path / "out" / "scenario.toml")
    assert kept.settings == load("base", changes([*BUSY, *switch.sets], MEMBERS, WEEKS)).settings
    assert kept.settings != load("base", changes(list(BUSY), MEMBERS, WEEKS)).settings
    usual, weeks = usual_run(here, tmp_path)
    assert not pd.read_parquet(tmp_path / "out" / "weeks.parquet").equals(weeks), "nothing changed"
    assert {m: without[m] for m in switch.zero} == dict.fromkeys(switch.zero, 0.0)
    assert [m for m in switch.zero if not usual[m]] == [], "0 anyway"


def test_names_are_told_apart() -> None:
    """Catches a line that was copied and not changed."""
    assert len({s.name for s in SWITCHES}) == len(SWITCHES)
    assert len(REGISTERED) == len(HANDFUL)
    assert len({s.sets for s in SWITCHES}) == len(SWITCHES)
