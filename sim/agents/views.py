"""People and buying centres as Mesa agents: views of columns, made when asked for.

A view holds a row and nothing else; equality and hash are by identity. Members are not registered
with Mesa one by one (a million would cost seconds and hundreds of megabytes); `Population` makes
views on iteration and works on columns for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.agents.buying_centre import PURCHASE_TYPES, ROLES
from sim.agents.reading import CHANNELS
from sim.engine.kernels.qualify import served_need


class BySeller:
    """Values of one person for every seller, read by the seller's name or row."""

    def __init__(self, names: tuple[str, ...], values: np.ndarray) -> None:
        self._names = names
        self._values = values

    def __getitem__(self, seller: Any) -> Any:
        name = getattr(seller, "name", seller)
        if isinstance(name, str) and name not in self._names:
            raise KeyError(f"no seller is named {name!r}; there are {', '.join(self._names)}")
        row = self._names.index(name) if isinstance(name, str) else int(name)
        return self._values[row].item()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def items(self) -> Iterable[tuple[str, Any]]:
        """(seller's name, value) pairs."""
        return zip(self._names, self._values.tolist(), strict=True)

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{n}: {v:.3g}' for n, v in self.items())}}}"


class View(mesa.Agent):
    """A row of the model's columns as an agent; never registered, never stored."""

    #: Values a view offers, for the hint when something else is asked for.
    offers: tuple[str, ...] = ()
    __slots__ = ("_row",)

    def __init__(self, model: Any, row: int) -> None:
        # mesa.Agent.__init__ would register the view with the model; a view only points.
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "_row", row)
        object.__setattr__(self, "pos", None)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if cls.__module__ != __name__:
            raise TypeError(
                f"{cls.__name__}: a subclass cannot change what agents do, because rules run over "
                "columns; replace a rule with sim.RuleSet().replace(rule_name=function) instead"
            )
        super().__init_subclass__(**kwargs)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"{type(self).__name__}.{name} cannot be set: agents are views of columns; "
            "use .notes for remarks, or model.state for surgery"
        )

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"{type(self).__name__} has no {name!r}; it has {', '.join(type(self).offers)}"
        )

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, View)
            and type(other) is type(self)
            and other.model is self.model
            and other._row == self._row
        )

    def __hash__(self) -> int:
        return hash((type(self).__name__, id(self.model), self._row))

    @property
    def notes(self) -> dict[str, Any]:
        """A place for the user's own remarks; it persists with the model."""
        found: dict[str, Any] = self.model.notes.setdefault((type(self).__name__, self._row), {})
        return found

    def remove(self) -> None:
        """Refused: the population of a market is fixed."""
        raise TypeError("people cannot be removed: the world is fixed before the first week")


class Member(View):
    """One person: a member of a buying organisation, or somebody outside any."""

    offers = (
        "unique_id", "role", "organisation", "interests", "technical", "privacy", "generation",
        "channels", "concern", "association", "trust_bar", "regard", "awareness", "aware",
        "brand_trust", "personal_trust", "affect", "information", "annoyance", "blocked",
        "contacts", "searching", "reply_chance", "opinion", "notes",
    )  # fmt: skip

    @property
    def unique_id(self) -> int:
        """Stable identity."""
        return int(self.model.world.people.key[self._row])

    @property
    def role(self) -> str:
        """Role in the buying centre, or `public`."""
        return ROLES[self.model.world.people.role[self._row]]

    @property
    def organisation(self) -> int:
        """Identity of the organisation, -1 outside any."""
        row = self.model.world.people.org[self._row]
        return int(self.model.world.orgs.key[row]) if row >= 0 else -1

    @property
    def interests(self) -> tuple[int, int]:
        """Two topics."""
        people = self.model.world.people
        return int(people.interest_a[self._row]), int(people.interest_b[self._row])

    @property
    def technical(self) -> float:
        """Technical mind, 0-1."""
        return float(self.model.world.people.technical[self._row])

    @property
    def privacy(self) -> float:
        """Concern about visible acts, 0-1."""
        return float(self.model.world.people.privacy[self._row])

    @property
    def generation(self) -> str:
        """`newer`, which uses social media at work, or `older`."""
        return "newer" if self.model.world.people.newer[self._row] == 1.0 else "older"

    @property
    def channels(self) -> tuple[str, ...]:
        """Public channels that it reads at work."""
        bits = int(self.model.world.people.channels[self._row])
        return tuple(name for i, name in enumerate(CHANNELS) if bits >> i & 1)

    @property
    def concern(self) -> float:
        """How much a social cause matters to it, 0-1."""
        return float(self.model.world.people.concern[self._row])

    @property
    def association(self) -> float:
        """Wish to be linked with reputable brands, 0-1."""
        return float(self.model.world.people.association[self._row])

    @property
    def trust_bar(self) -> float:
        """Trust from which this person would consider an offer, 0-1."""
        return float(self.model.state.persons.bar[self._row])

    @property
    def regard(self) -> float:
        """Regard for social media at work, 0-1, which scales the time it spends there."""
        return float(self.model.state.persons.regard[self._row])

    def _by_seller(self, column: np.ndarray) -> BySeller:
        return BySeller(self.model.world.seller_names, column[self._row])

    @property
    def awareness(self) -> BySeller:
        """Memory trace of each seller, 0-1."""
        return self._by_seller(self.model.state.beliefs.trace)

    @property
    def aware(self) -> BySeller:
        """Whether the trace is over the bar, by seller."""
        bar = self.model.simulation.p["belief"].aware_bar
        return self._by_seller(self.model.state.beliefs.trace >= bar)

    @property
    def brand_trust(self) -> BySeller:
        """Brand trust, 0-1, by seller."""
        return self._by_seller(self.model.state.beliefs.brand)

    @property
    def affect(self) -> BySeller:
        """Feeling for the firm, -1 to 1, by seller."""
        return self._by_seller(self.model.state.beliefs.affect)

    @property
    def information(self) -> BySeller:
        """Information on the offer, 0-1, by seller."""
        return self._by_seller(self.model.state.beliefs.info)

    @property
    def annoyance(self) -> BySeller:
        """Annoyance, 0-1, by seller."""
        return self._by_seller(self.model.state.beliefs.annoyance)

    @property
    def blocked(self) -> BySeller:
        """Whether the person shuts the firm out, by seller."""
        return self._by_seller(self.model.state.marks.blocked == 1)

    @property
    def contacts(self) -> BySeller:
        """Two-way contacts with the seller's people, by seller."""
        return self._by_seller(self.model.state.beliefs.contacts)

    @property
    def personal_trust(self) -> dict[Any, float]:
        """Personal trust in each employee it was in two-way contact with, by name and by agent."""
        dyads, staff = self.model.state.dyads, self.model.employees
        low, high = np.searchsorted(dyads.person, [self._row, self._row + 1])
        found = {}
        for d in range(low, high):
            if dyads.contacts[d] > 0:
                employee = staff[dyads.staff[d]]
                found[employee] = found[employee.name] = float(dyads.level[d])
        return found

    @property
    def searching(self) -> bool:
        """Whether it sits in a centre with an open search."""
        return bool(self.model.state.persons.searching[self._row] != 0)

    def reply_chance(self, seller: Any, personal: float, intro: bool = False) -> float:
        """Chance, 0-1, of answering a noticed first email of this seller now."""
        model, name = self.model, getattr(seller, "name", seller)
        s = model.world.seller_names.index(name)
        row, beliefs = self._row, model.state.beliefs
        p = model.simulation.p  # of this week
        return float(
            self._rule("reply_probability")(
                personal,
                self._need_met(s),
                1.0 if beliefs.trace[row, s] >= p["belief"].aware_bar else 0.0,
                1.0 if intro else 0.0,
                float(beliefs.brand[row, s]),
                float(beliefs.annoyance[row, s]),
                0.0,
                p["contact"],
            )
        )

    def _need_met(self, s: int) -> float:
        """How far a message of seller s meets an open need of this person's organisation, 0-1."""
        world, simulation = self.model.world, self.model.simulation
        r = served_need(
            self._row, s, world.people, world.orgs, world.needs, self.model.state.purchases,
            simulation.facts,
        )  # fmt: skip
        if r < 0:
            return 0.0
        specificity = float(world.needs.specificity[r])
        return float(self._rule("need_met")(specificity, simulation.p["contact"]))

    def opinion(self, seller: Any) -> float:
        """Valence, -1 to 1, of what this person would tell about a seller now."""
        model, name = self.model, getattr(seller, "name", seller)
        s = model.world.seller_names.index(name)
        trust = model.trust(self._row, s)
        talk = model.simulation.p["talk"]
        return float(self._rule("tell_valence")(trust, talk))

    def _rule(self, name: str) -> Callable[..., Any]:
        """A rule as this model has it."""
        found: Callable[..., Any] = self.model.rules.functions()[name]
        return found

    def __repr__(self) -> str:
        return f"Member({self.unique_id}, {self.role})"


class BuyingCentre(View):
    """The people of an organisation who decide together on one category."""

    offers = (
        "unique_id",
        "organisation",
        "category",
        "supplier",
        "satisfaction",
        "open",
        "kind",
        "due",
        "members",
        "notes",
    )

    @property
    def unique_id(self) -> int:
        """Stable identity: organisation and category."""
        return int(self.model.world.needs.key[self._row])

    @property
    def organisation(self) -> int:
        """Identity of the organisation."""
        return int(self.model.world.orgs.key[self.model.world.needs.org[self._row]])

    @property
    def category(self) -> int:
        """What it buys."""
        return int(self.model.world.needs.category[self._row])

    @property
    def supplier(self) -> str:
        """Name of the present supplier, `outside` or `none`."""
        s = int(self.model.state.purchases.supplier[self._row])
        return self.model.world.seller_names[s] if s >= 0 else ("none" if s == -1 else "outside")

    @property
    def satisfaction(self) -> float:
        """Satisfaction with it, 0-1."""
        return float(self.model.state.purchases.satisfaction[self._row])

    @property
    def open(self) -> bool:
        """Whether a purchase is open."""
        return bool(self.model.state.purchases.open[self._row])

    @property
    def kind(self) -> str:
        """Kind of the last or open purchase: new task, modified or straight rebuy."""
        return PURCHASE_TYPES[self.model.state.purchases.kind[self._row]]

    @property
    def due(self) -> int:
        """Week of the decision of the last or open purchase."""
        return int(self.model.state.purchases.due[self._row])

    @property
    def members(self) -> list[Member]:
        """Members of the centre of the last or open purchase."""
        rows = self.model.state.purchases.centre[self._row]
        return [Member(self.model, int(m)) for m in rows if m >= 0]

    def __repr__(self) -> str:
        return f"BuyingCentre({self.organisation}, category {self.category})"


class Population(AgentSet):
    """An AgentSet over views: made on iteration; `len`, `select`, `agg` and `get` work on columns.

    Parameters
    ----------
    model : the model
    rows : (n,) int64   rows of `kind`
    others : ordinary agents that come after the views
    """

    def __init__(
        self, model: Any, rows: np.ndarray, kind: type[View] = Member, others: Iterable[Any] = ()
    ) -> None:
        super().__init__([], random=model.random)
        self._model = model
        self._rows = np.asarray(rows)
        self._kind = kind
        self._others = list(others)

    def __len__(self) -> int:
        return len(self._rows) + len(self._others)

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows.tolist():
            yield self._kind(self._model, row)
        yield from self._others

    def __contains__(self, agent: object) -> bool:
        if isinstance(agent, View):
            return type(agent) is self._kind and agent._row in self._rows
        return agent in self._others

    def to_list(self) -> list[Any]:
        """All agents as a list."""
        return list(self)

    def select(
        self, filter_func: Callable[[Any], bool] | None = None, at_most: float = float("inf"),
        inplace: bool = False, agent_type: type | None = None, mask: np.ndarray | None = None,
    ) -> Any:  # fmt: skip
        """Agents for which `filter_func` holds, or a subset of the views by a mask over the rows."""
        if inplace:
            self._refuse("select(inplace=True)")
        rows, others = self._rows, self._others
        if agent_type is not None:
            rows = rows if issubclass(self._kind, agent_type) else rows[:0]
            others = [a for a in others if isinstance(a, agent_type)]
        if mask is not None:
            rows, others = rows[np.asarray(mask, bool)], []
        if filter_func is not None:
            rows = np.array(
                [r for r in rows.tolist() if filter_func(self._kind(self._model, r))], int
            )
            others = [a for a in others if filter_func(a)]
        if at_most != float("inf"):
            most = int(at_most) if at_most >= 1 else int(at_most * (len(rows) + len(others)))
            rows, others = rows[:most], others[: max(0, most - len(rows))]
        return Population(self._model, rows, self._kind, others)

    def get(self, attr_names: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Values of one or several attributes, an entry an agent."""
        if isinstance(attr_names, str):
            return [getattr(a, attr_names) for a in self]
        return [[getattr(a, name) for name in attr_names] for a in self]

    def agg(self, attribute: str, func: Any) -> Any:
        """A function, or several, of the values of an attribute."""
        values = self.get(attribute)
        return [f(values) for f in func] if isinstance(func, (list, tuple)) else func(values)

    def do(self, method: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a method or function for each agent; for reading only, since views cannot change."""
        for agent in self:
            if isinstance(method, str):
                getattr(agent, method)(*args, **kwargs)
            else:
                method(agent, *args, **kwargs)
        return self

    def map(self, method: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Results of a method or function for each agent."""
        return [
            getattr(a, method)(*args, **kwargs)
            if isinstance(method, str)
            else method(a, *args, **kwargs)
            for a in self
        ]

    def shuffle(self, inplace: bool = False) -> Any:
        """Refused: see `shuffle_do`."""
        self._refuse("shuffle")

    def _refuse(self, what: str) -> Any:
        raise TypeError(
            f"{what} is not possible on people: all act at once on what stood when the phase began, "
            "so no order matters, and the world is fixed before the first week"
        )

    def shuffle_do(self, method: Any, *args: Any, **kwargs: Any) -> Any:
        """Refused: updates are synchronous, so no order of agents exists."""
        self._refuse("shuffle_do")

    def add(self, agent: Any) -> None:
        """Refused: the world is fixed."""
        self._refuse("add")

    def discard(self, agent: Any) -> None:
        """Refused: the world is fixed."""
        self._refuse("discard")

    def remove(self, agent: Any) -> None:
        """Refused: the world is fixed."""
        self._refuse("remove")
