"""What commands with a result folder begin with: scenarios, identity, folder, facts, warnings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.identity import Identity
from experiments.jobs import code_id, identity, machine, network_of, people_of, versions
from experiments.names import name_problem, same_file
from experiments.tables import LOGS, Layout
from experiments.work import Terms, rule_names
from sim.engine.compiled import model_id
from sim.errors import BadInput, Problem
from sim.model import LOGGED_MEMBERS
from sim.rules import RuleSet
from sim.scenarios.load import Scenario, load

LONGEST_LABEL = 60  # characters of the scenarios' names in a folder's name


def as_scenarios(given: list[Scenario | str]) -> list[Scenario]:
    """Scenarios by name, with names that are distinct and possible as file names everywhere."""
    found = [load(g) if isinstance(g, str) else g for g in given]
    names = [s.name for s in found]
    problems = [Problem("", n, why) for n in dict.fromkeys(names) if (why := name_problem(n))]
    alike: dict[str, list[str]] = {}
    for n in names:
        alike.setdefault(same_file(n), []).append(n)
    for same in (sorted(set(group)) for group in alike.values() if len(group) > 1):
        why = (
            "is named twice; scenarios are told apart by name, so give one file another name"
            if len(same) == 1
            else f"is told from {' and '.join(same[1:])} by case or accents only; rename one"
        )
        problems.append(Problem("", same[0], why))
    if problems:
        raise BadInput(problems)
    return found


def identity_of(
    command: str,
    scenarios: list[Scenario],
    world_root: int,
    luck_root: int,
    layout: Layout,
    rules: RuleSet | None = None,
) -> Identity:
    """What makes two commands the same result: more replicates only add pairs, so they do not count."""
    return Identity(
        command=command,
        order=tuple(s.name for s in scenarios),
        scenarios={s.name: identity(s) for s in scenarios},
        networks={s.name: network_of(s) for s in scenarios},
        world_seed=world_root,
        luck_seed=luck_root,
        model=code_id(rules),
        layout=layout,
    )


def default_folder(identity: Identity) -> Path:
    """`results/<command>-<names>-<8 hex>`."""
    label = "-".join(identity.order)
    label = label if len(label) <= LONGEST_LABEL else f"{len(identity.order)}-scenarios"
    return Path("results") / f"{identity.command}-{label}-{identity.digest[:8]}"


def facts_of(
    scenarios: list[Scenario], identity: Identity, command: str, rules: RuleSet | None = None
) -> dict[str, Any]:
    """What a manifest says beside the identity.

    command : what was typed
    """
    return {
        "command": command or f"{identity.command} {' '.join(s.name for s in scenarios)}",
        "scenarios": {
            s.name: {"hash": s.hash, "market": s.market_hash, "summary": s.summary}
            for s in scenarios
        },
        "seeds": {"world": identity.world_seed, "luck": identity.luck_seed},
        "model": model_id(rules),
        "rules": list(rules.changed) if rules else [],
        "logs": logs_said(identity.layout, scenarios),
        "versions": versions(),
        "platform": machine(),
    }


def logs_said(layout: Layout, scenarios: list[Scenario]) -> dict[str, str]:
    """Of which runs each event log is kept, in words."""
    large = any(people_of(s) > LOGGED_MEMBERS for s in scenarios)
    said = {}
    for log in LOGS:
        if log not in layout.every:
            said[log] = "not kept"
        elif large and not layout.large:
            said[log] = (
                f"not kept of markets above {LOGGED_MEMBERS:,} members (--logs all keeps it)"
            )
        else:
            said[log] = "kept of all runs"
    return said


def terms_of(identity: Identity, threads: int, rules: RuleSet | None = None) -> Terms:
    """How the jobs of a result are run."""
    about = {"identity": identity.digest}
    return Terms(identity.model, identity.layout, threads, rule_names(rules), about)


def unequal_budgets(scenarios: list[Scenario]) -> list[str]:
    """Lines that say whose budget or market differs; empty where all are alike to 0.1%."""
    said = []
    first = scenarios[0].settings
    wage = first.parameters.production.wage
    base = first.focal.budget.hours * wage + first.focal.budget.money
    for s in scenarios[1:]:
        budget = s.settings.focal.budget
        mine = budget.hours * s.settings.parameters.production.wage + budget.money
        if abs(mine - base) > 0.001 * max(base, mine):
            said.append(
                f"budgets differ: {scenarios[0].name} has {base:.6g} a week and 1,000 members, "
                f"{s.name} has {mine:.6g}; their differences are not those of strategy alone"
            )
        if s.market_hash != scenarios[0].market_hash:
            said.append(
                f"markets differ: {s.name} does not meet the world of {scenarios[0].name}; "
                "pairs share seeds but not people"
            )
    return said
