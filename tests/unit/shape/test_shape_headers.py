"""Printed headers and what they mean."""

from __future__ import annotations

import csv

import pytest

from pipelines.shape.columns import assign
from pipelines.shape.headers import DICTIONARY, Matcher, score_order, vocabulary

MATCHER = Matcher(vocabulary())


def fields(*headers, values=None):
    paths = [(h,) if isinstance(h, str) else h for h in headers]
    return [c.field for c in assign(paths, values or [[] for _ in paths], MATCHER)]


@pytest.mark.parametrize(
    ("printed", "field", "level"),
    [
        ("Risk No", "risk_ref", ""),
        ("REF.", "risk_ref", ""),
        ("Description of Risk", "description", ""),
        ("Cause(s)", "cause", ""),
        ("Source/Cause of Risk", "cause", ""),
        ("Conse-\nquence", "consequence", ""),
        ("Vulnerability", "cause", ""),
        ("Trigger", "cause", ""),
        ("Existing Controls (what are we doing now?)", "controls", ""),
        ("What we have done", "controls", ""),
        ("What we are doing", "actions", ""),
        ("Further Mitigating Actions Required", "actions", ""),
        ("Planned mitigations", "actions", ""),
        ("Risk response", "response", ""),
        ("Likelihood (1-5)", "likelihood", ""),
        ("Inherent Risk Score", "score", "inherent"),
        ("Gross Rating", "score", "inherent"),
        ("Unmitigated impact", "impact", "inherent"),
        ("Net Likelihood", "likelihood", "residual"),
        ("Score (with controls)", "score", "residual"),
        ("Current\nLikelihood\n(1-5)", "likelihood", "residual"),
        ("Year-end target score", "score", "target"),
        ("Residual Liklihood", "likelihood", "residual"),
        ("Direction of Travel", "direction", ""),
        ("DoT", "direction", ""),
        ("Risk Owner", "owner", ""),
        ("Action Owner", "other:person", ""),
        ("Target Date", "other:date", ""),
        ("Review date", "other:date", ""),
        ("Corporate Priority", "other:links", ""),
        ("Risk Category", "area:1", ""),
        ("Tebygolrwydd", "likelihood", ""),
        ("Perchennog y risg", "owner", ""),
        ("Rheolaethau presennol", "controls", ""),
        ("Risg weddilliol", "score", "residual"),
        ("Cause, Event and Effect", "description", ""),
        ("Risk no, title, creation date, owner", "ref_title", ""),
        ("LxI", "score", ""),
        ("#", "risk_ref", ""),
    ],
)
def test_a_printed_variant_is_known(printed, field, level):
    match = MATCHER.match(printed)
    assert match is not None and (match.field, match.level) == (field, level)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "12",
        "Failure to deliver the budget",
        "Mrs Smith",
        "£1,000",
        "Grass cutting",
        "A very long sentence that is no header of any table at all. " * 4,
    ],
)
def test_what_is_no_header_is_not_matched(printed):
    assert MATCHER.match(printed) is None


def test_impact_over_sentences_is_the_consequence_and_over_numbers_the_factor():
    found = fields(
        "Ref",
        "Risk description",
        "Impact",
        "Likelihood (1-10)",
        "Impact (1-10)",
        values=[["1"], ["A storm hits."], ["Costs rise and the programme slips badly."], ["3"], ["4"]],
    )
    assert found == ["risk_ref", "description", "consequence", "likelihood_residual", "impact_residual"]


def test_two_unnamed_assessments_are_before_and_after_controls():
    found = fields("Risk", "L", "I", "Score", "Controls", "L", "I", "Score")
    assert found == [
        "description",
        "likelihood_inherent",
        "impact_inherent",
        "score_inherent",
        "controls",
        "likelihood_residual",
        "impact_residual",
        "score_residual",
    ]


def test_one_unnamed_assessment_is_the_present_one():
    assert fields("Risk", "Likelihood", "Impact", "Score")[1:] == [
        "likelihood_residual",
        "impact_residual",
        "score_residual",
    ]


def test_current_before_and_residual_after_the_mitigation_are_inherent_and_residual():
    assert fields("Risk", "Current score", "Mitigation", "Residual score")[1:] == [
        "score_inherent",
        "controls",
        "score_residual",
    ]


def test_current_and_residual_beside_inherent_make_the_last_one_the_target():
    assert fields("Risk", "Inherent score", "Controls", "Current score", "Actions", "Residual score")[1:] == [
        "score_inherent",
        "controls",
        "score_residual",
        "actions",
        "score_target",
    ]


def test_a_previous_score_stays_in_other():
    assert fields("Risk", "Previous score", "Current score") == ["description", "", "score_residual"]


def test_mitigation_is_controls_alone_and_actions_beside_controls():
    assert fields("Risk", "Mitigation", "Score")[1] == "controls"
    assert fields("Risk", "Existing controls", "Mitigation", "Score")[2] == "actions"


def test_risk_is_a_title_beside_a_description_and_the_description_alone():
    assert fields("Risk", "Description", "Score")[:2] == ["title", "description"]
    assert fields("Risk", "Mitigation", "Score")[0] == "description"


def test_one_column_holds_the_area_and_the_next_stays_in_other():
    assert fields("Directorate", "Risk Category", "Risk", "Score")[:2] == ["", "area"]


def test_a_council_and_a_file_may_name_their_own_headers_and_the_scope_says_so():
    own = Matcher(vocabulary({"Worry": "description", "Heat now": "score_residual"}, {"Ward": "area"}))
    columns = assign([("Worry",), ("Heat now",), ("Ward",)], [["a"], ["4"], ["North"]], own)
    assert [(c.field, c.scope) for c in columns] == [
        ("description", "council"),
        ("score_residual", "council"),
        ("area", "file"),
    ]


def test_an_unknown_header_has_no_field_and_says_so():
    (column, *_) = assign([("Wibble",), ("Risk",)], [["x"], ["y"]], MATCHER)
    assert (column.field, column.scope, column.basis) == ("", "none", "no variant of the dictionary")


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Score (LxI)", "likelihood_impact"),
        ("Risk rating I x L", "impact_likelihood"),
        ("Impact x Likelihood", "impact_likelihood"),
        ("Likelihood / Impact", "likelihood_impact"),
        ("Score", ""),
    ],
)
def test_the_order_of_factors_is_read_from_the_header(text, order):
    assert score_order(text) == order


def test_the_dictionary_says_scope_and_source_of_every_variant_and_none_stands_twice():
    with DICTIONARY.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) > 2000
    assert all(row["pattern"] and row["field"] and row["scope"] and row["source"] for row in rows)
    assert len({(row["pattern"], row["field"]) for row in rows}) == len(rows)
