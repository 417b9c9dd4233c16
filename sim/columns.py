"""Columns of the result tables beside the measures: unit, definition, when missing.

`docs/data_dictionary.md` is made from here and from `sim.measures`; a test compares it, and the
columns of real tables, with these lists.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.measures import LEDGER_COLUMNS, MEASURES


class Column(NamedTuple):
    """One column of a result table: what it says, and of which kind its values are."""

    unit: str
    definition: str
    missing: str = "never"
    kind: str = ""  # "text" or "whole"; empty for numbers and, by their unit, for yes/no

    @property
    def type(self) -> str:
        """`text`, `whole`, `yes/no` or `number`."""
        return self.kind or ("yes/no" if self.unit == "yes/no" else "number")


def text(definition: str) -> Column:
    """A column of words."""
    return Column("", definition, kind="text")


def whole(unit: str, definition: str) -> Column:
    """A column of whole numbers."""
    return Column(unit, definition, kind="whole")


# fmt: off
KEYS = {
    "scenario": text("name of the scenario"),
    "replicate": whole("", "number of the pair, from 0: the same world and luck in every scenario"),
}
RUNS = {
    **KEYS,
    "seller": text("name of the seller"),
    "focal": Column("yes/no", "whether this is the scenario's focal seller"),
    **{name: Column(m.unit, m.definition, m.missing) for name, m in MEASURES.items()},
    "world_hash": text("fingerprint of the world: equal where people and ties are equal"),
    "calendar_hash": text("fingerprint of the need calendar at the end of the warm-up"),
    "world_seed": whole("", "seed of people, ties, needs and warm-up"),
    "luck_seed": whole("", "seed of everything else"),
    "job": text("name of the run: a hash of settings, seeds and model id"),
}
WEEKS = {
    **KEYS,
    "week": whole("week", "measured week, from 1"),
    "seller": text("name of the seller"),
    **{name: Column(m.unit, f"{m.definition} (this week)", m.missing) for name, m in MEASURES.items() if m.weekly is not None},
    "purchases_opened": whole("purchases", "purchases that opened in the whole market"),
    "stayed": whole("purchases", "purchases of the whole market that ended with the present supplier"),
    "switched": whole("purchases", "purchases of the whole market that went to a new supplier"),
    "no_decision": whole("purchases", "searches of the whole market that ended without a decision"),
    "withdrawn": whole("purchases", "purchases of the whole market that were called off"),
    **{name: Column("trust × members", f"{name.replace('_', ' ')}: changes of trust of target members this week, summed") for name in LEDGER_COLUMNS},
}
LEADS = {
    **KEYS,
    "week": whole("week", "week in which the member became identified"),
    "seller": text("name of the seller"),
    "member": whole("", "identity of the member (a pseudonym where people are imported)"),
    "role": text("role in the buying centre"),
    "need": whole("", "identity of the need (organisation and category), -1 outside a purchase"),
    "purchase": whole("", "number of that need's purchase, 0 outside a purchase"),
    "origin": text("who made the first identified contact: inbound, outbound or referral"),
    "touch": text("last earlier touch that the seller can see; none where there was none"),
    "open_need": Column("yes/no", "whether the centre then had an open need that the seller serves"),
    "fit": Column("fit 0-1", "fit of the offer with that need; 0 without one"),
    "score": Column("score", "what the lead did and who it visibly is, when recorded"),
    "qualified": Column("yes/no", "over the seller's scoring bar (MQL)"),
    "accepted": Column("week", "week in which a rep accepted it (SQL)", "not accepted"),
    "rep": text("rep that it belongs to; empty where the seller has none"),
    "contacted": Column("week", "first week of contact by the seller", "not contacted"),
    "need_at_contact": Column("yes/no", "whether an open need was served then"),
    "fit_at_contact": Column("fit 0-1", "fit of the offer with that need then; 0 without one"),
    "two_way": Column("yes/no", "whether the lead answered"),
    "met": Column("week", "week of the first meeting", "not met"),
    "open": Column("yes/no", "whether it is still open at the end"),
}
CASCADES = {
    **KEYS,
    "seller": text("whom the talk is about"),
    "root": whole("", "identity of the person whose own experience began it"),
    "root_week": whole("week", "week in which it began; 0 or less in the warm-up"),
    "tells": whole("tells", "tells in measured weeks"),
    "people": whole("people", "different people who heard"),
    "newly_aware": whole("people", "of those, first aware of the seller by it"),
    "depth": whole("tells", "most tells between the root and a hearer"),
    "valence": Column("valence -1 to 1", "mean valence of its tells"),
    "last_week": whole("week", "week of its last tell"),
}
GROUPS = {
    **KEYS,
    "group": text("what people are grouped by: role, relation, size or industry"),
    "value": text("the group"),
    "target_members": whole("members", "target members of the focal seller in the group"),
    **{
        name: Column(m.unit, f"{m.definition}; of the group, states as they stand at the end", f"{m.missing}; nobody in particular stands behind it")
        for name, m in MEASURES.items()
    },
    "reached_share": Column("share", "of target members, those who read something in the run", "empty group"),
    "leads_per_100": Column("leads per 100", "leads of the run per 100 target members", "empty group"),
}
MAP_PEOPLE = {
    **KEYS,
    "person": whole("", "number on the map"),
    "key": whole("", "identity of the person (a pseudonym where people are imported)"),
    "organisation": whole("", "number of the organisation on the map"),
    "industry": whole("", "industry of the organisation"),
    "role": text("role in the buying centre"),
    "target": Column("yes/no", "target member of the focal seller"),
    "customer": Column("yes/no", "works for a customer of the focal seller"),
    "aware": Column("yes/no", "aware of the focal seller at the end"),
    "read": Column("yes/no", "read something of it in measured weeks"),
    "acted": Column("yes/no", "left a visible act in measured weeks"),
    "lead": Column("yes/no", "became its lead in measured weeks"),
    "told": Column("yes/no", "told somebody about it in measured weeks"),
    "trust": Column("trust 0-1", "trust that the person would use in a decision about it"),
}
MAP_TIES = {
    **KEYS,
    "a": whole("", "person on the map"),
    "b": whole("", "another person on the map, a < b"),
    "layer": text("colleague, professional or supply"),
}
TELLS = {
    **KEYS,
    "week": whole("week", "week of the tell"),
    "teller": whole("", "identity of the teller"),
    "hearer": whole("", "identity of the hearer"),
    "seller": text("whom the talk is about"),
    "asked": Column("yes/no", "whether the hearer had asked"),
    "valence": Column("valence -1 to 1", "how well the teller speaks of the seller"),
    "first": Column("yes/no", "whether the hearer became aware of the seller by it"),
    "root": whole("", "identity of the person whose own experience began the cascade"),
    "root_week": whole("week", "week in which the cascade began; 0 or less in the warm-up"),
    "depth": whole("tells", "tells between the root and the hearer"),
}
READS = {
    **KEYS,
    "week": whole("week", "week of the read"),
    "reader": whole("", "identity of the reader"),
    "seller": text("whom it is about"),
    "how": text("how it came: followed, passed on by a contact, paid, or message to the person"),
    "author": whole("", "identity of the account that published it, or of the sender"),
    "item": whole("", "name of the item of content; -1 for a message"),
    "relevance": Column("share", "how relevant it was to the reader", "message"),
}
ASSUMPTIONS = {**KEYS, "line": text("what was assumed about an imported network")}
WARNINGS = {**KEYS, "line": text("why the run may not be sound: figure, range and what would help")}
CONTRASTS = {
    "measure": text("measure of the focal seller"),
    "a": text("a scenario"),
    "b": text("another scenario, later in the order typed"),
    "mean_diff": Column("unit of the measure", "mean of a − b over pairs", "no pair"),
    "ci_low": Column("unit of the measure", "lower end of the 95% bootstrap interval over pairs", "fewer than two pairs"),
    "ci_high": Column("unit of the measure", "upper end of the same", "fewer than two pairs"),
    "sim_ci_low": Column("unit of the measure", "lower end of the simultaneous 95% interval over primary measures × pairs of scenarios", "exploratory measures"),
    "sim_ci_high": Column("unit of the measure", "upper end of the same", "exploratory measures"),
    "unpaired_ci_low": Column("unit of the measure", "lower end of the Welch interval that ignores the pairing", "fewer than two values"),
    "unpaired_ci_high": Column("unit of the measure", "upper end of the same", "fewer than two values"),
    "pairs": whole("pairs", "pairs with a value in both scenarios"),
    "win_share": Column("share", "share of pairs in which a is above b, ties half", "no pair"),
}
# fmt: on

#: Columns by table of a result folder.
TABLES: dict[str, dict[str, Column]] = {
    "runs": RUNS,
    "weeks": WEEKS,
    "leads": LEADS,
    "cascades": CASCADES,
    "groups": GROUPS,
    "map_people": MAP_PEOPLE,
    "map_ties": MAP_TIES,
    "tells": TELLS,
    "reads": READS,
    "assumptions": ASSUMPTIONS,
    "warnings": WARNINGS,
    "contrasts": CONTRASTS,
}
ABOUT = {
    "runs": "`runs.parquet`: a row a run and seller.",
    "weeks": "`weeks.parquet`: a row a run, week and seller.",
    "leads": "`leads.parquet`: a row a lead of the measured weeks.",
    "cascades": "`cascades.parquet`: a row a cascade of word of mouth (up to 20,000 members).",
    "groups": "`groups.parquet`: a row a group of people, for the focal seller. People outside organisations are in a group by role alone (`public`), so that groups of the other kinds add up to less than the whole.",
    "map_people": "`map_people.parquet`: people drawn on the report's map, replicate 0.",
    "map_ties": "`map_ties.parquet`: ties between them.",
    "tells": "`tells.parquet`: a row a tell (up to 20,000 members, more if asked).",
    "reads": "`reads.parquet`: a row a read (up to 20,000 members, more if asked).",
    "assumptions": "`assumptions.parquet`: what was assumed about an imported network.",
    "warnings": "`warnings.parquet`: signs that a scenario is not sound, replicate 0.",
    "contrasts": "`contrasts.csv`: differences between scenarios (compare).",
}
