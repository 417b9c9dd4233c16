"""Cases rich in content: channels, kinds and forms of posts, who speaks, and what readers feel."""

from __future__ import annotations

from typing import Any

from tests.oracle.markets import EAGER, FIRST, QUIET, SECOND, SPAM, THIRD

#: A firm that is everywhere, and one that is only where the older generation is.
EVERYWHERE = dict.fromkeys(("linkedin", "twitter", "facebook", "youtube", "instagram", "web"), 1.0)
WEB_ALONE = {"linkedin": 0.0, "web": 2.0}
#: Readers with much time, who follow much: what matters is what they make of it.
FOLLOWING: dict[str, Any] = {
    "market.page_followers_target": 0.7,
    "market.page_followers_other": 0.4,
    "parameters.attention.background_items": 5.0,
    "parameters.attention.salesy_discount": 0.1,
    "focal.push_share": 0.1,
}

#: What influencers are asked for: stories and praise with a critical word, or causes.
TELLERS = {"story_share": 0.6, "product_share": 0.2, "critical_share": 0.5}
BELIEVERS = {"purpose_share": 0.6, "story_share": 0.1, "product_share": 0.2}

CONTENT: dict[str, dict[str, Any]] = {
    "every channel": {
        **EAGER,
        **FOLLOWING,
        "market.public_share": 0.3,
        "market.influencers": 12.0,
        "market.influencer_followers": 20.0,
        "market.newer_share": 0.8,
        "market.channel_use": dict.fromkeys(EVERYWHERE, 0.5),
        "focal.channels": {**EVERYWHERE, "twitter": 3.0, "facebook": 0.0},
        "focal.content.cross_posting": 0.3,
        "focal.content.video_share": 0.6,
        "focal.influencers.share": 0.4,
        "parameters.production.influencer_bar": 0.3,
        "parameters.production.reach_price": 3000.0,
        "parameters.attention.share_exposure": 1.0,
        "rival": (
            {"seller": "Harbour", "channels": WEB_ALONE, "push_share": 0.1},
            {"seller": "Meridian", "channels": {**EVERYWHERE, "linkedin": 0.0, "web": 0.0},
             "content": {"cross_posting": 1.0}, "budget": {"hours": 90.0, "money": 500.0}},
        ),
        "event": (
            {"week": 14, "path": "focal.channels.linkedin", "value": 0.0, "until": 25},
            {"week": 20, "path": "focal.channels.facebook", "value": 5.0},
            {"week": 22, "path": "rival.0.content.cross_posting", "value": 1.0},
        ),
    },
    "older generation": {
        **EAGER,
        **FOLLOWING,
        "market.newer_share": 0.1,
        "market.channel_use.web": 0.7,
        "focal.channels": WEB_ALONE,
        "focal.content.quick_share": 0.8,
        "focal.control": 1.0,
        "parameters.attention.older_time": 0.6,
        "parameters.production.planning_delay": 2.0,
        "rival": ({"seller": "Harbour", "push_share": 0.1, "content": {"quick_share": 0.0}},),
        # Whoever stops does not finish what it began, however quick that would be.
        "event": (
            {"week": 12, "path": "rival.0.active", "value": False, "until": 20},
            {"week": 12, "path": "rival.0.content.quick_share", "value": 1.0, "until": 20},
        ),
    },
    "stories": {
        **EAGER,
        **FOLLOWING,
        "market.industries": 2,
        "market.organisations": 14,
        "market.direct_share": 0.6,
        "market.influencers": 24.0,
        "market.influencer_followers": 12.0,
        "market.seller": (
            {**FIRST, "reps": 3.0, "experts": 2.0, "customers": 0.5, "known": 0.3},
            {**SECOND, "reps": 2.0, "experts": 3.0, "customers": 0.0, "known": 0.2},
            {**THIRD, "reps": 1.0, "experts": 1.0, "customers": 0.2},
        ),
        "focal.content.story_share": 0.7,
        "focal.content.product_share": 0.2,
        "focal.content.critical_share": 0.5,
        "focal.influencers": {"share": 0.2, "strand": ({**TELLERS, "pay": 0.4},)},
        "parameters.production.influencer_bar": 0.2,
        "parameters.attention.salesy_discount": 0.1,
        "parameters.attention.story_draw": 2.0,
        "parameters.attention.rival_draw": 2.0,
        "parameters.message.story_worry": 0.6,
        "parameters.message.rival_worry": 0.4,
        "parameters.talk.story_trigger": 0.5,
        "rival": (
            {"seller": "Harbour", "push_share": 0.1, "content": {"story_share": 0.6},
             "influencers": {"share": 0.6, "strand": (TELLERS,)}},
            {"seller": "Meridian", "push_share": 0.2, "content": {"story_share": 0.5},
             "influencers": {"share": 0.6, "strand": (TELLERS,)}},
        ),
    },
    "causes": {
        **EAGER,
        **FOLLOWING,
        "market.public_share": 3.0,
        "market.page_followers_other": 0.05,
        "market.influencers": 10.0,
        "market.influencer_followers": 30.0,
        "focal.content.purpose_share": 0.7,
        "focal.content.story_share": 0.1,
        "focal.content.product_share": 0.1,
        "focal.content.emotional_share": 0.3,
        "focal.influencers": {"share": 0.8, "strand": ({**BELIEVERS, "pay": 1.6},)},
        "focal.budget.money": 5000.0,
        "parameters.production.influencer_bar": 0.3,
        "parameters.attention.purpose_match": 1.0,
        "parameters.message.suspicion": 1.0,
        "parameters.message.affect_gain": 0.6,
        "parameters.message.apply_rate": 1.0,
        "parameters.belief.parasocial_gain": 0.2,
        "rival": (
            {"seller": "Harbour", "push_share": 0.2, "content": {"purpose_share": 0.5},
             "influencers": {"share": 0.2, "strand": ({**BELIEVERS, "pay": 0.3},)}},
            QUIET,
        ),
    },
    "answers in public": {
        **EAGER,
        **FOLLOWING,
        "market.scale_budgets": True,
        "market.page_members": 22,
        "focal.acquisition": 0.0,
        "focal.budget.hours": 1500.0,
        "parameters.engagement.comment_cost": 0.05,
        "parameters.engagement.expert_cost": 0.6,
        "parameters.engagement.depth_hush": 0.4,
        "parameters.engagement.depth_private": 4.0,
        "parameters.engagement.onlook": 0.4,
        "parameters.engagement.comments_read": 0.3,
        "parameters.belief.onlooker_weight": 0.4,
        "parameters.contact.base_logit": 1.0,
        "rival": ({"seller": "Harbour", "budget": {"hours": 900.0}, "acquisition": 0.1},),
    },
    "posts of people one knows": {
        **EAGER,
        "market.staff_followers_target": 40.0,
        "market.staff_followers_other": 10.0,
        "market.page_followers_target": 0.1,
        "focal.control": 0.0,
        "focal.trained": 0.9,
        "focal.push_share": 0.3,
        "parameters.contact.base_logit": 1.0,
        "parameters.belief.post_person_weight": 0.5,
        "parameters.belief.parasocial_gain": 0.3,
        "parameters.belief.parasocial_share": 1.0,
        "parameters.engagement.association_gain": 0.6,
        "parameters.attention.recognition": 3.0,
        "rival": (SPAM, {"seller": "Meridian", "control": 0.0, "push_share": 0.4}),
        # What contacts pass on of somebody who has left in the meantime says nothing of it.
        "event": tuple(
            {"week": week, "path": "focal.away", "value": ("rep 0", "rep 1", "rep 2"),
             "until": week}
            for week in range(4, 36, 2)
        ),
    },
    "tired of platforms": {
        "parameters.attention.items_per_week": 40.0,
        "parameters.attention.background_items": 10.0,
        "parameters.attention.regard_loss": 0.2,
        "parameters.attention.regard_gain": 0.1,
        "parameters.attention.regard_recovery": 0.3,
        "parameters.attention.motive_loss": 1.0,
        "parameters.attention.role_gap": 1.0,
        "market.page_followers_target": 0.7,
        "focal.acquisition": 0.0,
        "parameters.production.listen_topics": 1.0,
        "parameters.delivery.understanding_hours": 1.0,
        "rival": (SPAM, {"seller": "Meridian", "push_share": 0.9,
                         "outreach": {"research_hours": 0.4}}),
    },
}  # fmt: skip
