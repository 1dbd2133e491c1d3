"""Deciding words are marked where they stand, and nothing a register prints becomes markup."""

from __future__ import annotations

from typing import Any

from pipelines.site.marks import deciding, excerpts, language, marked, whole


def hit(
    text: str, words: str, pole: str = "enablement", effect: str = "counted", field: str = "actions"
) -> dict[str, Any]:
    start = text.index(words)
    return {
        "span_start": start,
        "span_end": start + len(words),
        "pole": pole,
        "effect": effect,
        "field": field,
        "theme": "E2",
    }


def test_deciding_words_are_marked_with_their_pole_and_the_rest_is_escaped() -> None:
    text = "<b>Run</b> a trial & learn"
    told = hit(text, "a trial")
    assert marked(text, [told], [told]) == '&lt;b&gt;Run&lt;/b&gt; <mark class="enablement">a trial</mark> &amp; learn'


def test_a_hit_that_did_not_decide_is_underlined_only() -> None:
    text = "no longer run a trial"
    assert (
        marked(text, [hit(text, "a trial", effect="negated")], []) == 'no longer run <span class="seen">a trial</span>'
    )


def test_overlapping_hits_are_marked_without_losing_a_letter() -> None:
    text = "run a small trial here"
    one, two = hit(text, "a small trial"), hit(text, "trial here", effect="guarded")
    told = str(marked(text, [one, two], [one]))
    assert (
        told.replace('<mark class="enablement">', "")
        .replace("</mark>", "")
        .replace('<span class="seen">', "")
        .replace("</span>", "")
        == text
    )
    assert '<span class="seen"> here</span>' in told


def test_spans_count_code_points_beyond_the_basic_plane() -> None:
    text = "🎹 pianos: run a trial"
    told = hit(text, "a trial")
    assert '<mark class="enablement">a trial</mark>' in marked(text, [told], [told])


def test_a_span_outside_the_text_does_no_harm() -> None:
    told = {**hit("a trial", "a trial"), "span_end": 99}
    assert marked("a trial", [told], [told]) == '<mark class="enablement">a trial</mark>'


def test_only_words_of_the_stances_own_pole_decide() -> None:
    text = "closed for good; run a trial"
    both = [hit(text, "closed", "avoidance"), hit(text, "run a trial")]
    assert deciding(both, "avoidance") == both[:1]
    assert deciding(both, "mixed") == both
    assert deciding(both, "containment") == []


def test_framing_decides_where_no_act_does() -> None:
    framing = [hit("doing nothing", "doing nothing", effect="framing")]
    assert deciding(framing, "enablement") == framing
    assert deciding([*framing, hit("a trial", "a trial")], "enablement") != framing


def test_excerpts_hold_the_deciding_sentence_and_no_other() -> None:
    text = "First sentence here. We will run a trial in May. Last sentence there."
    told = hit(text, "run a trial")
    assert [str(e) for e in excerpts(text, "actions", [told])] == [
        '… We will <mark class="enablement">run a trial</mark> in May. …'
    ]


def test_excerpts_of_a_text_without_a_full_stop_are_bounded() -> None:
    text = "word " * 400 + "run a trial " + "word " * 400
    told = hit(text, "run a trial")
    assert len(excerpts(text, "actions", [told])[0]) < 600


def test_a_field_shows_its_own_hits_alone() -> None:
    text = "run a trial"
    elsewhere = hit(text, "run a trial", field="controls")
    assert whole(text, "actions", [elsewhere], [elsewhere]) == text


def test_welsh_text_in_a_bilingual_register_is_told_apart() -> None:
    assert language("Mae’r Cyngor yn adolygu’r cynllun bob mis ac yn hyfforddi staff", "en+cy") == "cy"
    assert language("The council reviews the plan every month and trains staff", "en+cy") == "en"
    assert language("anything", "cy") == "cy"
