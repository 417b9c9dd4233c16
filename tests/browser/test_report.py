"""The report in a real browser: on a desk, on a phone and on paper."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from experiments.report import build_report
from tests.unit.report_samples import comparison

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


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of two scenarios, one with a long name."""
    names = ["push", "a-scenario-with-a-rather-long-name-of-its-own"]
    return build_report(comparison(tmp_path_factory.mktemp("report") / "out", names, 6))


def browse(page: Path, profile: Path, *options: str) -> str:
    """What chromium prints when it opens a page."""
    done = subprocess.run(
        [str(BROWSER), *OPTIONS, f"--user-data-dir={profile}", *options, page.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_page_renders(report: Path, tmp_path: Path) -> None:
    """Headings in order, figures that have loaded, a picture that is not blank."""
    shot = tmp_path / "shot.png"
    dom = browse(report, tmp_path / "p", "--dump-dom")
    found = re.findall(r"<h2[^>]*>([^<]+)</h2>", dom)
    assert found[0] == "Summary"
    assert found[-1] == "Methods"
    assert len(found) == 11
    browse(report, tmp_path / "p", "--window-size=1280,1600", f"--screenshot={shot}")
    pixels = matplotlib.image.imread(shot)[:, :, :3]
    assert pixels.shape[:2] == (1600, 1280)
    assert pixels.mean() > 0.7  # a light page
    assert (pixels.std(axis=(1, 2)) > 0.01).mean() > 0.3  # with something in many lines


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_hangs_over_the_side(report: Path, tmp_path: Path, width: int) -> None:
    """In a frame of that width the page is no wider than the frame, and every figure has loaded."""
    frame = tmp_path / "frame.html"
    text = html.escape(report.read_text(encoding="utf-8"))
    frame.write_text(
        f'<!DOCTYPE html><body><iframe id="f" style="width:{width}px;height:900px;border:0" '
        f'srcdoc="{text}"></iframe><script>document.getElementById("f").onload = e => {{'
        "const d = e.target.contentDocument, bad = [...d.images].filter(i => !i.naturalWidth);"
        "document.title = `wide ${d.documentElement.scrollWidth} broken ${bad.length}`;"
        "e.target.remove() }</script>",
        encoding="utf-8",
    )
    dom = browse(frame, tmp_path / "p", "--window-size=1400,1000", "--dump-dom")
    measured = re.search(r"<title>wide (\d+) broken (\d+)</title>", dom)
    assert measured, dom[:500]
    assert int(measured[1]) <= width
    assert int(measured[2]) == 0


def test_the_page_prints_with_its_folded_parts(report: Path, tmp_path: Path) -> None:
    """On paper the folded tables are there too: the same page without them has fewer sheets."""
    cut = tmp_path / "cut.html"
    whole = report.read_text(encoding="utf-8")
    cut.write_text(re.sub(r"<details.*?</details>", "", whole, flags=re.S), encoding="utf-8")
    sheets = []
    for page in (report, cut):
        paper = tmp_path / f"{page.stem}.pdf"
        browse(page, tmp_path / "p", "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        data = paper.read_bytes()
        assert data.startswith(b"%PDF")
        sheets.append(len(re.findall(rb"/Type\s*/Page\b", data)))
    assert sheets[0] >= sheets[1] + 2
    assert np.all(np.array(sheets) < 25)
