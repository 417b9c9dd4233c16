"""Result tables hold the columns that the data dictionary lists, and their sums agree."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from experiments.comparison import compare
from experiments.jobs import code_id
from experiments.plan import Cell, Plan
from experiments.rows import job_tables
from experiments.tables import COLUMNS, Layout, encode
from sim.columns import TABLES
from sim.measures import MEASURES
from sim.model import BuyerNetwork

SMALL = {"market.members": 200, "market.weeks": 14, "market.warmup": 8}


@pytest.fixture(scope="module")
def made() -> tuple[BuyerNetwork, dict]:
    """A small run and its tables."""
    scenario = sim.load("mixed").set_all(SMALL)
    plan = Plan((Cell.of(scenario),), (1,), 0, 0, code_id())
    job = plan.job(plan.runs()[0])
    model = BuyerNetwork(scenario, world_seed=job.world_seed, luck_seed=job.luck_seed).run()
    return model, job_tables(job, model, Layout(), ["said"])


def test_columns_are_documented(made: tuple[BuyerNetwork, dict]) -> None:
    """A column without a definition, or a definition without a column, is caught."""
    for name, table in made[1].items():
        assert list(table.columns) == list(COLUMNS[name]), name
        encode([table], Layout().schema(name))  # fails where a value is not of its column's kind


def test_contrast_columns_are_documented(tmp_path) -> None:
    """The same for contrasts.csv."""
    scenarios = [sim.load(n).set_all({**SMALL, "market.weeks": 3}) for n in ("push", "pull")]
    result = compare(*scenarios, reps=2, workers=1, out=tmp_path / "out")
    assert [c for c in result.contrasts.columns if c != "primary"] == list(TABLES["contrasts"])


def test_flows_are_sums_of_weeks(made: tuple[BuyerNetwork, dict]) -> None:
    """A flow over the run equals the sum of its weeks, for every seller."""
    model, tables = made
    weeks = tables["weeks"].groupby("seller", sort=False)
    total = model.sellers_summary
    for name, m in MEASURES.items():
        if m.kind == "flow" and m.weekly is not None and m.total is None:
            assert np.allclose(weeks[name].sum()[total.index], total[name], rtol=1e-12), name


def test_funnel_adds_up(made: tuple[BuyerNetwork, dict]) -> None:
    """Identities that hold whatever the rules: parts of leads, of purchases, of orders."""
    model, tables = made
    total = model.sellers_summary
    parts = total[["leads_inbound", "leads_outbound", "leads_referral"]].sum(axis=1)
    assert (parts == total["leads"]).all()
    counted = tables["leads"].groupby("seller").size().reindex(total.index).fillna(0)
    assert (counted == total["leads"]).all()
    assert (total["qualified_leads"] <= total["leads"]).all()
    assert (total["new_wins"] <= total["won"]).all()
    assert (total["new_wins"] <= total["shortlisted"]).all()
    assert (total["wom_reach"] <= total["wom_tells"]).all()
    assert (total["views"] <= total["impressions"]).all()
    assert (total["messages"] >= 0).all()
    week = tables["weeks"].drop_duplicates("week")
    ended = week[["stayed", "switched", "no_decision", "withdrawn"]].sum().sum()
    opened_before = week["purchases_opened"].sum() + (model.state.purchases.open == 1).sum()
    assert ended <= opened_before + len(model.world.needs.key)
    assert (total["lost"] <= model.weeks["switched"].sum()).all()


def test_shares_are_shares(made: tuple[BuyerNetwork, dict]) -> None:
    """Whatever is called a share lies between 0 and 1, or is missing."""
    total = made[0].sellers_summary
    shares = [
        n for n, m in MEASURES.items() if m.unit in ("share", "trust 0-1") and n != "reply_rate"
    ]
    values = total[shares].to_numpy()
    assert ((values >= 0) & (values <= 1) | np.isnan(values)).all()


def test_cost_is_within_the_budget(made: tuple[BuyerNetwork, dict]) -> None:
    """Nobody spends more than hours and money allow; posts and meetings in progress carry over."""
    model, _ = made
    settings = model.scenario.settings
    firm, wage = settings.focal, settings.parameters.production.wage
    scale = settings.market.members / 1000.0
    allowed = scale * (firm.budget.hours * wage + firm.budget.money) * settings.market.weeks
    slack = wage * (settings.parameters.selling.meeting_hours * 4 + 8)
    assert 0 < model.summary["cost"] <= allowed + slack


def test_reads_are_the_views_of_the_measures() -> None:
    """Every view that the measures count is a row of the log, and the log changes nothing."""
    scenario = sim.load("mixed").set_all({**SMALL, "focal.influencers.share": 0.3})
    plain, logged = (BuyerNetwork(scenario, seed=4, log_reads=log).run() for log in (False, True))
    assert len(plain.reads) == 0
    assert logged.sellers_summary.equals(plain.sellers_summary)
    reads, views = logged.reads, logged.weeks.pivot(index="week", columns="seller", values="views")
    counted = reads.groupby(["week", "seller"]).size().unstack(fill_value=0)
    counted = counted.reindex(index=views.index, columns=views.columns, fill_value=0)
    assert (counted.to_numpy() == views.to_numpy()).all()
    assert set(reads["how"]) <= {"followed", "passed on", "paid", "message"}
    named = reads[reads["how"] == "message"]
    share = len(named[named["seller"] == "Northwind"]) / (reads["seller"] == "Northwind").sum()
    assert share == pytest.approx(logged.summary["push_exposure_share"])
    assert named["relevance"].isna().all()
    assert reads["relevance"].dropna().between(0, 1).all()
