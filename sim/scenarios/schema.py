"""The settings of a scenario, each stated once: default, unit, range, meaning, source.

`[market]` is the world that every strategy meets; `[focal]` and `[[rival]]` say what a seller of
that world does; `[[event]]` changes a setting over time; `[parameters]` overrides rules' numbers.
Unknown keys are errors. A preset is a TOML file of these settings and nothing else.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict

from sim.parameters import Parameters, par

STRICT = ConfigDict(extra="forbid", frozen=True)


def count(default: int, unit: str, low: int, high: int, meaning: str, source: str) -> Any:
    """A whole number with its unit, closed range, meaning and source."""
    return Field(
        default=default,
        ge=low,
        le=high,
        strict=True,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def word(default: Any, meaning: str, source: str) -> Any:
    """A name, a list of names or a yes/no with its meaning and source."""
    strict = True if isinstance(default, bool) else None  # yes and no are not numbers or words
    return Field(
        default=default, strict=strict, description=meaning, json_schema_extra={"unit": "", "source": source}
    )


Whole = Annotated[int, Strict()]  # yes, text and 3.0 are no whole numbers
Real = Annotated[float, Strict()]


class ChannelUse(BaseModel):
    """People who read each public channel at work; older generations read the web only (MB-85)."""

    model_config = STRICT

    linkedin: float = par(0.7, "share", 0, 1, "people of the newer generation who read LinkedIn at work", "MA-47")
    twitter: float = par(0.25, "share", 0, 1, "people of the newer generation who read Twitter at work", "MA-47")
    facebook: float = par(0.35, "share", 0, 1, "people of the newer generation who read Facebook at work", "MA-47")
    youtube: float = par(0.4, "share", 0, 1, "people of the newer generation who watch YouTube at work", "MA-47")
    instagram: float = par(0.2, "share", 0, 1, "people of the newer generation who read Instagram at work", "MA-47")
    web: float = par(0.8, "share", 0, 1, "people of either generation who read suppliers' web pages, blogs and newsletters", "MA-47")


class MarketSeller(BaseModel):
    """A seller that exists in the market, whatever it does."""

    model_config = STRICT

    name: str = Field(min_length=1, max_length=60, description="name of the seller", json_schema_extra={"unit": "", "source": "design"})
    categories: tuple[Whole, ...] = word((0,), "categories that it can serve, counted from 0", "assumption")
    reputation: float = par(0.40, "trust", 0, 1, "trust that people without experience start from", "MB-43")
    customers: float = par(0.06, "share", 0, 1, "share of purchases in its categories that it supplies at the start", "assumption")
    reps: float = par(1.0, "people per 1,000 members", 0, 1000, "salespeople; at least one if above 0", "assumption")
    experts: float = par(2.0, "people per 1,000 members", 0, 1000, "other employees who may post; at least one if above 0", "assumption")
    followers: float = par(1.0, "factor", 0, 100, "size of its page's and people's following against the usual", "assumption")
    expertise: float = par(0.60, "quality", 0, 1, "mean expertise and skill of its people", "assumption")
    known: float = par(0.08, "share", 0, 1, "in-target members who know it before the warm-up, beside its customers", "assumption")
    past: float = par(1.0, "factor", 0, 100, "its budget during the warm-up against the usual; 0 for a newcomer", "assumption")


class Market(BaseModel):
    """The world: who exists and who is tied to whom. A function of these and the world seed."""

    model_config = STRICT

    members: int = count(2000, "people", 2, 5_000_000, "people of buying organisations", "assumption")
    weeks: int = count(104, "weeks", 1, 5200, "measured weeks; never enters the world", "assumption")
    warmup: int = count(52, "weeks", 0, 520, "weeks before measuring, the same in all scenarios", "assumption")
    organisations: int = count(0, "organisations", 0, 1_000_000, "buying organisations; 0 follows from the sizes", "assumption")
    size_min: int = count(3, "people", 1, 10_000, "smallest organisation", "assumption")
    size_max: int = count(60, "people", 1, 100_000, "largest organisation", "assumption")
    size_exponent: float = par(1.8, "exponent", 1.01, 5, "density exponent of organisation size", "assumption")
    industries: int = count(8, "industries", 1, 100, "industries", "NB-05")
    categories: int = count(4, "categories", 1, 50, "kinds of thing that organisations buy", "assumption")
    topics: int = count(24, "topics", 1, 500, "topics that people care and write about", "assumption")
    second_category: float = par(0.5, "share", 0, 1, "organisations that buy in a second category", "assumption")
    direct_share: float = par(0.32, "share", 0, 1, "purchases of goods that enter production (direct)", "NB-02")
    policy_share: float = par(0.30, "share", 0, 1, "employers with a guideline for social media", "MB-24")
    complexity: float = par(0.6, "share", 0, 1, "mean complexity of purchases", "MA-21")
    strategic: float = par(0.5, "share", 0, 1, "mean strategic weight of purchases", "MB-61")
    specificity: float = par(0.4, "share", 0, 1, "mean specificity of purchases", "MB-70")
    public_share: float = par(0.10, "share of members", 0, 10, "people outside buying organisations, on top of the members", "assumption")
    newer_share: float = par(0.7, "share", 0, 1, "people of the newer generation, who use social media at work", "MB-85")
    channel_use: ChannelUse = ChannelUse()
    professional_degree: float = par(5.7, "ties", 0, 100, "ties a member has in other organisations", "NC-07")
    alumni_share: float = par(0.6, "share", 0, 1, "part of professional ties that come from shared former employers", "assumption")
    supply_degree: float = par(6.0, "ties", 0, 100, "personal ties an organisation has along its own supply", "assumption")
    page_members: int = count(2000, "people", 10, 5_000_000, "members for whom a seller keeps one page and content team; it has more of them in a larger market, at least one", "assumption")
    page_followers_target: float = par(0.05, "share", 0, 1, "in-target members who follow a seller's page", "MB-20")
    page_followers_other: float = par(0.01, "share", 0, 1, "other members who follow a seller's page", "MB-20")
    page_followers_public: float = par(0.10, "share", 0, 1, "people outside buying organisations who follow a seller's page: job-seekers, neighbours", "assumption")
    page_followers_customer: float = par(0.40, "share", 0, 1, "customers' people who follow the page", "assumption")
    staff_followers_target: float = par(25.0, "people", 0, 10_000, "in-target members who follow an employee", "assumption")
    staff_followers_share: float = par(0.3, "share", 0, 10, "in-target members who follow an employee at most, over those who follow a page of its firm", "MB-20")
    staff_followers_other: float = par(4.0, "people", 0, 10_000, "other members who follow an employee", "assumption")
    influencers: float = par(20.0, "people per 1,000 members", 0, 1000, "external influencers that could be engaged", "assumption")
    influencer_followers: float = par(60.0, "people", 0, 100_000, "median followers of an influencer; the number of influencers grows with the market", "assumption")
    dormant_share: float = par(0.10, "share", 0, 1, "categories without a supplier at the start, which a new need may open", "assumption")
    contract_weeks: float = par(60.0, "weeks", 4, 2000, "mean time between purchases in a category", "assumption")
    contract_spread: float = par(0.3, "share", 0, 0.9, "half-width of that time around its mean", "assumption")
    search_min: int = count(4, "weeks", 1, 520, "shortest search", "NC-10")
    search_max: int = count(12, "weeks", 1, 520, "longest search", "NC-10")
    need_rate: float = par(0.005, "probability per week", 0, 1, "chance that a category without a supplier becomes a need", "NC-06")
    season: tuple[Real, ...] = word((), "52 weights of the weeks in which needs open; empty is flat", "design")
    scale_budgets: bool = word(True, "whether budgets and staff grow with the number of members", "design")
    currency: str = word("money", "label of money amounts; never converted", "design")
    network: str = word("", "folder with edges.csv and nodes.csv, edge list or GraphML to use instead of a generated network", "design")
    organisation_column: str = word("", "column of nodes.csv that names the organisation; empty looks for one", "design")
    role_column: str = word("", "column of nodes.csv that names the role in buying centres; empty assigns roles by hash", "design")
    edge_minimum: float = par(0.0, "weight", 0, 1e12, "least weight at which a line of an imported network is a tie", "design")
    edge_weights: Literal["use", "drop"] = word("use", "what becomes of the weights of an imported network", "design")
    layer_map: dict[str, Literal["colleague", "professional", "supply", "follow", "inside", "drop"]] = word({}, "what each named layer of an imported network is; inside is colleague within an organisation and professional across; layers that are not named go by the words in their names", "design")
    seller: tuple[MarketSeller, ...] = word(
        (
            MarketSeller(name="Northwind", categories=(0, 1)),
            MarketSeller(name="Harbour", categories=(0, 2), reputation=0.42),
            MarketSeller(name="Meridian", categories=(1, 3), reputation=0.38),
            MarketSeller(name="Sable", categories=(2, 3), reputation=0.40),
        ),
        "sellers that exist",
        "assumption",
    )


class Budget(BaseModel):
    """What a seller may spend a week, per 1,000 members of the market."""

    model_config = STRICT

    hours: float = par(40.0, "hours per week and 1,000 members", 0, 100_000, "staff hours", "assumption")
    money: float = par(20.0, "money per week and 1,000 members", 0, 10_000_000, "money beside staff", "assumption")


class Offer(BaseModel):
    """What is sold."""

    model_config = STRICT

    fit: float = par(0.8, "fit", 0, 1, "mean fit of the offer with needs in its categories", "assumption")
    price: float = par(0.5, "price", 0, 1, "price level; 0.5 is the usual", "assumption")
    digital: float = par(0.5, "share", 0, 1, "how far the offer can be shown and used online", "MB-88")
    trial: bool = word(False, "whether there is a free trial", "MB-87")
    deal_size: float = par(10_000.0, "money", 0, 1e9, "revenue of an order from an organisation of mean size", "assumption")


class Outreach(BaseModel):
    """How first contacts with named people are made."""

    model_config = STRICT

    research_hours: float = par(0.75, "hours", 0, 40, "research per first contact", "MB-74")
    follow_ups: float = par(1.0, "messages", 0, 20, "further messages to people who do not answer", "MB-07")
    contact_rules: Literal["account_owner", "own_initiative"] = word("account_owner", "who may contact an account: one rep each, or any rep", "MB-08")
    social_share: float = par(0.15, "share", 0, 1, "first contacts over social media; one of six cases wrote there, seldom", "MB-16")
    phone_share: float = par(0.4, "share", 0, 1, "first contacts by phone; the rest is email", "B-1.10")
    interest_share: float = par(0.2, "share", 0, 1, "outreach hours kept for people who showed interest", "MA-35")
    guidance: float = par(0.5, "share", 0, 1, "training and guidance that reps have for social selling", "MB-99")
    local_knowledge: float = par(1.0, "share", 0, 1, "how near reps are to the market they write to", "MB-15")
    warm_introductions: bool = word(True, "whether reps look for a contact in common who vouches", "MB-75")


class Channels(BaseModel):
    """How a firm's posts are spread over public channels; only proportions count, 0 is unused."""

    model_config = STRICT

    linkedin: float = par(0.7, "weight", 0, 1000, "LinkedIn, the main corporate channel", "MA-47")
    twitter: float = par(0.0, "weight", 0, 1000, "Twitter", "MA-47")
    facebook: float = par(0.0, "weight", 0, 1000, "Facebook", "MA-47")
    youtube: float = par(0.0, "weight", 0, 1000, "YouTube", "MA-47")
    instagram: float = par(0.0, "weight", 0, 1000, "Instagram", "MA-47")
    web: float = par(0.3, "weight", 0, 1000, "own web page, blog and newsletter", "MA-47")


class Content(BaseModel):
    """What is published."""

    model_config = STRICT

    gated_share: float = par(0.2, "share", 0, 1, "content hours that go into gated assets", "MB-39")
    product_share: float = par(0.25, "share", 0, 1, "posts about the own offer", "MB-29")
    story_share: float = par(0.15, "share", 0, 1, "posts that tell a customer's story", "MB-32")
    purpose_share: float = par(0.05, "share", 0, 1, "posts on the firm's part in a social cause", "MA-22")
    emotional_share: float = par(0.5, "share", 0, 1, "posts that appeal to feeling and not to function", "MA-46")
    technical_share: float = par(0.4, "share", 0, 1, "posts written for technical minds", "MA-51")
    video_share: float = par(0.2, "share", 0, 1, "posts that are videos", "MB-31")
    critical_share: float = par(0.2, "share", 0, 1, "stories and endorsements with a critical word", "MA-05")
    quick_share: float = par(0.2, "share", 0, 1, "posts on current events: quick to write, soon stale", "MA-30")
    agency_share: float = par(0.0, "share", 0, 1, "money for content that goes to an agency, which posts on the page in the firm's name", "MA-45")
    cross_posting: float = par(0.3, "share", 0, 1, "posts put into every channel in use at once", "A-1.5")


class Strand(BaseModel):
    """One way of working with influencers: a column of the table of four (Mero et al. 2023, A-1.2) as data."""

    model_config = STRICT

    weight: float = par(1.0, "weight", 0, 1000, "part of the programme's hours; only proportions count", "A-1.2")
    internal: float = par(0.0, "share", 0, 1, "hours that go to own employees as influencers; the rest to outsiders", "A-1.2")
    profile: Literal["any", "expert", "customer", "spokesperson", "creator"] = word("any", "who is sought outside", "A-1.2")
    product_share: float = par(0.0, "share", 0, 1, "items about the offer", "A-1.2")
    story_share: float = par(0.0, "share", 0, 1, "items that tell a customer's story", "A-1.2")
    purpose_share: float = par(0.0, "share", 0, 1, "items on a social cause; the rest is topical", "A-1.2")
    emotional_share: float = par(0.3, "share", 0, 1, "items that appeal to feeling", "MA-46")
    technical_share: float = par(0.4, "share", 0, 1, "items for technical minds", "MA-51")
    video_share: float = par(0.3, "share", 0, 1, "items that are videos or recorded talks", "A-1.2")
    critical_share: float = par(0.4, "share", 0, 1, "endorsements with a critical word", "MA-05")
    pay: float = par(0.0, "usual fees", 0, 10, "pay per item, in money of an hour's wage", "MA-07")
    brief: float = par(0.5, "share", 0, 1, "how clear the brief on the target's needs is", "MA-12")
    scripted: float = par(0.2, "share", 0, 1, "how far wording is controlled; 0.9 was called wrong", "MA-12")
    assist: float = par(0.3, "share", 0, 1, "help with production, by the firm or an agency", "MA-10")
    amplify: float = par(0.5, "share", 0, 1, "items that the firm shows in its own channels too", "MA-11")
    joining: float = par(0.0, "share", 0, 1, "employees' hours spent in discussions of others and not on posts", "MA-15")


class Programme(BaseModel):
    """An influencer programme: how much, by which criteria, in which ways."""

    model_config = STRICT

    share: float = par(0.0, "share", 0, 1, "content hours that go into influencers", "A-1.1")
    by_match: float = par(1.0, "weight", 0, 100, "weight of the match of values in selection, which comes first", "MA-08")
    by_audience: float = par(0.8, "weight", 0, 100, "weight of followers in the firm's target", "MA-09")
    by_credibility: float = par(0.6, "weight", 0, 100, "weight of expertise in the firm's field", "MA-01")
    by_channel: float = par(0.4, "weight", 0, 100, "weight of posting where the target reads", "MA-09")
    by_style: float = par(0.2, "weight", 0, 100, "weight of skill in production", "MA-10")
    by_following: float = par(0.0, "weight", 0, 100, "weight of the size of the following, whoever it is", "A-1.4")
    vetted: bool = word(True, "whether influencers with suspect followers are refused", "MA-14")
    review_weeks: float = par(26.0, "weeks", 1, 520, "time after which influencers are judged and some replaced", "A-1.1")
    judged_by: Literal["reach", "reactions", "leads"] = word("reactions", "what the firm sees of them: most see reach and reactions, few leads, none the brand", "MA-24")
    strand: tuple[Strand, ...] = word((Strand(),), "ways of working with influencers, in any mix", "A-1.2")


class Staffing(BaseModel):
    """The people behind the public voice."""

    model_config = STRICT

    motivation: float = par(0.8, "share", 0, 1, "staff's own wish to post", "MA-16")
    support: float = par(0.8, "share", 0, 1, "help from marketing", "MA-16")
    withholding: float = par(0.1, "share", 0, 1, "knowledge kept back for fear of theft or mistakes", "MA-49")
    vacant: float = par(0.0, "share", 0, 1, "hours for serving and selling for which nobody has been found", "MA-22")


class Preconditions(BaseModel):
    """What must be there before hours on public channels achieve anything; the weakest binds."""

    model_config = STRICT

    support: float = par(1.0, "share", 0, 1, "management support, strategy and training", "MA-65")
    understanding: float = par(1.0, "share", 0, 1, "knowledge of customers' criteria, stages and deciders", "MA-65")
    goals: float = par(1.0, "share", 0, 1, "goals that are tied to the business", "MA-65")
    skills: float = par(1.0, "share", 0, 1, "skills in content, dialogue and data; three in five firms lack some", "MA-65")
    resources: float = par(1.0, "share", 0, 1, "time, money and people that are really there", "MA-65")


class Learning(BaseModel):
    """What a firm changes after a look at its dashboard."""

    model_config = STRICT

    steer: Literal["nothing", "reactions", "leads", "deals"] = word("nothing", "what the firm looks at: most see visible reactions, few leads, fewest deals", "MA-24")
    every_weeks: float = par(4.0, "weeks", 1, 520, "time between reviews", "assumption")
    step: float = par(0.2, "share", 0, 1, "how far one review moves hours towards what it showed", "assumption")
    curiosity: float = par(0.1, "probability", 0, 1, "chance per review that a channel not in use is tried", "MB-92")
    imitation: float = par(0.0, "probability", 0, 1, "chance per review that a rival's habits are imitated", "MA-44")


class OwnGroup(BaseModel):
    """A group that the seller runs for people of its trade."""

    model_config = STRICT

    share: float = par(0.0, "share", 0, 1, "reply hours that go into running a group", "MB-93")
    open_to_all: float = par(0.0, "share", 0, 1, "how far other sellers are let in", "MB-27")


class InPerson(BaseModel):
    """How leads and customers are dealt with in person."""

    model_config = STRICT

    online_share: float = par(0.6, "share", 0, 1, "meetings and demos held online; three or four of six cases did", "NB-28")
    private_channels: float = par(2.0, "channels", 1, 10, "private channels on which customers can reach the firm", "MB-102")
    im_share: float = par(0.5, "share", 0, 1, "urgent matters that go over instant messages and not by email", "MB-101")
    reference_calls: bool = word(False, "whether customers are asked to talk to leads", "MB-68")
    ask_reviews: float = par(0.3, "share", 0, 1, "customers asked for a public rating after a promise kept", "MB-56")
    internal_messaging: float = par(0.67, "share", 0, 1, "how far teams talk over instant messages; four of six cases did", "NB-26")


class Analytics(BaseModel):
    """What is done with leads."""

    model_config = STRICT

    scoring: bool = word(False, "whether leads are scored by what they did", "MB-77")
    automation: bool = word(False, "whether waiting leads get automated messages", "MB-42")
    tiers: bool = word(False, "whether only accounts in the higher tier get calls", "MB-78")
    triggers: bool = word(False, "whether reps call whoever has just shown interest first", "MB-79")
    retarget_share: float = par(0.0, "share", 0, 1, "paid reach kept for people who read something in the last four weeks", "MB-42")


class Voice(BaseModel):
    """The components that dials map to; each may be set directly. None follows the dial."""

    model_config = STRICT

    posters_share: float | None = Field(None, ge=0, le=1, description="staff who may post; follows 1 - control", json_schema_extra={"unit": "share", "source": "MA-27"})
    scripted_share: float | None = Field(None, ge=0, le=1, description="posts that follow a script; follows control", json_schema_extra={"unit": "share", "source": "MA-26"})
    approval: float | None = Field(None, ge=0, le=1, description="hours and delay of approval against the most; follows control", json_schema_extra={"unit": "share", "source": "MA-30"})
    outreach_share: float | None = Field(None, ge=0, le=1, description="budget after selling for contacts that the seller starts; follows push_share", json_schema_extra={"unit": "share", "source": "B-1.9"})
    reply_share: float | None = Field(None, ge=0, le=1, description="content hours for answers and listening; follows (1 - acquisition) / 2", json_schema_extra={"unit": "share", "source": "MA-33"})
    prospect_share: float | None = Field(None, ge=0, le=1, description="content and paid reach aimed at people not yet customers; follows acquisition", json_schema_extra={"unit": "share", "source": "A-1.5"})
    tailored_share: float | None = Field(None, ge=0, le=1, description="posts tailored to a segment; follows 1 - acquisition", json_schema_extra={"unit": "share", "source": "A-1.5"})
    care_share: float | None = Field(None, ge=0, le=1, description="selling hours for present customers; follows 0.15 + 0.4 (1 - acquisition)", json_schema_extra={"unit": "share", "source": "A-1.5"})


class Firm(BaseModel):
    """What a seller does: dials, budget, offer and the rest."""

    model_config = STRICT

    seller: str = word("", "name of the market's seller; empty takes the first", "design")
    active: bool = word(True, "whether the seller does anything; an idle one spends nothing", "design")
    push_share: float = par(0.5, "share", 0, 1, "budget after selling that goes to contacts which the seller starts with named people", "B-1.9")
    control: float = par(0.5, "share", 0, 1, "central control of the public voice", "A-1.5")
    acquisition: float = par(0.5, "share", 0, 1, "effort for people not yet customers against present relations", "A-1.5")
    selling_share: float = par(0.4, "share", 0, 1, "hours for serving and selling, before the dials", "assumption")
    trained: float = par(0.3, "share", 0, 1, "staff trained to post", "MA-28")
    away: tuple[str, ...] = word((), "employees who are gone, such as 'rep 0' or 'expert 1' (counted from 0); their accounts are not worked, their leads pass to colleagues, their share of post hours to those who may post", "design")
    budget: Budget = Budget()
    offer: Offer = Offer()
    outreach: Outreach = Outreach()
    channels: Channels = Channels()
    content: Content = Content()
    influencers: Programme = Programme()
    selling: InPerson = InPerson()
    analytics: Analytics = Analytics()
    voice: Voice = Voice()
    staffing: Staffing = Staffing()
    preconditions: Preconditions = Preconditions()
    group: OwnGroup = OwnGroup()
    learning: Learning = Learning()


def _plain(value: Any) -> Any:
    """A value that a setting can have; what it must be follows from the setting."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(v, (bool, int, float, str)) for v in value):
        return tuple(value)
    raise ValueError(f"is {value!r}; must be a number, text, true or false, or a list of these")


Value = Annotated[Any, BeforeValidator(_plain)]


class Event(BaseModel):
    """A setting that changes over time."""

    model_config = STRICT

    week: int = count(1, "week", 1, 5200, "first week of the change", "design")
    path: str = word("", "dotted path of the setting, such as focal.push_share", "design")
    value: Value = Field(description="value from that week on", json_schema_extra={"unit": "", "source": "design"})
    until: Whole | None = Field(None, ge=1, description="last week of the change; none means for good", json_schema_extra={"unit": "week", "source": "design"})


class Settings(BaseModel):
    """A whole scenario, resolved: what a run is a function of, together with its seeds."""

    model_config = STRICT

    market: Market = Market()
    focal: Firm = Firm()
    rival: tuple[Firm, ...] = ()
    event: tuple[Event, ...] = ()
    parameters: Parameters = Parameters()

    @property
    def focal_name(self) -> str:
        """Name of the focal seller."""
        return self.focal.seller or self.market.seller[0].name

    def firm(self, name: str) -> Firm:
        """What the named seller does; sellers without a table of their own do the usual thing."""
        if name == self.focal_name:
            return self.focal
        for rival in self.rival:
            if rival.seller == name:
                return rival
        return Firm(seller=name)
