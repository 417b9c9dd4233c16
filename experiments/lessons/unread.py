"""The lesson "unread": many messages or few, and what becomes of them."""

from __future__ import annotations

from experiments.lessons.lesson import (
    Choice,
    Dial,
    Lesson,
    Measure,
    Part,
    Prediction,
    Question,
    Size,
)
from experiments.lessons.letters import stories
from experiments.lessons.mailbox import FATES, Mailbox
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario


def measure(scenario: Scenario, world_seed: int, luck_seed: int) -> dict[str, float]:
    """What one run brought the focal firm; NaN where nothing was sent."""
    model = BuyerNetwork(scenario, world_seed=world_seed, luck_seed=luck_seed, log_tells=False)
    try:
        box = Mailbox(model)
        model.after_phase = box.after
        doors = model.state.marks.blocked[:, box.seller]
        shut_before = int(doors.sum())
        for _ in range(scenario.settings.market.weeks):
            model.step()
        summary = model.summary
        sent = float(summary["messages"])
        ends = dict(zip(FATES, box.totals.tolist(), strict=True))
        shut_now = int(model.state.marks.blocked[:, box.seller].sum())
    finally:
        model.close()

    def of_100(n: int) -> float:
        return 100.0 * n / sent if sent else float("nan")

    read = ends["thrown"] + ends["silent"] + ends["answered"]
    return {
        "sent": sent,
        "open100": of_100(ends["unread"] + read),
        "read100": of_100(read),
        "fit100": of_100(ends["silent"] + ends["answered"]),
        "answered100": of_100(ends["answered"]),
        "shut100": of_100(ends["shut"]),
        "unread100": of_100(ends["unread"]),
        "thrown100": of_100(ends["thrown"]),
        "silent100": of_100(ends["silent"]),
        "answers": float(ends["answered"]),
        "leads": float(summary["leads"]),
        "leads_answer": float(summary["leads_outbound"]),
        "doors": float(shut_now - shut_before),
        "idle": max(0.0, box.planned - box.used),
    }


PER = "of 100 messages sent"
MEASURES = (
    Measure("open100", "came to an open door", PER, "messages that came to an open door per "
            "100 sent", "had", "receiver had not shut the firm out", most=100),
    Measure("read100", "were read", PER, "messages read per 100 sent", "had",
            "the receiver's attention reached the message", most=100),
    Measure("fit100", "fitted what their firm buys", PER,
            "messages read and fitting per 100 sent", "had",
            "read, the receiver's firm buys in a category of the offer, and the sender was not "
            "dismissed before", most=100),
    Measure("answered100", "were answered", PER, "messages answered per 100 sent", "had",
            "the receiver wrote back: a two-way reply", most=100),
    Measure("shut100", "came to a shut door", PER, "messages that came to a shut door", "had",
            "the receiver had shut the whole firm out before", most=100),
    Measure("unread100", "were never read", PER, "messages never read", "had",
            "arrived, but attention did not reach them", most=100),
    Measure("thrown100", "were thrown away", PER, "messages thrown away", "had",
            "read, but the receiver's firm does not buy such things, or the sender was dismissed "
            "before", most=100),
    Measure("silent100", "were read without an answer", PER, "messages read without an answer",
            "had", "read and fitting, no answer", most=100),
    Measure("sent", "messages sent", "messages", "messages", "sent",
            "first contacts and follow-ups; measure `messages` of the data dictionary"),
    Measure("answers", "answers", "answers", "answers", "got", "messages answered"),
    Measure("leads", "leads, all together", "leads", "leads", "brought",
            "measure `leads` of the data dictionary: from answers, questions, forms, enquiries "
            "and recommendations"),
    Measure("leads_answer", "leads from an answer", "leads",
            "leads that began with an answer", "brought",
            "measure `leads_outbound` of the data dictionary"),
    Measure("doors", "people who shut the firm out", "people", "people who shut the firm out",
            "had", "people who blocked the whole firm during the run"),
    Measure("idle", "outreach hours left over", "hours", "outreach hours left over", "had",
            "hours planned for outreach that found nobody to write to; they are not used for "
            "anything else"),
)  # fmt: skip

DIALS = (
    Dial(
        "study", "Study before writing", "focal.outreach.research_hours",
        "Time to study the person and the firm before each first contact. Without study everybody "
        "gets the same text.",
        (Choice(0.0, "none"), Choice(0.25, "15 min"), Choice(0.75, "45 min"), Choice(2.0, "2 h")),
        "study {}",
    ),
    Dial(
        "push", "Hours for outreach", "focal.push_share",
        "Outreach means writing to named people. The rest of the free hours makes content: posts "
        "that people may find.",
        (Choice(0.2, "20%"), Choice(0.5, "50%"), Choice(0.8, "80%")),
        "outreach {}",
    ),
    Dial(
        "crowd", "Crowd in the inbox", "parameters.attention.background_messages",
        "Messages of strangers that a person gets in a week, on average, beside those of this "
        "market. No firm can choose this alone: it is what all the others do.",
        (Choice(2.0, "2 a week"), Choice(15.0, "15 a week"), Choice(40.0, "40 a week")),
        "inbox {}",
    ),
)  # fmt: skip

UNREAD = Lesson(
    name="unread",
    title="Unread",
    summary="many messages or few studied ones, and what becomes of them in crowded inboxes",
    question="Your sales team has a fixed number of hours a week. Should it write to many people "
    "with one text, or study a few people and write to each of them? And what becomes of the "
    "messages?",
    situation=(
        "You lead the sales of one firm. It sells to other firms. The market has {members} people "
        "in buying firms, and {rivals} rivals who write and post too.",
        "Your team has {hours} hours a week. {served}% of them go to customers and to people who "
        "have shown interest. You decide about the other {free} hours.",
        "Nobody sees from outside whether a firm needs something at the moment.",
        "People have little time for messages from strangers. What is beyond their time stays "
        "unread.",
        "All this happens in a simulation: a computer plays {weeks} weeks, person by person, with "
        "written rules and with luck. It plays every plan {reps} times.",
    ),
    terms=(
        ("first contact", "the first message of a salesperson to one named person"),
        ("follow-up", "one more message to a person who has not answered"),
        ("read", "the person's attention reached the message; else it is unread"),
        ("answer", "the person writes back. Both sides have now spoken: a two-way reply"),
        ("lead", "a person whose name and interest the firm has learnt: by an answer, a question, "
         "a form or a recommendation"),
        ("to shut out", "to block the whole firm; nothing it sends gets through any more"),
        ("interval", "a range around an average of {reps} runs. Every run has other luck; the "
         "interval shows how much luck matters. About 19 of 20 such intervals hold the average "
         "of very many runs"),
    ),
    dials=DIALS,
    fixed={
        "focal.outreach.contact_rules": "own_initiative",
        # Calls and messages over social media follow other rules than an inbox.
        "focal.outreach.phone_share": 0.0,
        "focal.outreach.social_share": 0.0,
    },
    start=(2, 1, 1),
    measures=MEASURES,
    rates=("open100", "read100", "fit100", "answered100"),
    totals=("sent", "answers", "leads", "leads_answer", "doors", "idle"),
    compared=("leads", "answers", "read100", "answered100", "sent", "doors", "idle"),
    fates=(
        ("unread100", "were never read"),
        ("silent100", "were read and not answered"),
        ("thrown100", "were read and thrown away, because the firm does not buy such things"),
        ("shut100", "came to a shut door"),
    ),
    predictions=(
        Prediction("read100", "Of every 100 messages sent, how many are read?", 100),
        Prediction("answered100", "Of every 100 messages sent, how many are answered?", 100),
        Prediction("leads", "How many leads does the firm get in {weeks} weeks, from all its work?",
                   1000),
    ),
    why=(
        "Attention is shared. A person's inbox has room for a few messages of strangers a week. If "
        "more come, luck decides which of them are read. What comes from outside this market is an "
        "average, so it need not be a whole number.",
    ),
    questions=(
        Question("Inboxes get 15 messages a week and half of the free hours go to outreach. Plan A "
                 "studies 45 minutes for each first contact, plan B not at all. Does plan A get "
                 "more or fewer answers than plan B?",
                 "answers", {"study": 2, "push": 1, "crowd": 1}, {"study": 0, "push": 1, "crowd": 1}),
        Question("Inboxes are quiet (2 a week) and the team studies 45 minutes. Plan A gives 80% "
                 "of the free hours to outreach, plan B 20%. Does plan A bring more or fewer "
                 "leads than plan B?",
                 "leads", {"study": 2, "push": 2, "crowd": 0}, {"study": 2, "push": 0, "crowd": 0}),
        Question("The same two plans in flooded inboxes (40 a week). Does plan A bring more or "
                 "fewer leads than plan B?",
                 "leads", {"study": 2, "push": 2, "crowd": 2}, {"study": 2, "push": 0, "crowd": 2}),
    ),
    tries=(
        "Which dial moves the share of messages read the most? Which one hardly moves it? Why "
        "could that be? Look at the two stories again.",
        "Set study to none and move outreach from 20% to 80%. Watch the messages sent and the "
        "hours left over. What limits the firm now?",
        "Find the plan with the most leads for each inbox. Is it clearly better than the next "
        "best? Compare the two.",
        "Find a plan that gets answers and makes few people shut the firm out. What does it cost?",
        "If every firm sends more, inboxes fill. Who pays for that? Who could change it?",
        "At a computer with buyernet, compare two whole strategies: `buyernet compare push push-mass "
        "--members {members} --weeks {weeks} --reps 10`",
    ),
    time_plan=(
        Part(5, "The question (part 1)", "Read the situation aloud. Ask who has left a message "
             "unread this week, and why. Explain the words in the box once."),
        Part(8, "Plan and prediction (parts 2 and 3)", "Everybody picks an own plan, writes three "
             "numbers and one reason. Nobody locks yet. There is no wrong reason."),
        Part(2, "Lock together", "Count down. A locked prediction cannot be changed."),
        Part(8, "The result (part 4)", "First: where did your messages end? Then: was your mark "
             "inside the interval? A prediction that missed is worth more than one that hit: what "
             "did you not think of? Now move one dial at a time."),
        Part(8, "Two plans (part 5)", "Pairs of students compare their two plans. They say first "
             "which one brings more leads. Insist on the words: more, fewer, no clear difference."),
        Part(7, "Why (part 6)", "Follow the two messages line by line. Ask: which number decided? "
             "What could the sender have changed?"),
        Part(5, "Three questions (part 7)", "Alone, then together. Everybody says the reason, not "
             "only the answer."),
        Part(2, "Close (parts 8 and 9)", "One sentence into the notebook. What would you do "
             "differently in a real firm, and what would you have to know first? Print or save."),
    ),
    figures=(
        "The first chart is a funnel: of 100 messages sent, how many got past each step. The "
        "second counts what {weeks} weeks brought. Bars are averages over {reps} runs, small dots "
        "are single runs, the black line is the 95% interval, the diamond is the prediction.",
        "The chart of two plans shows plan A minus plan B, run by run. Run r has the same people "
        "and the same luck in every plan, so that differences are the plan's. In plans with other "
        "inboxes the same people have also lived their weeks before the start with those inboxes.",
        "Intervals hold one at a time. Who compares many plans will find some clear differences "
        "by luck.",
        "The staff hours and the money are the same in every plan. Hours that find nobody to write "
        "to are left over.",
    ),
    limits=(
        "The mechanisms come from studies in which buyers and sellers were interviewed. Most "
        "numbers are assumptions. Read differences, not levels, and do not carry the numbers over "
        "to a real firm.",
        "Of the three inboxes, 2 and 15 messages follow one buyer's count of requests from new "
        "suppliers, formerly and now (NB-06; the period of the 15 is unclear). 40 is an assumption. "
        "The model's own default is {default_crowd}.",
        "Any salesperson may write to anybody here (contact rule `own_initiative`), so that many "
        "messages are possible. Your team writes emails only; rivals also call and write over "
        "social media. Other settings are those of the preset `base`.",
        "The strangers' messages are only a number in the model: which ones were read instead "
        "cannot be told. A message has no text: it shows more or less study, and it fits what the "
        "receiver's firm buys or not.",
        "Lots and chances in the stories are read from the run itself; only the room in the inbox "
        "is worked out again, from two settings (attention a week and the inbox's share of it).",
    ),
    evidence=("MB-01", "MB-02", "MB-03", "MB-04", "MB-05", "MB-06", "MB-07", "MB-09", "MB-83",
              "NB-06"),
    size=Size(members=800, weeks=52, warmup=52, reps=10),
    quick=Size(members=300, weeks=26, warmup=26, reps=4),
    measure=measure,
    stories=stories,
)  # fmt: skip
