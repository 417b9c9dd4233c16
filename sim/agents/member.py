"""Rules of one member of a buying organisation: what it reads, shows, answers and tells.

Pure functions of scalars; `p` is the parameter group named in each docstring. The view of a member
as a Mesa agent is in `sim.agents.views`.
"""

from __future__ import annotations

import math
from typing import Any

from sim.rules import rule

PITCH_URGE = 0.5  # assumption: a pitch that does not fit provokes half as much as full annoyance
HALVING = 0.6931471805599453  # natural logarithm of 2


# -- attention ------------------------------------------------------------------------------------
@rule
def seen_share(load: float, capacity: float) -> float:
    """Share of what arrived that attention reaches, 0-1; the rest is lost, relevant or not.

    load, capacity : items per week, load > 0. Evidence: MB-01 (Ancillai et al. 2024).
    """
    return min(1.0, capacity / load)


@rule
def noticed_share(load: float, capacity: float, similar: float, p: Any) -> float:
    """Chance that one message in the inbox is noticed: what attention reaches, less the blur.

    similar : messages of other sellers on the same category this week. p: Contact.
    Evidence: MB-01, MB-02 (Ancillai et al. 2024).
    """
    return seen_share(load, capacity) / (1.0 + p.similar_blur * similar)


@rule
def content_relevance(
    topic_match: float, tailored: float, audience: float, understanding: float, need: float, p: Any
) -> float:
    """Relevance of an item to one reader, 0-1.

    Parameters
    ----------
    topic_match : relevance of the topic alone, 0-1
    tailored : 0 written for everybody, 1 written for one segment
    audience : 1 if the reader belongs to that segment, else 0
    understanding : how well the author understands the segment, 0-1
    need : 1 while the reader's centre has an open need that the seller serves, else 0
    p : Attention

    Evidence: MB-29 (Ancillai et al. 2024), MA-31, MA-36 (Cartwright et al. n.d.); who is not meant sees
    it all the same (MA-71, Kyrönlahti n.d.), and who has the problem reads on (MB-37, Bercier 2020).
    """
    fitted = audience * (0.5 + 0.5 * understanding) + (1.0 - audience) * p.off_audience
    scope = (1.0 - tailored) * p.broad_relevance + tailored * fitted
    return min(1.0, topic_match * scope * (1.0 + p.need_boost * need))


@rule
def attention_chance(relevance: float, salesy: float, delay: float, quick: float, p: Any) -> float:
    """Chance that a member reads an item that its attention reached, before its appeal; >= 0.

    salesy : sales framing, 0-1. delay : weeks between the occasion and the post, >= 0.
    quick : 1 for a current event, which draws more and is stale sooner. p: Attention.
    Evidence: MB-29 (Ancillai et al. 2024), MA-30 (Cartwright et al. n.d.); in public the trade's topics
    are attended to, and what is on the offer itself is not (MB-30, Ancillai et al. 2024).
    """
    half_life = p.topic_half_life + quick * (p.quick_half_life - p.topic_half_life)
    fresh = math.exp(-HALVING * delay / half_life)
    return relevance * (1.0 - p.salesy_discount * salesy) * fresh * (1.0 + p.quick_boost * quick)


# -- acts on what was read ------------------------------------------------------------------------
@rule
def act_cost(
    effort: float, own_supplier: float, direct: float, privacy: float, policy: float, p: Any
) -> float:
    """Interest at which a visible act on a supplier's item is as likely as not.

    Parameters
    ----------
    effort : cost of the act itself: like < share < comment
    own_supplier : 1 where the act would reveal a supply tie, else 0
    direct : 1 where the firm buys goods that enter its products, else 0
    privacy : the member's concern, 0-1
    policy : 1 where the employer has a guideline, else 0
    p : Engagement

    Evidence: MB-21, MB-23, MB-24 (Ancillai et al. 2024), MA-60 (Kyrönlahti n.d.): rivals may watch.
    """
    kind = direct + (1.0 - direct) * p.indirect_share
    return (
        effort
        + p.exposure_cost * own_supplier * kind
        + p.privacy_cost * privacy
        + p.policy_cost * (1.0 - policy)
    )


@rule
def act_chance(interest: float, cost: float, p: Any) -> float:
    """Chance of an act whose interest is set against its cost, 0-1. p: Engagement.

    Evidence: MB-21, B-1.8 (Ancillai et al. 2024) state the order of acts; the threshold with noise is
    an assumption.
    """
    odds = max(-700.0, min(700.0, (interest - cost) / p.act_spread))
    return 1.0 / (1.0 + math.exp(-odds))


@rule
def criticism(annoyance: float, salesy: float, relevance: float) -> float:
    """Urge to object, 0-2: an annoyed reader, or a sales pitch that does not fit.

    Evidence: MA-29 (Cartwright et al. n.d.): mixed audiences object more; there is no size term.
    """
    return annoyance + PITCH_URGE * salesy * (1.0 - relevance)


@rule
def form_chance(value: float, need: float, privacy: float, p: Any) -> float:
    """Chance that a member leaves its name for a gated asset of the given value, 0-1.

    need : 1 while its centre has an open fitting need. p: Engagement.
    Evidence: MB-39 (Bercier 2020).
    """
    return act_chance(value + p.need_value * need, p.gate_cost + p.gate_privacy * privacy, p)


@rule
def question_chance(interest: float, need: float, depth: float, p: Any) -> float:
    """Chance that interest goes out as a private question, 0-1. p: Engagement.

    depth : share of personal contact in the relation, 0-1: who is close asks in private.
    Evidence: MB-25 (Ancillai et al. 2024), MA-59 (Kyrönlahti n.d.).
    """
    urge = p.question_rate * interest * (1.0 + (p.question_need - 1.0) * need)
    return min(1.0, urge * (1.0 + p.depth_private * depth))


@rule
def next_turn_chance(turns: float, p: Any) -> float:
    """Chance that an answered member writes again, 0-1; grows with the turns so far. p: Engagement.

    Evidence: MA-32 (Cartwright et al. n.d.).
    """
    return min(0.95, p.turn_chance + p.turn_growth * turns)


# -- messages that sellers send -------------------------------------------------------------------
@rule
def channel_logit(social: float, phone: float, newer: float, load: float, p: Any) -> float:
    """What the channel of a first contact adds to the log odds of an answer. p: Contact.

    social, phone : 1 for a message over social media, for a call; else 0
    newer : 1 for the newer generation. load : messages in the inbox this week, >= 0
    Evidence: MB-16, MB-85 (Bercier 2020): over-solicited people do not answer on social media, older
    ones prefer the phone.
    """
    call = p.phone_older_logit + (p.phone_logit - p.phone_older_logit) * newer
    return p.social_logit * social * load / (load + p.solicited_half) + call * phone


@rule
def reply_probability(
    personal: float,
    need: float,
    known: float,
    intro: float,
    trust: float,
    annoyance: float,
    channel: float,
    p: Any,
) -> float:
    """Chance that a noticed first message on something the firm buys is answered, 0-1.

    Parameters
    ----------
    personal : how far the message shows study of person and firm, 0-1
    need : how far the message meets an open need of the centre, 0-1
    known : 1 where the member is aware of the firm, else 0
    intro : 1 where a contact in common vouches, else 0
    trust : brand trust, 0-1
    annoyance : 0-1
    channel : what the channel adds to the log odds, see `channel_logit`
    p : Contact

    Evidence: MB-03, MB-05, MB-09 (Ancillai et al. 2024), MB-75, MB-84 (Bercier 2020), NC-05. Trust is
    measured from 0.4, the middle of reputations (assumption).
    """
    odds = (
        p.base_logit
        + p.personal_logit * personal
        + p.need_logit * need
        + p.known_logit * known
        + p.intro_logit * intro
        + p.trust_logit * (trust - 0.4)
        - p.annoyed_logit * annoyance
        + channel
    )
    return 1.0 / (1.0 + math.exp(-odds))


@rule
def need_met(specificity: float, p: Any) -> float:
    """How far an offer meets an open need, 0-1: the more specific, the less likely. p: Contact.

    Evidence: MB-70 (Ancillai et al. 2024).
    """
    return 1.0 - p.specific_loss * specificity


@rule
def message_annoyance(
    personal: float, fits: float, attempts: float, colleagues: float, patience: float, p: Any
) -> float:
    """Annoyance, 0-1, that one noticed message adds; each further attempt costs more.

    Parameters
    ----------
    fits : 1 where the firm buys in a category of the offer, else 0
    attempts : earlier unanswered messages of the same sender
    colleagues : others of the organisation whom the firm writes to this week
    patience : place in the order of who takes messages amiss, 0-1; the first do not mind one
    p : Contact

    Evidence: MB-04, MB-05, MB-07, MB-08, MB-11 (Ancillai et al. 2024).
    """
    if patience < p.patient_share and attempts == 0.0 and fits == 1.0 and colleagues == 0.0:
        return 0.0
    manner = p.generic_annoyance + (p.personal_annoyance - p.generic_annoyance) * personal
    added = manner + p.offfit_annoyance * (1.0 - fits) + p.repeat_annoyance * attempts * attempts
    added += p.overlap_annoyance * colleagues
    return min(1.0, added)


@rule
def calmed(annoyance: float, p: Any) -> float:
    """Annoyance after a week, 0-1. p: Contact. That it fades is an assumption."""
    return annoyance * (1.0 - p.annoyance_decay)


@rule
def block_limit(draw: float, p: Any) -> float:
    """The annoyance beyond which this member blocks the whole firm; draw in [0, 1). p: Contact.

    Evidence: MB-06 (Ancillai et al. 2024); the spread is an assumption.
    """
    return p.block_low + (p.block_high - p.block_low) * draw


# -- word of mouth --------------------------------------------------------------------------------
@rule
def tell_valence(trust: float, p: Any) -> float:
    """Valence of what a teller says, -1 to 1: what it believes, against what is neither. p: Talk.

    A straight line is an assumption.
    """
    return max(-1.0, min(1.0, (trust - p.neutral) / max(p.neutral, 1.0 - p.neutral)))


@rule
def tell_chance(trigger: float, tie: float, valence: float, p: Any) -> float:
    """Chance to tell one contact about one seller this week, 0-1.

    trigger : chance per tie of weight 1 that what happened is told
    tie : weight of the tie's layer times its own. p: Talk.
    Evidence: MB-69 (Ancillai et al. 2024), MA-57 (Kyrönlahti n.d.).
    """
    mood = p.negativity if valence < 0.0 else 1.0
    return min(1.0, p.rate * trigger * tie * mood)


@rule
def ask_chance(tie: float, p: Any) -> float:
    """Chance that a member in a search asks one contact for names this week, 0-1. p: Talk.

    Evidence: MB-65, MB-67 (Ancillai et al. 2024).
    """
    return min(1.0, p.rate * p.ask_rate * tie)


@rule
def review_evidence(ratings: float, p: Any) -> float:
    """Weight of so many public ratings as evidence, >= 0. p: Scouting.

    Evidence: MB-55 (Bercier 2020), MA-69 (Kyrönlahti n.d.): others' experience is seen.
    """
    return p.review_weight * ratings / (ratings + p.reviews_half)


# -- searching ------------------------------------------------------------------------------------
@rule
def found_chance(known: float, posts: float, technical: float, p: Any) -> float:
    """Chance per week that a searching member studies one supplier's page, 0-1.

    known : 1 where the member is aware of the supplier, else 0
    posts : the seller's own posts this week
    technical : the member's technical mind, 0-1. p: Scouting.
    Evidence: MB-66, MB-48, MB-72 (Ancillai et al. 2024), MA-51 (Kyrönlahti n.d.): a directory shows
    unknown suppliers too.
    """
    presence = posts / (posts + p.presence_half)
    depth = 1.0 if technical >= p.expert_bar else 0.5
    unknown = p.unknown_share * presence
    unknown += p.directory * (1.0 - unknown)
    return p.rate * depth * (known + (1.0 - known) * unknown)


@rule
def enquiry_chance(info: float, trust: float, bar: float, p: Any) -> float:
    """Chance per week that a searching member turns to the seller, 0-1.

    Members inform themselves first and come late. p: Scouting.
    Evidence: MA-53 (Kyrönlahti n.d.), MB-66 (Ancillai et al. 2024).
    """
    return p.enquiry_rate if info >= p.enquiry_info and trust >= bar else 0.0
