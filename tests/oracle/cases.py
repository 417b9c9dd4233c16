"""Markets in which engine and oracle are compared: presets, and cases rich in rare turns."""

from __future__ import annotations

from typing import Any

from sim.scenarios.load import Scenario, load

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

RICH: dict[str, dict[str, Any]] = {
    "influencers": {
        **EAGER,
        "market.influencers": 8.0,
        "market.influencer_followers": 20.0,
        "market.public_share": 0.5,
        "focal.push_share": 0.1,
        "focal.control": 0.2,
        "focal.influencers.share": 0.5,
        "focal.influencers.pay": 0.5,
        "focal.influencers.scripted": 0.4,
        "focal.content.story_share": 0.4,
        "focal.content.gated_share": 0.5,
        "parameters.production.influencer_bar": 0.3,
        "rival": ({**SPAM, "influencers": {"share": 0.2}}, QUIET),
    },
    "own initiative": {
        **EAGER,
        "focal.push_share": 0.9,
        "focal.outreach.follow_ups": 3.0,
        "focal.outreach.research_hours": 0.1,
        "focal.outreach.contact_rules": "own_initiative",
        "parameters.contact.base_logit": -1.5,
        "parameters.contact.block_low": 0.1,
        "parameters.contact.block_high": 0.5,
        "parameters.production.person_rest": 1.0,
        "parameters.production.reach_price": 9000.0,
        "rival": (SPAM,),
    },
    "warm introductions": {
        "focal.push_share": 0.8,
        "focal.outreach.research_hours": 0.3,
        "focal.outreach.follow_ups": 2.0,
        "market.professional_degree": 12.0,
        "parameters.contact.intro_rate": 0.6,
        "parameters.contact.intro_logit": 4.0,
        "parameters.contact.base_logit": -3.0,
        "parameters.production.research_rest": 3.0,
        "parameters.production.person_rest": 4.0,
        "parameters.choice.share_needed": 0.0,
        "parameters.selling.referral_rate": 0.02,
    },
    "talk": {
        "parameters.talk.rate": 5.0,
        "parameters.talk.retell": 0.4,
        "parameters.talk.moved_bar": 0.005,
        "parameters.talk.negativity": 2.0,
        "parameters.talk.neutral": 0.45,
        "parameters.talk.supply_weight": 1.5,
        "parameters.belief.memory_decay": 0.2,
        "parameters.belief.hearsay_weight": 1.5,
        "parameters.belief.bar_centre": 0.3,
        "market.supply_degree": 20.0,
    },
    "forgetful": {
        **EAGER,
        "market.contract_weeks": 8.0,
        "parameters.belief.memory_decay": 0.5,
        "parameters.belief.bar_centre": 0.3,
        "parameters.scouting.enquiry_info": 0.05,
        "parameters.scouting.enquiry_rate": 0.9,
        "parameters.choice.straight_rebuy": 0.2,
        "parameters.choice.share_needed": 1.0,
        "parameters.choice.outside_utility": 0.4,
        "parameters.delivery.care_hours": 3.0,
    },
    "idle talk": {
        "parameters.talk.idle_trigger": 0.1,
        "parameters.talk.retell": 0.6,
        "parameters.belief.memory_decay": 0.08,
        "market.topics": 4,
        "market.public_share": 1.0,
    },
    "many purchases": {
        **EAGER,
        "market.seller": (
            {**FIRST, "categories": (0, 1, 2), "reps": 3.0, "experts": 2.0, "known": 0.6},
            {**SECOND, "categories": (0, 1, 2), "reps": 2.0, "customers": 0.3, "known": 0.6},
            {**THIRD, "categories": (0, 1, 2, 3), "reps": 1.0, "customers": 0.1, "known": 0.7},
        ),
        "market.contract_weeks": 8.0,
        "market.contract_spread": 0.9,
        "market.search_min": 1,
        "market.search_max": 5,
        "market.dormant_share": 0.4,
        "market.season": tuple(float(1 + (w % 5) * (w < 30)) for w in range(52)),
        "parameters.belief.bar_centre": 0.2,
        "parameters.contact.block_low": 0.05,
        "parameters.contact.block_high": 0.3,
        "parameters.choice.share_needed": 0.2,
        "parameters.choice.outside_utility": 0.2,
        "parameters.choice.shortlist": 2.0,
        "parameters.choice.noise": 1.0,
        "parameters.choice.veto_bar": 0.1,
        "parameters.selling.meeting_need": 1.0,
        "parameters.selling.referral_rate": 0.05,
        "parameters.delivery.promise_rate": 0.5,
        "focal.offer.price": 0.1,
        "rival": (SPAM,),
    },
    "scoring": {
        **EAGER,
        "focal.push_share": 0.4,
        "focal.analytics.scoring": True,
        "parameters.lead.queue_per_rep": 2.0,
        "parameters.lead.keep_weeks": 4.0,
        "parameters.lead.lapse_weeks": 3.0,
        "parameters.selling.approach_hours": 0.3,
        "parameters.selling.meeting_hours": 0.7,
        "parameters.selling.meeting_room": 3.0,
        "focal.selling_share": 0.2,
        "rival": (SPAM,),
    },
    "events": {
        "focal.acquisition": 0.0,
        "event": (
            {"week": 1, "path": "parameters.talk.rate", "value": 3.0, "until": 20},
            {"week": 5, "path": "focal.push_share", "value": 1.0},
            {"week": 9, "path": "focal.control", "value": 1.0, "until": 30},
            {"week": 15, "path": "focal.active", "value": False, "until": 18},
            {"week": 22, "path": "focal.push_share", "value": 0.0},
            {"week": 25, "path": "parameters.choice.straight_rebuy", "value": 0.0},
            {"week": 40, "path": "focal.outreach.contact_rules", "value": "own_initiative"},
        ),
    },
    "people leave": {
        "focal.push_share": 0.6,
        "focal.away": ("rep 1",),
        "focal.outreach.follow_ups": 2.0,
        "parameters.contact.base_logit": -2.0,
        "parameters.delivery.promise_rate": 0.5,
        "rival": ({"seller": "Harbour"}, {"seller": "Meridian", "push_share": 0.7}),
        "event": (
            {"week": 8, "path": "focal.away", "value": ("rep 0", "expert 1"), "until": 30},
            {"week": 12, "path": "rival.0.away", "value": ("rep 0", "rep 1"), "until": 20},
            {"week": 15, "path": "rival.1.away", "value": ("rep 0", "expert 0")},
            {"week": 40, "path": "focal.away", "value": ()},
        ),
    },
    "several pages": {
        **EAGER,
        "market.scale_budgets": True,
        "market.page_members": 22,
        "market.influencers": 50.0,
        "market.influencer_followers": 20.0,
        "focal.budget.hours": 1500.0,
        "focal.budget.money": 3000.0,
        "focal.control": 0.8,
        "focal.acquisition": 0.3,
        "focal.content.gated_share": 0.4,
        "focal.influencers.share": 0.3,
        "parameters.production.influencer_bar": 0.3,
        "rival": ({"seller": "Harbour", "budget": {"hours": 900.0}, "control": 0.0},),
    },
    "silence": {
        "market.seller": tuple(
            {**firm, "categories": (0, 1, 2), "customers": 0.0, "known": 0.0, "past": 0.0}
            for firm in (FIRST, SECOND, THIRD)
        ),
        "market.contract_weeks": 8.0,
        "focal.active": False,
        "rival": ({"seller": "Harbour", "active": False}, QUIET),
        "parameters.choice.share_needed": 0.0,
        "parameters.choice.veto_bar": 0.0,
        "parameters.choice.shortlist": 1.0,
        "parameters.choice.outside_utility": -1.0,
        "parameters.choice.straight_rebuy": 0.3,
    },
    "newcomer alone": {
        "market.seller": (
            {**FIRST, "past": 0.0, "reps": 0.0, "experts": 0.0},
            {**SECOND, "reps": 5.0, "experts": 0.0},
            {**THIRD, "reps": 0.0},
        ),
        "market.influencers": 0.0,
        "market.scale_budgets": True,
        "market.organisations": 6,
        "focal.budget.hours": 900.0,
        "market.contract_weeks": 8.0,
        "parameters.choice.share_needed": 0.0,
        "parameters.attention.items_per_week": 5.0,
        "parameters.scouting.rate": 1.0,
        "parameters.scouting.unknown_share": 1.0,
    },
}

# Turns in which the engine was once wrong.
RICH |= {
    "more referrals than expected": {
        "market.professional_degree": 60.0,
        "parameters.belief.bar_centre": 0.2,
        "parameters.selling.referral_rate": 1.0,
    },
    "roles without weight": {
        **RICH["many purchases"],
        "parameters.choice.weight_decider": 0.0,
        "parameters.choice.weight_buyer": 0.0,
        "parameters.choice.weight_gatekeeper": 0.0,
        "parameters.choice.weight_influencer": 0.0,
        "parameters.choice.weight_user": 0.0,
    },
}


def preset(name: str) -> Scenario:
    """A preset in a market of sixty."""
    return load(name).set_all(MARKET)


def busy_preset(name: str) -> Scenario:
    """A preset in a market of sixty where sellers have the hours that a thousand would take."""
    return load(name).set_all(BUSY)


def rich(name: str) -> Scenario:
    """A case with many rare turns."""
    return load("base").set_all({**BUSY, **RICH[name]})
