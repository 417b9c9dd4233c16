"""What a network is and what becomes of it, told before anything runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from sim.agents.buying_centre import ROLES
from sim.network.generate import generate_world
from sim.network.importers import Imported, read_network, world_around
from sim.network.layers import INFLUENCER_ACCOUNT, LAYERS, World
from sim.network.raw import counted
from sim.scenarios.schema import Market

FEW_PEOPLE = 50  # below, results are mostly luck (assumption)
FEW_ORGANISATIONS = 10  # below, hardly anybody buys anything in a year (assumption)
LARGE = 0.5  # share of all people in one organisation that is worth a warning (assumption)
USUAL_DEGREE = 13.0  # private ties a person in a generated network with default settings
DENSE = 3.0  # times the usual degree that is worth a warning (assumption)
CHEAP = 30_000_000  # steps that clustering may take: about a second


@dataclass(frozen=True)
class Description:
    """A network and what the model makes of it.

    Attributes
    ----------
    source, kind : what the user named, and its kind; 'generated' where nothing is imported
    people, organisations : numbers of them; the public is not counted
    size_min, size_median, size_max : people of an organisation
    largest_share : share of all people in the largest organisation, 0-1
    imported_ties, generated_ties : ties between people of organisations, by layer
    followed_accounts, follow_ties : imported public accounts and who follows them
    mean_degree : ties a person, of the imported ones where there are any
    components, largest_component : connected parts, and people in the largest
    without_ties : people without a tie
    clustering : mean local clustering, 0-1; None where it would take long
    organisation_column, role_column, layer_column : columns used, empty for none
    layers : name of each layer of the source -> what it is taken for
    weighted : whether the source's weights are used
    roles : people by role in a buying centre
    said : what is assumed, left out and generated
    warnings : what makes results doubtful
    """

    source: str
    kind: str
    people: int
    organisations: int
    size_min: int
    size_median: float
    size_max: int
    largest_share: float
    imported_ties: dict[str, int]
    generated_ties: dict[str, int]
    followed_accounts: int
    follow_ties: int
    mean_degree: float
    components: int
    largest_component: int
    without_ties: int
    clustering: float | None
    organisation_column: str
    role_column: str
    layer_column: str
    layers: dict[str, str]
    weighted: bool
    roles: dict[str, int]
    said: tuple[str, ...]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        return asdict(self)


def _matrix(n: int, a: np.ndarray, b: np.ndarray) -> csr_array:
    """Ties as a symmetric matrix of ones."""
    x, y = np.concatenate([a, b]), np.concatenate([b, a])
    matrix = coo_array((np.ones(len(x), np.int64), (x, y)), shape=(n, n)).tocsr()
    matrix.data[:] = 1
    return matrix


def _clustering(matrix: csr_array) -> float | None:
    """Mean local clustering; people with fewer than two ties count as 0."""
    degree = np.diff(matrix.indptr).astype(np.int64)
    if int((degree**2).sum()) > CHEAP:
        return None
    closed = np.asarray((matrix @ matrix).multiply(matrix).sum(axis=1)).ravel()
    possible = degree * (degree - 1)
    return float(np.mean(closed / np.maximum(possible, 1)))


def _ties(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ties between members, each once: rows of the people and layer."""
    source = np.repeat(np.arange(world.n_people), np.diff(world.ties.ptr))
    other = world.ties.other
    keep = (source < other) & (world.people.org[source] >= 0) & (world.people.org[other] >= 0)
    return source[keep], other[keep], world.ties.layer[keep]


def _warnings(
    sizes: np.ndarray, n: int, without: int, degree: float, imported: bool
) -> tuple[str, ...]:
    found = []
    if n < FEW_PEOPLE:
        found.append(f"{counted(n, 'person is', 'people are')} few: results will be noisy")
    if len(sizes) < FEW_ORGANISATIONS:
        number = counted(len(sizes), "organisation buys", "organisations buy")
        found.append(f"{number} seldom: results will be noisy")
    if sizes.max() > LARGE * n and len(sizes) > 1:
        found.append(f"one organisation holds {sizes.max() / n:.0%} of all people")
    if imported and without > n / 2:
        found.append(f"{without / n:.0%} of all people have no tie in the network")
    if degree > DENSE * USUAL_DEGREE:
        found.append(
            f"{degree:.0f} ties a person: the model's numbers for talk are meant for about "
            f"{USUAL_DEGREE:.0f}, so that word of mouth will be far too strong; "
            "drop weak ties or lower parameters.talk.rate"
        )
    return tuple(found)


def describe(market: Market, seed: int = 0) -> Description:
    """Everything worth knowing about a market's network before a run.

    Parameters
    ----------
    market : with or without an imported network
    seed : world seed, for what is generated

    Raises
    ------
    BadInput   the network cannot be used, with every problem
    """
    imported: Imported | None = read_network(market) if market.network else None
    world = world_around(imported, market, seed) if imported else generate_world(market, seed)
    n, sizes = world.n_members, world.orgs.size
    a, b, layer = _ties(world)
    ours = np.zeros(len(a), bool)
    if imported:
        x, y = imported.pairs[0], imported.pairs[1]
        known = np.unique(np.minimum(x, y) * n + np.maximum(x, y))
        ours = np.isin(a * n + b, known)
    shown = ours if ours.any() else ~ours
    matrix = _matrix(n, a[shown], b[shown])
    _, part = connected_components(matrix, directed=False)
    parts = np.bincount(part)
    without = int((np.diff(matrix.indptr) == 0).sum())
    degree = 2.0 * int(shown.sum()) / n
    said = imported.said if imported else ()
    warned = tuple(line.removeprefix("warning: ") for line in said if line.startswith("warning: "))
    followed = imported.followed if imported else None
    role = np.bincount(world.people.role[world.people.org >= 0], minlength=len(ROLES))
    return Description(
        source=imported.source if imported else "",
        kind=imported.kind if imported else "generated",
        people=n,
        organisations=len(sizes),
        size_min=int(sizes.min()),
        size_median=float(np.median(sizes)),
        size_max=int(sizes.max()),
        largest_share=float(sizes.max() / n),
        imported_ties=_by_layer(layer[ours]),
        generated_ties=_by_layer(layer[~ours]),
        followed_accounts=int((world.accounts.kind == INFLUENCER_ACCOUNT).sum()) if followed else 0,
        follow_ties=len(followed.person) if followed else 0,
        mean_degree=degree,
        components=len(parts),
        largest_component=int(parts.max()),
        without_ties=without,
        clustering=_clustering(matrix),
        organisation_column=imported.organisation_column if imported else "",
        role_column=imported.role_column if imported else "",
        layer_column=imported.layer_column if imported else "",
        layers=dict(imported.layers) if imported else {},
        weighted=bool(imported and imported.weighted),
        roles={name: int(role[code]) for code, name in enumerate(ROLES) if name != "public"},
        said=tuple(line for line in said if not line.startswith("warning: ")),
        warnings=(*warned, *_warnings(sizes, n, without, degree, imported is not None)),
    )


def _by_layer(layer: np.ndarray) -> dict[str, int]:
    number = np.bincount(layer, minlength=len(LAYERS))
    return {name: int(number[code]) for code, name in enumerate(LAYERS)}


def lines_of(found: Description) -> list[str]:
    """The description as lines of text."""
    median = f"{found.size_median:g}"
    rows = [
        ("source", f"{found.source} ({found.kind})" if found.source else found.kind),
        ("people", f"{found.people:,}"),
        (
            "organisations",
            f"{found.organisations:,}, of {found.size_min:,} to {found.size_max:,} people, "
            f"median {median}; the largest holds {found.largest_share:.0%} of all people",
        ),
    ]
    for name in LAYERS:
        here, made = found.imported_ties[name], found.generated_ties[name]
        rows.append((f"{name} ties", f"{here:,} imported, {made:,} generated"))
    if found.followed_accounts:
        rows.append(
            ("follow ties", f"{found.follow_ties:,}, of {found.followed_accounts:,} accounts")
        )
    clustering = "not computed" if found.clustering is None else f"{found.clustering:.2f}"
    rows += [
        ("ties a person", f"{found.mean_degree:.1f} in the mean, {found.without_ties:,} have none"),
        (
            "connected parts",
            f"{found.components:,}, the largest of {found.largest_component:,} people",
        ),
        ("clustering", clustering),
        ("roles", ", ".join(f"{number:,} {name}" for name, number in found.roles.items())),
    ]
    wide = max(len(name) for name, _ in rows)
    lines = [f"{name:<{wide}}  {text}" for name, text in rows]
    if found.said:
        lines += ["", "What is assumed, left out and generated:"]
        lines += [f"  {line}" for line in found.said]
    if found.warnings:
        lines += ["", "Warnings:"]
        lines += [f"  {line}" for line in found.warnings]
    return lines
