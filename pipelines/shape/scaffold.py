"""A council's first configuration file, drafted from what its first register says and leaves unsaid.

What the file makes certain is written as a line; what only a person can know is written as a comment to
complete. Areas are matched to the common scheme by their entries and marked `verified = false`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

import polars as pl

from pipelines.shape.guesses import FIELDS, guess
from pipelines.shape.reading import Reading
from pipelines.shape.wordscales import SEPARATOR, ordered, whole

HEAD = """\
# {name}: what riskshift should know of this council. Every key is optional; remove what you do not need.
# The keys are explained in docs/configuration.md.
"""
AREAS = 30
"""Printed area words that a draft lists; more is a column of something else."""


def draft(
    council: str, name: str = "", folder: str = "", reading: Reading | None = None, tagged: pl.DataFrame | None = None
) -> str:
    """The text of `COUNCIL.toml`.

    Args:
        council: the council's id.
        name: its full name; without one the name that the register prints, else one made of the id.
        folder: the folder below the registers folder that holds its files; "" where there is none.
        reading: its first register; without one every key is a comment.
        tagged: the register's entries with `area_local` and `area`.

    Returns:
        TOML that `load_council` accepts.
    """
    printed = reading.council_name if reading else ""
    title = (name or printed or council.replace("-", " ").title()).replace("\n", " ")
    head = HEAD.format(name=title)
    if reading:
        day = f"as at {reading.as_at.isoformat()}" if reading.as_at else "undated"
        head += f"# Drafted from one register, {json.dumps(reading.source_file, ensure_ascii=False)} ({day}).\n"
    lines = [head, f"name = {_text(title)}"]
    lines.append(f"names = [{_text(printed)}]" if printed not in ("", title) else '# names = ["The name it prints"]')
    lines += ['# kind = "county"', '# nation = "England"', '# licence = "OGL-UK-3.0"']
    lines.append('# source_url = "https://democracy.example.gov.uk/"')
    if folder:
        lines.append(f"folders = [{_text(folder)}]")
    for part in (_headers(reading), _matrix(reading), _documents(reading), _areas(tagged)):
        lines += ["", *part]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def _headers(reading: Reading | None) -> Iterator[str]:
    mapped = reading.header_mappings if reading else ()
    unknown = dict.fromkeys(str(m["printed"]) for m in mapped if not m["field"] and m["printed"])
    if unknown:
        yield "# These printed headers have no field and stay in `other`. Name the field where there is one and take"
        yield "# the sign away; a field that stands here already is a guess by the header's words alone."
    yield "[headers]" if unknown else "# [headers]"
    for header in unknown or ("Printed header",):
        field = guess(header)
        yield f"# {_text(header)} = {_text(field)}" + ("" if field else f"  # one of: {', '.join(FIELDS)}, ...")


def _matrix(reading: Reading | None) -> Iterator[str]:
    matrix = json.loads(reading.matrix) if reading and reading.matrix else {}
    scales = list(_scales(reading))
    if not matrix:
        yield '# How it scores. letters: "a_worst" or "a_least" where likelihood is printed as A to E.'
        if scales:
            yield "# It prints words, which stay without a number until the scale stands here, least first; confirm it."
            yield from ("[matrix]", *scales)
        else:
            yield from ("# [matrix]", "# likelihood = 5", "# impact = 5", '# formula = "product"')
        return
    yield f"# Read off the register ({matrix.get('evidence') or matrix.get('basis')}); confirm it."
    yield "[matrix]"
    for key in ("likelihood", "impact", "formula", "letters", "likelihood_words", "impact_words"):
        if matrix.get(key):
            yield f"{key} = {json.dumps(matrix[key], ensure_ascii=False)}"
    if scales:
        yield "# It prints words that no key explains; here is their usual order, or what to put in order."
        yield from (line for line in scales if "_words" in line and not matrix.get(line.strip("# ").partition(" ")[0]))


def _scales(reading: Reading | None) -> Iterator[str]:
    """Steps and words of scales printed as words: a line where they are surely a whole usual scale, else a comment."""
    for row in reading.issues if reading else ():
        if row["code"] != "scale_words_unknown":
            continue
        words, factor = tuple(row["value"].split(SEPARATOR)), row["field"].partition("_")[0]
        usual = ordered(factor, words)
        listed = json.dumps(usual or words, ensure_ascii=False)
        if whole(factor, words):
            yield from (f"{factor} = {len(usual)}", f"{factor}_words = {listed}")
        elif usual:
            yield f"# {factor}_words = {listed}  # their usual order; does it hold every step of the scale?"
        else:
            yield f"# {factor}_words = {listed}  # as seen: put the least first and add what is missing"


def _documents(reading: Reading | None) -> Iterator[str]:
    name = PurePosixPath(reading.source_file).name if reading else "risk-register-final.xlsx"
    if reading and reading.as_at is None:
        yield f"# No date was found in {name}: say which day it stands at, and take the signs away."
    else:
        yield "# A file's date where the file does not say it, or that it was withdrawn, replaced or corrected."
    yield from ("# [[documents]]", f"# match = {_text(name)}", "# as_at = 2026-03-31")
    yield from ("", "# Which files are which series, by file name or title.", "# [[series]]")
    yield from ('# match = "*directorate*adults*"', '# series = "directorate: Adults"')


def _areas(tagged: pl.DataFrame | None) -> Iterator[str]:
    words: dict[str, Counter[str]] = {}
    if tagged is not None:
        for local, area in tagged.select("area_local", "area").drop_nulls().iter_rows():
            if local.strip():
                words.setdefault(local, Counter())[area] += 1
    if 1 < len(words) <= AREAS:
        yield "# Its words for areas, matched to the common scheme by their entries. Set verified = true once somebody"
        yield "# at the council has confirmed it; until then its page says so."
        for local, areas in sorted(words.items()):
            yield from ("[[areas]]", f"local = {_text(local)}", f'area = "{areas.most_common(1)[0][0]}"')
            yield from ("verified = false", "")
    else:
        yield "# Its own words for areas in the common scheme, and what it states of its appetite in each."
        yield from ("# [[areas]]", '# local = "Children\'s services"', '# area = "people"', "")
    yield from ("# [[appetite]]", '# area_local = "Children\'s services"', '# stated = "cautious"')
    yield '# source = "Risk appetite statement 2026, page 3"'
