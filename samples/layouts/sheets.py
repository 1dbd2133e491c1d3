"""Spreadsheet layouts that are no plain table, and exports of risk systems."""

from __future__ import annotations

import random
from pathlib import Path

from samples import columns as col
from samples.layouts.common import FIVE, Case, Heads, Layout, entries, sheet_of
from samples.layouts.workbooks import put
from samples.model import Column, Entry, Matrix, Score, in_words
from samples.writers import office
from samples.writers.spreadsheet import book

LEAST = Matrix(5, 5, letters=True)


def one_risk_a_sheet(rng: random.Random, folder: Path) -> Case:
    """A contents sheet, then a card a sheet: labels in one column, text in the next."""
    h = Heads(rng)
    columns = (
        col.ref("Risk reference"),
        col.title("Risk title"),
        col.owner(h.owner),
        col.description(h.description, ("Cause:", "Event:", "Effect:")),
        col.controls(h.controls, col.BULLETS),
        col.factor(f"{h.residual} likelihood", "residual", "likelihood"),
        col.factor(f"{h.residual} impact", "residual", "impact"),
        col.factor(f"{h.residual} risk score", "residual", "score"),
        col.actions(h.actions, col.BULLETS),
        col.factor("Target risk score", "target", "score"),
    )
    sheet = sheet_of(rng, columns, entries(rng, 8, ref=lambda n: f"SR{n}"))
    path = folder / "one-risk-a-sheet.xlsx"
    made = book(path, sheet)
    contents = made.add_worksheet("Contents")
    contents.write_string(0, 0, sheet.title)
    contents.write_string(1, 0, sheet.label)
    for row, entry in enumerate(sheet.entries):
        contents.write_string(3 + row, 0, entry.ref)
        contents.write_string(3 + row, 1, entry.title)
    bold = made.add_format({"bold": True})
    wrap = made.add_format({"text_wrap": True})
    for entry in sheet.entries:
        page = made.add_worksheet(entry.ref)
        page.set_column(1, 1, 90)
        page.merge_range(0, 0, 0, 1, f"Risk assessment, position as at {in_words(sheet.as_at)}", bold)
        for row, column in enumerate(columns, start=2):
            page.write_string(row, 0, column.header, bold)
            put(page, row, 1, column.text(entry), wrap)
    made.close()
    return Case("xlsx-one-risk-a-sheet", path, sheet, "the contents sheet repeats references and titles")


def transposed(rng: random.Random, folder: Path) -> Case:
    """Fields are rows and risks are columns."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description),
        col.controls(h.controls),
        col.product(f"{h.residual} score", "residual"),
        col.actions(h.actions),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 7), title="Risk Register on a Page")
    path = folder / "transposed.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Risks")
    bold = made.add_format({"bold": True, "text_wrap": True})
    wrap = made.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(1, len(sheet.entries), 40)
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, sheet.label)
    for row, column in enumerate(columns, start=3):
        page.write_string(row, 0, column.header, bold)
        for at, entry in enumerate(sheet.entries, start=1):
            put(page, row, at, column.text(entry), wrap)
    made.close()
    return Case("xlsx-transposed", path, sheet)


def four_risk(rng: random.Random, folder: Path) -> Case:
    """In the manner of a 4Risk export: one control a row, priorities with I and L."""

    def priority(score: Score) -> str:
        return f"I = {score.impact:g} L = {score.likelihood:g} {score.score:g}"

    names = ("likelihood", "impact", "score")
    columns = (
        col.ref("Risk Ref"),
        col.title("Risk Title"),
        col.description("Cause & Effect", ("Risk:-", "Cause:-", "Effects:-")),
        col.owner("Risk Owner"),
        col.notation("Inherent Risk Priority", "inherent", priority, names),
        col.controls("Risk Control", col.BULLETS),
        col.notation("Residual Risk Priority", "residual", priority, names),
        col.actions("Action Required", col.BULLETS),
    )
    sheet = sheet_of(rng, columns, entries(rng, 10, ref=lambda n: f"{1000 + n}"), title="Risk Register Report")
    path = folder / "four-risk-export.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Risk Register")
    page.write_string(0, 0, sheet.council)
    page.write_string(1, 0, f"{sheet.title}. {sheet.label}")
    heads = [c.header for c in columns[:6]] + ["Sources of Assurance", columns[6].header, columns[7].header]
    for at, text in enumerate(heads):
        page.write_string(3, at, text)
    row = 4
    for entry in sheet.entries:
        for at, column in enumerate(columns[:5]):
            put(page, row, at, column.text(entry))
        put(page, row, 7, columns[6].text(entry))
        for offset, control in enumerate(entry.controls):
            page.write_string(row + offset, 5, control)
            page.write_string(row + offset, 6, rng.choice(("Internal audit", "Management review", "Committee report")))
        for offset, action in enumerate(entry.actions):
            page.write_string(row + offset, 8, action)
        row += max(len(entry.controls), len(entry.actions))
    page.write_string(row + 1, 0, f"Total risks: {len(sheet.entries)}")
    made.close()
    return Case("xlsx-4risk-export", path, sheet, "sources of assurance belong to other; a total line ends the sheet")


def jcad(rng: random.Random, folder: Path) -> Case:
    """In the manner of a JCAD export: one flat row a risk, controls and actions over many columns."""
    found = entries(rng, 12, ref=lambda n: f"RSK{n:04d}")
    most = max(len(e.controls) for e in found)
    more = max(len(e.actions) for e in found)

    def nth(name: str, at: int) -> Column:
        def text(entry: Entry) -> str:
            lines = entry.controls if name == "controls" else entry.actions
            return lines[at] if at < len(lines) else ""

        return Column(f"{'Control' if name == 'controls' else 'Action'} {at + 1}", text, (name,))

    columns = (
        col.ref("Risk ID"),
        col.title("Risk Name"),
        col.description("Risk Description"),
        col.area("Business Unit"),
        col.owner("Risk Owner"),
        col.factor("Inherent Impact", "inherent", "impact"),
        col.factor("Inherent Likelihood", "inherent", "likelihood"),
        col.factor("Inherent Score", "inherent", "score"),
        *(nth("controls", at) for at in range(most)),
        col.factor("Residual Impact", "residual", "impact"),
        col.factor("Residual Likelihood", "residual", "likelihood"),
        col.factor("Residual Score", "residual", "score"),
        *(nth("actions", at) for at in range(more)),
        col.factor("Target Impact", "target", "impact"),
        col.factor("Target Likelihood", "target", "likelihood"),
        col.factor("Target Score", "target", "score"),
        col.response("Treatment"),
        col.direction("Movement"),
    )
    sheet = sheet_of(rng, columns, found, title="Risk Export")
    path = folder / "jcad-export.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Export")
    page.write_string(0, 0, f"{sheet.title} - {sheet.label}")
    for at, column in enumerate(columns):
        page.write_string(1, at, column.header)
    for row, texts in enumerate(sheet.rows(), start=2):
        for at, text in enumerate(texts):
            put(page, row, at, text)
    made.close()
    return Case("xlsx-jcad-export", path, sheet)


def old_words(rng: random.Random, folder: Path) -> Case:
    """The old binary format; likelihood and impact as words with their number, score with its band."""
    words = Matrix(
        5,
        5,
        likelihood_words=("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
        impact_words=("Negligible", "Minor", "Moderate", "Major", "Catastrophic"),
    )
    h = Heads(rng)

    def worded(name: str) -> Column:
        def write(score: Score) -> str:
            return f"{getattr(score, name):g} - {words.word(score, name)}"

        return col.notation(f"{h.residual} {name}", "residual", write, (name,))

    def rated(score: Score) -> str:
        value = int(score.score or 0)
        return f"{'H' if value > 14 else 'M' if value > 5 else 'L'} ({value})"

    columns = (
        col.ref(h.ref),
        col.area(h.area),
        col.title(h.title),
        col.description(h.description),
        col.controls(h.controls),
        worded("likelihood"),
        worded("impact"),
        col.notation(f"{h.residual} rating", "residual", rated, ("score",)),
        col.actions(h.actions),
        col.response(h.response),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 11, words))
    path = folder / "old-words.xls"
    office.xls(sheet, path)
    return Case("xls-words", path, sheet)


def letters_least(rng: random.Random, folder: Path) -> Case:
    """OpenDocument; letters for likelihood of which A is the least, as the key above the table says."""
    h = Heads(rng)

    def code(score: Score) -> str:
        return f"{'ABCDE'[int(score.likelihood) - 1]}{score.impact:g}"

    names = ("likelihood", "impact")
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.part(h.cause, "cause"),
        col.part(h.effect, "effect"),
        col.controls(h.controls),
        col.notation(f"{h.residual} risk", "residual", code, names),
        col.actions(h.actions),
        col.notation("Target risk", "target", code, names),
        col.owner(h.owner),
    )
    key = "Likelihood: A very low, B not likely, C likely, D very likely, E certain. Impact: 1 low, 5 high."
    sheet = sheet_of(rng, columns, entries(rng, 9, LEAST), preamble=(key,))
    path = folder / "letters-least.ods"
    office.ods(sheet, path)
    return Case("ods-letters-a-least", path, sheet, "the event is not printed; higher numbers in the truth are worse")


def two_states(rng: random.Random, folder: Path) -> Case:
    """Grouped headers on OpenDocument with impact before likelihood and no product printed."""
    h = Heads(rng)
    pairs = [
        Column(name, column.text, column.fields, group=group)
        for group, level in ((f"{h.inherent} score", "inherent"), (f"{h.residual} score", "residual"))
        for name, column in (
            ("Impact", col.factor("", level, "impact")),
            ("Likelihood", col.factor("", level, "likelihood")),
        )
    ]
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description),
        *pairs[:2],
        col.controls(h.controls),
        *pairs[2:],
        col.actions(h.actions),
        col.direction(h.direction, col.ARROWS),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 10, FIVE))
    path = folder / "impact-first.ods"
    office.ods(sheet, path)
    return Case("ods-impact-first-no-product", path, sheet, "no score is printed, only its factors")


LAYOUTS: tuple[Layout, ...] = (
    one_risk_a_sheet,
    transposed,
    four_risk,
    jcad,
    old_words,
    letters_least,
    two_states,
)
