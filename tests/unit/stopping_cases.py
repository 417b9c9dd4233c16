"""Outputs of known mean on which sequential stopping is measured, and the measuring."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy import stats as sps

from experiments.precision import estimates
from experiments.stopping import Rule
from experiments.until import Target

Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]
BATCH = 2_000_000  # values held at once by the naive rule


@dataclass(frozen=True)
class Case:
    """An output, what is wanted of it, and the truth.

    `oracle` is the number of pairs that a normal interval with the true variance would need.
    """

    name: str
    target: Target
    draw: Draw
    mean: float
    variance: float

    @property
    def oracle(self) -> float:
        wanted = self.target.half_width * (abs(self.mean) if self.target.relative else 1)
        return float(special.ndtri(0.975) ** 2 * self.variance / wanted**2)


@dataclass(frozen=True)
class Measured:
    """Coverage and number of pairs over repetitions of a case."""

    covered: int
    repetitions: int
    pairs: float

    @property
    def coverage(self) -> float:
        return self.covered / self.repetitions

    @property
    def error(self) -> float:
        """Monte-Carlo standard error of the coverage."""
        return math.sqrt(self.coverage * (1 - self.coverage) / self.repetitions)


def _lognormal(sigma: float) -> tuple[Draw, float, float]:
    mean = math.exp(sigma**2 / 2)
    return (lambda g, s: g.lognormal(0, sigma, s)), mean, mean**2 * math.expm1(sigma**2)


def _poisson(mean: float) -> tuple[Draw, float, float]:
    return (lambda g, s: g.poisson(mean, s).astype(float)), mean, mean


def _negative_binomial(mean: float, size: float) -> tuple[Draw, float, float]:
    chance = size / (size + mean)
    draw: Draw = lambda g, s: g.negative_binomial(size, chance, s).astype(float)  # noqa: E731
    return draw, mean, mean + mean**2 / size


def _difference(
    a: tuple[Draw, float, float], b: tuple[Draw, float, float]
) -> tuple[Draw, float, float]:
    return (lambda g, s: a[0](g, s) - b[0](g, s)), a[1] - b[1], a[2] + b[2]


def _gamma(shape: float, scale: float = 1.0) -> tuple[Draw, float, float]:
    return (lambda g, s: scale * g.gamma(shape, 1, s)), scale * shape, scale**2 * shape


def _occasional(chance: float) -> tuple[Draw, float, float]:
    """Mostly 0, else log-normal with sigma 0.5."""
    mean = chance * math.exp(0.125)
    return (
        lambda g, s: (g.random(s) < chance) * g.lognormal(0, 0.5, s),
        mean,
        chance * math.exp(0.5) - mean**2,
    )


def _cases() -> list[Case]:
    made: list[Case] = []

    def add(name: str, law: tuple[Draw, float, float], *wanted: float, relative: bool) -> None:
        for w in wanted:
            target = Target("won", w, relative)
            made.append(Case(f"{name}, {target.shown(w)}", target, *law))

    for cv, wanted in ((0.1, (0.05,)), (0.5, (0.05, 0.1, 0.2)), (1.0, (0.05, 0.1, 0.2, 0.5))):
        law = (lambda g, s, cv=cv: g.normal(1, cv, s)), 1.0, cv**2
        add(f"normal, CV {cv:g}", law, *wanted, relative=True)
    for sigma, wanted in ((0.5, (0.05, 0.1, 0.2, 0.5)), (1.0, (0.05, 0.1, 0.2, 0.5)),
                          (1.5, (0.1, 0.2, 0.5))):  # fmt: skip
        add(f"log-normal, σ {sigma:g}", _lognormal(sigma), *wanted, relative=True)
    for mean, wanted in ((0.05, (0.2, 0.5)), (0.2, (0.1, 0.2, 0.5)), (1.0, (0.05, 0.1, 0.2, 0.5))):
        add(f"Poisson {mean:g}", _poisson(mean), *wanted, relative=True)
    clumped = _negative_binomial(0.5, 0.2)
    add("negative binomial 0.5, size 0.2", clumped, 0.1, 0.2, 0.5, relative=True)
    normal = (lambda g, s: g.normal(0, 1, s)), 0.0, 1.0
    add("normal difference of 0", normal, 0.05, 0.1, 0.2, 0.5, relative=False)
    skewed, narrow = _lognormal(1.0), _lognormal(0.25)
    add("log-normal σ 1 − same", _difference(skewed, skewed), 0.1, 0.2, 0.4, 0.8, relative=False)
    add("log-normal σ 1 − σ 0.25", _difference(skewed, narrow), 0.1, 0.2, 0.4, 0.8, relative=False)
    for a, b, wanted in (
        (0.05, 0.0, (0.02, 0.04, 0.1)), (0.05, 0.05, (0.02, 0.05, 0.1)),
        (0.2, 0.05, (0.05, 0.1, 0.2)), (1.0, 0.2, (0.05, 0.1, 0.2, 0.4)),
    ):  # fmt: skip
        law = _difference(_poisson(a), _poisson(b))
        add(f"Poisson {a:g} − {b:g}", law, *wanted, relative=False)
    law = _difference(clumped, _poisson(0.05))
    add("negative binomial − Poisson 0.05", law, 0.1, 0.2, 0.4, relative=False)
    # Further laws: the constants were chosen on those above and then raised a little for these.
    add("gamma 0.3", _gamma(0.3), 0.1, 0.2, 0.5, relative=True)
    add("mostly 0, else log-normal", _occasional(0.05), 0.2, 0.5, relative=True)
    add("mostly 0, else log-normal", _occasional(0.05), 0.02, 0.04, relative=False)
    add("gamma 0.3 downwards", _gamma(0.3, -1.0), 0.05, 0.1, 0.2, relative=False)
    law = _difference(_lognormal(1.25), narrow)
    add("log-normal σ 1.25 − σ 0.25", law, 0.2, 0.5, 1.0, relative=False)
    add("Student 3", ((lambda g, s: g.standard_t(3, s)), 0.0, 3.0), 0.1, 0.3, relative=False)
    return made


CASES = {case.name: case for case in _cases()}


def generator(case: Case, seed: int) -> np.random.Generator:
    """Each case has its own stream, whatever other cases there are."""
    return np.random.default_rng([seed, *case.name.encode()])


def by_rule(case: Case, repetitions: int, seed: int = 1) -> Measured:
    """Stop every repetition by the rule as it stands."""
    rule, rng = Rule((case.target,)), generator(case, seed)
    data, covered, pairs = np.empty((0, repetitions)), 0, 0
    for n in rule.looks():
        fresh = case.draw(rng, (n - len(data), data.shape[1]))
        data = np.concatenate([data, fresh])
        found = estimates(data, case.target)
        stopped = found.met if n < rule.most else np.ones_like(found.met)
        covers = (found.low <= case.mean) & (case.mean <= found.high)
        covered += int(np.count_nonzero(covers & stopped))
        pairs += n * int(np.count_nonzero(stopped))
        data = data[:, ~stopped]
        if data.shape[1] == 0:
            break
    return Measured(covered, repetitions, pairs / repetitions)


def by_first_fit(case: Case, repetitions: int, seed: int = 1, first: int = 2) -> Measured:
    """The naive rule: stop at the first n, from `first` on, at which Student's interval fits."""
    rng, longest = generator(case, seed), int(4 * case.oracle) + 100
    n = np.arange(1, longest + 1)[:, None].astype(float)
    quantile = np.concatenate([[[np.nan]], sps.t.ppf(0.975, n[1:] - 1)])
    covered, pairs, batch = 0, 0, max(1, BATCH // longest)
    for start in range(0, repetitions, batch):
        x = case.draw(rng, (longest, min(batch, repetitions - start)))
        mean = x.cumsum(axis=0) / n
        squares = np.maximum((x**2).cumsum(axis=0) - n * mean**2, 0.0)
        half = quantile * np.sqrt(squares / np.maximum(n - 1, 1) / n)
        wanted = case.target.wanted(mean)
        fits = (half <= wanted) & (wanted > 0) & (n >= first)
        fits[-1] = True
        at = fits.argmax(axis=0), np.arange(x.shape[1])
        covered += int(np.count_nonzero(np.abs(mean[at] - case.mean) <= half[at]))
        pairs += int((at[0] + 1).sum())
    return Measured(covered, repetitions, pairs / repetitions)


def fewest_covered(coverage: float, repetitions: int, alarm: float) -> int:
    """Hits below which a coverage is refuted, with a chance of `alarm` that it was right."""
    return int(sps.binom.ppf(alarm, repetitions, coverage))
