"""Tables for a spreadsheet hold the numbers of the result, and nothing in them is a formula."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.comparison import Comparison
from experiments.report import build_report
from experiments.report.data import Data, of_comparison, of_run
from experiments.report.html import downloads
from experiments.report.sheets import Sheet, sheets_of
from experiments.report.spreadsheet import FORMULA, csv_bytes, harmless, workbook_bytes
from experiments.store import Store
from sim.measures import MEASURES, PRIMARY
from tests.unit.report_samples import comparison, folder, scenario

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DANGEROUS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=x", "a;=1+1", 'b"c,d', "Ärzte – Köln"]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A comparison with its report."""
    made = comparison(tmp_path_factory.mktemp("sheets") / "out", ["pull", "push"], 5)
    build_report(made)
    return made


def write_tables(data: Data, store: Store) -> None:
    """What the report writes beside its page, without drawing a figure."""
    downloads(sheets_of(data, " and ".join(data.names)), store)


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / f"{name}.csv")


def cells(data: bytes, sheet: int) -> list[list[Any]]:
    """Values of a sheet of a workbook as a spreadsheet takes them: text, number or nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        tree = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert tree.findall(f".//{MAIN}f") == []  # no formulas
    rows = []
    for row in tree.iter(f"{MAIN}row"):
        rows.append([])
        for cell in row:
            number, text = cell.find(f"{MAIN}v"), cell.find(f"{MAIN}is/{MAIN}t")
            plain = None if text is None else text.text or ""
            rows[-1].append(plain if number is None else float(str(number.text)))
    return rows


def test_pandas_reads_the_numbers_back(result: Comparison) -> None:
    """Means and differences come back to the last digit."""
    made = read(result.store.folder, "measures")
    assert len(made) == 2 * len(MEASURES)
    both = made.merge(result.means, on=["scenario", "measure"], suffixes=("", "_true"))
    assert len(both) == len(made)
    for c in ("mean", "ci_low", "ci_high"):
        np.testing.assert_array_equal(both[c], both[f"{c}_true"])
    assert set(made.loc[made["primary"] == "yes", "measure"]) == set(PRIMARY)
    differences = read(result.store.folder, "differences")
    for c in ("mean_diff", "ci_low", "sim_ci_low", "unpaired_ci_high", "pairs", "win_share"):
        np.testing.assert_array_equal(differences[c], result.contrasts[c].astype(float))
    clear = (result.contrasts["sim_ci_low"] > 0) | (result.contrasts["sim_ci_high"] < 0)
    assert ((differences["excludes_0"] == "yes") == clear).all()
    assert differences["excludes_0"].isna().equals(result.contrasts["sim_ci_low"].isna())


def test_every_column_is_described(result: Comparison) -> None:
    """`columns.csv` and the page name every column of every other table."""
    said = read(result.store.folder, "columns")
    page = (result.store.folder / "report.html").read_text(encoding="utf-8")
    for name in ("measures", "differences", "groups", "settings"):
        made = read(result.store.folder, name)
        assert said.loc[said["table"] == name, "column"].tolist() == list(made.columns)
        assert f"<code>tables/{name}.csv</code>" in page
    assert said["meaning"].notna().all()
    assert read(result.store.folder, "settings")["setting"].tolist() == ["focal.push_share"]


def test_the_page_carries_the_files(result: Comparison) -> None:
    """A page sent by mail holds the same bytes as the files beside it."""
    folder_ = result.store.folder
    page = (folder_ / "report.html").read_text(encoding="utf-8")
    found = re.findall(r'href="data:[^"]*base64,([^"]*)" download="([^"]*)"', page)
    assert len(found) == 7
    for data, name in found:
        path = folder_ / name if name == "tables.xlsx" else folder_ / "tables" / name
        assert base64.b64decode(data) == path.read_bytes()
        assert f'href="{path.relative_to(folder_).as_posix()}"' in page


def test_csv_is_what_excel_expects(result: Comparison) -> None:
    """A byte order mark, lines that end in CR LF, text in quotes, numbers with a point."""
    data = (result.store.folder / "tables" / "measures.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"scenario","measure"')
    assert data.count(b"\n") == data.count(b"\r\n") == 2 * len(MEASURES) + 1
    assert re.search(rb'^"pull","leads","leads","leads","yes",\d+\.\d+,', data, flags=re.M)


def test_nothing_is_a_formula(tmp_path: Path) -> None:
    """Names of scenarios and labels of currencies that would start a formula do not."""
    made = comparison(tmp_path / "out", DANGEROUS[:4], 2)
    write_tables(of_comparison(made), made.store)
    for path in sorted((made.store.folder / "tables").iterdir()):
        text = path.read_text(encoding="utf-8-sig")
        assert not re.search(r'"[=+@\t＝＋－＠]', text), path.name
        assert not re.search(r'"-(?!\d+")', text.replace('"-2+3', "")), path.name
    names = pd.read_csv(made.store.folder / "tables" / "measures.csv")["scenario"].unique()
    assert names.tolist() == ["'=1+1", "'+cmd", "'-2+3", "'@SUM(A1)"]
    workbook = (made.store.folder / "tables.xlsx").read_bytes()
    assert {row[0] for row in cells(workbook, 2)[1:]} == set(DANGEROUS[:4])


@given(some.text(max_size=20) | some.sampled_from(DANGEROUS), some.floats(allow_nan=False))
def test_any_text_and_number_survives(text: str, number: float) -> None:
    """Whatever stands in a cell comes back, as text or as a number, and never as a formula."""
    number = number if abs(number) < 1e300 else 1.5
    sheet = Sheet(
        "t", "about", {"a": ("", ""), "b": ("", ""), "c": ("", "")}, [[text, number, None]]
    )
    frame = pd.read_csv(
        io.BytesIO(csv_bytes(sheet)), keep_default_na=False, na_values=[""], dtype={"a": str}
    )
    assert frame["b"][0] == pytest.approx(number, rel=1e-15)
    assert frame["c"].isna().all()
    kept = harmless(text)
    assert not kept.startswith(FORMULA)
    assert kept.removeprefix("'") == text.removeprefix("'")
    if text.isprintable() and text:
        assert frame["a"][0] == kept
        assert cells(workbook_bytes([sheet]), 1)[1] == [text, number, None]


def test_one_run_has_tables_too(tmp_path: Path) -> None:
    """Values without intervals; no table of differences."""
    one = scenario("pull")
    store = folder(tmp_path / "out", [one], 1, command="run")
    write_tables(of_run(store, one, 3), store)
    assert sorted(p.stem for p in (store.folder / "tables").iterdir()) == [
        "about", "columns", "groups", "measures",
    ]  # fmt: skip
    made = read(store.folder, "measures")
    assert made["mean"].notna().any()
    assert made["ci_low"].isna().all()
