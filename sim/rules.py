"""Rules: small pure functions of scalars, gathered by name into a frozen `RuleSet`.

A rule is written once, beside the agent that owns it (`sim/agents/`). The engine compiles rules
into loops over the population; an agent's own method calls the same function for one agent. To
change what agents do, replace a rule by name:

>>> from sim.rules import RuleSet
>>> def seen_share(load, capacity):
...     return 1.0
>>> RuleSet().replace(seen_share=seen_share).changed
('seen_share',)
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeVar

from sim.engine import chance

F = TypeVar("F", bound=Callable[..., Any])
#: Modules that own rules; `_rules` imports them, so that a set is complete whoever asks first.
OWNERS = (
    "belief",
    "member",
    "reading",
    "buying_centre",
    "relation",
    "salesperson",
    "voice",
    "influencer",
    "seller",
)
_REGISTRY: dict[str, Callable[..., Any]] = {}


def _rules() -> dict[str, Callable[..., Any]]:
    for owner in OWNERS:
        import_module(f"sim.agents.{owner}")
    return _REGISTRY


def rule(function: F) -> F:
    """Register a pure function of scalars as a rule; its name must be new."""
    name = function.__name__
    if name in _REGISTRY and _REGISTRY[name].__module__ != function.__module__:
        raise ValueError(f"two rules are named {name!r}")
    _REGISTRY[name] = function
    return function


def _source_hash(function: Callable[..., Any]) -> str:
    code = function.__code__
    try:
        text = ast.dump(ast.parse(textwrap.dedent(inspect.getsource(function))))
    except (OSError, TypeError, SyntaxError):  # typed at a prompt: no source to read
        text = f"{code.co_code!r}{code.co_consts!r}{code.co_names!r}"
    # What the source does not show: values that a function brings from where it was made.
    cells = [repr(cell.cell_contents) for cell in function.__closure__ or ()]
    outside = [repr(function.__globals__.get(n)) for n in code.co_names]
    text += f"{cells!r}{function.__defaults__!r}{outside!r}"
    return f"{chance.text_key(text):016x}"


@dataclass(frozen=True)
class RuleSet:
    """The rules of one model: every registered rule, some replaced.

    Attributes
    ----------
    replaced : mapping of rule name to function   what differs from the rules of the package

    Raises
    ------
    KeyError     a name that is no rule
    TypeError    a replacement that takes other arguments than the rule it replaces
    """

    replaced: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, function in self.replaced.items():
            if name not in _rules():
                raise KeyError(f"no rule is named {name!r}; rules are: {', '.join(self.names())}")
            want = list(inspect.signature(_rules()[name]).parameters)
            have = list(inspect.signature(function).parameters)
            if want != have:
                raise TypeError(f"rule {name!r} takes ({', '.join(want)}), not ({', '.join(have)})")
        object.__setattr__(self, "replaced", MappingProxyType(dict(self.replaced)))

    def __reduce__(self) -> tuple[Any, ...]:
        """As what it was made from, so that worker processes can be given it."""
        return RuleSet, (dict(self.replaced),)

    @staticmethod
    def names() -> list[str]:
        """All rule names, sorted."""
        return sorted(_rules())

    def replace(self, **functions: Callable[..., Any]) -> RuleSet:
        """A new set with some rules replaced by name."""
        return RuleSet({**self.replaced, **functions})

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Every rule by name, replacements in place."""
        return {**_rules(), **self.replaced}

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the replaced rules, sorted."""
        return tuple(sorted(self.replaced))

    @property
    def is_default(self) -> bool:
        """Whether these are the package's own rules, whose compiled code may be kept on disk."""
        return not self.replaced

    @property
    def source_id(self) -> str:
        """A hash of the replaced rules' sources; empty for the package's own."""
        return "".join(f"{name}:{_source_hash(self.replaced[name])};" for name in self.changed)

    def __hash__(self) -> int:
        return hash(self.source_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleSet) and dict(self.replaced) == dict(other.replaced)
