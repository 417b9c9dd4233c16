"""Small markets in which engine and oracle are compared, and habits that cases are made of."""

from __future__ import annotations

from typing import Any

FIRST = {"name": "Northwind", "categories": (0, 1), "reps": 20.0, "experts": 40.0}
SECOND = {"name": "Harbour", "categories": (0, 2), "reputation": 0.42, "customers": 0.2}
THIRD = {"name": "Meridian", "categories": (1, 3), "reputation": 0.38, "past": 0.5}

#: Sixty members, three sellers, a short past: small enough to be worked through agent by agent.
MARKET: dict[str, Any] = {
    "market.members": 60,
    "market.weeks": 52,
    "market.warmup": 12,
    "market.industries": 8,
    "market.seller": (FIRST, SECOND, THIRD),
}
BUSY: dict[str, Any] = {
    **MARKET,
    "market.scale_budgets": False,
    "market.seller": (
        {**FIRST, "reps": 3.0, "experts": 2.0, "customers": 0.3, "known": 0.3},
        {**SECOND, "reps": 2.0, "experts": 3.0, "customers": 0.3, "known": 0.2},
        {**THIRD, "reps": 1.0, "experts": 1.0, "customers": 0.2},
    ),
    "market.size_max": 14,
    "market.contract_weeks": 20.0,
    "market.search_min": 2,
    "market.search_max": 9,
    "focal.budget.hours": 90.0,
    "focal.budget.money": 400.0,
    "parameters.attention.items_per_week": 60.0,
}
EAGER: dict[str, Any] = {
    "parameters.engagement.like_cost": 0.2,
    "parameters.engagement.share_cost": 0.3,
    "parameters.engagement.comment_cost": 0.35,
    "parameters.engagement.gate_cost": 0.3,
    "parameters.engagement.question_rate": 0.8,
    "parameters.engagement.turn_chance": 0.7,
    "parameters.engagement.privacy_cost": 0.1,
    "parameters.attention.share_exposure": 0.9,
    "parameters.attention.like_exposure": 0.5,
    "parameters.attention.other_match": 0.4,
}
SPAM: dict[str, Any] = {
    "seller": "Harbour",
    "push_share": 0.9,
    "control": 1.0,
    "outreach": {"research_hours": 0.0, "follow_ups": 3.0, "contact_rules": "own_initiative"},
    "offer": {"price": 0.2, "fit": 0.6},
    "budget": {"hours": 60.0, "money": 300.0},
}
QUIET: dict[str, Any] = {"seller": "Meridian", "active": False}
