"""What is counted by group of people, added up from what is known of each person."""

from __future__ import annotations

import numpy as np

from sim.engine import state as st
from sim.groups import SIZE_BANDS
from tests.oracle.person import OraclePerson
from tests.oracle.week import OracleMarket


def trait(market: OracleMarket, person: OraclePerson) -> tuple[int, int, int, int]:
    """Role, whether a customer of the focal seller at the beginning, size band and industry."""
    focal = next(s for s in market.sellers if s.name == market.settings.focal_name)
    customer = int(person in market.first_customers[focal.row])
    firm = person.organisation
    if firm is None:
        return person.role, customer, -1, -1
    band = next(k for k, (low, high, _) in enumerate(SIZE_BANDS) if low <= firm.size <= high)
    return person.role, customer, band, firm.industry


def cells(market: OracleMarket) -> dict[str, np.ndarray]:
    """Group of each person, and counts and revenue by group and seller since measuring began."""
    traits = [trait(market, person) for person in market.people]
    groups = sorted(set(traits))
    cell = [groups.index(t) for t in traits]
    counts = np.zeros((len(groups), len(market.sellers), st.N_COUNTS), np.int64)
    revenue = np.zeros((len(groups), len(market.sellers)))
    for seller in market.sellers:
        for (person, name), n in seller.of_person.items():
            counts[cell[person], seller.row, st.COUNT[name]] += n
    for person, seller, amount in market.orders:
        revenue[cell[person.row], seller.row] += amount
    return {"cell": np.array(cell, np.int64), "cells": counts, "cell_revenue": revenue}
