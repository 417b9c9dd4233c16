"""Fills a market of the oracle: agents from the world and the state before the warm-up."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sim.agents.belief import trust_bar
from sim.agents.buying_centre import NO_SUPPLIER
from sim.agents.member import block_limit
from sim.agents.reading import own_regard
from sim.engine.start import first_state
from sim.engine.state import State
from sim.network.layers import PAGE, REP, World
from sim.network.worlds import build_world
from tests.oracle.account import OracleAccount
from tests.oracle.centre import OracleCentre, Organisation
from tests.oracle.employee import OracleEmployee
from tests.oracle.firm import OracleSeller
from tests.oracle.person import OraclePerson
from tests.oracle.things import Dyad, Follow, Opinion, Tie

if TYPE_CHECKING:
    from tests.oracle.week import OracleMarket


def draw_limits(
    bar_draw: Any, block_draw: Any, newer: Any, bars: Any, limits: Any, regard: Any, belief: Any,
    contact: Any, attention: Any,
) -> None:  # fmt: skip
    """Own bars, limits and regard of everybody; the start asks for them by this name."""
    bars[:] = [trust_bar(u, belief) for u in bar_draw.tolist()]
    limits[:] = [block_limit(u, contact) for u in block_draw.tolist()]
    regard[:] = [own_regard(young, attention) for young in newer.tolist()]


START: Any = SimpleNamespace(draw_limits=draw_limits)


def rows(columns: Any, *names: str) -> Iterator[dict[str, Any]]:
    """A dictionary of plain values a row, of all columns or the named ones."""
    names = names or columns._fields
    listed = [getattr(columns, name).tolist() for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*listed, strict=True))


def populate(model: OracleMarket) -> None:
    """Make everybody, in the order of rows, and tie them together."""
    settings = model.settings
    world = build_world(settings.market, model.world_seed)
    parameters = settings.parameters
    start = first_state(world, settings.market, model.world_seed, parameters, START)
    model.world = world
    model.week = start.week
    model.topic_category = world.topic_category.tolist()
    model.season_map = world.season_map.tolist()
    model.mean_size = sum(world.orgs.size.tolist()) / len(world.orgs.size)
    model.sellers = _sellers(model, world, start)
    model.employees = _employees(model, world, start)
    model.accounts = _accounts(model, world, start)
    model.organisations = [
        Organisation(model, row, {name: traits[name] for name in traits})
        for row, traits in enumerate(rows(world.orgs, "key", "industry", "size", "policy"))
    ]
    model.people = _people(model, world, start)
    model.centres = _centres(model, world, start)
    for s, seller in enumerate(model.sellers):
        low, high = world.sellers.target_ptr[s : s + 2].tolist()
        seller.accounts_in_view = [
            model.organisations[o] for o in world.sellers.target_orgs[low:high].tolist()
        ]
        inside = [m for m in model.people if seller.targets(m)]
        seller.targeted = sorted(inside, key=lambda m: m.key)
        seller.hear_out()
    for traits in rows(start.dyads):
        pair = traits.pop("person"), traits.pop("staff")
        model.dyads[pair] = Dyad(**traits)


def _sellers(model: OracleMarket, world: World, start: State) -> list[OracleSeller]:
    built = start.sellers
    found = []
    for s, name in enumerate(world.seller_names):
        traits = {
            "key": int(world.sellers.key[s]),
            "name": name,
            "serves": set(world.sellers.serves[s].nonzero()[0].tolist()),
            "strength": world.sellers.strength[s].tolist(),
            "reputation": float(world.sellers.reputation[s]),
            "audience": set(world.sellers.target[:, s].nonzero()[0].tolist()),
            "understanding": built.understanding[s].tolist(),
            "asset_work": float(built.asset_work[s]),
            "asset_number": int(built.asset_number[s]),
            "asset_value": float(built.asset_value[s]),
            "asset_topic": int(built.asset_topic[s]),
            "public_answers": float(built.public_answers[s]),
            "comments": float(built.comments[s]),
            "critical": float(built.critical[s]),
            "answer_work": float(built.answer_work[s]),
            "responsive": float(built.responsive[s]),
            "useful": float(built.useful[s]),
            "applicants": int(built.applicants[s]),
            "ratings": int(built.ratings[s]),
            "rating_sum": float(built.rating_sum[s]),
        }
        found.append(OracleSeller(model, s, traits))
    return found


def _employees(model: OracleMarket, world: World, start: State) -> list[OracleEmployee]:
    found = []
    for q, traits in enumerate(rows(world.staff, "key", "seller", "kind", "skill", "efficacy")):
        seller = model.sellers[traits["seller"]]
        traits["contact_work"] = float(start.sellers.contact_work[q])
        traits["selling_work"] = float(start.sellers.selling_work[q])
        word = "rep" if traits["kind"] == REP else "expert"
        same = sum(other.name.startswith(word) for other in seller.employees)
        traits["name"] = f"{word} {same}"
        employee = OracleEmployee(model, q, seller, traits)
        seller.employees.append(employee)
        if traits["kind"] == REP:
            seller.reps.append(employee)
        found.append(employee)
    return found


def _accounts(model: OracleMarket, world: World, start: State) -> list[OracleAccount]:
    found = []
    for a, traits in enumerate(rows(world.accounts)):
        traits["work"] = float(start.sellers.post_work[a])
        traits["repost_work"] = float(start.sellers.repost_work[a])
        traits["join_work"] = float(start.sellers.join_work[a])
        employee = traits["staff"]
        traits["employee"] = model.employees[employee] if employee >= 0 else None
        account = OracleAccount(model, a, traits)
        if traits["kind"] == PAGE:
            model.sellers[traits["seller"]].pages.append(account)
        found.append(account)
    return found


def _people(model: OracleMarket, world: World, start: State) -> list[OraclePerson]:
    found = []
    for m, traits in enumerate(rows(world.people)):
        opinions = []
        for s in range(world.n_sellers):
            held = {name: c[m, s].item() for name, c in start.beliefs._asdict().items()}
            marks = {name: c[m, s].item() for name, c in start.marks._asdict().items()}
            opinions.append(Opinion(**held, **marks))
        traits["bar"] = start.persons.bar[m].item()
        traits["block_limit"] = start.persons.block_limit[m].item()
        traits["regard"] = start.persons.regard[m].item()
        person = OraclePerson(model, m, traits["key"], opinions, traits)
        if traits["org"] >= 0:
            person.organisation = model.organisations[traits["org"]]
        low, high = world.follows.ptr[m : m + 2].tolist()
        for e in range(low, high):
            account = model.accounts[int(world.follows.account[e])]
            motive = int(world.follows.motive[e])
            person.follows[account] = Follow(float(start.bond[e]), float(start.tie[e]), motive)
        found.append(person)
    for m, person in enumerate(found):
        for e in range(int(world.ties.ptr[m]), int(world.ties.ptr[m + 1])):
            other = found[int(world.ties.other[e])]
            person.ties.append(Tie(other, int(world.ties.layer[e]), float(world.ties.weight[e])))
    for o, firm in enumerate(model.organisations):
        low, high = world.orgs.people_ptr[o : o + 2].tolist()
        firm.people = [found[m] for m in world.orgs.people[low:high].tolist()]
    return found


def _centres(model: OracleMarket, world: World, start: State) -> list[OracleCentre]:
    found = []
    bought = start.purchases
    for r, traits in enumerate(rows(world.needs)):
        firm = model.organisations[traits["org"]]
        supplier = int(bought.supplier[r])
        traits |= {
            "supplier": model.sellers[supplier] if supplier >= 0 else None,
            "dormant": supplier == NO_SUPPLIER,
            "satisfaction": float(bought.satisfaction[r]),
            "orders": int(bought.orders[r]),
            "next_week": int(bought.next_week[r]),
            "n_sellers": world.n_sellers,
        }
        centre = OracleCentre(model, r, firm, traits)
        firm.centres.append(centre)
        firm.buys.add(centre.category)
        found.append(centre)
    return found
