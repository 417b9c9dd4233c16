"""Engine and oracle side by side: the same weeks, compared after each week or each phase."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
import pytest

import sim.model
import sim.warm
from sim import measures, results
from sim.engine import state as st
from sim.engine.compiled import Kernels, kernels
from sim.engine.schedule import run_week
from sim.engine.simulation import Simulation
from sim.model import BuyerNetwork
from sim.parameters import GROUPS
from sim.rules import RuleSet
from sim.scenarios.load import Scenario
from tests.oracle.columns import (
    compare,
    differences,
    oracle_columns,
    oracle_record,
    oracle_tells,
)
from tests.oracle.groups import cells
from tests.oracle.recount import MEASURES as RECOUNTED
from tests.oracle.recount import Recount
from tests.oracle.relations import relations
from tests.oracle.week import OracleMarket


class Mismatch(AssertionError):
    """Engine and oracle came apart."""


class Lockstep:
    """Runs the oracle's week beside each of the engine's, from the first week of the warm-up.

    each_phase : compare after every phase and not only at the end of the week
    kernels : kernels for the engine; its own, compiled where possible, if none are given
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        each_phase: bool = False,
        kernels: Kernels | None = None,
    ) -> None:
        self.scenario, self.seed, self.each_phase = scenario, seed, each_phase
        self.market = OracleMarket(scenario.settings, seed, seed + 1000, warm=False)
        self.kernels = kernels
        self.model: BuyerNetwork | None = None

    def run(self) -> Lockstep:
        """The warm-up and all measured weeks."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sim.warm, "KEPT", OrderedDict())
            for module in (sim.warm, sim.model):
                patch.setattr(module, "run_week", self._run_week)
            if self.kernels is not None:
                patch.setattr(sim.model, "kernels", lambda rules, compiled: self.kernels)
            luck = self.seed + 1000
            self.model = BuyerNetwork(self.scenario, world_seed=self.seed, luck_seed=luck)
            self.model.run()
        return self

    def _run_week(
        self, simulation: Simulation, plan: Callable[[], None], _after: object = None
    ) -> None:
        self.market.begin_week()

        def after(phase: str) -> None:
            self.market.run_phase(phase)
            if self.each_phase or phase == "measure":
                found = compare(simulation, self.market)
                if found:
                    where = f"week {self.market.week}, phase {phase}"
                    raise Mismatch("\n".join([f"{where}:", *found[:12]]))

        run_week(simulation, plan, after)

    def close(self) -> None:
        """Free what Mesa holds."""
        if self.model is not None:
            self.model.close()
        self.market.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self.market, None)

    # -- results ---------------------------------------------------------------------------------
    def check_results(self) -> None:
        """Records, log of tells and all measures are the same."""
        assert self.model is not None
        records = self.model.simulation.records
        assert len(records.weeks) == len(self.market.records)
        for week, (a, b) in enumerate(zip(records.weeks, self.market.records, strict=True), 1):
            found = differences(a, oracle_record(b))
            assert not found, f"record of week {week}: {found}"
        tells = oracle_tells(self.market)
        assert [t[0] for t in records.tells] == [t[0] for t in tells]
        for (week, *a), (_, *b) in zip(records.tells, tells, strict=True):
            names = ("tells", "trust", "first")
            found = differences(dict(zip(names, a, strict=True)), dict(zip(names, b, strict=True)))
            assert not found, f"tells of week {week}: {found}"
        state = self.model.state
        counted = {name: getattr(state, name) for name in ("cell", "cells", "cell_revenue")}
        found = differences(counted, cells(self.market))
        assert not found, f"groups of people: {found}"
        ours, theirs = self.totals(), measures.totals(results.run_of(self.model))
        for name, values in theirs.items():
            same = np.array_equal(values, ours[name], equal_nan=True)
            assert same, f"{name}: engine {values}, oracle {ours[name]}"
        for seller in self.market.sellers:
            found = Recount(self.market, seller)
            for name, count in RECOUNTED.items():
                a, b = float(theirs[name][seller.row]), count(found)
                same = math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (a != a and b != b)
                assert same, f"{name} of {seller.name}: engine {a!r}, recounted {b!r}"

    def totals(self) -> dict[str, np.ndarray]:
        """Every measure from what the oracle's agents hold."""
        columns = oracle_columns(self.market)
        stages, layers = relations(self.market)

        def fill(*given: Any) -> None:
            given[-3][:], given[-2][:] = stages, layers

        none: Any = dict.fromkeys(
            ("purchases", "dyads", "told", "beliefs", "marks", "persons", "week")
        )
        leads = st.Leads(*(columns[f"leads.{f}"] for f in st.Leads._fields))
        facade: Any = SimpleNamespace(
            world=self.market.world,
            scenario=self.scenario,
            rules=RuleSet(),
            employees=[SimpleNamespace(name=str(q.key)) for q in self.market.employees],
            state=SimpleNamespace(leads=leads, n_leads=len(leads.week), **none),
            simulation=SimpleNamespace(
                p=dict.fromkeys(GROUPS),
                kernels=SimpleNamespace(
                    measure_relations=fill,
                    tell_valences=kernels(RuleSet(), False).tell_valences,
                ),
                records=SimpleNamespace(
                    log_tells=True,
                    weeks=[oracle_record(r) for r in self.market.records],
                    tells=oracle_tells(self.market),
                ),
            ),
        )
        return measures.totals(results.run_of(facade))


def assert_equal(scenario: Scenario, seed: int, kernels: Kernels | None = None) -> np.ndarray:
    """Run both; the engine's counts over the run, (S, N_COUNTS). A mismatch names its phase."""
    pair = Lockstep(scenario, seed, kernels=kernels)
    try:
        pair.run().check_results()
        weeks = pair.market.records
        return np.sum([oracle_record(row)["counts"] for row in weeks], axis=0)
    except Mismatch:
        Lockstep(scenario, seed, each_phase=True, kernels=kernels).run()  # says in which phase
        raise
    finally:
        pair.close()
