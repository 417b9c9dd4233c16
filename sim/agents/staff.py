"""Sellers, salespeople, voices and influencers: few, so ordinary Mesa agents with policy numbers."""

from __future__ import annotations

from typing import Any

import mesa

from sim.agents.budget import Plan, plan
from sim.agents.reading import CHANNELS
from sim.agents.seller import Components, components
from sim.engine.state import NEVER
from sim.network.layers import PAGE, PROFILES
from sim.scenarios.schema import Firm


class Seller(mesa.Agent):
    """A selling firm. Each week it turns its settings into the numbers that the week works with."""

    def __init__(self, model: Any, row: int, firm: Firm) -> None:
        super().__init__(model)
        self.row = row
        self.name = model.world.seller_names[row]
        self.firm = firm

    @property
    def components(self) -> Components:
        """What the dials stand for at present."""
        return components(self.firm)

    def plan(self, scale: float) -> Plan:
        """The coming week's hours, money and settings; scale in thousands of members."""
        parameters = self.model.simulation.parameters
        binds = self.model.rules.functions()["weakest"]
        return plan(self.firm, scale, parameters, self.teams, len(self.people), binds)

    @property
    def teams(self) -> int:
        """Its pages, each with a content team."""
        accounts = self.model.world.accounts
        return int(((accounts.kind == PAGE) & (accounts.seller == self.row)).sum())

    @property
    def applicants(self) -> int:
        """Applications for a job by people outside buying centres so far."""
        return int(self.model.state.sellers.applicants[self.row])

    @property
    def people(self) -> list[Employee]:
        """Its employees."""
        return [e for e in self.model.employees if e.seller is self]

    def __repr__(self) -> str:
        return f"Seller({self.name})"


class Employee(mesa.Agent):
    """Somebody who works for a seller and may post: a Voice."""

    def __init__(self, model: Any, row: int, seller: Seller, name: str) -> None:
        super().__init__(model)
        self.row = row
        self.seller = seller
        staff = model.world.staff
        self.skill = float(staff.skill[row])
        self.name = f"{seller.name}/{name}"

    @property
    def present(self) -> bool:
        """Whether it works this week; see `focal.away`."""
        return bool(self.model.world.staff.present[self.row])

    @property
    def posting(self) -> float:
        """Hours for posts this week."""
        return float(self.model.simulation.assignment.hours[len(self.model.sellers) + self.row])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"


class Salesperson(Employee):
    """A rep: writes to people, meets them, and may post as a Voice does."""

    @property
    def open_leads(self) -> int:
        """Leads that it accepted and that are still open."""
        state = self.model.state
        n = state.n_leads
        leads = state.leads
        mine = (leads.rep[:n] == self.row) & (leads.accepted[:n] != NEVER)
        return int((mine & (leads.state[:n] == 1)).sum())


class Voice(Employee):
    """Any other employee who may post."""


class Influencer(mesa.Agent):
    """An external account that may speak for a seller."""

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.expertise = float(model.world.accounts.expertise[row])
        self.topic = int(model.world.accounts.topic[row])
        self.followers = int(model.world.accounts.followers[row])
        self.profile = PROFILES[model.world.accounts.profile[row]]
        self.channel = CHANNELS[model.world.accounts.home[row]]

    @property
    def works_for(self) -> str:
        """Name of the seller that it speaks for this week, empty for none."""
        s = int(self.model.simulation.assignment.seller[self.row])
        return self.model.world.seller_names[s] if s >= 0 else ""

    def match(self, seller: Seller) -> float:
        """Match of values and topic with a seller, 0-1."""
        return float(self.model.world.accounts.match[self.row, seller.row])
