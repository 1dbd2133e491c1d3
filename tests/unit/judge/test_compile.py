"""Patterns as people write them become RE2 expressions."""

from __future__ import annotations

import re

import pytest

from pipelines.judge.compile import UnknownClass, expand, inflect, plural

CLASSES = {"stop": {"all": ["stop", "stopped"], "done": ["stopped"]}, "service": {"all": ["clubs?"]}}


@pytest.mark.parametrize(
    ("verb", "done", "forms"),
    [
        ("stop", "", ("stops", ["stopped"], "stopping")),
        ("close", "", ("closes", ["closed"], "closing")),
        ("deny", "", ("denies", ["denied"], "denying")),
        ("wind up", "wound up", ("winds up", ["wound up"], "winding up")),
        ("scrap", "", ("scraps", ["scrapped"], "scrapping")),
        ("refuse", "", ("refuses", ["refused"], "refusing")),
        ("abandon", "", ("abandons", ["abandoned"], "abandoning")),
        ("agree to", "", ("agrees to", ["agreed to"], "agreeing to")),
    ],
)
def test_verbs_are_inflected(verb: str, done: str, forms: tuple[str, list[str], str]) -> None:
    found = inflect(verb, done)
    assert (found["does"][0], found["done"], found["doing"][0]) == forms


def test_nouns_match_singular_and_plural() -> None:
    for noun, text in (("library", "libraries"), ("bus", "buses"), ("grant", "grants"), ("grant", "grant")):
        assert re.fullmatch(plural(noun), text)


def test_a_class_form_and_a_gap_are_spelled_out() -> None:
    pattern = expand("{service} <2>{stop.done}", CLASSES)
    assert re.search(pattern, "the club was finally stopped")
    assert not re.search(pattern, "the club was not at all stopped")
    assert not re.search(pattern, "the nightclubber stopped")


def test_a_space_stands_for_hyphens_commas_and_quotes() -> None:
    assert re.search(expand("sign off", CLASSES), "no sign-off needed")


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(UnknownClass, match="nonsense"):
        expand("{nonsense}", CLASSES)
