"""Agents as users of Mesa meet them: sets and views over columns, and ordinary agents for the few."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet
from mesa.datacollection import DataCollector

import sim
from sim.agents import views
from sim.agents.buying_centre import ROLES
from sim.agents.member import need_met, reply_probability, tell_valence
from sim.agents.reading import CHANNELS
from sim.agents.staff import Influencer, Salesperson, Seller, Voice
from sim.agents.views import BuyingCentre, BySeller, Member, Population, View
from sim.engine import state as st
from sim.engine.kernels.qualify import served_need
from sim.network.followers import PROFILE_TRAITS
from sim.network.layers import PROFILES
from sim.rules import RuleSet
from sim.warm import KEPT
from tests.chance.bits import rich


@pytest.fixture(scope="module")
def model() -> sim.BuyerNetwork:
    """The rich market after its twenty weeks."""
    return sim.BuyerNetwork(rich(), seed=3).run()


@pytest.fixture(scope="module")
def member(model: sim.BuyerNetwork) -> Member:
    """Somebody who was in touch with somebody."""
    row = int(model.state.dyads.person[np.argmax(model.state.dyads.contacts)])
    found: Member = list(model.agents)[row]
    return found


def share_of_deciders(model: sim.BuyerNetwork) -> float:
    """A reporter in a module, as Mesa's collectors want them."""
    return len(model.members.select(lambda a: a.role == "decider")) / len(model.members)


# --- everybody -----------------------------------------------------------------------------------


def test_agents_hold_everybody_once(model: sim.BuyerNetwork) -> None:
    """Catches people or staff left out, or counted twice."""
    agents = list(model.agents)
    few = len(model.sellers) + len(model.employees) + len(model.influencers)
    assert len(agents) == len(model.agents) == model.world.n_people + few
    assert len(set(agents)) == len(agents)
    kinds = {type(a) for a in agents}
    assert kinds == {Member, Seller, Salesperson, Voice, Influencer}
    assert all(isinstance(a, mesa.Agent) for a in agents)
    assert isinstance(model.agents, AgentSet)
    assert model.agents.to_list() == agents


def test_members_are_people_of_organisations(model: sim.BuyerNetwork) -> None:
    """Catches the public among the members."""
    members = list(model.members)
    assert len(members) == len(model.members) == model.world.n_members == 300
    assert all(a.organisation >= 0 and a.role != "public" for a in members)
    public = [a for a in model.agents.select(agent_type=Member) if a.role == "public"]
    assert len(public) == model.world.n_people - 300
    assert {a.organisation for a in public} == {-1}


def test_agents_cannot_be_set(model: sim.BuyerNetwork) -> None:
    """Catches a model whose population is swapped by mistake."""
    with pytest.raises(AttributeError, match="fixed before the first week"):
        model.agents = []


def test_iteration_makes_views_and_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, model: sim.BuyerNetwork
) -> None:
    """Catches a population that makes a view a person when it is asked for, counted or masked."""
    made = []
    real = View.__init__

    def counted(self: View, owner: Any, row: int) -> None:
        made.append(row)
        real(self, owner, row)

    monkeypatch.setattr(View, "__init__", counted)
    agents, members, centres = model.agents, model.members, model.buying_centres
    assert len(agents) + len(members) + len(centres) > 600
    deciders = members.select(mask=model.world.people.role[:300] == ROLES.index("decider"))
    assert 0 < len(deciders) < 300
    assert len(agents.select(agent_type=Seller)) == 4
    assert len(members.select(at_most=0.5)) == 150
    assert made == []
    next(iter(members))
    assert len(made) == 1
    assert sum(1 for _ in members) == 300
    assert len(made) == 301


@pytest.mark.parametrize("members", [2_000, 20_000])
def test_large_populations_are_lazy(members: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches the first calls of a user on a large market making objects for everybody."""
    big = sim.BuyerNetwork(
        sim.load("base").set_all({"market.members": members, "market.warmup": 0}), seed=1
    )
    monkeypatch.setattr(View, "__init__", lambda *_: pytest.fail("a view was made"))
    few = len(big.sellers) + len(big.employees) + len(big.influencers)
    assert len(big.members) == members
    assert len(big.agents) == big.world.n_people + few
    assert len(big.members.select(mask=np.arange(members) < 10)) == 10
    big.close()


# --- sets ----------------------------------------------------------------------------------------


def test_select(model: sim.BuyerNetwork) -> None:
    """Catches filters, limits and types that select others than Mesa's would."""
    members = model.members
    private = members.select(lambda a: a.privacy > 0.5)
    column = model.world.people.privacy[model.world.people.org >= 0]
    assert isinstance(private, Population)
    assert len(private) == int((column > 0.5).sum())
    assert all(a.privacy > 0.5 for a in private)
    assert list(members.select(at_most=7)) == list(members)[:7]
    assert len(members.select(at_most=0.1)) == 30
    first = members.select(lambda a: a.privacy > 0.5, at_most=3)
    assert list(first) == list(private)[:3]
    assert list(private.select(lambda a: a.technical > 0.5)) == [
        a for a in members if a.privacy > 0.5 and a.technical > 0.5
    ]
    assert len(members.select(mask=column > 0.5)) == len(private)
    assert list(members.select(agent_type=Seller)) == []
    assert list(model.agents.select(agent_type=Seller)) == model.sellers
    everyone = model.agents.select(lambda a: True)
    assert list(everyone) == list(model.agents)
    by_type = model.agents.select(lambda a: isinstance(a, Voice))
    assert set(by_type) == {e for e in model.voices if isinstance(e, Voice)}


def test_get_and_agg(model: sim.BuyerNetwork) -> None:
    """Catches values in another order, or of others."""
    members = model.members
    rows = np.flatnonzero(model.world.people.org >= 0)
    assert members.get("unique_id") == model.world.people.key[rows].tolist()
    both = members.get(["role", "privacy"])
    assert both[5] == [list(members)[5].role, list(members)[5].privacy]
    privacy = model.world.people.privacy[rows]
    assert members.agg("privacy", max) == privacy.max()
    assert members.agg("privacy", [min, max]) == [privacy.min(), privacy.max()]
    assert members.agg("privacy", np.mean) == pytest.approx(privacy.mean())


def test_map_and_do(model: sim.BuyerNetwork) -> None:
    """Catches methods called for others, in another order, or not at all."""
    some = model.members.select(at_most=5)
    seen: list[int] = []
    assert some.map(lambda a: a.unique_id) == some.get("unique_id")
    assert some.map("reply_chance", "Northwind", 0.5) == [
        a.reply_chance("Northwind", 0.5) for a in some
    ]
    assert some.do(lambda a: seen.append(a.unique_id)) is some
    assert seen == some.get("unique_id")
    some.do("opinion", "Northwind")


def test_membership(model: sim.BuyerNetwork) -> None:
    """Catches views that are not found in the set they came from."""
    members = list(model.members)
    assert members[10] in model.members
    assert members[10] in model.agents
    assert members[10] not in model.members.select(at_most=10)
    assert model.sellers[0] in model.agents
    assert model.sellers[0] not in model.members
    assert next(iter(model.buying_centres)) not in model.members


@pytest.mark.parametrize(
    "refused",
    [
        lambda s: s.shuffle_do("opinion", "Northwind"),
        lambda s: s.shuffle(),
        lambda s: s.add(next(iter(s))),
        lambda s: s.remove(next(iter(s))),
        lambda s: s.discard(next(iter(s))),
        lambda s: s.select(lambda a: True, inplace=True),
    ],
    ids=["shuffle_do", "shuffle", "add", "remove", "discard", "select inplace"],
)
def test_what_would_change_the_population_is_refused(refused: Any, model: sim.BuyerNetwork) -> None:
    """Catches a call that seems to work and changes nothing; the reason must be said."""
    for population in (model.agents, model.members):
        before = len(population)
        with pytest.raises(TypeError, match=r"all act at once.*the world is fixed"):
            refused(population)
        assert len(population) == before


def test_view_cannot_be_removed(member: Member) -> None:
    """Catches an agent that leaves a market whose world is fixed."""
    with pytest.raises(TypeError, match="cannot be removed"):
        member.remove()


# --- one person ----------------------------------------------------------------------------------


def test_identity_of_views(model: sim.BuyerNetwork, member: Member) -> None:
    """Catches two views of one person that are two people to a set or dictionary."""
    again = list(model.agents)[member._row]
    assert again is not member
    assert again == member
    assert hash(again) == hash(member)
    assert len({again, member}) == 1
    other = list(model.agents)[member._row - 1]
    assert other != member
    centre = list(model.buying_centres)[member._row % len(model.buying_centres)]
    assert centre != member
    twin = sim.BuyerNetwork(rich(), seed=3)
    assert Member(twin, member._row) != member
    assert member != "Member"
    twin.close()


def test_unknown_attribute_says_what_there_is(member: Member, model: sim.BuyerNetwork) -> None:
    """Catches a misspelt attribute that gives an answer, or an error that does not help."""
    for agent in (member, next(iter(model.buying_centres))):
        with pytest.raises(AttributeError, match="has no 'aweareness'") as caught:
            _ = agent.aweareness
        assert all(name in str(caught.value) for name in agent.offers)
        assert not hasattr(agent, "trust")


@pytest.mark.parametrize("name", ["privacy", "aweareness", "_row", "pos", "model", "role"])
def test_setting_is_refused(name: str, member: Member) -> None:
    """Catches an assignment that seems to change a person: it must fail and say what to do."""
    with pytest.raises(AttributeError, match=f"Member.{name} cannot be set.*notes"):
        setattr(member, name, 1)


def test_offers_are_true(model: sim.BuyerNetwork, member: Member) -> None:
    """Catches a hint that names what a view does not have, or leaves out what it has."""
    for agent in (member, next(iter(model.buying_centres))):
        public = {
            n
            for n, v in vars(type(agent)).items()
            if not n.startswith("_") and (isinstance(v, property) or callable(v))
        }
        assert set(agent.offers) == public | {"notes"}
        assert all(getattr(agent, name) is not None for name in agent.offers)


def test_values_are_those_of_the_columns(model: sim.BuyerNetwork, member: Member) -> None:
    """Catches a view that reads another row or column."""
    row, state, people = member._row, model.state, model.world.people
    assert member.unique_id == people.key[row]
    assert member.organisation == model.world.orgs.key[people.org[row]]
    assert member.interests == (people.interest_a[row], people.interest_b[row])
    assert (member.technical, member.privacy) == (people.technical[row], people.privacy[row])
    assert (member.concern, member.association) == (people.concern[row], people.association[row])
    assert member.trust_bar == state.persons.bar[row]
    assert member.regard == state.persons.regard[row]
    assert member.searching == (state.persons.searching[row] != 0)
    for name, column in (
        ("awareness", state.beliefs.trace),
        ("brand_trust", state.beliefs.brand),
        ("affect", state.beliefs.affect),
        ("information", state.beliefs.info),
        ("annoyance", state.beliefs.annoyance),
        ("contacts", state.beliefs.contacts),
        ("blocked", state.marks.blocked == 1),
        ("aware", state.beliefs.trace >= model.scenario.settings.parameters.belief.aware_bar),
    ):
        values = getattr(member, name)
        assert isinstance(values, BySeller)
        assert dict(values.items()) == dict(
            zip(model.world.seller_names, column[row].tolist(), strict=True)
        )
        for s, seller in enumerate(model.sellers):
            assert values[seller] == values[seller.name] == values[s] == column[row, s]
        assert list(values) == list(model.world.seller_names)
        with pytest.raises(KeyError, match="no seller is named 'Nobody'; there are Northwind"):
            values["Nobody"]
    views_of = {a.unique_id: a for a in model.agents.select(agent_type=Member)}
    assert {a.blocked["Harbour"] for a in views_of.values()} == {False, True}


def test_generations_and_the_channels_they_read(model: sim.BuyerNetwork) -> None:
    """Catches channels in another order, and an older generation that reads more than the web."""
    everybody = list(model.agents.select(agent_type=Member))
    older = [a for a in everybody if a.generation == "older"]
    assert len(older) == int((model.world.people.newer == 0.0).sum()) > 0
    assert {a.generation for a in everybody} == {"newer", "older"}
    assert {a.channels for a in older} == {(), ("web",)}
    for k, name in enumerate(CHANNELS):
        reads = {a._row for a in everybody if name in a.channels}
        assert reads == set(np.flatnonzero(model.world.people.channels >> k & 1).tolist())
        assert 0 < len(reads) < len(everybody)


def test_feelings_and_regard_move(model: sim.BuyerNetwork) -> None:
    """Catches views of columns that nothing moves: feelings, regard and applications differ."""
    people = list(model.agents.select(agent_type=Member))
    feelings = [a.affect["Northwind"] for a in people]
    assert min(feelings) >= -1.0
    assert max(feelings) > 0.0
    newer = [a.regard for a in people if a.generation == "newer"]
    assert 0.0 <= min(newer) < max(newer) <= 1.0
    counted = sum(week["counts"][:, st.C_APPLICATIONS] for week in model.simulation.records.weeks)
    since = np.array([s.applicants for s in model.sellers]) - counted
    assert counted.sum() > 0
    assert (since >= 0).all(), "who applied in the warm-up counts as well"


def test_personal_trust_by_employee(model: sim.BuyerNetwork, member: Member) -> None:
    """Catches trust in somebody whom the person never met, or under another's name."""
    dyads = model.state.dyads
    mine = np.flatnonzero((dyads.person == member._row) & (dyads.contacts > 0))
    assert len(mine)
    expected = {model.employees[dyads.staff[d]]: float(dyads.level[d]) for d in mine}
    found = member.personal_trust
    assert {k: v for k, v in found.items() if not isinstance(k, str)} == expected
    assert {k: v for k, v in found.items() if isinstance(k, str)} == {
        e.name: level for e, level in expected.items()
    }
    untouched = np.setdiff1d(np.arange(model.world.n_people), dyads.person)[0]
    assert Member(model, int(untouched)).personal_trust == {}


def needed(model: sim.BuyerNetwork, row: int, s: int) -> int:
    """The open purchase that a seller would serve, as the engine finds it; -1 for none."""
    w = model.world
    facts, purchases = model.simulation.facts, model.state.purchases
    return int(served_need(row, s, w.people, w.orgs, w.needs, purchases, facts))


@pytest.mark.parametrize("open_need", [True, False])
def test_reply_chance_is_the_rule(model: sim.BuyerNetwork, open_need: bool) -> None:
    """Catches a view that asks the rule with other values than the engine would."""
    p = model.scenario.settings.parameters
    state = model.state
    pairs = [(m._row, s) for m in model.members for s in range(model.world.n_sellers)]
    row, s = next((m, s) for m, s in pairs if (needed(model, m, s) >= 0) == open_need)
    member, r, name = Member(model, row), needed(model, row, s), model.world.seller_names[s]
    met = need_met(model.world.needs.specificity[r], p.contact.as_tuple()) if open_need else 0.0
    assert (met > 0.0) == open_need
    expected = reply_probability(
        0.75,
        met,
        float(state.beliefs.trace[row, s] >= p.belief.aware_bar),
        1.0,
        state.beliefs.brand[row, s],
        state.beliefs.annoyance[row, s],
        0.0,  # an email
        p.contact.as_tuple(),
    )
    assert member.reply_chance(name, 0.75, intro=True) == expected
    assert member.reply_chance(model.sellers[s], 0.75, intro=True) == expected
    assert member.reply_chance(name, 0.75) < expected
    assert member.reply_chance(name, 0.0, intro=True) < expected
    trust = model.trust(row, s)
    assert member.opinion(name) == tell_valence(trust, p.talk.as_tuple())


def test_views_follow_replaced_rules() -> None:
    """Catches views and tables that answer by the package's rules in a model that has others."""
    rules = RuleSet().replace(
        reply_probability=lambda personal, need, known, intro, trust, annoyance, channel, p: 0.25,
        tell_valence=lambda trust, p: 0.125,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_DISABLE_JIT", "1")
        changed = sim.BuyerNetwork(rich(market__members=60), seed=3, rules=rules).run()
    person = next(iter(changed.members))
    tells = changed.tells
    found = {
        "reply_chance": person.reply_chance("Northwind", 0.5),
        "opinion": person.opinion("Northwind"),
        "tells": set(tells["valence"].round(12)),
    }
    assert len(tells) > 10
    assert found == {"reply_chance": 0.25, "opinion": 0.125, "tells": {0.125}}


def test_notes_persist(model: sim.BuyerNetwork, member: Member) -> None:
    """Catches remarks that vanish with the view that they were made on."""
    row = member._row
    Member(model, row).notes["met"] = "at the fair"
    gc.collect()
    assert Member(model, row).notes == {"met": "at the fair"}
    assert list(model.agents)[row].notes["met"] == "at the fair"
    assert Member(model, row - 1).notes == {}
    assert BuyingCentre(model, row % len(model.buying_centres)).notes == {}


def test_repr_says_who(model: sim.BuyerNetwork, member: Member) -> None:
    """Catches agents that cannot be told apart when printed."""
    assert repr(member) == f"Member({member.unique_id}, {member.role})"
    assert "Northwind" in repr(model.sellers[0])
    assert repr(member.awareness).startswith("{Northwind: ")
    printed = [repr(a) for a in (*model.employees, *model.buying_centres)]
    assert len(set(printed)) == len(printed)


# --- centres and the few -------------------------------------------------------------------------


def test_buying_centres(model: sim.BuyerNetwork) -> None:
    """Catches centres that are not those of the need rows."""
    centres = list(model.buying_centres)
    needs, purchases = model.world.needs, model.state.purchases
    assert len(centres) == len(needs.key)
    names = model.world.seller_names
    for r, centre in enumerate(centres):
        assert centre.unique_id == needs.key[r]
        assert centre.category == needs.category[r]
        supplier = purchases.supplier[r]
        assert centre.supplier == (
            names[supplier] if supplier >= 0 else {-1: "none", -2: "outside"}[int(supplier)]
        )
        assert centre.open == (purchases.open[r] == 1)
        assert centre.due == purchases.due[r]
        assert all(m.organisation == centre.organisation for m in centre.members)
        if centre.open:
            assert {"decider", "buyer", "gatekeeper"} <= {m.role for m in centre.members}
            assert centre.kind in ("new task", "modified rebuy", "straight rebuy")
    assert {c.supplier for c in centres} >= {"outside", *names[1:]}
    assert any(c.open for c in centres)


def test_sellers_and_their_people(model: sim.BuyerNetwork) -> None:
    """Catches staff of another seller, or agents out of the order of the market."""
    assert [s.name for s in model.sellers] == list(model.world.seller_names)
    assert all(isinstance(s, Seller) for s in model.sellers)
    assert all(isinstance(e, Salesperson) for e in model.salespeople)
    assert {s.name for s in model.sellers} == {e.seller.name for e in model.salespeople}
    everybody = [e for s in model.sellers for e in s.people]
    assert sorted(everybody, key=lambda e: e.row) == model.voices
    assert set(model.salespeople) < set(model.voices)
    assert len({e.name for e in model.voices}) == len(model.voices)
    kinds = np.array([isinstance(e, Salesperson) for e in model.voices])
    assert np.array_equal(kinds, model.world.staff.kind == 0)
    assert [e.skill for e in model.voices] == model.world.staff.skill.tolist()
    focal = model.sellers[0]
    assert model.memories[0].habits is not None
    assert focal.components.outreach_share == model.memories[0].habits.outreach
    settled = next(m for m in model.sellers if model.memories[m.row].habits is None)
    assert settled.components.outreach_share == settled.firm.push_share
    assert focal.plan(0.3).money == pytest.approx(0.3 * 400.0)
    assert sum(e.posting for e in focal.people) > 0


def test_open_leads_are_accepted_ones(model: sim.BuyerNetwork) -> None:
    """Catches leads that count as a rep's work before it accepted them."""
    leads, n = model.state.leads, model.state.n_leads
    open_now = leads.state[:n] == 1
    accepted = open_now & (leads.accepted[:n] != st.NEVER)
    assert accepted.sum() < open_now.sum()
    for rep in model.salespeople:
        assert rep.open_leads == int((accepted & (leads.rep[:n] == rep.row)).sum())


def test_influencers(model: sim.BuyerNetwork) -> None:
    """Catches influencers that speak for a seller who has no programme."""
    assert len(model.influencers) == int((model.world.accounts.seller < 0).sum()) == 6
    works = {i.works_for for i in model.influencers}
    running = {s.name for s in model.sellers if s.firm.influencers.share > 0}  # some learned to
    assert works - {""} <= running
    assert "Northwind" in works
    for i in model.influencers:
        assert i.followers == model.world.accounts.followers[i.row]
        assert 0.0 <= i.match(model.sellers[0]) <= 1.0
        low, high = PROFILE_TRAITS[PROFILES.index(i.profile)].expertise
        assert low <= i.expertise <= high
        assert i.channel == CHANNELS[model.world.accounts.home[i.row]]


# --- Mesa's own tools ----------------------------------------------------------------------------


def test_data_collector() -> None:
    """Catches a model that Mesa's collector cannot read week by week."""
    own = sim.BuyerNetwork(rich(), seed=3)
    collector = DataCollector(
        model_reporters={
            "deciders": share_of_deciders,
            "week": "week",
            "aware": lambda m: m.members.agg("awareness", lambda v: sum(a["Northwind"] for a in v)),
        },
        agenttype_reporters={Seller: {"money": lambda s: s.plan(0.3).money}},
    )
    for _ in range(3):
        own.step()
        collector.collect(own)
    frame = collector.get_model_vars_dataframe()
    assert frame["week"].tolist() == [1, 2, 3]
    assert frame["deciders"].nunique() == 1
    assert 0.05 < frame["deciders"].iloc[0] < 0.5
    assert frame["aware"].nunique() == 3
    own.close()


def test_model_is_a_mesa_model(model: sim.BuyerNetwork) -> None:
    """Catches a model that Mesa's tools do not take for one of theirs."""
    assert isinstance(model, mesa.Model)
    assert isinstance(model.random.random(), float)
    assert model.week == 20


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    """No warmed-up world in memory, before and after."""
    KEPT.clear()
    yield
    KEPT.clear()


@pytest.mark.usefixtures("nothing_kept")
def test_closed_model_is_freed() -> None:
    """Catches a model that Mesa, the engine or a view keeps alive: studies make thousands."""
    own = sim.BuyerNetwork(rich(market__weeks=2), seed=3).run()
    table = own.weeks
    person, state = weakref.ref(next(iter(own.members))), weakref.ref(own.state)
    own.close()
    ref = weakref.ref(own)
    del own
    gc.collect()
    assert ref() is None
    assert state() is None
    assert person() is None
    assert len(table)


@pytest.mark.usefixtures("nothing_kept")
def test_closed_twice_and_read_after() -> None:
    """Catches results that closing takes away."""
    own = sim.BuyerNetwork(rich(market__weeks=2), seed=3, threads=2).run()
    before = own.summary
    own.close()
    own.close()
    assert own.summary.equals(before)
    assert len(own.members) == 300


def test_views_module_makes_subclasses_only_here() -> None:
    """Catches a view of the package that the guard against subclasses would refuse."""
    assert {c.__name__ for c in View.__subclasses__()} >= {"Member", "BuyingCentre"}
    assert {c.__module__ for c in View.__subclasses__() if c.offers} == {views.__name__}


def test_views_go_by_the_numbers_of_the_week() -> None:
    """Catches a view that asks rules with the numbers of the start where an event has changed them."""
    event = {"week": 2, "path": "parameters.contact.base_logit", "value": 15.0}
    small = {"market.members": 60, "market.weeks": 3, "market.warmup": 2, "event": [event]}
    model = sim.BuyerNetwork(sim.load("base").set_all(small), seed=0)
    someone = next(iter(model.agents))
    model.step()
    before = someone.reply_chance("Northwind", 0.0)
    model.step()
    assert before < 0.5 < someone.reply_chance("Northwind", 0.0)
    model.close()
