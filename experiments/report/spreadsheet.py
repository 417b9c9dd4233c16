"""Files that a spreadsheet opens: CSV for every program, and one workbook (xlsx).

A spreadsheet set to a language with a decimal comma misreads the numbers of a CSV file, or does not
part its columns; in the workbook numbers are numbers everywhere. Text never becomes a formula:
workbook cells are typed as text, and in CSV an apostrophe is put before text that would start one.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from experiments.report.sheets import Sheet, Value

#: First letters by which a spreadsheet takes a text for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Characters that XML cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XLSX = f"{_TYPE}.sheet"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _field(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # Always quoted: a semicolon parts columns in some languages.
        return '"' + harmless(value).replace('"', '""') + '"'
    return repr(value)


def csv_bytes(sheet: Sheet) -> bytes:
    """A table as CSV: UTF-8 with a byte order mark, commas, decimal points, lines end in CR LF."""
    lines: list[list[Value]] = [list(sheet.columns), *sheet.rows]
    text = "".join(",".join(map(_field, line)) + "\r\n" for line in lines)
    return text.encode("utf-8-sig", "replace")


def _cell(value: Value, style: str) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        text = escape(_NOT_XML.sub("�", value))
        return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"


def _sheet_xml(sheet: Sheet) -> str:
    widths = []
    for k, name in enumerate(sheet.columns):
        longest = max([len(name), *(len(r[k]) for r in sheet.rows if isinstance(r[k], str))])  # type: ignore[arg-type]
        widths.append(f'<col min="{k + 1}" max="{k + 1}" width="{min(60, max(9, longest + 2))}"/>')
    rows = ["".join(_cell(name, ' s="1"') for name in sheet.columns)]
    rows += ["".join(_cell(v, "") for v in row) for row in sheet.rows]
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{''.join(widths)}</cols><sheetData>"
        + "".join(f"<row>{r}</row>" for r in rows)
        + "</sheetData></worksheet>"
    )


def workbook_bytes(sheets: list[Sheet]) -> bytes:
    """A workbook with a sheet a table; the same bytes for the same tables."""
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{k}.xml" '
            f'ContentType="{_TYPE}.worksheet+xml"/>'
            for k in numbers
        )
        + "</Types>",
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        + "".join(
            f'<sheet name="{escape(s.name)}" sheetId="{k}" r:id="r{k}"/>'
            for k, s in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{k}" Type="{_REL}/worksheet" Target="worksheets/sheet{k}.xml"/>'
            for k in numbers
        )
        + f'<Relationship Id="r0" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/>'
        '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
        'patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
        '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle '
        'name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        **{
            f"xl/worksheets/sheet{k}.xml": _sheet_xml(s)
            for k, s in zip(numbers, sheets, strict=True)
        },
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, so that the bytes do not change
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            file.writestr(entry, text.encode())
    return whole.getvalue()
