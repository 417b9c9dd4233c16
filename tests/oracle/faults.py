"""Kernels with one thing wrong: an operator, a constant, an order, an update left out.

A fault rewrites the text of one function and puts the result in the place of the original in a set
of interpreted kernels; nothing else of the engine changes.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import pytest

from sim.engine import compiled, phases
from sim.engine.compiled import Kernels
from sim.rules import RuleSet


@dataclass(frozen=True)
class Fault:
    """In `function`, of a phase, the text `right` is replaced by `wrong`."""

    phase: str
    function: str
    right: str
    wrong: str

    @property
    def name(self) -> str:
        """A short name, for lists of tests."""
        right, wrong = (" ".join(text.split()) or "nothing" for text in (self.right, self.wrong))
        return f"{self.phase}, {self.function}: {wrong} for {right}"

    def applied(self, original: FunctionType, space: dict[str, Any]) -> FunctionType:
        """The function with the fault, made in a name space of its own.

        Raises
        ------
        ValueError   where the text to be replaced is not there once
        """
        text = textwrap.dedent(inspect.getsource(original))
        text = text.removeprefix("@rule\n")
        if text.count(self.right) != 1:
            raise ValueError(f"{self.function} has {text.count(self.right)} times {self.right!r}")
        exec(compile(text.replace(self.right, self.wrong), f"<{self.name}>", "exec"), space)
        made: FunctionType = space[self.function]
        made.__module__ = original.__module__
        return made


def with_fault(fault: Fault, patch: pytest.MonkeyPatch) -> Kernels:
    """Interpreted kernels of which one is wrong; a wrong function of `phases` goes there."""
    made: Kernels = compiled.kernels.__wrapped__(RuleSet(), False)
    if fault.function in made.functions:
        original = made.functions[fault.function]
        wrong = fault.applied(original, original.__globals__)
        made.functions[fault.function] = wrong
        setattr(made, fault.function, wrong)
        for function in made.functions.values():
            names = function.__globals__
            shared = names is vars(sys.modules[function.__module__])  # `chance` itself
            if not shared and fault.function in names:
                names[fault.function] = wrong
    else:
        original = getattr(phases, fault.function)
        wrong = fault.applied(original, dict(original.__globals__))
        patch.setattr(phases, fault.function, wrong)
    return made


FAULTS: tuple[Fault, ...] = (
    # -- needs
    Fault("needs", "open_needs", "next_week[r] > week", "next_week[r] >= week"),
    Fault("needs", "open_needs", "purchases.met[r, s] = NEVER", "pass"),
    Fault("needs", "open_needs", "start = purchases.next_week[r]", "start = week + 1"),
    Fault("needs", "next_need", "max(1, contract)", "contract + 1"),
    Fault("needs", "season_week", "(week - 1) // 52", "week // 52"),
    Fault("needs", "fill_centre", "u > best_draw", "u < -best_draw"),
    Fault("needs", "fill_centre", "(DECIDER, BUYER, GATEKEEPER, -1)", "(BUYER, DECIDER, -1)"),
    Fault("needs", "note_needs", "purchases.kind[r] == STRAIGHT_REBUY", "False"),
    Fault("needs", "straight_chance", "* satisfaction", "* (1.0 - satisfaction)"),
    # -- publish
    Fault("publish", "item_cost", "if kind == STAFF", "if kind != STAFF"),
    Fault("publish", "publish", "while work >= cost", "while work > 2 * cost"),
    Fault("publish", "publish", "built.post_work[a] = work", "built.post_work[a] = 0.0"),
    Fault("publish", "publish", "built.money[s] += policy.reach_money[s]", "pass"),
    Fault("publish", "publish", "if a == s and", "if"),
    Fault("publish", "publish", "policy.repost_hours[s] / policy.teams[s]", "policy.repost_hours[s]"),
    Fault("publish", "make_assets", " / policy.teams[s]", ""),
    Fault("publish", "write_item", "other >= p.main_topic", "other < p.main_topic"),
    Fault("publish", "write_item", "quality *= p.offmessage_quality", "pass"),
    Fault("publish", "write_item", "tailored and not repost", "tailored"),
    Fault("publish", "write_item", "fold(fold(keys.item, key), week)", "fold(keys.item, key)"),
    Fault("publish", "served_topic", "draw % n", "min(draw, n - 1)"),
    Fault("publish", "make_assets", "1.0 - p.asset_fade", "1.0"),
    Fault("publish", "authenticity", "0.6 * scripted", "0.5 * scripted"),
    # -- prospect
    Fault("prospect", "follow_up", "staff.present[q] == 0", "False"),
    Fault("prospect", "prospect", "staff.present[staff.rep[i]] == 0", "False"),
    Fault("prospect", "come_and_go", "changed[q] == 1", "changed[q] == 2"),
    Fault("prospect", "follow_up", "tries > policy.follow_ups[s]", "tries >= policy.follow_ups[s]"),
    Fault("prospect", "follow_up", "last_week[d] + 2 > week", "last_week[d] + 1 > week"),
    Fault("prospect", "pick_person", "score += 1.0", "score += 0.5"),
    Fault("prospect", "pick_person", "<= follow_ups", "< follow_ups"),
    Fault("prospect", "first_contacts", "place * n_reps + mine", "place * n_reps"),
    Fault("prospect", "first_contacts", "taken = m < 0", "taken = m <= 0"),
    Fault("prospect", "first_contacts", "built.approached[org, s] = week", "pass"),
    Fault("prospect", "has_intro", "people.key[m], people.key[n]", "people.key[n], people.key[m]"),
    Fault("prospect", "sorted_messages", "world.staff.key[out.", "-world.staff.key[out."),
    Fault("prospect", "note_messages", "dyads.attempts[d] += 1", "dyads.attempts[d] = 1"),
    # -- attend
    Fault("attend", "topic_match", "people.interest_b[m] == topic", "False"),
    Fault("attend", "gather", "items.paid[i] <= 0.0", "items.paid[i] < 1.0"),
    Fault("attend", "gather", "< items.paid[i]", "<= 2.0 * items.paid[i]"),
    Fault("attend", "gather", "if not follows_account(m, items.account[i], follows)", "if True"),
    Fault("attend", "gather", "people.key[other], old.key[i]", "old.key[i], people.key[other]"),
    Fault("attend", "gather", "old.seller[i]] == 1", "old.seller[i]] == 2"),
    Fault("attend", "attend", "+= 1\n            if uniform3", "+= 0\n            if uniform3"),
    Fault("attend", "attend", "old.delay[i] + 1.0", "old.delay[i]"),
    Fault("attend", "inbox_load", "role == GATEKEEPER", "False"),
    Fault("attend", "noticed_share", "similar_blur * similar", "similar_blur"),
    # -- react
    Fault("react", "fade", "beliefs.info[m, s] *= 1.0 - p.info_decay", "pass"),
    Fault("react", "note_view", "measured == 1 and", ""),
    Fault("react", "read_item", "how == PASSED else 0\n", "how != PASSED else 0\n"),
    Fault("react", "read_item", "critical > interest", "critical >= 0.9 * interest"),
    Fault("react", "read_item", "key < items.key", "key > items.key"),
    Fault("react", "read_item", "bond_after(standing, use, p)", "bond_after(standing, relevance, p)"),
    Fault("react", "read_asset", "people.privacy[m], p_act", "0.0, p_act"),
    Fault("react", "take_turn", "marks.turns[m, s] = 0", "pass"),
    Fault("react", "read_message", "if fits == 0.0:", "if fits == 1.0:"),
    Fault("react", "read_message", "if beliefs.annoyance[m, s] >", "if 0.5 * beliefs.annoyance[m, s] >"),
    Fault("react", "react", "best[s] >= 0.0", "best[s] >= 0.3"),
    Fault("react", "meet_person", "dyads.attempts[d] = 0", "pass"),
    Fault("react", "meet_person", "weight * p.spill_share", "weight"),
    Fault("react", "remember", "marks.aware_week[m, s] != NEVER", "False"),
    Fault("react", "judge", "fixed(after - before)", "fixed(after) - fixed(before) + 1"),
    # -- talk
    Fault("talk", "note_talkers", "searched or p.idle_trigger > 0.0", "searched"),
    Fault("talk", "list_tells", "bits = talks[o] | wanted", "bits = talks[o]"),
    Fault("talk", "list_tells", "marks.dark[o, s]", "marks.dark[m, s]"),
    Fault("talk", "list_tells", "marks.depth[o, s] + 1", "marks.depth[o, s]"),
    Fault("talk", "list_tells", "marks.trigger_kind[o, s] == OWN or", ""),
    Fault("talk", "list_tells", "tells[n, 8] = marks.dark[o, s]", "tells[n, 8] = 1"),
    Fault("talk", "hush", "marks.trigger_kind[m, s] = QUIET", "pass"),
    Fault("talk", "hear", "abs(change)", "change"),
    Fault("talk", "hear", "marks.root_week[m, s] = tells[i, 5]", "pass"),
    Fault("talk", "begin_cascades", "marks.depth[o, s] = 0\n", "pass\n"),
    Fault("talk", "pull_trigger", "or marks.trigger_kind[m, s] != kind", ""),
    Fault("talk", "tell_chance", "p.negativity if valence", "1.0 if valence"),
    # -- scout
    Fault("scout", "scout", "or marks.blocked[m, s] == 1", ""),
    Fault("scout", "scout", "info = beliefs.info[m, s]", "info = 1.0"),
    Fault("scout", "scout", "if known == 0.0:", "if known == 2.0:"),
    Fault("scout", "found_chance", "1.0 if technical >= p.expert_bar else 0.5", "1.0"),
    Fault("scout", "found_chance", "posts + p.presence_half", "posts + p.presence_half + 1.0"),
    Fault("scout", "enquiry_chance", "trust >= bar", "trust >= 1.05 * bar"),
    # -- qualify
    Fault("qualify", "served_need", "purchases.open[r] == 1 and", ""),
    Fault("qualify", "record", "< p.lapse_weeks", "<= p.lapse_weeks"),
    Fault("qualify", "record", "marks.touches[m, s] - 1", "marks.touches[m, s]"),
    Fault("qualify", "record", "marks.touch_before[m, s]", "marks.touch[m, s]"),
    Fault("qualify", "record", "fit >= p.fit_bar", "fit > 1.2 * p.fit_bar"),
    Fault("qualify", "owner_of", "(place // n_reps) % here", "place % here"),
    Fault("qualify", "owner_of", "if staff.present[owner] == 1", "if True"),
    Fault("qualify", "hand_over", "staff.present[q] == 0", "False"),
    Fault("qualify", "owner_of", "low = middle + 1", "low = middle + 2"),
    Fault("qualify", "pass_on", "purchases.number[r] != leads.number[k]", "False"),
    Fault("qualify", "pass_on", "queue[q] < p.queue_per_rep", "queue[q] <= p.queue_per_rep"),
    Fault("qualify", "pass_on", "dropped = r >= 0", "dropped = r >= 0 and False"),
    Fault("qualify", "sorted_events", "world.sellers.key[events", "-world.sellers.key[events"),
    Fault("qualify", "sorted_events", "events[:, 2],", "-events[:, 2],"),
    Fault("qualify", "lead_worth", "or role == buyer", ""),
    # -- sell
    Fault("sell", "sell", "or staff.present[q] == 0", ""),
    Fault("sell", "refresh_personal", "and staff.present[q] == 1", ""),
    Fault("sell", "answer_threads", "(hours - answered * cost) / policy.teams[s]",
          "hours - answered * cost"),
    Fault("sell", "priority", "-1e-9 * k", "1e-9 * k"),
    Fault("sell", "work_lead", "week - leads.contacted[k] < 3", "week - leads.contacted[k] < 2"),
    Fault("sell", "work_lead", "purchases.met[r, s] == week", "False"),
    Fault("sell", "work_lead", "leads.need_at_contact[k] = 1 if r >= 0 else 0", "pass"),
    Fault("sell", "hold_meeting", "u > best_draw and u < last", "u > best_draw and u <= last"),
    Fault("sell", "hold_meeting", "or m == leads.person[k]", ""),
    Fault("sell", "sell", "min(built.selling_work[q], p.meeting_hours)", "0.0"),
    Fault("sell", "apply_contacts", "contacts[i - 1, 1] == q", "False"),
    Fault("sell", "refresh_personal", "staff.seller[q] == s and", ""),
    Fault("sell", "answer_thread", "marks.turns[m, s] += 1", "pass"),
    Fault("sell", "refer", "min(1.0, ties.weight[e])", "0.5 * ties.weight[e]"),
    Fault("sell", "_answer", "(person, places, seller)", "(places, person, seller)"),
    Fault("sell", "answer_threads", "built.hours[s] += hours", "pass"),
    Fault("sell", "answer_threads", "hours - answered * cost", "hours"),
    Fault("sell", "refer", "< 0.5", "< 0.45"),
    Fault("sell", "refer", "facts.customer[there, s] > 0", "False"),
    Fault("sell", "note_referrals", "marks.touch_before[m, s] = marks.touch[m, s]", "pass"),
    Fault("sell", "study_audience", "hours * segments[s, k]", "hours"),
    # -- decide
    Fault("decide", "centre_view", "marks.blocked[m, s] == 1 or", ""),
    Fault("decide", "centre_view", "marks.blocked[m, s] == 0", "True"),
    Fault("decide", "centre_view", "for_it >= p.share_needed", "for_it > p.share_needed"),
    Fault("decide", "choose", "not trusted and s != present", "not trusted"),
    Fault("decide", "choose", "view[0] * view[1]", "view[0]"),
    Fault("decide", "choose", "sellers.key[s] < sellers.key[top]", "score[s] >= 0.0"),
    Fault("decide", "choose", "if present == OUTSIDE:", "if False:"),
    Fault("decide", "choose", "compared < int(p.shortlist)", "compared <= int(p.shortlist)"),
    Fault("decide", "decide", "purchases.due[r] > week", "purchases.due[r] >= week"),
    Fault("decide", "decide", "end < p.withdrawn + p.no_decision", "end < p.no_decision"),
    Fault("decide", "decide", "counts[present, C_LOST] += 1", "pass"),
    Fault("decide", "decide", "purchases.satisfaction[r] = fresh", "pass"),
    Fault("decide", "count_customers", "needs.direct[r] > 0", "needs.direct[r] >= 0"),
    Fault("decide", "incumbent_utility", "* satisfaction", ""),
    # -- deliver
    Fault("deliver", "feel_promise", "and staff.present[q] == 1", ""),
    Fault("deliver", "deliver", "or people.role[m] == BUYER", ""),
    Fault("deliver", "deliver", "kept == 1.0 else C_BROKEN", "kept == 0.0 else C_BROKEN"),
    Fault("deliver", "deliver", "float(max(1, facts.n_customers[s]))", "1.0"),
    Fault("deliver", "feel_promise", "dyads.last_week[d], DELIVERY", "week, DELIVERY"),
    Fault("deliver", "feel_promise", "and dyads.contacts[d] > 0.0", ""),
    Fault("deliver", "kept_chance", "min(1.0, care)", "care"),
    # -- measure
    Fault("measure", "measure_people", "view_week[m, s] < RECENT", "view_week[m, s] <= RECENT"),
    Fault("measure", "measure_people", "sums[s, M_BLOCKED] += marks.blocked[m, s]", "pass"),
    Fault("measure", "measure_sales", "dyads.contacts[d] > 0.0", "True"),
)  # fmt: skip
