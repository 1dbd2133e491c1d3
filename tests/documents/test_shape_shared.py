"""The real registers of ../shared, whole, against their transcriptions; skipped where those are absent."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pipelines import read
from pipelines.settings import Settings
from pipelines.shape import read_register

SHARED = Path(__file__).parents[2] / ".." / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "registers").is_dir(), reason="../shared is not here"),
]
NUMBERS = (
    "likelihood_inherent",
    "impact_inherent",
    "score_inherent",
    "likelihood_residual",
    "impact_residual",
    "score_residual",
)
TEXTS = ("title", "description", "controls", "actions", "response")
YORK, JANUARY, FEBRUARY = (
    "york-guildhall-project-risk-register",
    "kent-budget-risk-register-2025-01-22",
    "kent-budget-risk-register-2025-02-05",
)


def reading(name):
    path = next((SHARED / "registers").glob(f"{name}.*"))
    (document,) = read.open_file(path, path.name, Settings())
    return read_register(document, {})


def truth(name):
    with (SHARED / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def flat(row):
    """Words in order without regard to line breaks, numbers as numbers."""
    texts = {f: " ".join(str(row[f] or "").split()) for f in TEXTS}
    numbers = {f: None if row[f] in (None, "") else pytest.approx(float(row[f])) for f in NUMBERS}
    return {
        **texts,
        **numbers,
        "owner_role": row["owner_role"] or "",
        "appetite": row.get("appetite", row.get("appetite_word")) or "",
    }


@pytest.mark.parametrize("name", [YORK, JANUARY])
def test_every_entry_of_the_file_is_the_transcribed_one_in_every_field(name):
    assert [flat(e) for e in reading(name).entries] == [flat(t) for t in truth(name)]


def test_february_differs_from_january_in_three_amounts_of_other_and_one_description():
    january, february = reading(JANUARY).entries, reading(FEBRUARY).entries
    assert len(february) == len(truth(JANUARY)) == 42
    differing = [{f for f in a if f != "locator" and a[f] != b[f]} for a, b in zip(january, february, strict=True)]
    described = [i for i, fields in enumerate(differing) if "description" in fields]
    amounts = [i for i, fields in enumerate(differing) if "other" in fields]
    assert (len(described), len(amounts)) == (1, 3)
    assert set().union(*differing) == {"description", "other"}
    for i in amounts:
        before, after = json.loads(january[i]["other"]), json.loads(february[i]["other"])
        assert len([k for k in before.keys() | after.keys() if before.get(k) != after.get(k)]) == 1


@pytest.mark.parametrize(
    ("name", "council", "series", "as_at", "issues"),
    [
        (YORK, "york", "project", None, {"no_as_at_date"}),
        (JANUARY, "kent", "budget", "2025-01-22", set()),
        (FEBRUARY, "kent", "budget", "2025-02-05", set()),
    ],
)
def test_council_series_and_date_are_known_and_shape_finds_no_other_oddity(name, council, series, as_at, issues):
    made = reading(name)
    assert (made.council, made.series, made.as_at and made.as_at.isoformat()) == (council, series, as_at)
    assert {i["code"] for i in made.issues} - {"hidden_text"} == issues
