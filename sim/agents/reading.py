"""Rules of a reader: what catches the eye, what an item is worth as evidence, what it makes one feel.

Content is described by attributes (kind, framing, form, who speaks and who pays), never by the
strategy it serves.
"""

from __future__ import annotations

from typing import Any

from sim.rules import rule

# What an item is about.
TOPICAL, PRODUCT, STORY, PURPOSE = range(4)
CONTENT_KINDS = ("topical", "product", "story", "purpose")

# What an account is followed for, and which kinds serve it.
INFORMATION, DEALS, CAREER = range(3)
MOTIVES = ("information", "deals", "career")

# Public channels, in the order of the settings `focal.channels` and `market.channel_use`.
LINKEDIN, TWITTER, FACEBOOK, YOUTUBE, INSTAGRAM, WEB = range(6)
CHANNELS = ("linkedin", "twitter", "facebook", "youtube", "instagram", "web")


@rule
def role_fit(item_technical: float, technical: float, p: Any) -> float:
    """Share of relevance left where message and mind differ, 0-1. p: Attention.

    item_technical : 1 for a technical message, 0 for a commercial one
    technical : the reader's mind, 0-1
    Evidence: MA-51 (Kyrönlahti n.d.): technical staff answer technical messages.
    """
    return 1.0 - p.role_gap * abs(item_technical - technical)


@rule
def serves_motive(motive: int, kind: int) -> bool:
    """Whether a kind of item is what an account is followed for.

    Evidence: MA-37 (Kyrönlahti n.d.): deals, information or career.
    """
    if motive == DEALS:
        return kind == PRODUCT
    if motive == CAREER:
        return kind == PURPOSE
    return kind == TOPICAL or kind == STORY


@rule
def appeal(
    followed: float,
    served: float,
    credibility: float,
    video: float,
    renown: float,
    rival: float,
    p: Any,
) -> float:
    """Factor on the chance that an item is read, beside its relevance; >= 0.

    Parameters
    ----------
    followed : 1 where the reader follows the account, else 0
    served : 1 where the item serves what the account is followed for, else 0
    credibility : of the account with this reader, 0-1
    video : 1 for a video
    renown : of the customer whose story is told, 0-1
    rival : 1 where the story is about somebody else in the reader's industry
    p : Attention

    Evidence: MA-37 (Kyrönlahti n.d.), MA-04 (Mero et al. 2023), MB-31, MB-32, MB-36, B-1.5 (Ancillai et
    al. 2024). That factors multiply is an assumption.
    """
    motive = 1.0 + followed * (p.motive_gain * served - p.motive_loss * (1.0 - served))
    story = 1.0 + p.story_draw * renown + p.rival_draw * rival
    return motive * (1.0 + p.recognition * credibility) * (1.0 - p.video_loss * video) * story


@rule
def renown_of(size: float, mean_size: float) -> float:
    """How well known a customer is, 0-1: by its size against the mean (assumption).

    Evidence: MB-32 (Ancillai et al. 2024): renowned customers draw more.
    """
    return size / (size + mean_size)


@rule
def regard_after(regard: float, own: float, read: float, vain: float, p: Any) -> float:
    """Regard for the platforms, 0-1, after a week; it scales the time spent there.

    Parameters
    ----------
    own : level to which regard returns
    read : supplier items read
    vain : supplier items reached in vain and generic messages noticed
    p : Attention

    Evidence: MB-10 (Ancillai et al. 2024), MA-39, MA-74 (Kyrönlahti n.d.).
    """
    moved = (
        regard + p.regard_recovery * (own - regard) + p.regard_gain * read - p.regard_loss * vain
    )
    return max(0.0, min(1.0, moved))


@rule
def own_regard(newer: float, p: Any) -> float:
    """A person's own level of regard for social media at work, 0-1. p: Attention.

    newer : 1 for the newer generation. Evidence: MB-17 (Ancillai et al. 2024), MB-85 (Bercier 2020).
    """
    return newer + (1.0 - newer) * p.older_time


# -- what an item is worth ------------------------------------------------------------------------
@rule
def claim_of(kind: int, p: Any) -> float:
    """How unselfish an item claims to be, 0-1. p: Message. Evidence: MA-07 (Mero et al. 2023)."""
    if kind == PRODUCT:
        return p.claim_product
    if kind == STORY:
        return p.claim_story
    if kind == PURPOSE:
        return p.claim_purpose
    return p.claim_topical


@rule
def inferred_motive(pay: float, claim: float, p: Any) -> float:
    """Share of credit lost because an audience sees why somebody speaks, 0-1.

    pay : fees over a usual one, 0-1. claim : unselfishness that the content claims, 0-1. p: Message.
    Evidence: MA-07 (Mero et al. 2023): pay is tolerated for reference content, backfires for a cause.
    The product of pay and claim is an assumption.
    """
    return p.suspicion * min(1.0, pay) * claim


@rule
def endorsement_weight(first_hand: float, independent: float, praise: float, p: Any) -> float:
    """Factor on the weight of an item as evidence, >= 0.

    Parameters
    ----------
    first_hand : 1 where the speaker uses what it speaks of
    independent : how far the speaker is neither employed nor paid by the firm, 0-1
    praise : 1 for praise without a critical word
    p : Message

    Evidence: MA-05, MA-06 (Mero et al. 2023), MB-32 (Ancillai et al. 2024).
    """
    known = 1.0 + p.use_gain * first_hand + p.independence_gain * independent
    return known * (1.0 - p.praise_discount * praise)


@rule
def standing(credibility: float, tie: float, p: Any) -> float:
    """Factor on the weight of content by who speaks, >= 1. p: Belief.

    credibility : what the reader knows of the speaker, from items or from past exchanges, 0-1
    tie : one-sided tie, 0-1
    Evidence: MA-01, MA-02, MA-03 (Mero et al. 2023): expertise weighs more than a tie, and there is
    no bonus for being a person.
    """
    return 1.0 + p.bond_share * credibility + p.parasocial_share * tie


@rule
def tie_after(tie: float, p: Any) -> float:
    """One-sided tie with a followed person, 0-1, after one more item of its. p: Belief.

    Evidence: MA-02 (Mero et al. 2023): it grows with exposure, whatever the use.
    """
    return tie + p.parasocial_gain * (1.0 - tie)


@rule
def affect_after(affect: float, felt: float, suspicion: float, tie: float, p: Any) -> float:
    """Feeling for a firm, -1 to 1, after an item.

    Parameters
    ----------
    felt : how far the item is felt, 0-1: its relevance where it is emotional or about a cause
    suspicion : share of credit lost to an inferred motive, 0-1
    tie : one-sided tie with the speaker, 0-1
    p : Message

    Evidence: MA-22, MA-23, MA-07 (Mero et al. 2023): causes move feeling, the speaker's standing rubs
    off, and what looks bought turns it round. The step is an assumption.
    """
    step = min(1.0, p.affect_gain * felt * (1.0 + p.rub_off * tie))
    return affect + step * (1.0 - 2.0 * suspicion - affect)


@rule
def story_doubt(privacy: float, direct: float, rival: float, p: Any) -> float:
    """Weight of evidence against a firm that tells its customers' stories, >= 0.

    privacy : the reader's concern, 0-1. direct : 1 where it buys goods that enter production.
    rival : 1 where the story is about somebody else in its industry. p: Message.
    Evidence: MB-32 (Ancillai et al. 2024): worry about confidentiality.
    """
    return p.story_worry * privacy * direct + p.rival_worry * rival


@rule
def application_chance(affect: float, p: Any) -> float:
    """Chance that somebody outside buying centres applies for a job after an item, 0-1. p: Message.

    Evidence: MA-22 (Mero et al. 2023).
    """
    return p.apply_rate * max(0.0, affect)


@rule
def sees_exchange(said: float, chance: float) -> float:
    """Chance that a reader sees any of what was said in public last week, 0-1.

    said : answers or comments, >= 0. chance : to see one of them, 0-1.
    Evidence: MA-34, MA-42 (Cartwright et al. n.d.; Kyrönlahti n.d.); independent chances are an
    assumption.
    """
    return 1.0 - (1.0 - chance) ** said


@rule
def act_interest(
    use: float,
    close: float,
    emotional: float,
    corporate: float,
    liking: float,
    own: float,
    depth: float,
    p: Any,
) -> float:
    """Interest that carries a visible act on an item.

    Parameters
    ----------
    use : relevance times quality, 0-1
    close : 1 where a contact passed the item on
    emotional : 1 for an emotional item
    corporate : 1 where it carries the firm's name
    liking : the reader's wish to be linked with the brand, 0-1: its trait times brand trust
    own : 1 where the item is about the reader's employer
    depth : share of personal contact in the relation, 0-1
    p : Engagement

    Evidence: MB-22, MB-19 (Ancillai et al. 2024), MA-46, MA-59, MA-70 (Kyrönlahti n.d.).
    """
    return (
        use
        + p.closeness_gain * close
        + emotional * (p.emotion_gain + p.corporate_emotion * corporate)
        + p.association_gain * liking
        + p.loyalty_gain * own
        - p.depth_hush * depth
    )


@rule
def channel_dialogue(channel: int, p: Any) -> float:
    """Comments and questions on a public channel against the usual, >= 0. p: Channel.

    Evidence: MA-47 (Cartwright et al. n.d.; Kyrönlahti n.d.).
    """
    if channel == LINKEDIN:
        return p.dialogue_linkedin
    if channel == TWITTER:
        return p.dialogue_twitter
    if channel == FACEBOOK:
        return p.dialogue_facebook
    if channel == YOUTUBE:
        return p.dialogue_youtube
    if channel == INSTAGRAM:
        return p.dialogue_instagram
    return p.dialogue_web


@rule
def channel_depth(channel: int, p: Any) -> float:
    """Information that an item on a public channel carries against the usual, >= 0. p: Channel.

    Evidence: MA-47 (Kyrönlahti n.d.).
    """
    if channel == LINKEDIN:
        return p.depth_linkedin
    if channel == TWITTER:
        return p.depth_twitter
    if channel == FACEBOOK:
        return p.depth_facebook
    if channel == YOUTUBE:
        return p.depth_youtube
    if channel == INSTAGRAM:
        return p.depth_instagram
    return p.depth_web
