"""Registers whose cells, names and folders hold what browsers, charts, spreadsheets, databases and terminals run.

All text is invented. Every entry comes through, its evidence quotes it exactly, and nothing that shows it runs it.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from lxml import html

from assets import gate
from assets.provenance import sample
from pipelines import chain
from pipelines.settings import from_environment
from pipelines.work import Work

CUE = "We will not tolerate delay and will invest in new services to seize opportunities."
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "markup": "</td></title><img src=x onerror=alert(2)><svg/onload=alert(3)><!-- ]]>",
    "attribute": "\" onmouseover='alert(4)' href=\"javascript:alert(5)",
    "expression": 'datum.x + (function(){}).constructor(\'alert(6)\')() {"expr": "alert(7)"} {"signal": "width"}',
    "template": "{{ 7*7 }} {% include '/etc/passwd' %} ${7*7} @@publication@@ %(name)s {0}",
    "markdown": "[x](javascript:alert(8)) ![y](http://127.0.0.1:9/z) `code` **bold** | cell |\n# heading",
    "formula": '=HYPERLINK("http://127.0.0.1:9/","x")',
    "command": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "sql": "'); drop table entries; -- \" ; select * from read_csv('/etc/passwd')",
    "direction": "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f",
    "zero width": "wi\u200bll no\u200dt to\ufefflerate\u2060",
    "planes": "𝕽𝖎𝖘𝖐 🧨 👩‍👩‍👧 \U000e0041 \U0010fffd e\u0301\u0302\u0303 ﷽ "
    + " ".join(chr(0x10000 * plane + 0x1234) for plane in range(17)),
    "terminal": "\x1b[31mred\x1b[0m \x07\x08 \x00 nul",
    "long": "A long account. " * 62_500,
}
COLUMNS = (
    "Ref",
    "Risk title",
    "Risk description",
    "Existing controls",
    "Further actions",
    "Risk owner",
    "Current score",
)


def rows() -> list[list[str]]:
    """A register of an invented council: each hostile text before and after words that rules know."""
    made = []
    for number, (name, text) in enumerate(HOSTILE.items(), start=1):
        short = text[:400]
        title = f"Invented {name} {'' if name == 'long' else text}".strip()
        made.append([f"R{number:02}", title, f"{text} {CUE}", f"{CUE} {short}", short, "Director of Invention", "12"])
    return made


def as_csv() -> bytes:
    """The register as CSV, with half a surrogate pair and a stray byte in its last row."""
    target = io.StringIO()
    csv.writer(target).writerows([COLUMNS, *rows()])
    last = b'R90,Invented stray bytes,"half \xed\xa0\x80 pair ' + CUE.encode() + b'",,,,9\r\n'
    return target.getvalue().encode("utf-8") + last


def as_xlsx() -> bytes:
    """The same as a workbook; a cell holds 32,767 characters at most."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("R<b>&'\"")
    for r, row in enumerate([list(COLUMNS), *rows()]):
        for c, value in enumerate(row):
            sheet.write_string(r, c, value[:32_000])
    book.close()
    return target.getvalue()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication of such registers in folders and files with such names."""
    base = tmp_path_factory.mktemp("hostile")
    for folder, name, content in (
        ("invented-a", "risk register 31 March 2025.csv", as_csv()),
        ("invented-a", "risk register 30 June 2025.csv", as_csv().replace(b",12\r\n", b",9\r\n")),
        ("invented-b", 'risk register "31 March 2025"\n=1+1 <img src=x onerror=alert(9)> ... .xlsx', as_xlsx()),
        ("<script>alert(10)<", "'; drop table registers; -- 31 March 2025.csv", as_csv().replace(b"R0", b"Q0")),
    ):
        place = base / "registers" / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    work = Work(from_environment(registers=base / "registers", out=base / "out"))
    return chain.run(work, gate.plain)


def table(published: Path, name: str) -> pl.DataFrame:
    """One published table."""
    return pl.read_parquet(published / "site" / "data" / f"{name}.parquet")


def visible(text: str) -> str:
    """A text without controls and without marks of direction and joining, which readers may drop."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))


def test_every_hostile_row_is_an_entry_with_its_text(published: Path) -> None:
    entries = table(published, "entries")
    assert table(published, "registers").height == 4
    whole = visible("".join(entries.filter(pl.col("council") == "invented-a").get_column("description").to_list()))
    for name, text in HOSTILE.items():
        assert [piece for piece in text.split() if visible(piece) not in whole] == [], name


def test_evidence_quotes_its_field_to_the_code_point(published: Path) -> None:
    texts = {row["entry_id"]: row for row in table(published, "entries").iter_rows(named=True)}
    evidence = table(published, "evidence")
    assert evidence["entry_id"].n_unique() > len(HOSTILE)
    wrong = [
        row
        for row in evidence.iter_rows(named=True)
        if texts[row["entry_id"]][row["field"]][row["span_start"] : row["span_end"]] != row["matched_text"]
    ]
    assert wrong == []


def test_no_page_holds_markup_of_a_register(published: Path) -> None:
    pages = sorted((published / "site").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        tree = html.fromstring(page.read_bytes())
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            where = f"{page.name}: <{element.tag}>"
            assert not [name for name in element.attrib if name.lower().startswith("on")], where
            assert not (element.tag == "script" and not element.get("src") and element.get("type") is None), where
            for name in ("href", "src", "action"):
                address = (element.get(name) or "").strip().lower()
                assert not address.startswith(("javascript:", "data:text", "http://127")), where
            assert not (element.tag == "img" and element.get("src") == "x"), where


def walk(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a spec with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, key)
    elif isinstance(value, str):
        yield key, value


def test_no_chart_evaluates_text_of_a_register(published: Path) -> None:
    evaluated = {"expr", "signal", "calculate", "filter", "test", "labelExpr", "update", "href", "url"}
    for spec in (published / "site" / "charts").glob("*.json"):
        texts = [text for key, text in walk(json.loads(spec.read_text(encoding="utf-8"))) if key in evaluated]
        assert not [text for text in texts if "alert" in text or "127.0.0.1" in text], spec.name
    for picture in (published / "site").rglob("*.svg"):
        assert "<script" not in picture.read_text(encoding="utf-8"), picture.name


def test_no_cell_of_a_download_is_a_formula(published: Path) -> None:
    csv.field_size_limit(10_000_000)
    for path in (published / "site").rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    number = cell[1:].replace(".", "", 1).replace("e", "", 1).replace("-", "", 1).isdigit()
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell[:80])


@pytest.mark.parametrize("name", ["entries", "documents", "registers", "issues", "evidence", "failing_rows"])
def test_dagster_shows_samples_without_markup(published: Path, name: str) -> None:
    shown = sample(table(published, name), 1_000)
    assert len(shown.splitlines()) == 2 + min(1_000, table(published, name).height)
    for mark in ("<", "[", "`", "*"):
        assert shown.count(mark) == shown.count(f"\\{mark}"), mark


def test_controls_and_halves_of_surrogates_are_gone_and_the_rest_stays(published: Path) -> None:
    for name in ("entries", "issues", "registers", "documents"):
        for text in table(published, name).select(pl.col(pl.String)).iter_rows():
            for value in text:
                assert not [c for c in value or "" if c < " " and c not in "\n\t"], (name, value[:80])


FORMULAS = ("=1+1", "+1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "＝1+1")


def test_read_and_classify_neutralise_formulas_when_asked_and_print_text_as_it_is_otherwise(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    given = pl.DataFrame({"entry_id": [f"e{n}" for n in range(5)], "title": FORMULAS, "=hostile": ["-5"] * 5})
    path, exact, safe = (tmp_path / name for name in ("in.csv", "exact.csv", "safe.csv"))
    given.write_csv(path)
    assert command("classify", path, "--out", exact)[0] == 0
    assert command("classify", path, "--out", safe, "--for-spreadsheets")[0] == 0
    assert pl.read_csv(exact, infer_schema=False)["title"].to_list() == list(FORMULAS)
    assert pl.read_csv(safe, infer_schema=False)["title"].to_list() == [f"'{text}" for text in FORMULAS]
    assert pl.read_csv(safe, infer_schema=False)["'=hostile"].to_list() == ["-5"] * 5
    register = tmp_path / "register.csv"
    table = [COLUMNS, *([f"R{n}", "=1+1", "We may be late", "Plans are checked", "", "", "12"] for n in (1, 2))]
    register.write_text("\n".join(",".join(row) for row in table), encoding="utf-8")
    for words, wanted in (((), "=1+1"), (("--for-spreadsheets",), "'=1+1")):
        code, printed, _ = command("read", register, "--issues", tmp_path / "issues.csv", *words)
        assert code == 0
        assert pl.read_csv(io.StringIO(printed), infer_schema=False)["title"].to_list()[0] == wanted
