"""The sample councils' registers say the same whatever the format that they are published in."""

import importlib
import re
from collections import Counter

import pytest

from pipelines.read import open_file
from pipelines.settings import Settings
from pipelines.shape import read_register
from samples.generate import told_series, write_as
from samples.truth import printed

COUNCILS = ("harrowmere", "port_kestrel", "marlbeck", "wenlow")
FORMS = (
    ("xlsx", "table"), ("xlsx", "cover"), ("xls", "table"), ("ods", "table"), ("csv", "table"), ("tsv", "table"),
    ("docx", "table"), ("html", "table"), ("pdf", "table"), ("pdf", "cards"), ("pdf", "unruled"),
)  # fmt: skip
TEXTS = ("risk_ref", "title", "description", "controls", "actions", "owner_role")
SCORES = tuple(f"{part}_{when}" for part in ("likelihood", "impact", "score") for when in ("inherent", "residual"))


def words(text):
    return Counter(re.findall(r"\w+", (text or "").lower()))


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.parametrize(("form", "layout"), FORMS)
def test_a_register_gives_the_same_entries_in_every_format(council, form, layout, tmp_path):
    house = importlib.import_module(f"samples.councils.{council}").HOUSE
    entries = told_series(house, 1)[0].snapshots[0].entries
    path = tmp_path / f"register-{layout}.{form}"
    sheet = write_as(form, entries, path, layout)
    (document,) = open_file(path, path.name, Settings())
    reading = read_register(document, {})
    assert len(reading.entries) == len(entries)
    for entry, row in zip(entries, reading.entries, strict=True):
        wanted = printed(sheet, entry)
        for field in TEXTS:
            assert words(row[field]) == words(str(wanted[field])), (field, row[field], wanted[field])
        for field in SCORES:
            assert row[field] == (float(wanted[field]) if wanted[field] not in ("", None) else None), field
