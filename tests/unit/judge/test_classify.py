"""Entries in, stances and evidence out. Every register text here is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import dictionary
from pipelines.judge import Rulebook, classify, load_rulebook
from pipelines.judge.classify import judging, prepare
from pipelines.judge.evaluate import evaluate as measure

SHARED = Path(__file__).parents[3] / "../shared/labelled"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def one(rulebook: Rulebook, **fields: str) -> dict[str, str]:
    return classify(pl.DataFrame([{"entry_id": "e", **fields}]), rulebook).classifications.row(0, named=True)


def test_missing_columns_count_as_empty(rulebook: Rulebook) -> None:
    judged = classify(pl.DataFrame({"entry_id": ["a"], "controls": ["The play scheme was scrapped in May."]}), rulebook)
    assert judged.classifications["stance"].to_list() == ["avoidance"]


def test_no_entries_give_empty_tables(rulebook: Rulebook) -> None:
    judged = classify(pl.DataFrame(schema={"entry_id": pl.String, "title": pl.String}), rulebook)
    assert judged.classifications.is_empty()
    assert judged.evidence.is_empty()


def test_entries_keep_their_order_and_number(rulebook: Rulebook) -> None:
    frame = pl.DataFrame({"entry_id": ["c", "a", "b"], "title": ["Fire", "", None]})
    assert classify(frame, rulebook).classifications["entry_id"].to_list() == ["c", "a", "b"]


def test_a_bare_threat_is_unclear_and_a_routine_response_is_containment(rulebook: Rulebook) -> None:
    assert one(rulebook, title="Flood", description="A river floods homes.")["decision_step"] == "bare_threat"
    assert one(rulebook, controls="Plan exercised yearly.")["stance"] == "containment"
    assert one(rulebook, description="A river floods homes.", controls="tbc", actions="N/A")["stance"] == "unclear"


def test_one_act_on_each_side_is_mixed(rulebook: Rulebook) -> None:
    verdict = one(
        rulebook,
        controls="The night shelter was shut for good and its grant handed back.",
        actions="Residents of two streets decide how £20k is spent; some of it may come to nothing.",
    )
    assert verdict["stance"] == "mixed"


def test_a_limit_on_a_trial_belongs_to_the_trial(rulebook: Rulebook) -> None:
    verdict = one(rulebook, controls="Pilot of shared rotas in two teams, capped at forty homes, with a stop point.")
    assert verdict["stance"] == "enablement"


def test_the_appetite_word_never_overrides_the_response(rulebook: Rulebook) -> None:
    assert one(rulebook, controls="The play scheme was scrapped.", appetite="eager")["stance"] == "avoidance"
    assert one(rulebook, controls="Plan exercised yearly.", appetite="eager")["stance"] == "containment"


def test_appetite_may_stand_in_the_column_of_the_table_entries(rulebook: Rulebook) -> None:
    assert "appetite" in prepare(pl.DataFrame({"entry_id": ["a"], "appetite_word": ["Open"]})).columns


@pytest.mark.parametrize(
    "text",
    [
        "“Café” — the pop‑up\u00a0kitchen was scrapped… İstanbul link severed",
        "• Nightly bus withdrawn\r\n• Fare\tcap kept £5\n\n• 😀 Sports club closed for good",
        "1. Toy library closed.\n2. No new visits will be allowed; officers\nmay not speak.",
    ],
)
def test_spans_quote_the_field_exactly(rulebook: Rulebook, text: str) -> None:
    evidence = classify(pl.DataFrame({"entry_id": ["e"], "controls": [text]}), rulebook).evidence
    assert len(evidence)
    for row in evidence.iter_rows(named=True):
        assert text[row["span_start"] : row["span_end"]] == row["matched_text"]


def test_normalising_keeps_every_length(rulebook: Rulebook) -> None:
    texts = ["İSTANBUL ŵŷ – £5 “x”…", "ﬃ ß Ǆ \u2028 \U0001f600", "a\r\n\r\nB; c.\n• D"]
    frame = prepare(pl.DataFrame({"entry_id": list("abc"), "title": texts}))
    with judging(frame, rulebook) as connected:
        lengths = connected.execute("select length(text), length(norm) from texts").fetchall()
        pieces = connected.execute(
            "select substring(t.norm, p.start_at + 1, length(p.clause)) = p.clause from places as p join texts as t "
            "using (text_id)"
        ).fetchall()
    assert all(text == norm for text, norm in lengths)
    assert all(same for (same,) in pieces)


def test_evidence_names_each_hit_once(rulebook: Rulebook) -> None:
    text = "The club was closed for good. The club was closed for good."
    evidence = classify(pl.DataFrame({"entry_id": ["e"], "controls": [text], "actions": [text]}), rulebook).evidence
    key = list(dictionary.table("evidence").primary_key)
    assert evidence.select(key).is_duplicated().sum() == 0


def test_a_ruling_applies_only_while_the_text_stands(rulebook: Rulebook) -> None:
    entries = pl.DataFrame({"entry_id": ["a", "b"], "controls": ["Plan exercised yearly.", "Plan exercised yearly."]})
    hashes = classify(entries, rulebook).classifications["text_sha256"]
    base = {"kind": "stance", "value": "enablement", "date": date(2026, 11, 1), "by": "risk manager", "reason": "Seen."}
    rulings = pl.DataFrame(
        [
            {"ruling_id": "1", "entry_id": "a", "expect": hashes[0], **base},
            {"ruling_id": "2", "entry_id": "b", "expect": "stale", **base},
            {"ruling_id": "3", "entry_id": "gone", "expect": hashes[0], **base},
        ]
    )
    judged = classify(entries, rulebook, rulings)
    assert judged.classifications.select("stance", "ruled", "decision_step").rows() == [
        ("enablement", True, "a_persons_ruling"),
        ("containment", False, "routine_mitigation"),
    ]
    assert judged.rulings.sort("ruling_id")["applied"].to_list() == [True, False, False]
    assert "changed since" in judged.rulings.sort("ruling_id")["outcome"][1]


def test_a_ruling_holds_for_the_same_words_in_the_same_council_alone(rulebook: Rulebook) -> None:
    same = "Plan exercised yearly."
    entries = pl.DataFrame(
        {
            "entry_id": ["old", "new", "reworded", "elsewhere"],
            "council": ["alder", "alder", "alder", "birch"],
            "controls": [same, same, "Plan exercised monthly.", same],
        }
    )
    hashes = classify(entries, rulebook).classifications["text_sha256"]
    told = {"kind": "stance", "by": "risk manager", "reason": "Seen.", "expect": hashes[0]}
    rulings = pl.DataFrame(
        [
            {"ruling_id": "1", "entry_id": "old", "value": "mixed", "date": date(2026, 10, 1), **told},
            {"ruling_id": "2", "entry_id": "new", "value": "enablement", "date": date(2026, 11, 1), **told},
        ]
    )
    first = classify(entries, rulebook, rulings.head(1))
    assert first.classifications["stance"].to_list() == ["mixed", "mixed", "containment", "containment"]
    assert first.rulings["outcome"].to_list() == ["Applied to 2 entries in these words; the rules say containment."]
    both = classify(entries, rulebook, rulings).classifications
    assert both["stance"].to_list() == ["mixed", "enablement", "containment", "containment"]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared labelled entries are not here")
def test_the_shared_labelled_entries_are_judged_as_their_authors_labelled_them(rulebook: Rulebook) -> None:
    frames = [pl.read_csv(SHARED / f"{name}.csv", infer_schema=False) for name in ("D1", "D2", "D3")]
    result = measure(pl.concat(frames, how="diagonal"), rulebook)
    assert result["all"]["macro_f1"] >= 0.90
    for stance in ("avoidance", "enablement"):
        assert result["all"]["classes"][stance]["precision"] >= 0.90


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared labelled entries are not here")
def test_real_routine_entries_get_no_stance(rulebook: Rulebook) -> None:
    frames = [pl.read_csv(SHARED / f"{name}.csv", infer_schema=False) for name in ("real-york", "real-kent")]
    real = pl.concat(frames, how="diagonal")
    false = classify(real, rulebook).classifications.filter(~pl.col("stance").is_in(["containment", "unclear"]))
    assert len(false) * 50 <= len(real), false.to_dicts()
