"""Kernels with one thing wrong: an operator, a constant, an order, an update left out.

A fault rewrites the text of one function and puts the result in the place of the original in a set
of interpreted kernels; nothing else of the engine changes.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import pytest

import sim.model
import sim.warm
from sim.engine import compiled, context, phases, reviewing
from sim.engine.compiled import Kernels
from sim.rules import RuleSet


@dataclass(frozen=True)
class Fault:
    """In `function`, of a phase, the text `right` is replaced by `wrong`."""

    phase: str
    function: str
    right: str
    wrong: str

    @property
    def name(self) -> str:
        """A short name, for lists of tests."""
        right, wrong = (" ".join(text.split()) or "nothing" for text in (self.right, self.wrong))
        return f"{self.phase}, {self.function}: {wrong} for {right}"

    def applied(self, original: FunctionType, space: dict[str, Any]) -> FunctionType:
        """The function with the fault, made in a name space of its own.

        Raises
        ------
        ValueError   where the text to be replaced is not there once
        """
        text = textwrap.dedent(inspect.getsource(original))
        text = text.removeprefix("@rule\n")
        if text.count(self.right) != 1:
            raise ValueError(f"{self.function} has {text.count(self.right)} times {self.right!r}")
        exec(compile(text.replace(self.right, self.wrong), f"<{self.name}>", "exec"), space)
        made: FunctionType = space[self.function]
        made.__module__ = original.__module__
        return made


def homes_of(function: str) -> list[ModuleType]:
    """The modules in which a function that is no kernel has a name; the first defines it."""
    places = (phases, context, reviewing, sim.warm, sim.model)
    found = [module for module in places if hasattr(module, function)]
    return sorted(found, key=lambda m: m.__name__ != getattr(m, function).__module__)


def with_fault(fault: Fault, patch: pytest.MonkeyPatch) -> Kernels:
    """Interpreted kernels of which one is wrong; a wrong function of another module goes there."""
    made: Kernels = compiled.kernels.__wrapped__(RuleSet(), False)
    if fault.function in made.functions:
        original = made.functions[fault.function]
        wrong = fault.applied(original, original.__globals__)
        made.functions[fault.function] = wrong
        setattr(made, fault.function, wrong)
        for function in made.functions.values():
            names = function.__globals__
            shared = names is vars(sys.modules[function.__module__])  # `chance` itself
            if not shared and fault.function in names:
                names[fault.function] = wrong
    else:
        homes = homes_of(fault.function)
        original = getattr(homes[0], fault.function)
        wrong = fault.applied(original, dict(original.__globals__))
        for module in homes:
            patch.setattr(module, fault.function, wrong)
    return made
