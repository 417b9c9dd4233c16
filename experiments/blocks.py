"""Which functional blocks of social media are used at which stage of selling.

Every channel offers some of the seven blocks; what sellers and buyers do over it at a stage is counted
in a run. The published table (Bercier 2020, B-1.11) is laid beside the result; no rule reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

BLOCKS = (
    "identity", "conversation", "sharing", "relationships", "presence", "reputation", "group",
)  # fmt: skip
DIRECT = 0.1  # assumption: share of a stage's acts from which a block counts as used

#: What each use of a channel offers (Bercier 2020, B-1.6 and B-1.14; assumption where they are silent).
#: Email, phone and meetings in person are no social media and offer none.
OFFERS: dict[str, tuple[str, ...]] = {
    "public posts": ("identity", "sharing", "presence"),
    "public exchanges": ("identity", "conversation", "presence"),
    "discussions of others": ("conversation", "relationships", "presence"),
    "seller's group": ("conversation", "group"),
    "public ratings": ("reputation",),
    "gated content": ("identity", "sharing"),
    "influencers": ("sharing", "reputation"),
    "profiles looked at": ("identity", "presence"),
    "messages over social media": ("identity", "conversation"),
    "online meetings": ("conversation", "sharing", "relationships"),
    "free trials": ("sharing",),
    "instant messages": ("conversation", "presence"),
    "none": (),
}
Counts = Mapping[str, float]


#: Acts by stage and use, from the measures of a run.
USES: dict[str, dict[str, Callable[[Counts], float]]] = {
    "prospecting_preapproach": {
        "public posts": lambda c: c["posts"] + c["reposts"],
        "public exchanges": lambda c: c["comments"],
        "discussions of others": lambda c: c["discussions"],
        "seller's group": lambda c: c["group_members"],
        "public ratings": lambda c: c["ratings"],
        "gated content": lambda c: c["forms"],
        "influencers": lambda c: c["influencer_posts"],
        "profiles looked at": lambda c: c["contacts_email"] + c["contacts_phone"],
    },
    "approach": {
        "messages over social media": lambda c: c["contacts_social"],
        "none": lambda c: c["contacts_email"] + c["contacts_phone"],
    },
    "presentation": {
        "online meetings": lambda c: c["meetings_online"],
        "free trials": lambda c: c["trials"],
        "none": lambda c: c["meetings"] - c["meetings_online"],
    },
    "objection": {"none": lambda c: c["objection_calls"]},
    "closing": {"none": lambda c: c["won"]},
    "follow_up": {
        "instant messages": lambda c: c["service_im"],
        "none": lambda c: c["service_email"],
    },
}

#: As published (B-1.11): X used, I used indirectly, - not; prospecting for pull and push firms.
PUBLISHED = {
    "prospecting_preapproach_pull": "XXX-XXX",
    "prospecting_preapproach_push": "X---XX-",
    "approach": "--I-II-",
    "presentation": "-XXX---",
    "objection": "-------",
    "closing": "-------",
    "follow_up": "--X----",
}


def block_use(counts: Counts) -> pd.DataFrame:
    """Share of a stage's acts that a block serves: a row a stage, a column a block.

    Parameters
    ----------
    counts : measures of one seller over a run, or their means over runs

    Returns
    -------
    DataFrame   shares 0-1; missing where nothing happened at a stage
    """
    rows = {}
    for stage, uses in USES.items():
        acts = {use: float(count(counts)) for use, count in uses.items()}
        total = sum(acts.values())
        rows[stage] = {
            block: sum(n for use, n in acts.items() if block in OFFERS[use]) / total
            if total > 0
            else float("nan")
            for block in BLOCKS
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(BLOCKS))


def marked(use: pd.DataFrame) -> pd.DataFrame:
    """The same as the published table has it: X where a block serves a tenth of the acts or more."""
    return use.map(lambda share: "X" if share >= DIRECT else "-")


def published() -> pd.DataFrame:
    """The published table: a row a stage, a column a block."""
    return pd.DataFrame(
        [list(marks) for marks in PUBLISHED.values()], index=list(PUBLISHED), columns=list(BLOCKS)
    )
