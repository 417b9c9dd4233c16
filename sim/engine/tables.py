"""Tables that grow: rows for new dyads and leads, sorted lists of events and messages."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine import state as st
from sim.engine.compiled import Kernels
from sim.network.layers import World


def dyad_rows(
    kernels: Kernels, state: st.State, person: np.ndarray, employee: np.ndarray
) -> np.ndarray:
    """Rows of the dyads of (person, employee) pairs, made where they are missing.

    Parameters
    ----------
    person, employee : (n,) int64

    Returns
    -------
    (n,) int64   rows in `state.dyads`, which stays sorted by person and employee
    """
    rows = np.zeros(len(person), np.int64)
    if kernels.find_dyads(person, employee, state.dyads, rows):
        n_staff = int(employee.max()) + 1
        new = np.unique((person * n_staff + employee)[rows < 0])
        grown: st.Dyads = st.zeros(st.Dyads, len(state.dyads.person) + len(new), st.DYAD_FLOATS)
        kernels.merge_dyads(new // n_staff, new % n_staff, state.dyads, grown)
        state.dyads = grown
        kernels.find_dyads(person, employee, grown, rows)
    return rows


def room_for_leads(state: st.State, n: int) -> None:
    """Make room for n more leads."""
    have = len(state.leads.week)
    if state.n_leads + n <= have:
        return
    size = max(2 * have, state.n_leads + n)
    grown = st.zeros(st.Leads, size, st.LEAD_FLOATS)
    for old, new in zip(state.leads, grown, strict=True):
        new[:have] = old
    state.leads = grown


def sorted_events(world: World, parts: list[np.ndarray]) -> np.ndarray:
    """Lead events of a week by the identities of person and seller, then origin; (n, 5) int64."""
    events = np.concatenate(parts) if parts else np.zeros((0, 5), np.int64)
    order = np.lexsort(
        (
            events[:, 3],
            events[:, 2],
            world.sellers.key[events[:, 1]],
            world.people.key[events[:, 0]],
        )
    )
    return events[order]


def sorted_messages(world: World, n: int, out: Any) -> tuple[Any, np.ndarray]:
    """This week's messages by person, then by the sender's identity, and the rows of each person."""
    order = np.lexsort((world.staff.key[out.staff[:n]], out.person[:n]))
    messages = type(out)(*(c[:n][order] for c in out))
    messages = messages._replace(staff_key=world.staff.key[messages.staff])
    ptr = np.zeros(world.n_people + 1, np.int64)
    np.cumsum(np.bincount(messages.person, minlength=world.n_people), out=ptr[1:])
    return messages, ptr
