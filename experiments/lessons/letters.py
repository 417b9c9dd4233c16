"""Two messages of one run, told with the numbers that decided about them.

One was never read, one was answered; a stated rule picks both. Chances come from the model's own
rules, draws from its own addresses, so a story can be checked against what the model did.
"""

from __future__ import annotations

from itertools import groupby

from experiments.lessons.lesson import Story
from experiments.lessons.mailbox import FATES, Letter, Mailbox
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
    "The same run. Of the messages that were answered by people whom the firm had not written to "
    "before week 1: the earliest, and among those of the same week the one to the person with the "
    "lowest number."
)
DIGITS = 3  # of chances and lots


def watched(scenario: Scenario, world_seed: int, luck_seed: int) -> tuple[BuyerNetwork, Mailbox]:
    """A run with every message of the focal firm kept; close the model afterwards."""
    model = BuyerNetwork(scenario, world_seed=world_seed, luck_seed=luck_seed, log_tells=False)
    box = Mailbox(model, keep=True)
    model.after_phase = box.after
    for _ in range(scenario.settings.market.weeks):
        model.step()
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
    found = []
    for mine in by_person(letters).values():
        answered = [x.week for x in mine if x.fate == ANSWERED and x.alone]
        if answered and mine[0].attempt == 0:
            found.append([x for x in mine if x.week <= answered[0]])
    return min(found, key=lambda mine: (mine[-1].week, mine[-1].person), default=[])


def digits(value: float) -> str:
    """A number in few digits, without zeros at its end."""
    return f"{value:.{DIGITS}g}"


def chance_and_lot(chance: float, lot: float) -> tuple[str, str]:
    """Both in few digits, with as many as show which is larger."""
    n = DIGITS
    while f"{chance:.{n}g}" == f"{lot:.{n}g}" and n < 17:  # 17 digits tell any two numbers apart
        n += 1
    return f"{chance:.{n}g}", f"{lot:.{n}g}"


def kind(letter: Letter) -> str:
    """What sort of message it was."""
    if not letter.first:
        return "follow-up"
    return "first contact" if letter.attempt == 0 else "new try"


def stories(scenario: Scenario, world_seed: int, luck_seed: int) -> tuple[Story, ...]:
    """The message that was never read and the one that was answered."""
    model, box = watched(scenario, world_seed, luck_seed)
    try:
        return (
            _unread_story(model, never_read(box.letters)),
            _answered_story(model, first_answered(box.letters)),
        )
    finally:
        model.close()


def row(letter: Letter) -> tuple[str, ...]:
    """One message as a row of the table."""
    read = letter.fate >= READ_FROM
    decided = read and letter.fits and not letter.muted
    reply = chance_and_lot(letter.reply_chance, letter.reply_draw) if decided else ("–", "–")
    return (
        str(letter.week), kind(letter), digits(letter.load), digits(letter.room),
        *chance_and_lot(letter.read_chance, letter.read_draw), "yes" if read else "no",
        *reply, "yes" if letter.fate == ANSWERED else "no" if read else "–",
    )  # fmt: skip


def arrived(x: Letter) -> str:
    """What came in a week and what there was room for, in words."""
    return (
        f"Week {x.week}: {digits(x.load)} messages came ({digits(x.load - x.market)} from "
        f"strangers, {x.market} from the firms of this market) and there was room for "
        f"{digits(x.room)}."
    )


def introduction(model: BuyerNetwork, letter: Letter) -> tuple[str, ...]:
    """Who the receiver is and what the sender knew."""
    people, orgs = model.world.people, model.world.orgs
    org = int(people.org[letter.person])
    hours = model.scenario.settings.focal.outreach.research_hours
    buys = "buys" if letter.fits else "does not buy"
    return (
        f"Person {letter.person + 1} of {model.world.n_people} works in a firm of "
        f"{orgs.size[org]} people (role in its purchases: {ROLES[people.role[letter.person]]}). "
        f"That firm {buys} what your firm offers.",
        f"The salesperson studied for {digits(hours)} hours. On a scale from 0 (one text for all) "
        f"to 1, the message shows {digits(letter.personal)} of study.",
    )


def new_tries(model: BuyerNetwork, letters: list[Letter]) -> tuple[str, ...]:
    """What a new try is, where there is one."""
    rest = model.scenario.settings.parameters.production.person_rest
    if all(kind(x) != "new try" for x in letters):
        return ()
    return (f"A new try: the person was silent and is written to anew after {digits(rest)} weeks.",)


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
        chance, lot = chance_and_lot(x.read_chance, x.read_draw)
        after.append(
            f"{arrived(x)} So the chance to be read was {chance}. The lot was {lot}, which is not "
            f"below it: unread. With the same lot it would have been read if no more than "
            f"{most_messages(model, x)} messages had come."
        )
    after.append(
        "The rule for being read asks how many messages come, how many of them are alike and how "
        "much room there is. Study plays no part before a message is read."
    )
    before = introduction(model, letters[0]) + new_tries(model, letters)
    rows = tuple(row(x) for x in letters)
    return Story(title, UNREAD_RULE, before, HEAD, rows, tuple(after))


def reply_chance(model: BuyerNetwork, x: Letter, **changed: float) -> float:
    """The chance of an answer to a letter, by the model's rule, with some of its inputs changed."""
    inputs = {
        name: changed.get(name, float(getattr(x, name)))
        for name in ("personal", "need", "known", "intro", "trust", "annoyance", "channel")
    }
    rule = model.rules.functions()["reply_probability"]
    return float(rule(*inputs.values(), model.scenario.settings.parameters.contact.as_tuple()))


def _answered_story(model: BuyerNetwork, letters: list[Letter]) -> Story:
    title = "A message that was answered"
    if not letters:
        return Story(title, ANSWERED_RULE, ("In this run nobody of them answered.",))
    x = letters[-1]
    read, answer = (
        chance_and_lot(x.read_chance, x.read_draw), chance_and_lot(x.reply_chance, x.reply_draw)
    )  # fmt: skip
    after = [
        f"{arrived(x)} The chance to be read was {read[0]}, the lot {read[1]}: read.",
        f"Then the answer. The person's firm {'had' if x.need else 'had no'} open need, the person "
        f"{'knew' if x.known else 'did not know'} your firm, trust was {digits(x.trust)} and "
        f"annoyance {digits(x.annoyance)}, both from 0 to 1. The chance of an answer was "
        f"{answer[0]}, the lot {answer[1]}: answered.",
    ]
    what_if = [("without study", "personal", x.personal), ("without an open need", "need", x.need),
               ("if the person had not known your firm", "known", x.known)]  # fmt: skip
    for words, name, value in what_if:
        if value > 0:
            chance = reply_chance(model, x, **{name: 0.0})
            outcome = "still answered" if x.reply_draw < chance else "not answered"
            shown = chance_and_lot(chance, x.reply_draw)[0]
            after.append(f"The same lot {words}: the chance would have been {shown}, so {outcome}.")
    before = introduction(model, x) + new_tries(model, letters)
    rows = tuple(row(k) for k in letters)
    return Story(title, ANSWERED_RULE, before, HEAD, rows, (*after, *_what_followed(model, x)))


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
        said.append(f"The first talk with a salesperson: week {digits(lead['contacted'])}.")
    if lead["met"] == lead["met"]:
        said.append(f"The first meeting: week {digits(lead['met'])}.")
    return said
