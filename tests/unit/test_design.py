"""Designs: points that cover what they should, in an order that grows, and clear refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from experiments.design import Axis, Design, parse_over, read_points
from experiments.spec import is_spec, read_spec
from experiments.sweeping import as_design, cells_of, point_name, points_of
from sim.errors import BadInput

SHARE = Axis("focal.push_share", (), 0.0, 1.0)
PEOPLE = Axis("market.members", (), 10, 1000, "log")


def test_a_grid_has_every_combination() -> None:
    """In the order typed, the last axis fastest."""
    design = Design("grid", (Axis("a", (1, 2)), Axis("b", ("x", "y", "z"))))
    points = design.points([True, False])
    assert [tuple(p.values()) for p in points] == [
        (1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z"),
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(n=st.integers(2, 60), seed=st.integers(0, 99))
def test_a_hypercube_has_one_point_a_stratum(n: int, seed: int) -> None:
    """Each of n equal slices of each axis holds exactly one point."""
    points = Design("lhs", (SHARE, Axis("x", (), -5.0, 5.0)), n, seed).points([False, False])
    assert len(points) == n
    for path, low, high in (("focal.push_share", 0.0, 1.0), ("x", -5.0, 5.0)):
        at = (np.array([p[path] for p in points]) - low) / (high - low)
        slices = np.sort(at * n)
        assert np.all(np.abs(slices - np.arange(n) - 0.5) <= 0.5 + 1e-3)  # 6 digits are kept


@pytest.mark.parametrize("n", [4, 16, 64])
def test_a_sequence_grows_without_moving(n: int) -> None:
    """Twice the points keep the first ones, so that their runs are used again."""
    few = Design("sobol", (SHARE, PEOPLE), n, 3).points([False, True])
    many = Design("sobol", (SHARE, PEOPLE), 2 * n, 3).points([False, True])
    assert many[:n] == few
    other = Design("sobol", (SHARE, PEOPLE), n, 4).points([False, True])
    assert other != few


def test_scales_and_whole_numbers() -> None:
    """A log axis spends as many points on 10-100 as on 100-1000; whole numbers stay whole."""
    points = Design("sobol", (PEOPLE,), 64).points([True])
    people = [p["market.members"] for p in points]
    assert all(isinstance(n, int) and 10 <= n <= 1000 for n in people)
    whole = Design("sobol", (Axis("w", (), 1, 3),), 256).points([True])
    assert sorted(p["w"] for p in whole) == [1, 2, 3]  # alike points once
    draws = [Axis("w", (), 1, 4).at(u, True) for u in np.linspace(0, 0.999999, 4000)]
    assert np.bincount(draws)[1:].tolist() == [1000, 1000, 1000, 1000]


def test_a_log_axis_is_even_in_the_logarithm() -> None:
    """Half of the draws lie below the geometric mean."""
    values = [PEOPLE.at(u, False) for u in np.linspace(0, 0.9999, 1000)]
    assert abs(np.mean(np.array(values) < 100.0) - 0.5) < 0.01


@pytest.mark.parametrize(
    ("text", "values"),
    [("p=1,2", (1, 2)), ("p=a,b", ("a", "b")), ("p=0.5", (0.5,)), ("p=true,false", (True, False)),
     ('p="x,y",z', None), ("p=[1,2],[3]", ([1, 2], [3]))],
)  # fmt: skip
def test_values_are_read_as_toml(text: str, values: tuple[object, ...] | None) -> None:
    """Numbers, words, truth and lists."""
    (axis,) = parse_over([text])
    if values is not None:
        assert axis.values == values


def test_ranges_are_read() -> None:
    """`low..high`, with a scale."""
    one, two = parse_over(["a=0..1", "b=1e-3..10:log"])
    assert (one.low, one.high, one.scale) == (0.0, 1.0, "linear")
    assert (two.low, two.high, two.scale) == (0.001, 10.0, "log")


@pytest.mark.parametrize(
    ("design", "words"),
    [
        (Design("grid", ()), "--over"),
        (Design("grd", (SHARE,)), "did you mean 'grid'"),
        (Design("grid", (SHARE,)), "a grid needs values"),
        (Design("lhs", (SHARE,)), "number of points"),
        (Design("sobol", (SHARE,), 12), "power of 2 for a Sobol sequence: 8 or 16"),
        (Design("grid", (Axis("a", (1,)), Axis("a", (2,)))), "swept twice"),
        (Design("lhs", (Axis("a", (), 2.0, 1.0),), 5), "low must be below high"),
        (Design("lhs", (Axis("a", (), 0.0, 1.0, "log"),), 5), "a low above 0"),
        (Design("lhs", (Axis("a", (), 0.0, 1.0, "cubic"),), 5), "linear or log"),
        (Design("grid", (Axis("a", tuple(range(1001))), Axis("b", tuple(range(1001))))), "at most"),
    ],
)  # fmt: skip
def test_what_is_no_design_is_said(design: Design, words: str) -> None:
    """One line a problem, with what would be right."""
    assert any(words in str(p) for p in design.problems())


def test_every_point_is_checked_and_each_problem_said_once() -> None:
    """A value that is not possible names its point and how many more have it."""
    base = sim.load("mixed")
    points, _ = points_of(base, Design("grid", (Axis("focal.push_share", (0.5, 1.5, 2.5)),)))
    with pytest.raises(BadInput) as caught:
        cells_of([base], points)
    assert len(caught.value.problems) == 1
    assert "at most 1" in str(caught.value)
    assert "1 more points" in str(caught.value)


def test_numbers_are_the_same_point_however_they_are_typed() -> None:
    """0 and 0.0 are one value of a share, so that a finer design re-uses its runs."""
    base = sim.load("mixed")
    one, kinds = points_of(base, Design("grid", (Axis("focal.push_share", (0, 1)),)))
    two, _ = points_of(base, Design("grid", (Axis("focal.push_share", (0.0, 0.5, 1.0)),)))
    assert kinds == {"focal.push_share": "number"}
    names = {point_name(p) for p in two}
    assert {point_name(p) for p in one} < names
    three, _ = points_of(base, Design("grid", (Axis("focal.push_share", (0.0, -0.0)),)))
    assert len(three) == 1


def test_points_of_a_file(tmp_path: Path) -> None:
    """A column a setting; wrong lines are named together."""
    file = tmp_path / "points.csv"
    file.write_text("focal.push_share,focal.control\n0.1,0\n\n0.9,1\n", encoding="utf-8")
    design = read_points(file)
    assert design.points([False, False]) == [
        {"focal.push_share": 0.1, "focal.control": 0},
        {"focal.push_share": 0.9, "focal.control": 1},
    ]
    file.write_text("focal.push_share,\n0.1\n0.9,1,2\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_points(file)
    assert len(caught.value.problems) == 3
    with pytest.raises(BadInput, match="cannot be read"):
        read_points(tmp_path / "none.csv")


SPEC = """
scenario = "mixed"
reps = 4
until = "leads ± 5%"
[set]
"market.members" = 80
[design]
kind = "lhs"
n = 6
seed = 2
[[over]]
path = "focal.push_share"
low = 0.0
high = 1.0
[[over]]
path = "focal.control"
values = [0.0, 1.0]
"""


def test_a_spec_says_all(tmp_path: Path) -> None:
    """Scenario, design, changes, replicates and precision from one file."""
    file = tmp_path / "spec.toml"
    file.write_text(SPEC, encoding="utf-8")
    assert is_spec(str(file))
    spec = read_spec(str(file))
    assert (spec.scenarios, spec.reps, spec.until) == (("mixed",), 4, "leads ± 5%")
    assert spec.changes == {"market.members": 80}
    assert (spec.design.kind, spec.design.n, spec.design.seed) == ("lhs", 6, 2)
    assert spec.design.axes == (SHARE, Axis("focal.control", (0.0, 1.0)))
    assert not is_spec("mixed")


def test_every_mistake_of_a_spec_is_said(tmp_path: Path) -> None:
    """With line, key and what would be right, in one pass."""
    file = tmp_path / "spec.toml"
    file.write_text(
        'scenario = 3\nrepz = 4\n[design]\nkind = "lhz"\nn = -1\n[[over]]\nlow = 1.0\n',
        encoding="utf-8",
    )
    with pytest.raises(BadInput) as caught:
        read_spec(str(file))
    said = str(caught.value)
    for words in ("scenario", "did you mean 'reps'", "lhs", "design.n", "over.0.path"):
        assert words in said, said
    file.write_text(
        'scenario = "mixed"\n[[over]]\npath = "a"\n[[over]]\npath = "b"\nvalues = [1]\nlow = 1.0\n',
        encoding="utf-8",
    )
    with pytest.raises(BadInput) as caught:
        read_spec(str(file))
    assert len(caught.value.problems) == 2
    assert "either values, or low and high" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "values"),
    [("p=0..1..0.25", (0.0, 0.25, 0.5, 0.75, 1.0)), ("p=10..50..20", (10, 30, 50)),
     ("p=0..1..0.3", (0.0, 0.3, 0.6, 0.9)), ("p=0..0.7..0.1", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7))],
)  # fmt: skip
def test_steps_are_values(text: str, values: tuple[float, ...]) -> None:
    """`low..high..step`, as NetLogo's [low step high]; no noise of arithmetic."""
    (axis,) = parse_over([text])
    assert axis.values == values
    assert [type(v) for v in axis.values] == [type(v) for v in values]


def test_steps_that_go_nowhere_are_refused() -> None:
    """A step of 0 or a range that goes down is a mistake, not an endless list."""
    with pytest.raises(BadInput) as caught:
        parse_over(["a=0..1..0", "b=1..0..0.1", "c=0..1..x"])
    assert len(caught.value.problems) == 3


def test_settings_of_a_spec_may_be_tables(tmp_path: Path) -> None:
    """Catches a table that takes the place of a whole firm where one of its settings was meant."""
    file = tmp_path / "spec.toml"
    text = SPEC.replace('"market.members" = 80', "market.members = 80\nfocal.budget.hours = 60.0")
    file.write_text(text, encoding="utf-8")
    assert read_spec(str(file)).changes == {"market.members": 80, "focal.budget.hours": 60.0}


def test_values_of_numpy_are_values() -> None:
    """`over={path: np.linspace(...)}` is what everybody types first."""
    design = as_design({"focal.push_share": np.linspace(0, 1, 3), "a": np.arange(2)})
    assert design.axes[0].values == (0.0, 0.5, 1.0)
    assert [type(v) for axis in design.axes for v in axis.values] == [float] * 3 + [int] * 2
