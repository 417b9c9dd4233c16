"""A lesson in a real browser: predict, lock, look, compare, print; opened from disk."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from experiments.lessons.page import write_page
from experiments.lessons.words import difference, loss, verdict
from tests.unit.lesson_samples import UNREAD, tiny_grid

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="chromium is not installed"),
]

#: Added to the end of a page: helpers, and a place where findings are left for the test.
HELPERS = """
const found = {}, $ = id => document.getElementById(id);
const shown = id => $(id).offsetParent !== null;
const texts = rule => [...document.querySelectorAll(rule)].map(e => e.textContent);
const means = rule => [...document.querySelectorAll(rule)].map(e => Number(e.dataset.mean));
const send = form => form.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
const pick = (name, value) => document.querySelector(`input[name="${name}"][value="${value}"]`).click();
function predict(read, answered, leads) {
  $("say-read100").value = read; $("say-answered100").value = answered; $("say-leads").value = leads;
  $("reason").value = "There is little time."; $("lock").click();
}
function leave() {
  const box = document.createElement("pre");
  box.id = "found"; box.textContent = JSON.stringify(found); document.body.append(box);
}
"""
PARTS = ("result", "compare", "why", "check", "next", "notebook")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a tiny lesson."""
    return write_page(tiny_grid(), tmp_path_factory.mktemp("lesson") / "page.html")


def browse(page: Path, profile: Path, *options: str) -> str:
    """What chromium prints when it opens a page; no name is resolved, so nothing can be fetched."""
    done = subprocess.run(
        [
            str(BROWSER), *OPTIONS, "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}", *options, page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout


def driven(page: Path, folder: Path, script: str) -> Path:
    """A copy of the page that runs a script once it is there."""
    copy = folder / "driven.html"
    text = page.read_text(encoding="utf-8")
    copy.write_text(
        text.replace("</body>", f"<script>{HELPERS}{script}</script></body>"), encoding="utf-8"
    )
    return copy


def drive(page: Path, folder: Path, script: str) -> dict[str, Any]:
    """What a script found on the page."""
    dom = browse(driven(page, folder, script + "leave();"), folder / "p", "--dump-dom")
    left = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    assert left, dom[-500:]
    found: dict[str, Any] = json.loads(html.unescape(left[1]))
    return found


def test_nothing_is_shown_before_the_lock(page: Path, tmp_path: Path) -> None:
    """Results, figures and stories are closed, also after a lock without a number or a reason."""
    found = drive(
        page, tmp_path,
        f"""
        const parts = {json.dumps(PARTS)};
        found.before = parts.filter(shown);
        $("lock").click();
        found.said = $("problem").textContent;
        found.invalid = document.querySelectorAll('[aria-invalid="true"]').length;
        $("say-read100").value = 101; $("say-answered100").value = 1; $("say-leads").value = 1;
        $("reason").value = "x"; $("lock").click();
        found.out_of_range = $("problem").textContent;
        found.after = parts.filter(shown);
        found.charts = document.querySelectorAll("svg").length;
        found.read = document.body.innerText;
        predict(50, 5, 20);
        found.locked = parts.filter(shown);
        """,
    )  # fmt: skip
    assert found["before"] == found["after"] == []
    assert found["charts"] == 0
    assert "Write why" in found["said"]
    assert found["invalid"] == len(UNREAD.predictions) + 1
    assert "from 0 to 100" in found["out_of_range"]
    assert "What happened" not in found["read"]
    assert found["locked"] == list(PARTS)


def test_a_locked_prediction_stays(page: Path, tmp_path: Path) -> None:
    """Nothing that a student can do changes what was locked; verdicts are those of the numbers."""
    grid = tiny_grid()
    inside = grid.mean("leads", UNREAD.start).mean
    said = {"read100": 99.0, "answered100": 0.0, "leads": inside}
    found = drive(
        page, tmp_path,
        f"predict(99, 0, {inside});" + """
        found.verdicts = texts("#verdicts li");
        found.off = $("reason").readOnly && [...document.querySelectorAll(
          "#predict input, #lock, #dials-plan fieldset")].every(e => e.disabled);
        const before = $("notes").textContent;
        $("say-read100").value = 1; $("reason").value = "I knew it"; pick("plan-crowd", 0);
        send($("predict")); pick("look-crowd", 0);
        found.same = before === $("notes").textContent;
        found.kept = JSON.parse(Object.values(sessionStorage)[0]).locked;
        found.requests = performance.getEntriesByType("resource").length;
        """,
    )  # fmt: skip
    verdicts = [
        verdict(UNREAD.of(key), value or 0.0, *grid.mean(key, UNREAD.start))
        for key, value in said.items()
    ]
    for text, want in zip(found["verdicts"], verdicts, strict=True):
        assert text.endswith(want)
    assert "above the interval" in verdicts[0]
    assert "inside the interval" in verdicts[2]
    assert found["off"]
    assert found["same"]
    assert found["kept"]["said"] == said
    assert found["kept"]["plan"] == list(UNREAD.start)
    assert found["requests"] == 0


def test_every_dial_moves_the_figure(page: Path, tmp_path: Path) -> None:
    """For each position of each dial both charts show the means of that plan's runs."""
    found = drive(
        page, tmp_path,
        """
        predict(60, 7, 12);
        const data = JSON.parse($("data").textContent);
        found.seen = [];
        data.dials.forEach((dial, i) => {
          dial.labels.forEach((_, at) => {
            pick(`look-${dial.key}`, at);
            found.seen.push([dial.key, at, means("#rates .bar"), means("#totals .bar"),
              document.querySelectorAll(".prediction[fill='#fff']").length, $("said").textContent]);
          });
          pick(`look-${dial.key}`, data.start[i]);
        });
        """,
    )  # fmt: skip
    grid = tiny_grid()
    assert len(found["seen"]) == sum(len(d.choices) for d in UNREAD.dials)
    for key, at, rates, totals, faint, said in found["seen"]:
        plan = UNREAD.plan({key: at})
        for keys, drawn in ((UNREAD.rates, rates), (UNREAD.totals, totals)):
            means = [grid.mean(k, plan).mean for k in keys]
            assert drawn == [m for m in means if m is not None]
        assert (faint > 0) == (plan != UNREAD.start)  # the mark says that it was made elsewhere
        assert UNREAD.plan_name(plan) in said
        assert loss([(fate, grid.mean(k, plan).mean) for k, fate in UNREAD.fates]) in said
    for dial in UNREAD.dials:
        drawn = {json.dumps(s[2:4]) for s in found["seen"] if s[0] == dial.key}
        assert len(drawn) == len(dial.choices), dial.key


def test_two_plans_are_compared_by_pairs(page: Path, tmp_path: Path) -> None:
    """Sentences are those of the paired intervals, in both orders; nothing without a bet."""
    pairs = [
        ((2, 1, 1), (0, 1, 1)), ((0, 1, 1), (2, 1, 1)), ((3, 0, 0), (1, 2, 0)),
        ((0, 0, 0), (3, 2, 2)), ((1, 2, 0), (1, 2, 2)), ((0, 2, 1), (0, 1, 1)),
    ]  # fmt: skip
    found = drive(
        page, tmp_path,
        f"""
        predict(60, 7, 12);
        send($("bet"));
        found.without = [shown("difference"), $("bet-problem").textContent];
        const keys = {json.dumps([d.key for d in UNREAD.dials])};
        found.seen = {json.dumps(pairs)}.map(plans => {{
          ["A", "B"].forEach((side, k) => keys.forEach((key, i) => {{
            const select = $(`pair-${{side}}-${{key}}`);
            select.value = plans[k][i];
            select.dispatchEvent(new Event("change"));
          }}));
          const hidden = !shown("difference");
          pick("bet", "more");
          send($("bet"));
          return [hidden, texts("#differences li"), $("hit").textContent,
            means("#contrast .difference")];
        }});
        pick("bet", "fewer"); send($("bet"));
        found.again = $("hit").textContent;
        found.notes = texts("#notes dt").filter(t => t.startsWith("Comparison")).length;
        """,
    )  # fmt: skip
    grid, leads = tiny_grid(), UNREAD.compared[0]
    assert found["without"][0] is False
    assert "Say first" in found["without"][1]
    for (a, b), (hidden, sentences, hit, drawn) in zip(pairs, found["seen"], strict=True):
        contrasts = [grid.contrast(key, a, b) for key in UNREAD.compared]
        assert hidden  # another pair asks for another bet
        assert sentences == [
            difference(UNREAD.of(key), c.low, c.high, "plan A", "plan B")
            for key, c in zip(UNREAD.compared, contrasts, strict=True)
        ]
        assert drawn == pytest.approx([c.mean for c in contrasts if c.mean is not None])
        low = grid.contrast(leads, a, b).low
        assert ("The runs say the same" in hit) == (low is not None and low > 0)
    assert found["again"] == found["seen"][-1][2]  # the first word on a pair counts
    assert found["notes"] == len(pairs)


def test_questions_are_answered_from_the_runs(page: Path, tmp_path: Path) -> None:
    """Each answer is the sentence of its paired interval and cannot be changed afterwards."""
    found = drive(
        page, tmp_path,
        """
        predict(60, 7, 12);
        found.answers = [...document.querySelectorAll("form.quiz")].map((form, i) => {
          send(form);
          const without = form.querySelector(".answer").textContent;
          form.querySelector('input[value="unclear"]').click();
          send(form);
          form.querySelector('input[value="more"]').checked = true;
          send(form);
          return [without, form.querySelector(".answer").textContent,
            form.querySelector("fieldset").disabled];
        });
        """,
    )  # fmt: skip
    grid = tiny_grid()
    for q, (without, answer, closed) in zip(UNREAD.questions, found["answers"], strict=True):
        c = grid.contrast(q.measure, UNREAD.plan(q.a), UNREAD.plan(q.b))
        assert without == ""
        assert answer.endswith(difference(UNREAD.of(q.measure), c.low, c.high, "plan A", "plan B"))
        assert ("The runs say the same" in answer) == (c.low is not None and c.low <= 0 <= c.high)
        assert closed


def test_keyboard_and_names(page: Path, tmp_path: Path) -> None:
    """Everything that can be operated is a native control that the tab key reaches and has a name."""
    found = drive(
        page, tmp_path,
        """
        predict(60, 7, 12);
        const controls = [...document.querySelectorAll("input, select, textarea, button, summary, a")];
        const named = e => e.labels?.length || e.textContent.trim() || e.getAttribute("aria-label");
        found.nameless = controls.filter(e => !named(e)).map(e => e.outerHTML);
        found.unreachable = controls.filter(e => e.tabIndex < 0).map(e => e.outerHTML);
        found.clickable = document.querySelectorAll("[onclick], [role=button]").length;
        found.pictures = [...document.querySelectorAll("svg")].every(
          e => e.getAttribute("role") === "img" && e.getAttribute("aria-label").length > 40);
        found.focus = document.activeElement.id;
        """,
    )  # fmt: skip
    assert found["nameless"] == found["unreachable"] == []
    assert found["clickable"] == 0
    assert found["pictures"]
    assert found["focus"] == "h-result"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_hangs_over_the_side(page: Path, tmp_path: Path, width: int) -> None:
    """In a frame of that width the page, all parts open, is no wider than the frame."""
    script = """predict(60, 7, 12); pick("bet", "more"); send($("bet"));
      document.querySelectorAll("details").forEach(d => { d.open = true; });"""
    text = html.escape(driven(page, tmp_path, script).read_text(encoding="utf-8"))
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<!DOCTYPE html><body><iframe id="f" style="width:{width}px;height:900px;border:0" '
        f'srcdoc="{text}"></iframe><script>document.getElementById("f").onload = e => {{'
        "const d = e.target.contentDocument;"
        "document.title = `wide ${d.documentElement.scrollWidth} charts "
        "${d.querySelectorAll('svg').length}`; e.target.remove() }</script>",
        encoding="utf-8",
    )
    dom = browse(frame, tmp_path / "p", "--window-size=1400,1000", "--dump-dom")
    measured = re.search(r"<title>wide (\d+) charts (\d+)</title>", dom)
    assert measured, dom[:500]
    assert int(measured[1]) <= width
    assert int(measured[2]) == 3


def test_it_prints(page: Path, tmp_path: Path) -> None:
    """Before the lock a worksheet of two or three sheets, after it the result and the notebook."""
    sheets = []
    for name, script in (("before", ""), ("after", "predict(60, 7, 12);")):
        paper = tmp_path / f"{name}.pdf"
        copy = driven(page, tmp_path, script)
        browse(copy, tmp_path / "p", "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        data = paper.read_bytes()
        assert data.startswith(b"%PDF")
        sheets.append(len(re.findall(rb"/Type\s*/Page\b", data)))
    assert sheets[0] in (2, 3)
    assert sheets[0] + 2 <= sheets[1] <= 12
