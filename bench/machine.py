"""What the machine is, and what it can do in these minutes."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from bench.outside import Outside, Peer

LIMITS = Peer("limits", "numba", "limits.py", "")
LIMITS_SHOWN = (
    "triad GB/s 512MB arrays 1t median",
    "triad GB/s 512MB arrays 2t median",
    "gather Mops/s 1000000 x 8B 1t median",
    "gather Mops/s 10000000 x 8B 1t median",
    "ns/draw splitmix64 hash -> uniform, summed",
    "ns/draw philox4x32-10, both uniforms used",
    "ns/draw numpy Generator.random() scalar calls",
)


def limits(outside: Outside) -> dict[str, float]:
    """Bandwidth, gathers and draws by name; empty where they could not be measured."""
    for name, python in outside.holders(LIMITS):
        try:
            figures = outside.results(python, LIMITS.script)[0]["figures"]
        except RuntimeError as error:
            outside.said.append(f"{name}: {error}")
            break
        return {name: figures[name] for name in LIMITS_SHOWN if name in figures}
    return {}


def processor() -> str:
    """Model of the processor, as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")]
    return names[0] if names else platform.machine()


def load_now() -> str:
    """Load of the machine over the last minute, where the system says it."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
