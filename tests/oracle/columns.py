"""The oracle's objects as columns, the engine's columns beside them, and what differs."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.buying_centre import CENTRE_MAX, NO_SUPPLIER, OUTCOMES, OUTSIDE
from sim.engine import state as st
from sim.engine.chance import fixed
from sim.engine.kernels.measure import SUMS
from sim.engine.simulation import Simulation
from tests.oracle.things import Identified, Item, Lead
from tests.oracle.week import OracleMarket

Columns = dict[str, np.ndarray]


def whole(values: Any) -> np.ndarray:
    """A column of integers."""
    return np.array(values, np.int64)


def real(values: Any) -> np.ndarray:
    """A column of numbers."""
    return np.array(values, np.float64)


def like(columns: Any, floats: frozenset[str]) -> Columns:
    """Columns of the right type by name."""
    return {k: real(v) if k in floats else whole(v) for k, v in columns.items()}


def bits(numbers: set[int]) -> int:
    """A set as the bits of a word."""
    return sum(1 << n for n in numbers)


def _people(market: OracleMarket) -> Columns:
    found = {}
    for kind, name in ((st.Beliefs, "beliefs"), (st.Marks, "marks")):
        column = real if kind is st.Beliefs else whole
        for f in kind._fields:
            values = [[getattr(it, f) for it in m.opinions] for m in market.people]
            found[f"{name}.{f}"] = column(values)
    people = market.people
    found["persons.bar"] = real([m.bar for m in people])
    found["persons.block_limit"] = real([m.block_limit for m in people])
    found["persons.searching"] = whole([bits(m.searching) for m in people])
    found["persons.open_need"] = whole([bits(m.open_needs) for m in people])
    acts = [m.passing_on for m in people]
    found["persons.acted"] = whole([-1 if a is None else a[0].row for a in acts])
    found["persons.acted_kind"] = whole([0 if a is None else a[1] for a in acts])
    found["persons.regard"] = real([m.regard for m in people])
    found["bond"] = real([f.credibility for m in people for f in m.follows.values()])
    found["tie"] = real([f.tie for m in people for f in m.follows.values()])
    return found


def _purchases(market: OracleMarket) -> Columns:
    centres, sellers = market.centres, range(len(market.sellers))
    supplier = [
        c.supplier.row if c.supplier else NO_SUPPLIER if c.dormant else OUTSIDE for c in centres
    ]
    members = [[m.row for m in c.members] for c in centres]
    columns = {
        "supplier": supplier,
        "centre": [m + [-1] * (CENTRE_MAX - len(m)) for m in members],
        "offer": [[c.offers[s] for s in sellers] for c in centres],
        "met": [[c.met[s] for s in sellers] for c in centres],
    }
    for f in (
        "satisfaction", "number", "next_week", "open", "kind", "opened", "due", "topic", "orders",
        "ordered",
    ):  # fmt: skip
        columns[f] = [getattr(c, f) for c in centres]
    found = like(columns, frozenset({"satisfaction"}))
    return {f"purchases.{f}": found[f] for f in st.Purchases._fields}


def _dyads(market: OracleMarket) -> Columns:
    pairs = sorted(market.dyads)
    columns: dict[str, Any] = {"person": [m for m, _ in pairs], "staff": [q for _, q in pairs]}
    for f in st.Dyads._fields[2:]:
        columns[f] = [getattr(market.dyads[pair], f) for pair in pairs]
    return {f"dyads.{f}": c for f, c in like(columns, st.DYAD_FLOATS).items()}


def _lead(lead: Lead) -> dict[str, Any]:
    kept = {f: getattr(lead, f, None) for f in st.Leads._fields}
    return kept | {
        "seller": lead.seller.row,
        "person": lead.person.row,
        "need": -1 if lead.centre is None else lead.centre.row,
        "open_need": int(lead.centre is not None),
        "rep": -1 if lead.rep is None else lead.rep.row,
        "state": int(lead.open),
    }


def _leads(market: OracleMarket) -> Columns:
    listed = [_lead(lead) for lead in market.leads]
    columns = {f: [lead[f] for lead in listed] for f in st.Leads._fields}
    return {f"leads.{f}": c for f, c in like(columns, st.LEAD_FLOATS).items()}


def _sellers(market: OracleMarket) -> Columns:
    sellers = market.sellers
    floats = (
        "asset_work", "asset_value", "hours", "money", "public_answers", "comments", "critical",
        "answer_work", "responsive", "useful", "rating_sum",
    )  # fmt: skip
    found = {f"sellers.{f}": real([getattr(s, f) for s in sellers]) for f in floats}
    for f in ("asset_number", "asset_topic", "applicants", "ratings"):
        found[f"sellers.{f}"] = whole([getattr(s, f) for s in sellers])
    found["sellers.understanding"] = real([s.understanding for s in sellers])
    found["sellers.post_work"] = real([a.work for a in market.accounts])
    found["sellers.repost_work"] = real([a.repost_work for a in market.accounts])
    found["sellers.join_work"] = real([a.join_work for a in market.accounts])
    found["seen"] = whole([[a.seen[what] for what in st.SEEN] for a in market.accounts])
    found["by_style"] = whole(
        [[*s.acts_by_channel, *s.acts_by_kind, s.acts_on_hired] for s in sellers]
    )
    for f in ("contact_work", "selling_work"):
        found[f"sellers.{f}"] = real([getattr(q, f) for q in market.employees])
    found["told"] = whole(
        [[firm.told.get(s.row, st.NEVER) for s in sellers] for firm in market.organisations]
    )
    firms = range(len(market.organisations))
    found["sellers.approached"] = whole(
        [[s.approached.get(o, st.NEVER) for s in sellers] for o in firms]
    )
    return found


def _item(item: Item) -> dict[str, Any]:
    kept = {f: getattr(item, f) for f in st.Items._fields}
    return kept | {
        "account": item.account.row,
        "seller": item.seller.row,
        "shown_in": bits(item.shown_in),
        "page_in": bits(item.page_in),
        "featured": -1 if item.featured is None else item.featured.row,
    }


def _items(market: OracleMarket) -> Columns:
    listed = [_item(item) for item in market.feed]
    columns = {f: [item[f] for item in listed] for f in st.Items._fields}
    return {f"old_items.{f}": c for f, c in like(columns, st.ITEM_FLOATS).items()}


def events(rows: list[Any]) -> np.ndarray:
    """Events that wait to be recorded, in an order that does not depend on who noted them first."""
    return whole(sorted([int(v) for v in row] for row in rows)).reshape(-1, 5)


def ledger_of(books: list[dict[tuple[int, int], int]]) -> np.ndarray:
    """Ledgers of all sellers, (S, 2, sources)."""
    return whole(
        [[[b.get((k, i), 0) for i in range(st.N_LEDGER)] for k in range(2)] for b in books]
    )


def oracle_columns(market: OracleMarket) -> Columns:
    """Everything that the oracle's agents hold, as the engine would write it."""
    sellers = market.sellers
    return {
        "week": whole([market.week]),
        **_people(market),
        **_purchases(market),
        **_dyads(market),
        **_leads(market),
        **_sellers(market),
        **_items(market),
        "counts": whole([[s.counts[name] for name in st.COUNTS] for s in sellers]),
        "ledger": ledger_of([s.ledger for s in sellers]),
        "market": whole([market.outcomes[name] for name in ("opened", *OUTCOMES)]),
        "revenue": real([s.revenue for s in sellers]),
        "lead_events": events([Identified.row(e) for e in market.events]),
    }


def engine_columns(state: st.State) -> Columns:
    """Every column of the engine's state."""
    found: Columns = {"week": whole([state.week])}
    for group in ("beliefs", "marks", "persons", "purchases", "dyads", "sellers", "old_items"):
        for f, column in getattr(state, group)._asdict().items():
            found[f"{group}.{f}"] = column
    for f, column in state.leads._asdict().items():
        found[f"leads.{f}"] = column[: state.n_leads]
    for f in ("bond", "tie", "told", "seen", "by_style", "counts", "ledger", "market", "revenue"):
        found[f] = getattr(state, f)
    found["lead_events"] = events([row for part in state.lead_events for row in part])
    return found


def oracle_record(record: dict[str, Any]) -> Columns:
    """A week's record of the oracle as the engine would keep it."""
    sums = [[sum(p[name] for p in stock) for name in SUMS] for stock in record["stock"]]
    dyads = [[sum(fixed(v) for v in levels), len(levels)] for levels in record["levels"]]
    return {
        "counts": whole([[c[name] for name in st.COUNTS] for c in record["counts"]]),
        "ledger": ledger_of(record["ledger"]),
        "market": whole([record["market"][name] for name in ("opened", *OUTCOMES)]),
        **{f: real(record[f]) for f in ("revenue", "hours", "money")},
        "sums": whole(sums),
        "dyads": whole(dyads),
        "cohort": whole(
            [
                [len(them), sum(fixed(b) for b, _ in them), sum(fixed(t) for _, t in them)]
                for them in record["cohort"]
            ]
        ),
        **{f: whole(record[f]) for f in ("open_leads", "open_opportunities", "customers")},
        "understanding": real(record["understanding"]).sum(axis=1),
        "outside_affect": whole([sum(fixed(v) for v in felt) for felt in record["outside"]]),
    }


def oracle_tells(market: OracleMarket) -> list[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """The log of tells as the engine keeps it."""
    return [
        (
            week,
            whole([t.row() for t in tells]).reshape(-1, 9),
            real([t.trust for t in tells]),
            whole([t.first for t in tells]),
        )
        for week, tells in market.tells
    ]


def differences(engine: Columns, oracle: Columns) -> list[str]:
    """One line a column that is not the same to the bit: first row that differs, both values."""
    lines = [f"{name}: only one side has it" for name in sorted(set(engine) ^ set(oracle))]
    for name in engine.keys() & oracle.keys():
        a, b = np.ascontiguousarray(engine[name]), np.ascontiguousarray(oracle[name])
        if a.shape != b.shape or a.dtype != b.dtype:
            lines.append(f"{name}: engine {a.dtype}{a.shape}, oracle {b.dtype}{b.shape}")
        elif a.tobytes() != b.tobytes():
            row = np.argwhere(a.view(np.int64) != b.view(np.int64))[0]
            at = tuple(int(i) for i in row)
            lines.append(f"{name}{list(at)}: engine {a[at]!r}, oracle {b[at]!r}")
    return sorted(lines)


def compare(sim: Simulation, market: OracleMarket) -> list[str]:
    """What differs between engine and oracle as they stand."""
    return differences(engine_columns(sim.state), oracle_columns(market))
