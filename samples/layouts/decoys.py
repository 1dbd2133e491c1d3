"""Documents that are no register though they speak of risk: a reader must refuse them with a reason."""

from __future__ import annotations

import random
from pathlib import Path

import docx
import xlsxwriter
from reportlab.lib.pagesizes import A4

from samples.layouts.common import Case, Layout, sheet_of
from samples.model import INVENTED, Sheet
from samples.writers.fixed import repack
from samples.writers.pdf import BODY, build, opening, paragraph
from samples.writers.spreadsheet import CREATED


def empty(rng: random.Random, title: str) -> Sheet:
    """A sheet without entries, for its council and date."""
    return sheet_of(rng, (), (), title=title)


def budget(rng: random.Random, folder: Path) -> Case:
    """A budget by service, with a column called risk that holds sums."""
    sheet = empty(rng, "Revenue Budget")
    path = folder / "revenue-budget.xlsx"
    made = xlsxwriter.Workbook(str(path), {"in_memory": True})
    made.set_properties({"title": sheet.title, "created": CREATED})
    page = made.add_worksheet("Budget")
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, INVENTED.replace("register", "budget"))
    for at, word in enumerate(("Service", "Budget £000", "Forecast £000", "Variance £000", "Savings at risk £000")):
        page.write_string(3, at, word)
    for row, service in enumerate(("Adult social care", "Highways", "Libraries", "Planning", "Waste"), start=4):
        page.write_string(row, 0, service)
        for at in range(1, 5):
            page.write_number(row, at, rng.randint(100, 9000))
    made.close()
    return Case("decoy-budget-xlsx", path, sheet, "no register")


def minutes(rng: random.Random, folder: Path) -> Case:
    """Minutes that discuss the risk register without printing it."""
    sheet = empty(rng, "Audit Committee minutes")
    path = folder / "minutes.docx"
    made = docx.Document()
    made.core_properties.created = made.core_properties.modified = CREATED
    made.add_heading(sheet.title, level=1)
    made.add_paragraph(INVENTED.replace("register", "minutes"))
    for text in (
        "12. Corporate risk register. The committee considered the register and asked about three risks.",
        "Members asked why the risk on recruitment had not been reduced. A freeze was in place.",
        "RESOLVED that the register be noted and that a shorter report be piloted at the next meeting.",
    ):
        made.add_paragraph(text)
    made.save(str(path))
    repack(path)
    return Case("decoy-minutes-docx", path, sheet, "no register")


def performance(rng: random.Random, folder: Path) -> Case:
    """A performance report in prose."""
    sheet = empty(rng, "Performance report")
    path = folder / "performance.pdf"
    story = [*opening(sheet)]
    for text in (
        "Call waiting fell from nine minutes to six. Recycling stood at 47 per cent, below target.",
        "Sickness absence was 9.1 days a head. The risk of missing the housing target is told elsewhere.",
    ):
        story.append(paragraph(text, BODY))
    build(path, sheet, story, page=A4)
    return Case("decoy-performance-pdf", path, sheet, "no register")


LAYOUTS: tuple[Layout, ...] = (budget, minutes, performance)
