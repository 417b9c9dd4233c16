"""In which direction every rule moves with each of its arguments, at the usual parameters."""

from __future__ import annotations

from typing import Any

#: Arguments in which the result never falls (+) or never rises (-), with the usual parameters.
DIRECTIONS = """
faded +trace
remembered +trace +gain
informed +info +gain
moved_level +level +evidence
moved_weight +weight +evidence_weight
used_trust +personal +brand
trust_bar +draw
centre_size +people
straight_chance +satisfaction +brand
offer_fit +strength +fit +understanding
offer_utility +fit -price +trust +in_hand +info -complexity +responsive +demand
promise_weight +video +base
missed_chance +channels
pleased +satisfaction
decision_trust +personal +brand -strategic -doubt
suitability +match +audience +credibility +channel +style +following
suitability +by_match +by_audience +by_credibility +by_channel +by_style +by_following
craft +production +assist
incumbent_utility +satisfaction
choice_noise +draw
kept_chance +care
satisfied +satisfaction +kept
joins +match +visibility +pay -expertise -about_firm -tied
authenticity +match -scripted
seen_share -load +capacity
noticed_share -load +capacity -similar
content_relevance +topic_match +audience +understanding +need
attention_chance +relevance -salesy -delay
act_cost +effort +own_supplier +direct +privacy -policy
act_chance +interest -cost
criticism +annoyance +salesy -relevance
form_chance +value +need -privacy
question_chance +interest +need +depth
next_turn_chance +turns
channel_logit -social -newer -load
reply_probability +personal +need +known +intro +trust -annoyance +channel
need_met -specificity
message_annoyance -personal -fits +attempts +colleagues +patience
calmed +annoyance
block_limit +draw
tell_valence +trust
tell_chance +trigger +tie
ask_chance +tie
review_evidence +ratings
found_chance +known +posts +technical
enquiry_chance +info +trust -bar
contact_evidence +skill +draw
meeting_chance +need +trust
answer_chance +info +timely -annoyance
meeting_cost -online -info
online_evidence +weight -online
demo_information +gain -online +digital
lead_worth +score
ease +efficacy +guidance
personalisation +research +local +guidance +efficacy
message_cost +personal
aim_chance +research +local
relation_stage +known +contacts +satisfaction +orders +trusting +told +acting
actor_bond +personal +contacts -half
post_quality +expertise +draw
off_message_chance -is_page -trained -scripted
bond_after +bond +use
posting_rate +motivation +support +trained -resistance
usefulness_after +useful +acts +trained
held_back -withholding +trained
topic_kept +scripted
understanding_after +understanding +hours
weakest +support +understanding +goals +skills +resources
staffed -vacant +applications
appeal +served +credibility -video +renown +rival
renown_of +size -mean_size
regard_after +regard +own +read -vain
own_regard +newer
inferred_motive +pay +claim
endorsement_weight +first_hand +independent -praise
standing +credibility +tie
tie_after +tie
affect_after +affect -suspicion
story_doubt +privacy +direct +rival
application_chance +affect
sees_exchange +said +chance
act_interest +use +close +emotional +corporate +liking +own -depth
"""
#: Rules without a direction: of codes, or of how far two things are apart.
LEVEL = {
    "role_weight", "role_fit", "serves_motive", "claim_of", "channel_dialogue", "channel_depth",
}  # fmt: skip
MOVES = [
    (line.split()[0], word[1:], 1.0 if word[0] == "+" else -1.0)
    for line in DIRECTIONS.strip().splitlines()
    for word in line.split()[1:]
]

#: One point at which each argument must matter.
MIDDLE: dict[str, dict[str, Any]] = {
    "moved_level": {"weight": 2.0, "evidence_weight": 1.0},
    "moved_weight": {"weight": 2.0, "evidence_weight": 1.0},
    "used_trust": {"contacts": 2.0},
    "centre_size": {"people": 20},
    "offer_fit": {"strength": 1.0, "fit": 0.6},
    "offer_utility": {"info": 0.5, "complexity": 0.5},
    "kept_chance": {"care": 0.5},
    "joins": {
        "match": 0.381,
        "visibility": 0.4,
        "pay": 0.4,
        "expertise": 0.5,
        "about_firm": 0.5,
    },
    "promise_weight": {"kept": 1.0},
    "missed_chance": {"channels": 2.0},
    "channel_logit": {"phone": 1.0, "social": 1.0, "load": 4.0},
    "message_annoyance": {"fits": 1.0, "attempts": 0.0, "colleagues": 0.0, "patience": 0.2},
    "demo_information": {"online": 1.0},
    "actor_bond": {"contacts": 2.0},
    "relation_stage": {
        "known": 1.0,
        "contacts": 1.0,
        "satisfaction": 0.6,
        "orders": 2.0,
        "trusting": 0.5,
        "told": 1.0,
        "acting": 2.0,
    },
    "aim_chance": {"research": 0.1},
    "seen_share": {"load": 80.0, "capacity": 20.0},
    "noticed_share": {"load": 80.0, "capacity": 20.0, "similar": 2.0},
    "content_relevance": {"tailored": 0.5, "audience": 1.0, "need": 0.0},
    "act_cost": {"own_supplier": 1.0},
    "tell_chance": {"trigger": 0.1, "tie": 1.0, "valence": 0.2},
    "ask_chance": {"tie": 1.0},
    "found_chance": {"known": 0.0, "posts": 2.0, "technical": 0.5},
    "enquiry_chance": {"info": 0.3, "trust": 0.5, "bar": 0.5},
    "meeting_chance": {"need": 1.0},
    "bond_after": {"bond": 0.4, "use": 0.6},
    "off_message_chance": {"is_page": 0.0},
    "appeal": {"followed": 1.0},
    "story_doubt": {"direct": 1.0},
    "act_interest": {"emotional": 1.0},
}
STEPS = {
    "people": 40, "attempts": 1.0, "turns": 1.0, "posts": 3.0, "hours": 5.0, "known": 1.0,
    "contacts": 1.0, "orders": 1.0, "acting": 1.0, "colleagues": 1.0,
}  # fmt: skip
