"""Addresses of chance as a run uses them: none serves two purposes, and all are as registered.

`test_registry` reads the sources; here a rich market runs interpreted and every draw is recorded.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import sim
import sim.model
import sim.warm
from sim.agents.reading import CHANNELS
from sim.engine import compiled
from sim.engine.compiled import jit_wanted
from sim.engine.kernels.write import REPOST_SLOT
from sim.engine.schedule import WEEK
from sim.engine.simulation import Simulation
from sim.engine.streams import STREAMS
from sim.warm import KEPT
from tests.chance.bits import rich
from tests.chance.recorder import Draw, Record, recording

ROOT = Path(__file__).resolve().parents[2]
WORLD_SEED, LUCK_SEED = 3, 5

#: Streams whose numbers are computed more than once, always for the same question, and why.
RECOMPUTED = {
    # A follower may be drawn twice for one influencer; whether it follows is asked each time.
    "world.drift": "a pair drawn twice",
    # The next best place in a centre is looked for again for every seat.
    "calendar.member": "one number a person and purchase, compared for every seat",
    # Likewise for the colleagues who join a meeting.
    "sell.joins": "one number a person and meeting, compared for every seat",
    # A rep may come upon an account twice in a week and weigh its people anew.
    "prospect.person": "an account looked at twice",
    # Tells that do not fit are listed again with more room.
    "talk.tell": "a list made again with more room",
    "talk.ask": "a list made again with more room",
}


class Run(NamedTuple):
    """A recorded run."""

    record: Record
    model: sim.BuyerNetwork
    items: frozenset[int]


@pytest.fixture(scope="module")
def recorded() -> Iterator[Run]:
    """Sixty people, ten weeks of warm-up and thirty measured weeks, every draw recorded."""
    names = [phase.name for phase in WEEK]
    items: set[int] = set()
    with recording((WORLD_SEED, LUCK_SEED)) as record, pytest.MonkeyPatch.context() as patch:
        real = sim.model.run_week

        def run_week(
            simulation: Simulation, plan: Callable[[], None], _after: object = None
        ) -> None:
            record.week, record.phase = simulation.state.week + 1, names[0]

            def after(name: str) -> None:
                place = names.index(name) + 1
                record.phase = names[place] if place < len(names) else "end"
                if name == "publish":
                    items.update(simulation.room["items"].key.tolist())

            real(simulation, plan, after)

        for module in (sim.warm, sim.model):
            patch.setattr(module, "run_week", run_week)
        KEPT.clear()
        scenario = rich(market__members=60, market__weeks=30)
        model = sim.BuyerNetwork(scenario, world_seed=WORLD_SEED, luck_seed=LUCK_SEED).run()
    KEPT.clear()
    assert not model.simulation.kernels.compiled
    yield Run(record, model, frozenset(items))
    model.close()


def by_stream(record: Record) -> dict[str, dict[int, list[Draw]]]:
    """Draws of every stream, by address."""
    found: dict[str, dict[int, list[Draw]]] = defaultdict(dict)
    for key, draws in record.draws.items():
        found[record.address(key)[0]][key] = draws
    return found


def test_every_stream_is_drawn(recorded: Run) -> None:
    """Catches a run too poor to show anything, and streams that decide nothing."""
    unused = set(STREAMS) - set(by_stream(recorded.record)) - {"experiment.replicate"}
    assert not unused


def test_no_address_at_two_sites(recorded: Run) -> None:
    """Catches two questions that one number answers, which ties them together."""
    record = recorded.record
    found = [
        (record.address(key), sorted(sites))
        for key, draws in record.draws.items()
        if len(sites := {d.site for d in draws}) > 1
    ]
    assert found == []


def test_stream_has_one_site(recorded: Run) -> None:
    """Catches a stream that two places of the code share."""
    streams = by_stream(recorded.record)
    sites = {s: {d.site for ds in draws.values() for d in ds} for s, draws in streams.items()}
    assert {s: v for s, v in sites.items() if len(v) > 1} == {}


def test_only_listed_streams_are_computed_again(recorded: Run) -> None:
    """Catches an address that is drawn twice and nobody knows why, and entries that are stale."""
    streams = by_stream(recorded.record)
    again = {s for s, draws in streams.items() if any(len(d) > 1 for d in draws.values())}
    assert again - set(RECOMPUTED) == set()
    assert set(RECOMPUTED) - again == set()


def test_computed_again_for_the_same_purpose(recorded: Run) -> None:
    """Catches a number that is drawn in two weeks, phases or roles."""
    found = []
    for draws in by_stream(recorded.record).values():
        for key, times in draws.items():
            when = {(d.week, d.phase) for d in times}
            roles = {d.role for d in times}
            if len(when) > 1 or len(roles) > 1:
                found.append((recorded.record.address(key), times))
    assert found == []


def test_seeds_of_world_and_luck(recorded: Run) -> None:
    """Catches measured weeks that use the world's seed, and a world or calendar that uses luck's."""
    wrong = set()
    for key, draws in recorded.record.draws.items():
        stream, seed, _ = recorded.record.address(key)
        lucky = all(d.week >= 1 for d in draws) and not stream.startswith("calendar.")
        if seed != (LUCK_SEED if lucky else WORLD_SEED):
            wrong.add((stream, seed, draws[0].week))
    assert wrong == set()
    seeds = {recorded.record.address(key)[1] for key in recorded.record.draws}
    assert seeds == {WORLD_SEED, LUCK_SEED}


@pytest.mark.parametrize("stream", [name for name in STREAMS if name != "experiment.replicate"])
def test_addresses_are_as_registered(stream: str, recorded: Run) -> None:
    """Catches an address that leaves out, adds or exchanges a field of its entry in the registry."""
    world = recorded.model.world
    people, staff = set(world.people.key.tolist()), set(world.staff.key.tolist())
    accounts, sellers = set(world.accounts.key.tolist()), set(world.sellers.key.tolist())
    organisations, needs = set(world.orgs.key.tolist()), set(world.needs.key.tolist())
    small = set(range(100_000))
    holds: dict[str, set[int]] = {
        **dict.fromkeys(("person", "member", "teller", "hearer", "contact"), people),
        **dict.fromkeys(("employee", "salesperson"), staff),
        **dict.fromkeys(("account", "influencer"), accounts),
        **dict.fromkeys(("number", "topic", "pool"), small),
        "slot": small | set(range(REPOST_SLOT, REPOST_SLOT + 1000)),
        "channel": set(range(len(CHANNELS))),
        **dict.fromkeys(("seller", "other seller"), sellers),
        # Sizes are drawn before it is known how many organisations there will be.
        "organisation": small if stream == "world.size" else organisations,
        "need": needs,
        "item": set(recorded.items),
    }
    names = [name.strip() for name in STREAMS[stream].fields.split(",")]
    for key, draws in by_stream(recorded.record)[stream].items():
        fields = recorded.record.address(key)[2]
        assert len(fields) == len(names), f"{fields} are not {names}"
        for name, value in zip(names, fields, strict=True):
            if name == "week of the lead":
                assert value <= draws[0].week
            elif name == "week":
                assert {d.week for d in draws} == {value}
            else:
                assert value in holds[name], f"{value} is no {name}"


# --- compiled code follows the sources -----------------------------------------------------------

RULE, BEFORE, AFTER = "agents/member.py", "min(1.0, capacity / load)", "min(0.5, capacity / load)"


def copied(place: Path) -> Path:
    """A copy of the package."""
    folder = place / "code" / "sim"
    ignored = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    shutil.copytree(Path(sim.__file__).parent, folder, ignore=ignored)
    return folder


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that may be edited."""
    return copied(tmp_path)


def edit(package: Path, file: str, before: str, after: str) -> None:
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def output(package: Path, cache: Path, *command: str) -> str:
    """What a process with that copy of the package prints."""
    paths = os.pathsep.join([str(package.parent), str(ROOT)])
    done = subprocess.run(
        [sys.executable, *command],
        cwd=package.parent,
        env={
            **os.environ,
            "PYTHONPATH": paths,
            "BUYERNET_CACHE": str(cache),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


IDENTITY = (
    "-c",
    "import sim; from pathlib import Path; from sim.engine.compiled import cache_folder, model_id;"
    "print(model_id(), cache_folder().name, Path(sim.__file__).parents[1] == Path.cwd())",
)


@pytest.fixture(scope="module")
def unedited(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Identity of a copy as it is, and the name of its folder of compiled code."""
    place = tmp_path_factory.mktemp("unedited")
    model, cached, here = output(copied(place), place, *IDENTITY).split()
    assert here == "True", "the copy must be what is imported"
    return [model, cached]


@pytest.mark.parametrize(
    ("file", "before", "after", "new"),
    [
        pytest.param(RULE, BEFORE, AFTER, True, id="a constant of a rule"),
        pytest.param("parameters.py", "WEEKS_A_YEAR = 52", "WEEKS_A_YEAR = 53", True, id="a name"),
        pytest.param(
            "engine/kernels/common.py", "target[m, s] == 1:\n        tally(m, s, C_FIRST",
            "target[m, s] == 0:\n        tally(m, s, C_FIRST", True, id="a kernel",
        ),
        pytest.param(RULE, "# -- attention", "# -- Attention", False, id="a comment"),
        pytest.param(
            RULE, "Relevance of an item to one reader", "Relevance of an item", False, id="a docstring"
        ),
    ],
)  # fmt: skip
def test_identity_of_the_model_follows_the_sources(
    file: str, before: str, after: str, new: bool,
    unedited: list[str], package: Path, tmp_path: Path,
) -> None:  # fmt: skip
    """Catches an edit that finds old compiled code, and a comment that throws away good code."""
    edit(package, file, before, after)
    model, cached, here = output(package, tmp_path, *IDENTITY).split()
    assert here == "True", "the copy must be what is imported"
    assert (model != unedited[0]) == new
    assert (cached != unedited[1]) == new
    assert cached.startswith(model)


def test_identity_here_is_that_of_the_copy(unedited: list[str]) -> None:
    """Catches an identity that depends on the folder in which the package lies."""
    assert unedited[0] == compiled.package_id()


@pytest.mark.slow
def test_edited_rule_is_compiled_anew(package: Path, tmp_path: Path) -> None:
    """Catches stale compiled code: a constant is edited, nothing is cleared, results must change."""
    if not jit_wanted():
        pytest.skip("there is no compiler, or it is switched off")
    command = ("-m", "tests.chance.bits", json.dumps({"market.members": 60}), "3", "1")

    def digests(cache: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(output(package, tmp_path / cache, *command))["digests"]
        return found

    original = digests("kept")
    assert digests("kept") == original
    edit(package, RULE, BEFORE, AFTER)
    edited = digests("kept")
    assert edited["beliefs.trace"] != original["beliefs.trace"]
    assert edited == digests("fresh")
    assert len(list((tmp_path / "kept").iterdir())) == 2
