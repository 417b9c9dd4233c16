"""What makes two commands the same result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from experiments.tables import Layout

#: Parts of an identity as users know them.
WORDS = {
    "scenarios": "settings of the scenarios", "networks": "content of the network's files",
    "order": "names or order of the scenarios", "model": "version of the model",
    "world_seed": "world seed", "luck_seed": "luck seed", "tables": "tables kept",
    "swept": "settings swept", "command": "command",
}  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """What makes two commands the same result.

    Attributes
    ----------
    command : `run`, `compare` or `sweep`
    order : names of the scenarios
    scenarios : hash of the settings by name; of a sweep, before anything is swept
    networks : hash of the imported network's content by name
    world_seed, luck_seed : roots of the seeds
    model : id of all code that can change a row
    layout : tables kept and settings swept
    """

    command: str
    order: tuple[str, ...]
    scenarios: dict[str, str]
    networks: dict[str, str]
    world_seed: int
    luck_seed: int
    model: str
    layout: Layout

    def as_json(self) -> dict[str, Any]:
        """The identity as plain data."""
        return {
            "command": self.command, "order": list(self.order), "scenarios": self.scenarios,
            "networks": self.networks, "world_seed": self.world_seed, "luck_seed": self.luck_seed,
            "model": self.model, "layout": self.layout.as_json(),
        }  # fmt: skip

    @staticmethod
    def from_json(data: dict[str, Any]) -> Identity:
        """The identity from what `as_json` gave."""
        known = {
            k: data[k] for k in ("command", "scenarios", "networks", "world_seed", "luck_seed")
        }
        layout = Layout.from_json(data["layout"])
        return Identity(order=tuple(data["order"]), model=data["model"], layout=layout, **known)

    @property
    def digest(self) -> str:
        """The identity as 16 hexadecimal digits."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def differs(self, other: Identity) -> list[str]:
        """In what two identities differ, as users know it."""
        mine, theirs = self.as_json(), other.as_json()
        for one in (mine, theirs):
            one["networks"] = sorted(set(one["networks"].values()) - {""})
            layout = one.pop("layout")
            one["swept"] = list(layout["swept"].items())
            one["tables"] = [layout["every"], layout["first"], layout["large"]]
        return [WORDS[name] for name in mine if mine[name] != theirs[name]]
