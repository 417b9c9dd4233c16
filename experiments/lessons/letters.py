"""Two messages of one run, told with the numbers that decided about them.

One was never read, one was answered; a stated rule picks both. Chances come from the model's own
rules, draws from its own addresses, so a story can be checked against what the model did.
"""

from __future__ import annotations

from itertools import groupby

from experiments.lessons.lesson import Row, Story
from experiments.lessons.mailbox import FATES, Letter, Mailbox
from experiments.report.numbers import number
from sim.agents.buying_centre import ROLES
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario

UNREAD, ANSWERED = FATES.index("unread"), FATES.index("answered")
READ_FROM = FATES.index("thrown")  # this fate and later ones were read

HEAD = (
    "week", "message", "messages in the inbox", "room for", "chance to be read", "lot", "read",
    "chance of an answer", "lot", "answered",
)  # fmt: skip
UNREAD_RULE = (
    "Run 1, the plan that the dials start with. Of the people to whom the firm wrote and who read "
    "none of it: the one written to first, and among those of the same week the one with the "
    "lowest number."
)
ANSWERED_RULE = (
    "The same run. Of all messages that were answered: the earliest, and among those of the same "
    "week the one to the person with the lowest number."
)


def watched(scenario: Scenario, world_seed: int, luck_seed: int) -> tuple[BuyerNetwork, Mailbox]:
    """A run with every message of the focal firm kept; close the model afterwards."""
    model = BuyerNetwork(scenario, world_seed=world_seed, luck_seed=luck_seed, log_tells=False)
    box = Mailbox(model, keep=True)
    for _ in range(scenario.settings.market.weeks):
        model.step(box.after)
    return model, box


def by_person(letters: list[Letter]) -> dict[int, list[Letter]]:
    """Letters of each receiver, by week."""
    order = sorted(letters, key=lambda x: (x.person, x.week))
    return {person: list(group) for person, group in groupby(order, key=lambda x: x.person)}


def never_read(letters: list[Letter]) -> list[Letter]:
    """Letters to the first person who read none; empty where everybody read something."""
    found = [
        mine
        for mine in by_person(letters).values()
        if mine[0].attempt == 0 and all(x.fate == UNREAD and x.alone for x in mine)
    ]
    return min(found, key=lambda mine: (mine[0].week, mine[0].person), default=[])


def first_answered(letters: list[Letter]) -> list[Letter]:
    """Letters to the person who answered first, the answered one last; empty without an answer."""
    answered = [x for x in letters if x.fate == ANSWERED and x.alone]
    if not answered:
        return []
    first = min(answered, key=lambda x: (x.week, x.person))
    return [x for x in by_person(letters)[first.person] if x.week <= first.week]


def stories(scenario: Scenario, world_seed: int, luck_seed: int) -> tuple[Story, ...]:
    """The message that was never read and the one that was answered."""
    model, box = watched(scenario, world_seed, luck_seed)
    try:
        return (
            _unread_story(model, never_read(box.letters)),
            _answered_story(model, box, first_answered(box.letters)),
        )
    finally:
        model.close()


def row(letter: Letter) -> Row:
    """One message as a row of the table."""
    read = letter.fate >= READ_FROM
    decided = read and letter.fits and not letter.muted
    return Row(
        (
            str(letter.week),
            "first contact" if letter.attempt == 0 else f"follow-up {letter.attempt}",
            number(letter.load),
            number(letter.room),
            number(letter.read_chance),
            number(letter.read_draw),
            "yes" if read else "no",
            number(letter.reply_chance) if decided else "–",
            number(letter.reply_draw) if decided else "–",
            "yes" if letter.fate == ANSWERED else "no" if read else "–",
        )
    )


def introduction(model: BuyerNetwork, letter: Letter) -> tuple[str, ...]:
    """Who the receiver is and what the sender knew."""
    people, orgs = model.world.people, model.world.orgs
    org = int(people.org[letter.person])
    hours = model.scenario.settings.focal.outreach.research_hours
    buys = "buys" if letter.fits else "does not buy"
    return (
        f"Person {letter.person + 1} of {model.world.n_people} is a "
        f"{ROLES[people.role[letter.person]]} in a firm of {orgs.size[org]} people. That firm "
        f"{buys} what your firm offers.",
        f"The salesperson studied for {number(hours)} hours. On a scale from 0 (one text for all) "
        f"to 1, the message shows {number(letter.personal)} of study.",
    )


def most_messages(model: BuyerNetwork, letter: Letter) -> int:
    """How many messages the week could have brought for the letter still to be read.

    The model's rule is asked for one number after the other, with the draw that fell.
    """
    p = model.scenario.settings.parameters
    rule = model.rules.functions()["noticed_share"]
    limit = p.attention.inbox_share * p.attention.items_per_week
    contact = p.contact.as_tuple()
    n = 0
    while n < letter.load:
        load = float(n + 1)
        if letter.read_draw >= rule(load, min(load, limit), float(letter.similar), contact):
            break
        n += 1
    return n


def _unread_story(model: BuyerNetwork, letters: list[Letter]) -> Story:
    title = "A message that was never read"
    if not letters:
        none = "In this run everybody to whom the firm wrote read at least one of its messages."
        return Story(title, UNREAD_RULE, (none,))
    after = []
    for x in letters:
        most = most_messages(model, x)
        after.append(
            f"Week {x.week}: {number(x.load)} messages came and the person had room for "
            f"{number(x.room)}. So the chance to be read was {number(x.read_chance)}. The lot was "
            f"{number(x.read_draw)}, which is not below it: unread. With the same lot it would "
            f"have been read if no more than {most} messages had come."
        )
    after.append(
        "What the message said played no part, and neither did the time spent on it: nobody "
        "looked at it."
    )
    return Story(
        title, UNREAD_RULE, introduction(model, letters[0]), HEAD,
        tuple(row(x) for x in letters), tuple(after),
    )  # fmt: skip


def reply_chance(model: BuyerNetwork, x: Letter, **changed: float) -> float:
    """The chance of an answer to a letter, by the model's rule, with some of its inputs changed."""
    inputs = {
        name: changed.get(name, float(getattr(x, name)))
        for name in ("personal", "need", "known", "intro", "trust", "annoyance")
    }
    rule = model.rules.functions()["reply_probability"]
    return float(rule(*inputs.values(), model.scenario.settings.parameters.contact.as_tuple()))


def _answered_story(model: BuyerNetwork, box: Mailbox, letters: list[Letter]) -> Story:
    title = "A message that was answered"
    if not letters:
        return Story(title, ANSWERED_RULE, ("In this run no message was answered.",))
    x = letters[-1]
    after = [
        f"Week {x.week}: {number(x.load)} messages came and there was room for {number(x.room)}. "
        f"The chance to be read was {number(x.read_chance)}, the lot {number(x.read_draw)}: read.",
        f"Then the answer. The person's firm {'had' if x.need else 'had no'} open need, the person "
        f"{'knew' if x.known else 'did not know'} your firm, trust was {number(x.trust)} and "
        f"annoyance {number(x.annoyance)}, both from 0 to 1. The chance of an answer was "
        f"{number(x.reply_chance)}, the lot {number(x.reply_draw)}: answered.",
    ]
    what_if = [("without study", "personal", x.personal), ("without an open need", "need", x.need),
               ("if the person had not known your firm", "known", x.known)]  # fmt: skip
    for words, name, value in what_if:
        if value > 0:
            chance = reply_chance(model, x, **{name: 0.0})
            outcome = "still answered" if x.reply_draw < chance else "not answered"
            after.append(
                f"The same lot {words}: the chance would have been {number(chance)}, so {outcome}."
            )
    return Story(
        title, ANSWERED_RULE, introduction(model, x), HEAD, tuple(row(k) for k in letters),
        (*after, *_what_followed(model, x)),
    )  # fmt: skip


def _what_followed(model: BuyerNetwork, x: Letter) -> list[str]:
    """The lead that came of an answer, as the model recorded it."""
    leads = model.leads
    focal = model.scenario.settings.focal_name
    key = int(model.world.people.key[x.person])
    mine = leads[(leads["seller"] == focal) & (leads["member"] == key)]
    mine = mine[mine["week"] == x.week]
    if mine.empty:
        return ["The answer made no new lead: the firm had this person as a lead already."]
    lead = mine.iloc[0]
    said = [f"In week {x.week} the person became a lead."]
    if lead["contacted"] == lead["contacted"]:
        said.append(f"The first talk after that was in week {number(lead['contacted'])}.")
    if lead["met"] == lead["met"]:
        said.append(f"They met in week {number(lead['met'])}.")
    return said
