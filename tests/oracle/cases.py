"""Markets in which engine and oracle are compared: presets, and cases rich in rare turns."""

from __future__ import annotations

from typing import Any

from sim.scenarios.load import Scenario, load
from tests.oracle.contact_cases import CONTACT
from tests.oracle.content_cases import CONTENT
from tests.oracle.firm_cases import FIRMS
from tests.oracle.markets import BUSY, EAGER, FIRST, MARKET, QUIET, SECOND, SPAM, THIRD

RICH: dict[str, dict[str, Any]] = {
    "influencers": {
        **EAGER,
        "market.influencers": 8.0,
        "market.influencer_followers": 20.0,
        "market.public_share": 0.5,
        "focal.push_share": 0.1,
        "focal.control": 0.2,
        "focal.influencers.share": 0.5,
        "focal.influencers.strand": (
            {"pay": 0.5, "scripted": 0.4, "story_share": 0.4, "product_share": 0.3},
        ),
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
        "focal.content.agency_share": 0.4,
        "focal.preconditions.skills": 0.7,
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

RICH |= CONTENT | CONTACT

RICH |= FIRMS

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
