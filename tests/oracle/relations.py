"""What relations of the oracle's organisations with sellers have come to, counted from its people."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import numpy as np

from sim.agents.belief import actor_bond
from sim.agents.relation import relation_stage
from sim.engine import state as st
from tests.oracle.centre import Organisation
from tests.oracle.dealings import RECENT
from tests.oracle.firm import OracleSeller
from tests.oracle.person import OraclePerson
from tests.oracle.week import OracleMarket


class Relation:
    """One seller and one organisation of its target, at the end of a run."""

    def __init__(self, market: OracleMarket, seller: OracleSeller, firm: Organisation) -> None:
        self.market, self.seller, self.firm = market, seller, firm
        self.people = firm.people
        self.opinions = [m.of(seller) for m in self.people]

    def _lately(self, week: int) -> bool:
        return self.market.week - week < RECENT

    def _acts(self, person: OraclePerson) -> bool:
        """Whether it acted in public, or in the seller's group, of late."""
        it = person.of(self.seller)
        return self._lately(it.act_week) or it.group == st.ACTIVE

    def _met(self, person: OraclePerson) -> bool:
        """Whether it was in touch with anybody of the seller of late, there or not by now."""
        pictures = [person.picture_of(q) for q in self.seller.employees]
        return any(d and d.contacts > 0.0 and self._lately(d.last_week) for d in pictures)

    def _trusts(self, person: OraclePerson) -> bool:
        return person.aware_of(self.seller) and person.trust_in(self.seller) >= person.bar

    def _share(self, values: list[Any]) -> float:
        """Mean over the people of the organisation."""
        return float(reduce(add, values, 0.0) / len(self.people))

    @property
    def stage(self) -> int:
        """Where in the engagement cycle it stands."""
        bought = [c for c in self.firm.centres if c.supplier is self.seller]
        return int(
            relation_stage(
                float(sum(m.aware_of(self.seller) for m in self.people)),
                reduce(add, (it.contacts for it in self.opinions), 0.0),
                max((c.satisfaction for c in bought), default=0.0),
                float(max((c.orders for c in bought), default=0)),
                self._share([self._trusts(m) for m in self.people]),
                1.0 if self._lately(self.firm.told.get(self.seller.row, st.NEVER)) else 0.0,
                float(sum(self._acts(m) for m in self.people)),
            )
        )

    @property
    def layers(self) -> tuple[float, float, float]:
        """Bonds of people, information that is shared, and who does something together."""
        half = self.market.p.belief.contacts_half
        return (
            self._share([actor_bond(it.personal, it.contacts, half) for it in self.opinions]),
            self._share([it.info for it in self.opinions]),
            self._share([self._acts(m) or self._met(m) for m in self.people]),
        )


def relations(market: OracleMarket) -> tuple[np.ndarray, np.ndarray]:
    """Stages, (O, S) with -1 outside the target, and layers, (O, S, 3)."""
    shape = len(market.organisations), len(market.sellers)
    stages, layers = np.full(shape, -1), np.zeros((*shape, 3))
    for seller in market.sellers:
        for firm in seller.accounts_in_view:
            found = Relation(market, seller, firm)
            stages[firm.row, seller.row] = found.stage
            layers[firm.row, seller.row] = found.layers
    return stages, layers
