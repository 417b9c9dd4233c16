"""What no single setting shows: settings that contradict one another.

Each check names the settings that it compares, so that a pass over a broken file can leave out
those that rest on a setting which is wrong by itself.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from sim.agents.reading import CHANNELS
from sim.scenarios.schema import Firm, Market, MarketSeller, Settings
from sim.scenarios.words import nearest

SELLERS_MAX = 60  # sellers fit in the bits of one machine word
WEEKS_A_YEAR = 52
SEASON_MAX = 1e9  # sum of season weights: beyond it, shares of a week are lost in rounding
SWITCHES = (
    "trust_from_presence", "door_person", "persistence_pays", "groups_last", "size_sets_strategy",
)  # fmt: skip
CHANGEABLE = ("focal", "rival", "parameters")


class Contradiction(NamedTuple):
    """Settings that do not fit together; the first key is where it is shown."""

    keys: tuple[str, ...]
    why: str


def contradictions(settings: Settings) -> list[Contradiction]:
    """Everything in the settings that cannot be together."""
    return [
        *_market(settings.market),
        *_shares(settings),
        *_limits(settings),
        *_firms(settings),
        *away(settings),
        *_events(settings),
    ]


def _market(m: Market) -> Iterator[Contradiction]:
    for low, high in (("size_min", "size_max"), ("search_min", "search_max")):
        a, b = getattr(m, low), getattr(m, high)
        if a > b:
            keys = (f"market.{low}", f"market.{high}")
            yield Contradiction(keys, f"is {a}; must be at most {high}, which is {b}")
    if m.topics < m.categories:
        yield Contradiction(
            ("market.topics", "market.categories"),
            f"is {m.topics}; must be at least categories, which is {m.categories}: each needs one",
        )
    if m.organisations and m.organisations * m.size_min > m.members:
        yield Contradiction(
            ("market.organisations", "market.size_min", "market.members"),
            f"is {m.organisations}; organisations of at least size_min {m.size_min} people need "
            f"{m.organisations * m.size_min:,} people, but members is {m.members:,}",
        )
    season = m.season
    if season and (len(season) != WEEKS_A_YEAR or not all(0 <= w < SEASON_MAX for w in season)):
        odd = [w for w in season if not 0 <= w < SEASON_MAX]
        has = f"holds {odd[0]:g}" if odd else f"holds {len(season)} weights"
        why = f"must hold {WEEKS_A_YEAR} weights of ordinary size, none negative"
        yield Contradiction(("market.season",), f"{has}; {why}")
    elif season and not 0 < sum(season) < SEASON_MAX:
        yield Contradiction(("market.season",), "must not be all zero, nor absurdly large in sum")
    names = [s.name for s in m.seller]
    if not 1 <= len(names) <= SELLERS_MAX:
        yield Contradiction(
            ("market.seller",), f"has {len(names)} entries; must have 1 to {SELLERS_MAX}"
        )
    for i, s in enumerate(m.seller):
        here = f"market.seller.{i}"
        if s.name in names[:i]:
            yield Contradiction((f"{here}.name",), f"{s.name!r} is listed twice")
        bad = [c for c in s.categories if not 0 <= c < m.categories]
        if bad or not s.categories:
            yield Contradiction(
                (f"{here}.categories", "market.categories"),
                f"is {list(s.categories)}; must hold numbers from 0 to {m.categories - 1}, at "
                f"least one, since market.categories is {m.categories}",
            )
        if len(set(s.categories)) < len(s.categories):
            yield Contradiction(
                (f"{here}.categories",), f"is {list(s.categories)}; must name each category once"
            )


def _shares(settings: Settings) -> Iterator[Contradiction]:
    for where, firm in _tables(settings):
        content = firm.content
        if content.product_share + content.story_share + content.purpose_share > 1:
            names = ("product_share", "story_share", "purpose_share")
            yield Contradiction(
                tuple(f"{where}.content.{name}" for name in names),
                f"is {content.product_share}; with story_share {content.story_share} and "
                f"purpose_share {content.purpose_share} it must add up to at most 1",
            )
        out = firm.outreach
        if out.social_share + out.phone_share > 1:
            yield Contradiction(
                (f"{where}.outreach.social_share", f"{where}.outreach.phone_share"),
                f"is {out.social_share}; with phone_share {out.phone_share} it must add up to at "
                "most 1",
            )
        for i, strand in enumerate(firm.influencers.strand):
            if strand.product_share + strand.story_share + strand.purpose_share > 1:
                names = ("product_share", "story_share", "purpose_share")
                yield Contradiction(
                    tuple(f"{where}.influencers.strand.{i}.{name}" for name in names),
                    f"is {strand.product_share}; with story_share {strand.story_share} and "
                    f"purpose_share {strand.purpose_share} it must add up to at most 1",
                )
        if firm.influencers.share > 0 and not any(s.weight > 0 for s in firm.influencers.strand):
            yield Contradiction(
                (f"{where}.influencers.strand", f"{where}.influencers.share"),
                "has no entry with a weight above 0; a programme with hours needs one",
            )
        if not any(getattr(firm.channels, name) > 0 for name in CHANNELS):
            yield Contradiction(
                tuple(f"{where}.channels.{name}" for name in CHANNELS),
                "is 0, as is every other channel; at least one must be above 0",
            )


def _limits(settings: Settings) -> Iterator[Contradiction]:
    rival = settings.parameters.rival
    for name in SWITCHES:
        if getattr(rival, name) not in (0.0, 1.0):
            key = f"parameters.rival.{name}"
            yield Contradiction(
                (key,), f"is {getattr(rival, name):g}; must be 0 or 1: theories are not blended"
            )
    contact = settings.parameters.contact
    if contact.block_low > contact.block_high:
        yield Contradiction(
            ("parameters.contact.block_low", "parameters.contact.block_high"),
            f"is {contact.block_low}; must be at most block_high, which is {contact.block_high}",
        )


def staff_counts(market: Market, seller: MarketSeller, members: int) -> dict[str, int]:
    """Number of a seller's reps and experts; at least one where its rate is above 0."""
    scale = members / 1000.0 if market.scale_budgets else 1.0
    rates = {"rep": seller.reps, "expert": seller.experts}
    return {kind: max(1, round(rate * scale)) if rate > 0 else 0 for kind, rate in rates.items()}


def away(settings: Settings, members: int = 0) -> Iterator[Contradiction]:
    """People who are away and do not exist.

    members : people of an imported network; 0 where they are not known yet, and then only what can
        be no name is found
    """
    market = settings.market
    people = members or (0 if market.network else market.members)
    for where, firm in _tables(settings):
        name = firm.seller or next((s.name for s in market.seller), "")
        seller = next((s for s in market.seller if s.name == name), None)
        if seller is None:
            continue
        counts = staff_counts(market, seller, people)
        have = [f"{kind} {i}" for kind, n in counts.items() for i in range(n)]
        few = ", ".join(f"{kind} 0 to {n - 1}" for kind, n in counts.items() if n) or "nobody"
        for one in firm.away:
            wrong = one not in have if people else not re.fullmatch(r"(rep|expert) \d+", one)
            if wrong:
                has = f"{name} has {few}" if people else "names are like 'rep 0' or 'expert 1'"
                close = difflib.get_close_matches(one.lower(), have, 1, 0.7)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                keys = (f"{where}.away", f"{where}.seller", "market.seller", "market.members")
                yield Contradiction(keys, f"holds {one!r}; {has}{hint}")


def _tables(settings: Settings) -> Iterator[tuple[str, Firm]]:
    yield "focal", settings.focal
    for i, firm in enumerate(settings.rival):
        yield f"rival.{i}", firm


def _firms(settings: Settings) -> Iterator[Contradiction]:
    names = [s.name for s in settings.market.seller]
    have = ", ".join(names)
    taken: set[str] = set()
    for where, firm in _tables(settings):
        name = firm.seller or (names[0] if where == "focal" and names else "")
        keys = (f"{where}.seller", "market.seller", "focal.seller")
        if not names:
            continue  # said elsewhere
        if not name:
            yield Contradiction(keys, f"must name a seller of the market, which has {have}")
        elif name not in names:
            yield Contradiction(
                keys, f"is {name!r}; the market has no such seller{nearest(name, names)}"
            )
        elif name in taken:
            yield Contradiction(keys, f"seller {name!r} has a table already")
        taken.add(name)


def _events(settings: Settings) -> Iterator[Contradiction]:
    for i, event in enumerate(settings.event):
        here = f"event.{i}"
        top = event.path.split(".")[0]
        if top == "market":
            yield Contradiction(
                (f"{here}.path",),
                f"is {event.path!r}; the market is fixed before the first week, events change "
                f"{', '.join(CHANGEABLE)}",
            )
        elif top not in CHANGEABLE:
            yield Contradiction(
                (f"{here}.path",),
                f"is {event.path!r}; must begin with {', '.join(CHANGEABLE[:-1])} or "
                f"{CHANGEABLE[-1]}",
            )
        elif event.path.split(".")[-1] == "seller" or event.path == "rival":
            yield Contradiction(
                (f"{here}.path",),
                f"is {event.path!r}; who a seller is stays, events change what it does (active, say)",
            )
        if event.until is not None and event.until < event.week:
            yield Contradiction(
                (f"{here}.until", f"{here}.week"),
                f"is {event.until}; must not be before week, which is {event.week}",
            )
