"""Values of rules worked by hand.

`P` holds the parameters of one worked value, so that a changed default leaves it right.
"""

from __future__ import annotations

import math
from types import SimpleNamespace as P
from typing import Any

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, USER
from sim.agents.reading import (
    CAREER,
    CHANNELS,
    DEALS,
    FACEBOOK,
    INFORMATION,
    INSTAGRAM,
    LINKEDIN,
    PRODUCT,
    PURPOSE,
    STORY,
    TOPICAL,
    TWITTER,
    WEB,
    YOUTUBE,
)
from sim.agents.relation import (
    ADVOCACY,
    COMMITMENT,
    CONNECTION,
    ENGAGEMENT,
    INTERACTION,
    RETENTION,
    SATISFACTION,
    UNKNOWN,
)

CHOICE = P(
    weight_decider=3.0, weight_buyer=2.0, weight_gatekeeper=1.0, weight_influencer=1.5,
    weight_user=0.5, fit_weight=2.0, price_weight=1.0, trust_weight=0.5, offer_weight=0.25,
    risk_weight=0.8, incumbent_bonus=1.5, noise=2.0, straight_rebuy=0.8, brand_loyalty=0.2,
    input_gain=0.25, trust_relief=0.5, response_weight=0.4, demand_weight=0.6,
)  # fmt: skip
ENGAGE = P(
    exposure_cost=0.4, indirect_share=0.25, privacy_cost=0.2, policy_cost=0.1, act_spread=0.1,
    need_value=0.2, gate_cost=0.5, gate_privacy=0.4, question_rate=0.1, question_need=3.0,
    turn_chance=0.3, turn_growth=0.2, depth_private=2.0, onlook=0.5, closeness_gain=0.1,
    emotion_gain=0.06, corporate_emotion=0.04, association_gain=0.2, loyalty_gain=0.3,
    depth_hush=0.2,
)  # fmt: skip
CONTACT = P(
    base_logit=-2.0, personal_logit=1.0, need_logit=1.0, known_logit=0.5, intro_logit=2.0,
    trust_logit=2.0, annoyed_logit=4.0, similar_blur=0.25, generic_annoyance=0.06,
    personal_annoyance=0.02, offfit_annoyance=0.1, repeat_annoyance=0.03, annoyance_decay=0.1,
    block_low=0.4, block_high=1.2, overlap_annoyance=0.02, patient_share=0.25, social_logit=-2.0,
    solicited_half=2.0, phone_logit=-0.25, phone_older_logit=0.5, specific_loss=0.4, unguided_loss=0.4,
    inefficacy_loss=0.4,
)  # fmt: skip
TALK = P(rate=2.0, ask_rate=0.05, neutral=0.4, negativity=3.0)
SCOUT = P(
    presence_half=2.0, rate=0.2, expert_bar=0.5, unknown_share=0.5, enquiry_info=0.3,
    enquiry_rate=0.25, directory=0.0, review_weight=0.4, reviews_half=10.0,
)  # fmt: skip
ATTEND = P(
    off_audience=0.4, broad_relevance=0.6, need_boost=0.5, salesy_discount=0.5, topic_half_life=2.0,
    quick_half_life=1.0, quick_boost=0.5, role_gap=0.4, motive_gain=0.5, motive_loss=0.2,
    recognition=0.5, video_loss=0.4, story_draw=0.5, rival_draw=0.25, regard_recovery=0.1,
    regard_gain=0.02, regard_loss=0.01, older_time=0.3,
)  # fmt: skip
MESSAGE = P(
    claim_product=0.0, claim_story=0.1, claim_topical=0.3, claim_purpose=0.9, suspicion=0.6,
    use_gain=0.5, independence_gain=0.4, praise_discount=0.25, affect_gain=0.1, rub_off=1.0,
    story_worry=0.1, rival_worry=0.2, apply_rate=0.1,
)  # fmt: skip
CHANNEL_USE = P(
    **{f"dialogue_{name}": 0.1 * i for i, name in enumerate(CHANNELS, 1)},
    **{f"depth_{name}": 0.2 * i for i, name in enumerate(CHANNELS, 1)},
)
MAKE = P(
    aim_hours=0.25, generic_message=0.1, personal_message=0.5, offmessage=0.1, influencer_bar=0.6,
    influencer_pull=0.3, self_centred=0.2, phone_message=0.2, script_loss=0.6, craft_floor=0.5,
    resistance=0.5, useful_half=2.0, withheld=0.5, main_topic=0.4, sameness=0.5, useful_training=0.2,
)  # fmt: skip
SELL = P(
    answer_base=0.4, answer_informed=0.4, timing_gain=0.2, meeting_need=0.5, meeting_hours=1.0,
    travel_hours=2.0, self_service=0.5, online_weight=0.8, online_physical=0.5,
)  # fmt: skip
SERVE = P(
    kept_worst=0.5, kept_best=0.9, satisfaction_step=0.25, understanding_decay=0.5,
    understanding_hours=10.0, news_weight=0.2, video_explains=0.5, silence_weight=0.4,
    miss_rate=0.05, answer_step=0.1, applicants_half=5.0,
)  # fmt: skip

#: Values worked by hand: rule, arguments, result.
WORKED: list[tuple[str, tuple[Any, ...], float]] = [
    ("faded", (0.8, P(memory_decay=0.25)), 0.6),
    ("remembered", (0.5, 0.2), 0.6),
    ("informed", (0.2, 0.5), 0.6),
    ("moved_level", (0.4, 3.0, 0.8, 1.0), 0.5),  # (1.2 + 0.8) / 4
    ("moved_weight", (10.0, 1.0, P(weight_cap=12.0)), 11.0),
    ("moved_weight", (11.5, 1.0, P(weight_cap=12.0)), 12.0),
    ("used_trust", (0.9, 0.3, 6.0, P(contacts_half=3.0)), 0.7),  # two thirds personal
    ("used_trust", (0.9, 0.3, 0.0, P(contacts_half=3.0)), 0.3),
    ("trust_bar", (0.75, P(bar_centre=0.4, bar_width=0.4)), 0.5),
    ("centre_size", (1,), 1),
    ("centre_size", (2,), 2),
    ("centre_size", (3,), 3),  # 4 places, 3 people
    ("centre_size", (9,), 6),  # 9, 4, 2, 1: three halvings
    ("centre_size", (60,), 8),
    ("role_weight", (DECIDER, CHOICE), 3.0),
    ("role_weight", (BUYER, CHOICE), 2.0),
    ("role_weight", (GATEKEEPER, CHOICE), 1.0),
    ("role_weight", (INFLUENCER, CHOICE), 1.5),
    ("role_weight", (USER, CHOICE), 0.5),
    ("straight_chance", (0.5, 0.5, CHOICE), 0.5),  # .4 + .1
    ("straight_chance", (1.0, 1.0, P(straight_rebuy=0.9, brand_loyalty=0.3)), 1.0),
    ("offer_fit", (1.2, 0.5, 0.4, CHOICE), 0.7),  # .6 + .1
    ("offer_fit", (1.3, 0.9, 0.0, CHOICE), 1.0),
    # 2 x .5 - .4 + .5 x .6 + .25 - .8 x .5 x .75 x (1 - .5 x .6) + .4 x .5 + .6 x .25
    ("offer_utility", (0.5, 0.4, 0.6, 1.0, 0.25, 0.5, 0.5, 0.25, CHOICE), 1.29),
    ("incumbent_utility", (0.6, CHOICE), 0.9),
    ("choice_noise", (0.5, CHOICE), -2.0 * math.log(math.log(2.0))),
    ("kept_chance", (0.5, SERVE), 0.7),
    ("kept_chance", (7.0, SERVE), 0.9),
    ("satisfied", (0.6, 1.0, SERVE), 0.7),
    ("satisfied", (0.6, 0.0, SERVE), 0.45),
    ("promise_weight", (1.0, 0.5, 0.4, 0.6, SERVE), 0.72),  # .6 + .2 x .5 x 1.2
    ("promise_weight", (0.0, 0.25, 1.0, 0.6, SERVE), 0.9),  # .6 + .4 x .75
    ("promise_weight", (0.0, 3.0, 1.0, 0.6, SERVE), 0.6),  # full care leaves no silence
    ("missed_chance", (3.0, SERVE), 0.1),
    ("missed_chance", (1.0, SERVE), 0.0),
    ("missed_chance", (9.0, P(miss_rate=0.2)), 1.0),
    ("pleased", (0.6, SERVE), 0.64),
    ("decision_trust", (0.9, 0.3, 6.0, 0.5, 3.0, 0.4), 0.68),  # .6 + .3 x .8 / 3
    ("decision_trust", (0.9, 0.3, 0.0, 1.0, 3.0, 0.4), 0.18),
    ("joins", (0.4, 0.5, 0.5, 0.0, 0.0, 0.0, MAKE), True),  # .4 + .15 + .15
    ("joins", (0.4, 0.5, 0.5, 1.0, 0.0, 0.0, MAKE), False),  # experts do not ask for pay
    ("joins", (0.5, 0.5, 0.0, 1.0, 0.0, 0.0, MAKE), True),  # .5 + .15
    ("joins", (0.5, 0.5, 0.0, 1.0, 0.75, 0.0, MAKE), False),  # less .15: content on the firm
    ("joins", (0.5, 0.5, 1.0, 1.0, 0.75, 0.0, MAKE), True),  # for which it is paid
    ("joins", (0.4, 0.5, 0.0, 0.0, 0.0, 0.0, MAKE), False),
    ("joins", (1.0, 1.0, 1.0, 0.0, 0.0, 1.0, MAKE), False),  # works for a competitor
    # 1 + .4 + .1 + .1 + .3 + 1
    ("suitability", (1.0, 0.5, 0.25, 0.5, 0.5, 0.1, 1.0, 0.8, 0.4, 0.2, 0.6, 10.0), 2.9),
    ("authenticity", (0.5, 0.5, MAKE), 0.35),
    ("craft", (0.5, 0.5, MAKE), 0.875),  # skill .75
    ("craft", (0.0, 0.0, MAKE), 0.5),
    ("seen_share", (80.0, 20.0), 0.25),
    ("seen_share", (10.0, 20.0), 1.0),
    ("noticed_share", (8.0, 4.0, 4.0, CONTACT), 0.25),
    # half of .6 and half of .75: .675, times .5, times 1.5
    ("content_relevance", (0.5, 0.5, 1.0, 0.5, 1.0, ATTEND), 0.50625),
    ("content_relevance", (1.0, 1.0, 0.0, 1.0, 0.0, ATTEND), 0.4),
    ("content_relevance", (1.0, 1.0, 1.0, 1.0, 1.0, ATTEND), 1.0),
    ("attention_chance", (0.8, 0.5, 4.0, 0.0, ATTEND), 0.15),  # .8 x .75 x a quarter
    ("attention_chance", (0.8, 0.5, 2.0, 1.0, ATTEND), 0.225),  # stale after 1 week, 1.5 times seen
    ("role_fit", (1.0, 0.75, ATTEND), 0.9),
    ("role_fit", (0.0, 0.75, ATTEND), 0.7),
    ("serves_motive", (INFORMATION, TOPICAL), True),
    ("serves_motive", (INFORMATION, PRODUCT), False),
    ("serves_motive", (INFORMATION, STORY), True),
    ("serves_motive", (INFORMATION, PURPOSE), False),
    ("serves_motive", (DEALS, TOPICAL), False),
    ("serves_motive", (DEALS, PRODUCT), True),
    ("serves_motive", (DEALS, STORY), False),
    ("serves_motive", (DEALS, PURPOSE), False),
    ("serves_motive", (CAREER, TOPICAL), False),
    ("serves_motive", (CAREER, PRODUCT), False),
    ("serves_motive", (CAREER, STORY), False),
    ("serves_motive", (CAREER, PURPOSE), True),
    ("appeal", (1.0, 1.0, 0.4, 0.0, 0.0, 0.0, ATTEND), 1.8),  # 1.5 x 1.2
    ("appeal", (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, ATTEND), 0.48),  # .8 x .6
    ("appeal", (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, ATTEND), 1.0),  # nobody follows: no motive
    ("appeal", (0.0, 0.0, 0.0, 0.0, 0.5, 1.0, ATTEND), 1.5),
    ("renown_of", (20.0, 30.0), 0.4),
    ("regard_after", (0.5, 1.0, 2.0, 5.0, ATTEND), 0.54),  # .5 + .05 + .04 - .05
    ("regard_after", (0.1, 0.3, 0.0, 50.0, ATTEND), 0.0),
    ("regard_after", (0.98, 1.0, 9.0, 0.0, ATTEND), 1.0),
    ("own_regard", (1.0, ATTEND), 1.0),
    ("own_regard", (0.0, ATTEND), 0.3),
    ("claim_of", (TOPICAL, MESSAGE), 0.3),
    ("claim_of", (PRODUCT, MESSAGE), 0.0),
    ("claim_of", (STORY, MESSAGE), 0.1),
    ("claim_of", (PURPOSE, MESSAGE), 0.9),
    ("inferred_motive", (0.5, 0.4, MESSAGE), 0.12),
    ("inferred_motive", (3.0, 1.0, MESSAGE), 0.6),  # more than a usual fee says no more
    ("endorsement_weight", (1.0, 0.5, 1.0, MESSAGE), 1.275),  # (1 + .5 + .2) x .75
    ("endorsement_weight", (0.0, 0.0, 0.0, MESSAGE), 1.0),
    ("standing", (0.5, 0.25, P(bond_share=0.4, parasocial_share=0.2)), 1.25),
    ("tie_after", (0.5, P(parasocial_gain=0.1)), 0.55),
    ("affect_after", (0.2, 1.0, 0.0, 1.0, MESSAGE), 0.36),  # .2 of the way from .2 to 1
    ("affect_after", (0.2, 0.5, 1.0, 0.0, MESSAGE), 0.14),  # .05 of the way from .2 to -1
    ("affect_after", (0.2, 0.0, 1.0, 1.0, MESSAGE), 0.2),
    ("affect_after", (0.0, 1.0, 0.0, 1.0, P(affect_gain=0.8, rub_off=1.0)), 1.0),
    ("story_doubt", (0.5, 1.0, 0.0, MESSAGE), 0.05),
    ("story_doubt", (0.5, 0.0, 1.0, MESSAGE), 0.2),
    ("application_chance", (0.5, MESSAGE), 0.05),
    ("application_chance", (-0.5, MESSAGE), 0.0),
    ("sees_exchange", (2.0, 0.5), 0.75),
    ("sees_exchange", (0.0, 0.5), 0.0),
    # .5 + .1 + (.06 + .04) + .2 x .5 + .3 - .2 x .5
    ("act_interest", (0.5, 1.0, 1.0, 1.0, 0.5, 1.0, 0.5, ENGAGE), 1.0),
    ("act_interest", (0.5, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, ENGAGE), 0.5),
    ("channel_dialogue", (LINKEDIN, CHANNEL_USE), 0.1),
    ("channel_dialogue", (TWITTER, CHANNEL_USE), 0.2),
    ("channel_dialogue", (FACEBOOK, CHANNEL_USE), 0.3),
    ("channel_dialogue", (YOUTUBE, CHANNEL_USE), 0.4),
    ("channel_dialogue", (INSTAGRAM, CHANNEL_USE), 0.5),
    ("channel_dialogue", (WEB, CHANNEL_USE), 0.6),
    ("channel_depth", (LINKEDIN, CHANNEL_USE), 0.2),
    ("channel_depth", (TWITTER, CHANNEL_USE), 0.4),
    ("channel_depth", (FACEBOOK, CHANNEL_USE), 0.6),
    ("channel_depth", (YOUTUBE, CHANNEL_USE), 0.8),
    ("channel_depth", (INSTAGRAM, CHANNEL_USE), 1.0),
    ("channel_depth", (WEB, CHANNEL_USE), 1.2),
    # .5 + .4 x (.5 + .5 x .25) + .2 x .5 + .1 x .75
    ("act_cost", (0.5, 1.0, 0.5, 0.5, 0.25, ENGAGE), 0.925),
    ("act_cost", (0.5, 0.0, 1.0, 0.0, 1.0, ENGAGE), 0.5),
    ("act_chance", (0.6, 0.6, ENGAGE), 0.5),
    ("act_chance", (0.5, 0.7, ENGAGE), 1.0 / (1.0 + math.e**2)),
    ("criticism", (0.3, 0.5, 0.2), 0.5),
    ("form_chance", (0.5, 1.0, 0.5, ENGAGE), 0.5),  # .7 against .7
    ("form_chance", (0.6, 0.0, 0.0, ENGAGE), 1.0 / (1.0 + math.exp(-1.0))),
    ("question_chance", (0.5, 0.0, 0.0, ENGAGE), 0.05),
    ("question_chance", (0.5, 1.0, 0.0, ENGAGE), 0.15),
    ("question_chance", (0.5, 0.0, 0.5, ENGAGE), 0.1),
    ("next_turn_chance", (2.0, ENGAGE), 0.7),
    ("next_turn_chance", (9.0, ENGAGE), 0.95),
    ("channel_logit", (1.0, 0.0, 1.0, 6.0, CONTACT), -1.5),  # six messages where two weigh half
    ("channel_logit", (1.0, 0.0, 1.0, 0.0, CONTACT), 0.0),
    ("channel_logit", (0.0, 1.0, 1.0, 6.0, CONTACT), -0.25),
    ("channel_logit", (0.0, 1.0, 0.0, 6.0, CONTACT), 0.5),
    ("channel_logit", (0.0, 0.0, 0.0, 6.0, CONTACT), 0.0),
    ("reply_probability", (1.0, 1.0, 0.0, 0.0, 0.4, 0.0, 0.0, CONTACT), 0.5),
    # -2 + .5 + 1 + .5 + 2 + .4 - 2 + .6 = 1
    ("reply_probability", (0.5, 1.0, 1.0, 1.0, 0.6, 0.5, 0.6, CONTACT), 1.0 / (1.0 + 1.0 / math.e)),
    ("need_met", (0.5, CONTACT), 0.8),
    ("message_annoyance", (0.5, 1.0, 2.0, 0.0, 0.1, CONTACT), 0.16),  # .04 + .03 x 4
    ("message_annoyance", (0.0, 0.0, 0.0, 0.0, 0.1, CONTACT), 0.16),  # .06 + .1
    ("message_annoyance", (0.0, 1.0, 0.0, 0.0, 0.24, CONTACT), 0.0),  # somebody doing a job
    ("message_annoyance", (0.0, 1.0, 0.0, 0.0, 0.25, CONTACT), 0.06),
    ("message_annoyance", (0.0, 1.0, 0.0, 3.0, 0.1, CONTACT), 0.12),  # .06 + 3 x .02
    ("calmed", (0.5, CONTACT), 0.45),
    ("block_limit", (0.25, CONTACT), 0.6),
    ("tell_valence", (0.7, TALK), 0.5),
    ("tell_valence", (0.1, TALK), -0.5),
    ("tell_chance", (0.1, 0.5, 0.2, TALK), 0.1),
    ("tell_chance", (0.1, 0.5, -0.2, TALK), 0.3),
    ("ask_chance", (0.5, TALK), 0.05),
    ("review_evidence", (30.0, SCOUT), 0.3),
    ("review_evidence", (0.0, SCOUT), 0.0),
    ("found_chance", (1.0, 0.0, 0.9, SCOUT), 0.2),
    # a directory of .4 shows .4 of the three in four who are hidden: .2 x (.25 + .3)
    ("found_chance", (0.0, 2.0, 0.9, P(**{**vars(SCOUT), "directory": 0.4})), 0.11),
    ("found_chance", (0.0, 2.0, 0.1, SCOUT), 0.025),  # .2 x .5 x .5 x .5
    ("found_chance", (0.0, 0.0, 0.9, SCOUT), 0.0),
    ("enquiry_chance", (0.3, 0.5, 0.5, SCOUT), 0.25),
    ("enquiry_chance", (0.29, 0.5, 0.5, SCOUT), 0.0),
    ("enquiry_chance", (0.3, 0.49, 0.5, SCOUT), 0.0),
    ("contact_evidence", (0.6, 0.75), 0.7),
    ("contact_evidence", (0.1, 0.0), 0.0),
    ("meeting_chance", (1.0, 0.6, SELL), 0.3),
    ("meeting_chance", (0.0, 1.0, SELL), 0.0),
    ("answer_chance", (0.5, 1.0, 0.5, SELL), 0.4),  # half of .6 + .2
    ("answer_chance", (0.0, 0.0, 0.0, SELL), 0.4),
    (
        "answer_chance",
        (1.0, 1.0, 0.0, P(answer_base=0.5, answer_informed=0.4, timing_gain=0.2)),
        1.0,
    ),
    ("meeting_cost", (0.0, 0.5, SELL), 2.25),  # three quarters of 1 + 2
    ("meeting_cost", (1.0, 0.0, SELL), 1.0),
    ("online_evidence", (0.5, 1.0, SELL), 0.4),
    ("online_evidence", (0.5, 0.0, SELL), 0.5),
    ("demo_information", (0.4, 1.0, 0.5, SELL), 0.3),
    ("demo_information", (0.4, 0.0, 0.0, SELL), 0.4),
    ("lead_worth", (0.4, BUYER, DECIDER, BUYER, P(role_score=0.1)), 0.5),
    ("lead_worth", (0.4, USER, DECIDER, BUYER, P(role_score=0.1)), 0.4),
    ("ease", (0.5, 0.4), 0.7),
    ("personalisation", (1.5, 1.0, 1.0, 0.2, CONTACT), 0.75),
    ("personalisation", (1.0, 0.5, 0.5, 0.5, CONTACT), 0.36),  # .5 x .8 x .9
    ("personalisation", (0.0, 1.0, 1.0, 1.0, CONTACT), 0.0),
    ("message_cost", (0.5, 0.0, MAKE), 0.3),
    ("message_cost", (0.5, 1.0, MAKE), 0.2),
    ("aim_chance", (0.2, 0.5, MAKE), 0.4),
    ("aim_chance", (3.0, 1.0, MAKE), 1.0),
    ("relation_stage", (0.0, 9.0, 1.0, 9.0, 1.0, 1.0, 9.0), UNKNOWN),
    ("relation_stage", (1.0, 0.0, 1.0, 9.0, 1.0, 1.0, 9.0), CONNECTION),
    ("relation_stage", (1.0, 1.0, 0.59, 9.0, 1.0, 1.0, 9.0), INTERACTION),
    ("relation_stage", (1.0, 1.0, 0.6, 1.0, 1.0, 1.0, 9.0), SATISFACTION),
    ("relation_stage", (1.0, 1.0, 0.6, 2.0, 0.49, 1.0, 9.0), RETENTION),
    ("relation_stage", (1.0, 1.0, 0.6, 2.0, 0.5, 0.0, 9.0), COMMITMENT),
    ("relation_stage", (1.0, 1.0, 0.6, 2.0, 0.5, 1.0, 1.0), ADVOCACY),
    ("relation_stage", (1.0, 1.0, 0.6, 2.0, 0.5, 1.0, 2.0), ENGAGEMENT),
    ("actor_bond", (0.9, 6.0, 3.0), 0.6),
    ("actor_bond", (0.9, 0.0, 3.0), 0.0),
    ("post_quality", (0.6, 0.25), 0.5),
    ("post_quality", (0.95, 0.99), 1.0),
    ("off_message_chance", (0.0, 0.5, 0.5, MAKE), 0.03),  # .1 x .6 x .5
    ("off_message_chance", (1.0, 0.0, 0.0, MAKE), 0.0),
    ("bond_after", (0.2, 0.6, P(bond_gain=0.25)), 0.3),
    ("bond_after", (0.6, 0.2, P(bond_gain=0.25)), 0.6),
    ("understanding_after", (0.4, 10.0, SERVE), 1.0 - 0.8 / math.e),
    ("understanding_after", (0.4, 0.0, SERVE), 0.2),
    ("posting_rate", (0.8, 0.5, 0.5, 0.4, MAKE), 0.25),  # .8 x .75 x .75 - .5 x .4
    ("posting_rate", (0.1, 0.0, 0.0, 1.0, MAKE), 0.0),
    ("usefulness_after", (0.4, 6.0, 3.0, 0.0, MAKE), 0.41),  # two acts a post are worth .5
    ("usefulness_after", (0.4, 6.0, 3.0, 1.0, MAKE), 0.42),  # training adds .2 of the other half
    ("usefulness_after", (0.4, 6.0, 0.0, 1.0, MAKE), 0.4),
    ("topic_kept", (0.5, MAKE), 0.55),  # .4 and a quarter of the other .6
    ("held_back", (0.5, 0.2, MAKE), 0.8),  # 1 - .5 x .5 x .8
    ("weakest", (0.9, 0.8, 0.3, 0.7, 1.0), 0.3),
    ("staffed", (0.5, 15.0, SERVE), 0.875),  # three quarters of the half are filled
    ("staffed", (0.5, 0.0, SERVE), 0.5),
]
