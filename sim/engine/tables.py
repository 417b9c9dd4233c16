"""Tables that grow: rows for new dyads and leads, sorted lists of events."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine import state as st
from sim.network.layers import World


def dyad_rows(
    state: st.State, person: np.ndarray, employee: np.ndarray, n_staff: int
) -> np.ndarray:
    """Rows of the dyads of (person, employee) pairs, made where they are missing.

    Parameters
    ----------
    person, employee : (n,) int64

    Returns
    -------
    (n,) int64   rows in `state.dyads`, which stays sorted by person and employee
    """
    code = person * n_staff + employee
    have = state.dyads.person * n_staff + state.dyads.staff
    rows = np.searchsorted(have, code)
    absent = np.ones(len(code), bool)
    inside = rows < len(have)
    absent[inside] = have[rows[inside]] != code[inside]
    if absent.any():
        new = np.sort(code[absent])
        new = new[np.r_[True, new[1:] != new[:-1]]]
        at = np.searchsorted(have, new)
        fresh: st.Dyads = st.zeros(st.Dyads, len(new), st.DYAD_FLOATS)
        fresh.person[:], fresh.staff[:] = new // n_staff, new % n_staff
        fresh.last_week[:] = st.NEVER
        state.dyads = st.Dyads(
            *(np.insert(old, at, add) for old, add in zip(state.dyads, fresh, strict=True))
        )
        rows = np.searchsorted(np.insert(have, at, new), code)
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
    return np.ascontiguousarray(events[order])


def sorted_messages(world: World, n: int, out: Any) -> tuple[Any, np.ndarray]:
    """This week's messages by person, then by the sender's identity, and the rows of each person."""
    order = np.lexsort((world.staff.key[out.staff[:n]], out.person[:n]))
    messages = type(out)(*(np.ascontiguousarray(c[:n][order]) for c in out))
    messages = messages._replace(staff_key=world.staff.key[messages.staff])
    ptr = np.zeros(world.n_people + 1, np.int64)
    np.cumsum(np.bincount(messages.person, minlength=world.n_people), out=ptr[1:])
    return messages, ptr
