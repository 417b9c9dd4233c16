"""`BuyerNetwork`: a market under way, as a Mesa model.

>>> import sim
>>> model = sim.BuyerNetwork(sim.load("pull").set("market.members", 200), seed=7)
>>> model.week
0
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim import results
from sim.agents.staff import Employee, Influencer, Salesperson, Seller, Voice
from sim.agents.views import BuyingCentre, Member, Population
from sim.engine import state as st
from sim.engine.casting import assign_accounts
from sim.engine.compiled import jit_wanted, kernels, model_id
from sim.engine.planning import present_staff, set_policy, staff_names
from sim.engine.reviewing import (
    learned,
    memories,
    remember,
    review_habits,
    review_influencers,
)
from sim.engine.schedule import run_week
from sim.engine.setup import simulation_of
from sim.errors import BadInput, Problem
from sim.groups import cells_of, traits_of
from sim.network.graphs import from_graph
from sim.network.layers import REP
from sim.rules import RuleSet
from sim.scenarios.changes import put
from sim.scenarios.checks import away
from sim.scenarios.load import Scenario, load
from sim.scenarios.schema import Settings
from sim.warm import budget_scale, first_customers, make_room, warmed_up

LOGGED_MEMBERS = 20_000  # above, tells are logged only if asked (interfaces)


class BuyerNetwork(mesa.Model):
    """One market under one scenario, standing at the end of its warm-up.

    Parameters
    ----------
    scenario : Scenario, or the name of a preset or path of a file
    seed : sets both seeds; 0 is a seed like any other
    world_seed : people, ties, need calendar and warm-up; default `seed`
    luck_seed : everything else in measured weeks; default `seed`
    threads : threads over the population; they change nothing but the time
    rules : rules other than the package's own
    log_tells : keep every tell; default up to 20,000 members
    log_reads : keep everything that was read too, some 3 rows a member and week
    network : people and ties as a networkx graph, in place of `market.network`; attributes of its
        nodes and edges are columns, as in a network folder

    Attributes
    ----------
    after_phase : called with the name of each finished phase of a week; None for nobody

    Raises
    ------
    BadInput   the scenario or the network cannot be used, with every problem
    """

    def __init__(
        self,
        scenario: Scenario | str = "base",
        seed: int = 0,
        *,
        world_seed: int | None = None,
        luck_seed: int | None = None,
        threads: int = 1,
        rules: RuleSet | None = None,
        log_tells: bool | None = None,
        log_reads: bool = False,
        network: Any = None,
    ) -> None:
        self.world_seed = int(seed if world_seed is None else world_seed)
        self.luck_seed = int(seed if luck_seed is None else luck_seed)
        self._numbers = itertools.count(1)
        super().__init__(rng=abs(self.luck_seed))
        self._chosen = load(scenario) if isinstance(scenario, str) else scenario
        self.rules = rules or RuleSet()
        self.notes: dict[tuple[str, int], dict[str, Any]] = {}
        self.after_phase: Callable[[str], None] | None = None
        settings = self.scenario.settings
        make_room()
        k = kernels(self.rules, jit_wanted())
        given = None if network is None else from_graph(network)
        warm = warmed_up(settings, self.world_seed, self.rules, k, threads, given)
        self.world = warm.world
        self.calendar_hash = warm.calendar_hash
        log = self.world.n_members <= LOGGED_MEMBERS if log_tells is None else log_tells
        self.simulation = simulation_of(
            warm.world,
            warm.state,
            settings,
            k,
            self.world_seed,
            self.luck_seed,
            threads,
            log,
            log_reads,
        )
        self._settings = settings
        self._replan = True
        self.memories = memories(self.simulation.state, self.world.n_sellers)
        supplier = self.state.purchases.supplier
        self.simulation.room["cohort"] = first_customers(self.world, supplier)
        focal = self.world.seller_names.index(settings.focal_name)
        self.traits = traits_of(self.world, self.simulation.room["cohort"][:, focal])
        self.state.count_by(cells_of(self.traits))
        self.seller_agents = [
            Seller(self, s, settings.firm(name)) for s, name in enumerate(self.world.seller_names)
        ]
        staff = self.world.staff
        self.employees: list[Employee] = [
            (Salesperson if staff.kind[q] == REP else Voice)(
                self, q, self.seller_agents[staff.seller[q]], name
            )
            for q, name in enumerate(staff_names(self.world))
        ]
        self._check_presence()
        outside = np.flatnonzero(self.world.accounts.seller < 0)
        self.influencer_agents = [Influencer(self, int(a)) for a in outside]

    @property
    def scenario(self) -> Scenario:
        """The scenario of this run."""
        return self._chosen

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """Newer Mesa gives every model an experimental scenario of its own; ours stays."""

    # -- a week ---------------------------------------------------------------------------------
    def step(self) -> None:
        """One week, in the order of `sim.engine.schedule.WEEK`."""
        self._take_settings(self.week + 1)
        run_week(self.simulation, self._plan, self.after_phase)

    def run(self, weeks: int | None = None) -> BuyerNetwork:
        """All measured weeks, or so many more; the model itself."""
        for _ in range(self.scenario.settings.market.weeks - self.week if weeks is None else weeks):
            self.step()
        return self

    def _plan(self) -> None:
        """Sellers set the week's numbers, where anything has changed."""
        sim = self.simulation
        if self.week > 1:
            self._review()
        if not self._replan:
            return
        self._replan = False
        scale = budget_scale(self._settings, self.world.n_members)
        plans = []
        for seller in self.seller_agents:
            plans.append(seller.plan(scale))
            set_policy(sim.policy, seller.row, plans[-1])
        dropped = [memory.dropped for memory in self.memories]
        sim.assignment = assign_accounts(
            self.world, plans, self._settings.parameters, sim.kernels, dropped
        )

    def _review(self) -> None:
        """Sellers whose review is due change what they do."""
        state, held = self.state, self.memories
        remember(held, self.simulation.records.weeks[-1]["counts"])
        firms = [self._settings.firm(name) for name in self.world.seller_names]
        changed = review_habits(state, self.world, firms, held, self.luck_seed)
        assignment = self.simulation.assignment
        changed |= review_influencers(state, self.world, firms, held, assignment)
        if changed:
            self._replan = True
            for seller in self.seller_agents:
                seller.firm = learned(firms[seller.row], held[seller.row])

    def _take_settings(self, week: int) -> None:
        """Take over what holds from this week on, before its first phase."""
        settings = self._settings_of(week)
        if settings is self._settings and week != 1:
            return
        self._settings = settings
        self._replan = True
        self._set_presence(settings)
        self.simulation.parameters = settings.parameters
        self.simulation.__post_init__()
        for seller in self.seller_agents:
            seller.firm = learned(settings.firm(seller.name), self.memories[seller.row])

    def _check_presence(self) -> None:
        """Whether everybody exists whom the scenario, now or later, says is away."""
        weeks = {1, *(e.week for e in self.scenario.settings.event if e.path.endswith("away"))}
        problems = []
        for week in sorted(weeks):
            found = away(self._settings_of(week), self.world.n_members)
            problems += [Problem("", c.keys[0], c.why) for c in found]
        if problems:
            raise BadInput(list(dict.fromkeys(problems)))

    def _set_presence(self, settings: Settings) -> None:
        """Take over who works from now on; the trust that leavers earned goes with them."""
        staff = self.world.staff
        firms = [settings.firm(name) for name in self.world.seller_names]
        present = present_staff(self.world, firms)
        if (present == staff.present).all():
            return
        self.world = replace(self.world, staff=staff._replace(present=present))
        self.simulation.world = self.world
        self.simulation.kernels.come_and_go(
            (present != staff.present).astype(np.int64),
            self.state.beliefs,
            self.state.dyads,
            self.world.staff,
        )

    def _settings_of(self, week: int) -> Settings:
        """Settings of a week: the scenario's with the events that hold."""
        events = self.scenario.settings.event
        if not events:
            return self.scenario.settings
        edges = {e.week for e in events} | {e.until + 1 for e in events if e.until}
        if week != 1 and week not in edges:
            return self._settings
        tree = self.scenario.settings.model_dump(mode="python")
        for e in events:
            if e.week <= week and (e.until is None or week <= e.until):
                put(tree, e.path, e.value)
        return Settings.model_validate(tree)

    # -- who is there ---------------------------------------------------------------------------
    def register_agent(self, agent: Any) -> None:
        """Take in an ordinary agent, numbered from 1 by the model itself.

        Mesa 3.3 has counted by then in a table of its own, which would keep every model for ever.
        """
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
            agent.unique_id = next(self._numbers)
        super().register_agent(agent)

    @property
    def week(self) -> int:
        """The last finished week; 0 at the end of the warm-up."""
        return self.simulation.state.week

    @property
    def state(self) -> st.State:
        """All columns. Reading is free; writing is surgery."""
        return self.simulation.state

    @property
    def agents(self) -> Any:
        """Everybody: people as views, then sellers, employees and influencers."""
        others = [*self.seller_agents, *self.employees, *self.influencer_agents]
        return Population(self, np.arange(self.world.n_people), Member, others)

    @agents.setter
    def agents(self, agents: Any) -> None:
        raise AttributeError("the people of a market are fixed before the first week")

    @property
    def members(self) -> Population:
        """People of buying organisations, as views."""
        return Population(self, np.flatnonzero(self.world.people.org >= 0))

    @property
    def buying_centres(self) -> Population:
        """Buying centres, as views."""
        return Population(self, np.arange(len(self.world.needs.key)), BuyingCentre)

    @property
    def sellers(self) -> list[Seller]:
        """Sellers, in the order of the market."""
        return self.seller_agents

    @property
    def salespeople(self) -> list[Salesperson]:
        """Salespeople of all sellers."""
        return [e for e in self.employees if isinstance(e, Salesperson)]

    @property
    def voices(self) -> list[Employee]:
        """All employees: whoever may post."""
        return self.employees

    @property
    def influencers(self) -> list[Influencer]:
        """External influencers."""
        return self.influencer_agents

    def trust(self, person: int, seller: int) -> float:
        """Trust, 0-1, that a person (by row) would use in a decision about a seller (by row)."""
        k = self.simulation.kernels
        return float(k.trust_in(person, seller, self.state.beliefs, self.simulation.p["belief"]))

    # -- results --------------------------------------------------------------------------------
    @property
    def weeks(self) -> pd.DataFrame:
        """Week by week and seller by seller."""
        return results.weeks_table(self)

    @property
    def leads(self) -> pd.DataFrame:
        """A row a lead of the measured weeks."""
        return results.leads_table(self)

    @property
    def cascades(self) -> pd.DataFrame:
        """A row a cascade of word of mouth; empty where tells are not logged."""
        return results.cascades_table(self)

    @property
    def tells(self) -> pd.DataFrame:
        """A row a tell; empty where tells are not logged."""
        return results.tells_table(self)

    @property
    def reads(self) -> pd.DataFrame:
        """A row a read; empty where reads are not logged."""
        return results.reads_table(self)

    @property
    def relations(self) -> pd.DataFrame:
        """A row a relation of a seller with an organisation: stage of the cycle and three layers."""
        return results.relations_table(self)

    @property
    def groups(self) -> pd.DataFrame:
        """Measures of the focal seller by role, relation, organisation size and industry."""
        return results.groups_table(self)

    @property
    def sellers_summary(self) -> pd.DataFrame:
        """Every measure for every seller."""
        return results.summary_table(self)

    @property
    def summary(self) -> pd.Series:
        """Every measure for the focal seller."""
        return self.sellers_summary.loc[self.scenario.settings.focal_name]

    @property
    def model_id(self) -> str:
        """Identity of the code and rules that made this run."""
        return model_id(self.rules)

    @property
    def world_hash(self) -> str:
        """Fingerprint of the world."""
        return self.world.fingerprint()

    def close(self) -> None:
        """Let go of threads and working room; the model can still be read."""
        self.simulation.close()
