"""Maps: groups that hang together, circles that do not overlap, tables of large markets."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import sparse

import sim
from experiments import snapshot
from experiments.grouping import ROOM, grouped, link_matrix
from experiments.report.density import density_finding, draw_density, shares
from experiments.report.figures import drawing
from experiments.report.layout import circle_places, people_places, radii
from experiments.report.map import LINKS, draw_map, strongest
from sim.model import BuyerNetwork


def ring_of_cliques(cliques: int, each: int) -> sparse.csr_array:
    """Cliques with many ties inside and one to the next."""
    n = cliques * each
    i, j = np.triu_indices(n, 1)
    same = i // each == j // each
    first = (i % each == 0) & (j % each == 0) & (j - i == each)
    return link_matrix(n, i[same | first], j[same | first], np.where(same, 5, 1)[same | first])


def test_groups_follow_ties() -> None:
    """Nearly all ties of closely tied cliques stay inside groups, hardly any of groups by lot."""
    links = ring_of_cliques(12, 8)
    group = grouped(links, np.ones(96), 12)
    table = links.tocoo()

    def inside(g: np.ndarray) -> float:
        return float(table.data[g[table.row] == g[table.col]].sum() / table.data.sum())

    assert inside(group) > 0.9
    assert inside(np.random.default_rng(0).permutation(group)) < 0.3


@given(some.integers(1, 60), some.integers(0, 150), some.integers(1, 20), some.integers(0, 99))
def test_groups_are_few_and_cover_everything(n: int, m: int, wanted: int, seed: int) -> None:
    """Any network: numbers from 0, at most as many groups as wanted, the same each time."""
    luck = np.random.default_rng(seed)
    links = link_matrix(n, luck.integers(0, n, m), luck.integers(0, n, m), np.ones(m))
    size = luck.integers(1, 9, n).astype(float)
    group = grouped(links, size, wanted)
    assert group.shape == (n,)
    assert np.array_equal(np.unique(group), np.arange(min(n, wanted)))
    assert np.array_equal(group, grouped(links, size, wanted))
    if n <= wanted:
        assert np.array_equal(group, np.arange(n))


def test_no_group_grows_far_beyond_the_others() -> None:
    """A star, whose middle everything is tied to, does not swallow the rest."""
    star = link_matrix(401, np.zeros(400, int), np.arange(1, 401), np.ones(400))
    sizes = np.bincount(grouped(star, np.ones(401), 20))
    assert sizes.max() <= 2 * ROOM * 401 / 20


@pytest.mark.parametrize("n", [1, 2, 40, 700])
def test_circles_do_not_overlap(n: int) -> None:
    """Placed by forces, or packed in groups where they are many."""
    luck = np.random.default_rng(n)
    radius = radii(luck.integers(1, 40, n))
    links = link_matrix(n, luck.integers(0, n, 3 * n), luck.integers(0, n, 3 * n), np.ones(3 * n))
    centre = circle_places(links, radius)
    far = np.hypot(*(centre[:, None] - centre[None, :]).transpose(2, 0, 1))
    lack = radius[:, None] + radius[None, :] - far
    np.fill_diagonal(lack, -np.inf)
    assert np.isfinite(centre).all()
    assert lack.max() <= 0


def test_people_lie_in_their_organisation() -> None:
    """Inside its circle, each at a place of its own, the best connected in the middle."""
    org = np.repeat([0, 1, 2], [1, 30, 5])
    centre = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 90.0]])
    degree = np.arange(36)
    place = people_places(org, centre, degree)
    out = np.hypot(*(place - centre[org]).T)
    assert (out < radii(np.array([1, 30, 5]))[org]).all()
    assert len(np.unique(place.round(6), axis=0)) == 36
    assert out[30] == out[org == 1].min()


@given(some.lists(some.integers(1, 9), max_size=50), some.integers(1, 20))
def test_only_the_strongest_are_drawn(ties: list[int], most: int) -> None:
    """No more than asked for, and no pair is left out for one that has as few."""
    array = np.array(ties, int)
    kept = array[array >= strongest(array, most)]
    assert len(kept) <= most
    if len(kept) < len(array):
        assert len(kept) + (array == array[array < strongest(array, most)].max()).sum() > most


def test_a_large_market_is_kept_as_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of groups counts the same people, marks and ties as the table of people."""
    settings = {"market.members": 600, "market.weeks": 8, "market.warmup": 4}
    model = BuyerNetwork(sim.load("mixed").set_all(settings), seed=1).run()
    whole = snapshot.snapshot(model)
    monkeypatch.setattr(snapshot, "PEOPLE", 500)
    monkeypatch.setattr(snapshot, "GROUPS", 15)
    monkeypatch.setattr(snapshot, "_CHUNK", 97)
    small = snapshot.snapshot(model)
    model.close()
    people, ties = whole["map_people"], whole["map_ties"]
    groups, links = small["map_groups"], small["map_links"]
    for name, table in small.items():
        assert ["scenario", "replicate", *table.columns] == list(snapshot.TABLES[name])
    assert len(groups) == 15
    assert groups["people"].sum() == len(people) == 600
    assert groups["organisations"].sum() == people["organisation"].nunique()
    target = people[people["target"]]
    assert groups["target_members"].sum() == len(target)
    for column, mark in (
        ("aware", "aware"),
        ("read", "read"),
        ("acted", "acted"),
        ("leads", "lead"),
    ):
        assert groups[column].sum() == target[mark].sum()
    assert groups["ties"].sum() + links["ties"].sum() == len(ties)
    assert (links["a"] < links["b"]).all()


def test_a_crowd_is_drawn_with_few_lines_and_quickly() -> None:
    """3,000 people with 30,000 ties: lines between organisations only, the strongest."""
    luck = np.random.default_rng(0)
    n = 3_000
    flags = {c: luck.random(n) < 0.3 for c in ("lead", "acted", "read", "aware", "told")}
    people = pd.DataFrame({"organisation": np.arange(n) // 10, "key": np.arange(n), **flags})
    a, b = luck.integers(0, n, (2, 30_000))
    ties = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), "layer": "professional"})
    started = time.monotonic()
    with drawing():
        figure = draw_map(people, ties, "note")
    assert time.monotonic() - started < 20
    lines = [c for c in figure.axes[0].collections if type(c).__name__ == "LineCollection"]
    assert sum(len(c.get_segments()) for c in lines) <= LINKS


@pytest.mark.parametrize("target", [0, 5])
def test_groups_are_drawn(target: int) -> None:
    """Titles say the share of all target members; groups without any are no error."""
    n = 12
    groups = pd.DataFrame(
        {"group": range(n), "organisations": 3, "people": 1_000, "target_members": target,
         "aware": target // 2, "read": 0, "acted": 0, "leads": 0, "ties": 9}
    )  # fmt: skip
    links = pd.DataFrame({"a": np.arange(n - 1), "b": np.arange(1, n), "ties": 4})
    said = density_finding(groups)
    assert said.startswith("12,000 people")
    assert ("none of them a target member" in said) == (target == 0)
    assert np.isnan(shares(groups, "aware")).all() == (target == 0)
    assert target == 0 or "40% of the target members aware" in said
    with drawing():
        figure = draw_density(groups, links, "note")
        figure.canvas.draw()
