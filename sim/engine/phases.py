"""The thirteen phases of a week: each calls its kernels over everybody it concerns.

A phase reads what stood when it began. The order, and why, is in `schedule`.
"""

from __future__ import annotations

import numpy as np

from sim.engine import state as st
from sim.engine.context import Desk
from sim.engine.kernels.attend import RETARGET_WEEKS
from sim.engine.kernels.measure import SUMS
from sim.engine.reads import reads_of_week
from sim.engine.simulation import Simulation
from sim.engine.tables import dyad_rows, room_for_leads, sorted_events, sorted_messages
from sim.network.layers import PAGE


def needs(sim: Simulation) -> None:
    """Buying centres open purchases."""
    w, s, k = sim.world, sim.state, sim.kernels
    if sim.parameters.delivery.turnover > 0.0:
        k.replace_people(
            s.week, w.people, w.follows, w.sellers, w.staff, s.bond, s.tie, s.beliefs, s.marks,
            s.persons, s.dyads, sim.keys("calendar"), sim.p["delivery"], sim.p["belief"],
            sim.p["attention"],
        )  # fmt: skip
    k.open_needs(
        s.week, w.needs, w.orgs, w.people, s.purchases, w.season_map, sim.room["topics_of"],
        s.market, s.persons, s.beliefs, sim.facts, sim.calendar, sim.keys("calendar"),
        sim.keys("needs"), sim.p["choice"],
    )  # fmt: skip


def _recent(sim: Simulation) -> np.ndarray:
    """People in target who read something of each seller of late, where anybody asks; (S,) int64."""
    w, s = sim.world, sim.state
    if not sim.policy.retarget.any():
        return np.zeros(w.n_sellers, np.int64)
    late = s.marks.view_week + RETARGET_WEEKS >= s.week
    recent: np.ndarray = (late & (w.sellers.target == 1)).sum(axis=0)
    return recent


def publish(sim: Simulation) -> None:
    """Accounts turn hours into items; assets are worked on."""
    w, s, k = sim.world, sim.state, sim.kernels
    p, p_message = sim.p["production"], sim.p["message"]
    ptr = np.zeros(len(w.accounts.key) + 1, np.int64)
    hours = float(sim.assignment.hours.sum() + sim.policy.repost_hours.sum())
    hours += float(sim.policy.agency_hours.sum())
    hours += float(s.sellers.post_work.sum() + s.sellers.repost_work.sum())  # of weeks before
    post = min(p.post_broad, p.post_tailored) * p.quick_cost
    least = min(p.repost, post * p.employee_share * (1.0 - p.trained_saving), p.influencer_hours)
    room = int(hours / least) + len(ptr) * 2 + 8
    items = st.empty_items(room)
    desk = Desk(
        w.accounts, sim.assignment, w.orgs, w.sellers, sim.facts, w.topic_category,
        sim.n_industries, sim.room["mean_size"], sim.policy, s.sellers, s.tally,
    )  # fmt: skip
    promoted = np.empty(w.n_sellers, np.int64)
    n = k.publish(
        s.week, desk, items, ptr, promoted, _recent(sim), sim.keys("publish"), p, p_message
    )
    if n > room:
        raise RuntimeError(f"{n} items were made where {room} was the most possible")
    sim.room["items"] = st.Items(*(c[:n] for c in items))
    sim.room["item_ptr"], sim.room["promoted"] = ptr, promoted
    sim.room["shown"] = _shown(sim)


def _shown(sim: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Items of others that pages show too: rows pointer by account (A + 1,) and item rows.

    Of a firm with several pages one shows an author's items, by the author's identity: what the
    followers of a page get to see does not grow with the market.
    """
    items, accounts = sim.room["items"], sim.world.accounts
    rows = np.flatnonzero(items.page_in > 0)
    pages = np.flatnonzero(accounts.kind == PAGE)
    pages = pages[np.argsort(accounts.seller[pages], kind="stable")]
    n_pages = np.bincount(accounts.seller[pages], minlength=sim.world.n_sellers)
    seller = items.seller[rows]
    place = accounts.key[items.account[rows]] % n_pages[seller]
    page = pages[np.cumsum(n_pages)[seller] - n_pages[seller] + place]
    ptr = np.zeros(len(accounts.key) + 1, np.int64)
    np.cumsum(np.bincount(page, minlength=len(accounts.key)), out=ptr[1:])
    return ptr, rows[np.argsort(page, kind="stable")]


def _interested(sim: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """People who showed interest of late by the rep who owns their account, in order of the queue.

    Rows pointer by employee (P + 1,) and people rows.
    """
    w, s, k = sim.world, sim.state, sim.kernels
    late = s.marks.act_week + sim.p["contact"].interest_weeks >= s.week
    room = int(np.count_nonzero(late & (w.sellers.target == 1) & (s.marks.blocked == 0)))
    person, owner, places = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room)
    n = k.list_interested(
        s.week, w.people, w.orgs, w.sellers, w.staff, s.marks.act_week, s.marks.blocked, person,
        owner, places, sim.keys("prospect"), sim.p["contact"],
    )  # fmt: skip
    person, owner, places = person[:n], owner[:n], places[:n]
    ptr = np.zeros(len(w.staff.key) + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=len(w.staff.key)), out=ptr[1:])
    return ptr, person[np.lexsort((w.people.key[person], places, owner))]


def prospect(sim: Simulation) -> None:
    """Reps send follow-ups and first contacts."""
    w, s, k = sim.world, sim.state, sim.kernels
    p = sim.p["production"]
    most = float(sim.policy.outreach_hours.sum()) / p.generic_message
    room = int(most) + len(s.dyads.person) + 2 * len(w.staff.key) + 16
    out = st.zeros(st.Messages, room, st.MESSAGE_FLOATS, np.empty)
    n = k.prospect(
        s.week, *_interested(sim), w.people, w.orgs, w.sellers, w.staff, w.ties, sim.facts,
        sim.policy, s.sellers, s.beliefs, s.dyads, s.tally, out, sim.keys("prospect"), p,
        sim.p["talk"], sim.p["contact"],
    )  # fmt: skip
    if n > room:
        raise RuntimeError(f"{n} messages were sent where {room} was the most possible")
    messages, ptr = sorted_messages(w, n, out)
    rows = dyad_rows(k, s, messages.person, messages.staff)
    written = sim.buffer("written", len(w.orgs.key), w.n_sellers)
    k.note_messages(s.week, messages, rows, w.people.org, written, s.dyads)
    sim.room.update(messages=messages, message_ptr=ptr, message_rows=rows)


def attend(sim: Simulation) -> None:
    """Members read what attention reaches; lists only, nothing changes."""
    w, s, k = sim.world, sim.state, sim.kernels
    r = sim.room
    entered = sim.buffer("entered", w.n_people, w.n_sellers)
    noticed = np.zeros(len(r["messages"].person), np.int64)
    near, vain = sim.buffer("near", w.n_people), sim.buffer("vain", w.n_people)
    inbox = np.zeros(w.n_people)
    k.note_passers(w.ties, s.persons.acted, near)
    widths: dict[int, int] = r.setdefault("feed_width", {})
    sizes: dict[int, int] = r.setdefault("view_size", {})

    def work(c: int, low: int, high: int) -> tuple[np.ndarray, ...]:
        while True:
            width, size = widths.get(c, 64), sizes.get(c, 2 * (high - low) + 64)
            found, how = np.empty(width, np.int64), np.empty(width, np.int64)
            person, item, way = (np.empty(size, np.int64) for _ in range(3))
            relevance, used = np.empty(size), np.empty(2, np.int64)
            k.attend(
                low, high, s.week, w.people, w.orgs, w.ties, near, w.follows, s.bond, w.sellers,
                w.accounts, r["items"], r["item_ptr"], r["promoted"], *r["shown"], s.old_items,
                r["messages"], r["message_ptr"], sim.facts, w.topic_category,
                s.sellers.understanding, s.marks.blocked, s.marks.view_week, s.persons, entered,
                sim.keys("attend"), sim.p["attention"], sim.p["contact"], found, how, person, item,
                way, relevance, noticed, inbox, vain, used,
            )  # fmt: skip
            if used[1] > width:
                widths[c] = 2 * int(used[1])
            elif used[0] > size:
                sizes[c] = 2 * int(used[0])
            else:
                n = int(used[0])
                return person[:n], item[:n], way[:n], relevance[:n]

    r["views"] = sim.by_chunk(work)
    r["noticed"], r["inbox"] = noticed, inbox
    k.count_entered(entered, s.tally)
    if sim.records.log_reads and sim.measured:
        sim.records.reads.append(reads_of_week(sim))


def react(sim: Simulation) -> None:
    """What was read changes people; some of it shows."""
    w, s, k = sim.world, sim.state, sim.kernels
    r = sim.room
    counts, ledger = sim.tallies(), sim.parts(s.ledger)
    seen, by_style = sim.parts(s.seen), sim.parts(s.by_style)
    others = max(0.0, float(np.count_nonzero(sim.policy.sell_hours)) - 1.0)
    acted, kind = np.full(w.n_people, -1), np.zeros(w.n_people, np.int64)
    p = sim.p

    def work(c: int, low: int, high: int) -> np.ndarray:
        person, item, way, relevance = r["views"][c]
        first, last = r["message_ptr"][low], r["message_ptr"][high]
        events = np.zeros((len(person) + int(last - first) + 1, 5), np.int64)
        n = k.react(
            low, high, s.week, sim.measured, person, item, way, relevance, len(person), r["items"],
            s.old_items, r["messages"], r["message_ptr"], r["message_rows"], r["noticed"],
            r["inbox"], r["vain"], w.people, w.orgs, w.follows, w.sellers, w.staff, w.accounts,
            sim.facts, s.sellers, s.bond, s.tie, s.beliefs, s.marks, s.persons, s.dyads, acted,
            kind, counts[c], ledger[c], seen[c], by_style[c], np.zeros(w.n_sellers), events,
            w.needs, s.purchases, sim.policy, w.n_members / 1000.0, others, sim.keys("react"),
            p["belief"], p["attention"], p["engagement"], p["message"], p["channel"], p["talk"],
            p["contact"], p["club"], p["rival"],
        )  # fmt: skip
        return events[:n]

    s.lead_events += sim.by_chunk(work)
    s.persons.acted[:] = acted
    s.persons.acted_kind[:] = kind
    sim.add_up(seen, s.seen)
    sim.add_up(by_style, s.by_style)
    sim.add_tallies(counts)
    sim.add_up(ledger, s.ledger)


def talk(sim: Simulation) -> None:
    """People tell each other in private; hearers change after everything was told."""
    w, s, k = sim.world, sim.state, sim.kernels
    n = w.n_people
    talks, knows, asks = (sim.buffer(name, n) for name in ("talks", "knows", "asks"))
    belief, p = sim.p["belief"], sim.p["talk"]
    sizes: dict[int, int] = sim.room.setdefault("tell_size", {})

    def note(c: int, low: int, high: int) -> None:
        k.note_talkers(
            low, high, s.beliefs.trace, s.marks.trigger_kind, s.persons.searching,
            sim.facts.serve_bits, talks, knows, asks, p, belief,
        )  # fmt: skip

    def work(c: int, low: int, high: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        while True:
            size = sizes.get(c, (high - low) // 2 + 64)
            tells, trusts, weights = np.empty((size, 9), np.int64), np.empty(size), np.empty(size)
            found = k.list_tells(
                low, high, s.week, w.people, w.sellers, w.ties, sim.facts, s.beliefs, s.marks,
                s.persons, talks, knows, asks, tells, trusts, weights, sim.keys("talk"), p, belief,
            )  # fmt: skip
            if found <= size:
                return tells[:found], trusts[:found], weights[:found]
            sizes[c] = 2 * found

    sim.by_chunk(note)
    parts = sim.by_chunk(work)
    counts, ledger = sim.tallies(), sim.parts(s.ledger)

    def apply(c: int, low: int, high: int) -> np.ndarray:
        tells, trusts, weights = parts[c]
        first = np.zeros(len(trusts), np.int64)
        k.hear(
            low, high, len(trusts), s.week, tells, trusts, weights, first, w.sellers, s.beliefs,
            s.marks, counts[c], ledger[c], p, belief,
        )  # fmt: skip
        return first

    firsts = sim.by_chunk(apply)
    for tells, trusts, _ in parts:
        k.begin_cascades(
            len(trusts), s.week, tells, trusts, w.people.org, s.told, s.marks, s.tally, p
        )
    sim.add_tallies(counts)
    sim.add_up(ledger, s.ledger)
    if sim.records.log_tells and sim.measured:
        tells, trusts = np.concatenate([t[0] for t in parts]), np.concatenate([t[1] for t in parts])
        sim.records.tells.append((s.week, tells, trusts, np.concatenate(firsts)))


def scout(sim: Simulation) -> None:
    """Members of searching centres study pages and may enquire."""
    w, s, k = sim.world, sim.state, sim.kernels
    counts, ledger = sim.tallies(), sim.parts(s.ledger)

    def work(c: int, low: int, high: int) -> np.ndarray:
        searching = int(np.count_nonzero(s.persons.searching[low:high]))
        events = np.zeros((2 * searching * w.n_sellers + 1, 5), np.int64)
        n = k.scout(
            low, high, s.week, w.people, w.sellers, w.accounts, sim.facts, sim.policy, s.sellers,
            s.counts, s.beliefs, s.marks, s.persons, counts[c], ledger[c], events,
            sim.keys("scout"), sim.p["scouting"], sim.p["belief"],
        )  # fmt: skip
        return events[:n]

    s.lead_events += sim.by_chunk(work)
    sim.add_tallies(counts)
    sim.add_up(ledger, s.ledger)


def qualify(sim: Simulation) -> None:
    """Leads are recorded, scored, passed on or dropped."""
    w, s, k = sim.world, sim.state, sim.kernels
    events = sorted_events(w, s.lead_events)
    s.lead_events = []
    room_for_leads(s, len(events))
    queue = sim.buffer("queue", max(1, len(w.staff.key)))
    s.n_leads = k.qualify(
        events, s.n_leads, s.week, sim.room["mean_size"], w.people, w.orgs, w.needs, w.sellers,
        w.staff, sim.facts, sim.policy, s.sellers, s.purchases, s.beliefs, s.marks, s.leads, queue,
        s.tally, sim.keys("qualify"), sim.p["lead"], sim.p["choice"], sim.p["belief"],
    )  # fmt: skip


def _answer(sim: Simulation, waiting: int) -> np.ndarray:
    """Answer open threads within the reply hours; the lead events, (n, 5) int64."""
    w, s, k = sim.world, sim.state, sim.kernels
    threads, places = np.zeros((waiting, 2), np.int64), np.zeros(waiting)
    k.list_threads(
        s.week, w.people.key, w.sellers.key, s.marks.thread, threads, places, sim.keys("sell")
    )
    person, seller = w.people.key[threads[:, 0]], threads[:, 1]
    threads = threads[np.lexsort((person, places, seller))]
    events = np.zeros((waiting, 5), np.int64)
    n = k.answer_threads(
        threads, sim.room["segments"], w.people, w.orgs, w.accounts, w.sellers, sim.policy,
        s.sellers, s.purchases, s.beliefs, s.marks, s.tally, s.ledger, events, sim.p["selling"],
        sim.p["production"], sim.p["delivery"], sim.p["belief"], sim.p["club"],
    )  # fmt: skip
    return events[:n]


def _supplied(sim: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Needs by the seller that supplies them: rows pointer (S + 1,) and need rows."""
    supplier = sim.state.purchases.supplier
    rows = np.flatnonzero(supplier >= 0)
    rows = rows[np.argsort(supplier[rows], kind="stable")]
    ptr = np.zeros(sim.world.n_sellers + 1, np.int64)
    np.cumsum(np.bincount(supplier[rows], minlength=sim.world.n_sellers), out=ptr[1:])
    return ptr, rows


def sell(sim: Simulation) -> None:
    """Reps approach and meet; threads are answered; customers are asked for names."""
    w, s, k = sim.world, sim.state, sim.kernels
    ptr = np.zeros(len(w.staff.key) + 1, np.int64)
    mine = sim.buffer("leads_by_rep", len(s.leads.week))
    leads = s.leads
    n_mine = k.list_leads(s.n_leads, leads.state, leads.accepted, leads.rep, ptr, mine)
    talks = int(sim.assignment.joining.sum() / sim.p["production"].join_hours)
    room = int(n_mine * (1 + sim.p["selling"].meeting_room)) + talks + 2 * len(w.accounts.key) + 1
    contacts = np.zeros((room, 3), np.int64)
    keys, belief = sim.keys("sell"), sim.p["belief"]
    n = k.sell(
        s.week, ptr, mine, w.people, w.orgs, w.needs, w.sellers, w.staff,
        sim.facts, sim.policy, s.purchases, s.beliefs, s.marks, s.leads, s.sellers, s.tally,
        contacts, w.n_members / 1000.0, keys, sim.p["selling"], belief, sim.p["choice"],
        sim.p["delivery"],
    )  # fmt: skip
    n = k.join_talks(
        s.week, n, w.accounts, w.staff, *sim.room["audience"], w.people, s.persons,
        s.marks.blocked, sim.assignment, sim.policy, s.sellers, s.tally, contacts, keys,
        sim.p["production"],
    )  # fmt: skip
    kinds = np.array((1, 0, 0, 2))[contacts[:n, 2]]  # of two contacts in a week the meeting counts
    order = np.lexsort((kinds, w.staff.key[contacts[:n, 1]], w.people.key[contacts[:n, 0]]))
    contacts = contacts[:n][order]
    rows = dyad_rows(k, s, contacts[:, 0].copy(), contacts[:, 1].copy())
    k.apply_contacts(
        n, s.week, contacts, rows, *_supplied(sim), w.people, w.needs, w.staff, w.sellers,
        sim.policy, s.purchases, s.beliefs, s.marks, s.dyads, s.tally, s.ledger, keys, belief,
        sim.p["talk"], sim.p["selling"],
    )  # fmt: skip
    waiting = int(np.count_nonzero(s.marks.thread == st.AWAITING))
    room = waiting + 64
    while True:
        events = np.zeros((room, 5), np.int64)
        referred = k.refer(
            s.week, 0, w.people, w.orgs, w.needs, w.sellers, w.ties, sim.facts, s.purchases,
            s.beliefs, events, keys, sim.p["selling"], belief,
        )  # fmt: skip
        if referred <= len(events):
            break
        room = referred
    k.note_referrals(events[:referred], s.marks)
    s.lead_events += [events[:referred], _answer(sim, waiting)]


def decide(sim: Simulation) -> None:
    """Centres whose purchase is due choose."""
    w, s, k = sim.world, sim.state, sim.kernels
    view, score, utility = np.zeros(3), np.zeros(w.n_sellers), np.zeros(w.n_sellers)
    k.decide(
        s.week, w.people, w.orgs, w.needs, w.sellers, w.ties, sim.facts, sim.policy, s.sellers,
        s.purchases, s.beliefs, s.marks, s.persons, s.tally, s.market, s.revenue, view, score,
        utility,
        sim.room["mean_size"], sim.parameters.delivery.outside_satisfaction,
        sim.keys("decide"), sim.p["choice"], sim.p["belief"],
    )  # fmt: skip


def deliver(sim: Simulation) -> None:
    """Promises are kept or broken."""
    w, s, k = sim.world, sim.state, sim.kernels
    k.deliver(
        s.week, w.people, w.orgs, w.needs, w.sellers, w.staff, sim.facts, sim.policy, s.sellers,
        s.purchases, s.beliefs, s.marks, s.dyads, s.tally, s.ledger, w.n_members / 1000.0,
        sim.keys("deliver"), sim.p["delivery"], sim.p["belief"], sim.p["talk"],
    )  # fmt: skip


def measure(sim: Simulation) -> None:
    """Sum the states of everybody in target; keep the row of a measured week."""
    w, s, k = sim.world, sim.state, sim.kernels
    s.old_items = sim.room["items"]
    if not sim.measured:
        return
    n_chunks = len(list(st.chunks(w.n_people)))
    sums = np.zeros((n_chunks, w.n_sellers, len(SUMS)), np.int64)
    cohort = np.zeros((n_chunks, w.n_sellers, 3), np.int64)
    outside = np.zeros((n_chunks, w.n_sellers), np.int64)

    def work(c: int, low: int, high: int) -> None:
        k.measure_people(
            low, high, s.week, w.sellers, s.beliefs, s.marks, s.persons, sim.room["cohort"],
            sums[c], cohort[c], w.people.org, outside[c], sim.p["belief"],
        )  # fmt: skip

    sim.by_chunk(work)
    open_leads, opportunities = np.zeros(w.n_sellers, np.int64), np.zeros(w.n_sellers, np.int64)
    dyads = np.zeros((w.n_sellers, 2), np.int64)
    k.measure_sales(
        s.n_leads, s.leads, s.purchases, s.dyads, w.staff, open_leads, opportunities, dyads
    )
    sim.records.weeks.append(
        {
            "counts": s.counts.copy(),
            "ledger": s.ledger.copy(),
            "market": s.market.copy(),
            "revenue": s.revenue.copy(),
            "hours": s.sellers.hours.copy(),
            "money": s.sellers.money.copy(),
            "sums": sums.sum(axis=0),
            "dyads": dyads,
            "open_leads": open_leads,
            "open_opportunities": opportunities,
            "customers": sim.facts.n_customers.copy(),
            "cohort": cohort.sum(axis=0),
            "understanding": (s.sellers.understanding * sim.room["segments"]).sum(axis=1),
            "outside_affect": outside.sum(axis=0),
        }
    )
