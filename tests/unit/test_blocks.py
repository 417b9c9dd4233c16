"""Blocks of social media at the stages of selling: counts made by hand, and a run's."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from experiments.blocks import BLOCKS, DIRECT, OFFERS, PUBLISHED, USES, block_use, marked, published
from sim.measures import MEASURES
from tests.chance.bits import rich, run


def counts(**given: float) -> dict[str, float]:
    """Measures of a run in which nothing happened but what is given."""
    return defaultdict(float, given)


def test_uses_offer_known_blocks() -> None:
    """Catches a use that offers a block which is not one, or a stage with an unknown use."""
    assert len(BLOCKS) == len(set(BLOCKS)) == 7
    assert {block for offered in OFFERS.values() for block in offered} == set(BLOCKS)
    assert {use for uses in USES.values() for use in uses} == set(OFFERS)
    assert OFFERS["none"] == ()


def test_uses_are_counted_in_measures_that_exist() -> None:
    """Catches a count of a measure that there is not."""
    asked: set[str] = set()

    class Asked(dict[str, float]):
        def __missing__(self, name: str) -> float:
            asked.add(name)
            return 1.0

    block_use(Asked())
    assert asked <= set(MEASURES)
    assert len(asked) > 10


def test_shares_worked() -> None:
    """Catches shares of other acts than the stage's, and blocks that are added up to one."""
    use = block_use(
        counts(contacts_social=2.0, contacts_email=5.0, contacts_phone=1.0, posts=3.0, reposts=1.0)
    )
    assert list(use.columns) == list(BLOCKS)
    assert list(use.index) == list(USES)
    approach = dict.fromkeys(BLOCKS, 0.0) | {"identity": 0.25, "conversation": 0.25}
    assert use.loc["approach"].to_dict() == approach
    # Four posts, and six people whose profiles were looked at before they were written to.
    prospecting = dict.fromkeys(BLOCKS, 0.0) | {"identity": 1.0, "sharing": 0.4, "presence": 1.0}
    assert use.loc["prospecting_preapproach"].to_dict() == pytest.approx(prospecting)
    assert use.drop(["approach", "prospecting_preapproach"]).isna().all(axis=None)


def test_meetings_are_online_or_not() -> None:
    """Catches meetings counted twice: those online are among all."""
    use = block_use(counts(meetings=8.0, meetings_online=2.0)).loc["presentation"]
    assert use["conversation"] == use["sharing"] == use["relationships"] == 0.25
    assert use[["identity", "presence", "reputation", "group"]].tolist() == [0.0] * 4


@pytest.mark.parametrize("social", [0.0, 0.099, 0.1, 0.5])
def test_marks_ask_for_a_tenth(social: float) -> None:
    """Catches a mark for what hardly happens, or for a stage at which nothing does."""
    marks = marked(block_use(counts(contacts_social=social, contacts_email=1.0 - social)))
    assert marks.loc["approach", "conversation"] == ("X" if social >= DIRECT else "-")
    assert set(marks.loc["closing"]) == {"-"}


def test_published_table_is_whole() -> None:
    """Catches a row of another length, or a mark that the table does not use."""
    table = published()
    assert table.shape == (len(PUBLISHED), len(BLOCKS))
    assert set(table.to_numpy().ravel()) == {"X", "I", "-"}
    stages = {name.removesuffix("_pull").removesuffix("_push") for name in PUBLISHED}
    assert stages == set(USES)


def test_blocks_of_a_run() -> None:
    """Catches a table that cannot be made of a real run, or shares that are none."""
    model = run(rich())
    use = block_use(model.summary.fillna(0.0).to_dict())
    values = use.to_numpy()
    assert ((values >= 0.0) & (values <= 1.0) | np.isnan(values)).all()
    assert use.loc["prospecting_preapproach"].gt(0.0).sum() >= 5
    assert marked(use).shape == use.shape
    model.close()
