"""Rules to SQL: a readable pattern becomes one literal RE2 expression, and the rulebook one `select`.

A pattern is RE2 over normalised text (see sql/judge/02_texts.sql) with three conveniences: `{class}` stands
for the words of a class (`{class.do}`, `.does`, `.done`, `.doing` for one form of a class of verbs), `<3>` for
up to three words between, and a space for any run of spaces, commas, quotes, brackets and hyphens. Patterns
reach DuckDB as constants, never as a column to join on, which is some twenty times slower.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FORMS = ("do", "does", "done", "doing")
BETWEEN = r"[ ,:\"'()/-]+"
ANY_BETWEEN = BETWEEN.replace(" ", "\x02")[:-1] + "*"
_CLASS = re.compile(r"\{([a-z_]+)(?:\.([a-z]+))?\}")
_GAP = re.compile(r"<(\d)>")


class UnknownClass(ValueError):
    """A pattern names a class or form that no class file holds."""


def inflect(verb: str, done: str = "") -> dict[str, list[str]]:
    """The forms of an English verb; the first word of a phrasal verb carries the ending.

    Args:
        verb: infinitive, e.g. "wind up".
        done: past forms separated by "|" where irregular, e.g. "wound up".
    """
    first, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if re.search(r"(s|x|z|ch|sh)$", first):
        does = first + "es"
    elif re.search(r"[^aeiou]y$", first):
        does = first[:-1] + "ies"
    else:
        does = first + "s"
    doubled = first + first[-1] if _doubles(first) else first
    stem = first[:-1] if first.endswith("e") and not first.endswith("ee") else doubled
    past = first[:-1] + "ied" if re.search(r"[^aeiou]y$", first) else stem + "ed"
    doing = stem + "ing"
    return {
        "do": [first + tail],
        "does": [does + tail],
        "done": [form.strip() for form in done.split("|")] if done else [past + tail],
        "doing": [doing + tail],
    }


def _doubles(word: str) -> bool:
    """Whether a final consonant doubles: stop, bar, cancel; not open, defer is listed by hand."""
    if word in {"cancel", "defer", "refer", "permit", "commit", "rebut", "level", "travel", "transfer"}:
        return True
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", word))


def plural(noun: str) -> str:
    """A pattern for a noun, singular or plural; a noun with RE2 signs in it is left as it is."""
    if re.search(r"[?()|\\*+\[]", noun):
        return noun
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return f"{noun}(?:es)?"
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}(?:y|ies)"
    return f"{noun}s?"


def alternation(words: list[str]) -> str:
    """Words as one group, longest first so that a phrase beats its own first word."""
    unique = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(unique) + ")"


def expand(pattern: str, classes: Mapping[str, Mapping[str, list[str]]]) -> str:
    """A readable pattern as RE2, bounded by word edges.

    Raises:
        UnknownClass: naming the class or form.
    """
    if not pattern:
        return ""

    def words(match: re.Match[str]) -> str:
        name, form = match.group(1), match.group(2) or "all"
        if name not in classes or form not in classes[name]:
            raise UnknownClass(match.group(0))
        return alternation(classes[name][form])

    spelled = _CLASS.sub(words, pattern).replace("£", "_")
    gaps = _GAP.sub(lambda match: f"(?:[^\x01]+\x01+){{0,{match.group(1)}}}", spelled)
    spaced = gaps.replace("[^ ]", "[^\x01]").replace(" *", ANY_BETWEEN).replace(" ?", ANY_BETWEEN)
    spaced = spaced.replace(" ", BETWEEN).replace("\x01", " ").replace("\x02", " ")
    return rf"(?:^|\b)(?:{spaced})(?:\b|$)"


def literal(text: str) -> str:
    """A SQL string constant."""
    return "'" + text.replace("'", "''") + "'"


def hits_select(rules: list[dict[str, str]]) -> str:
    """The `select` that finds each rule's first hit in each distinct statement.

    Args:
        rules: rows with rule_id and the expanded pattern, near and not_near.

    Returns:
        SQL over the table `clauses` giving clause_id, rule_id, hit_start, hit_end (characters from 0, half open).
    """
    parts = []
    for rule in rules:
        conditions = [f"regexp_matches(clause, {literal(rule['pattern'])})"]
        if rule["near"]:
            conditions.append(f"regexp_matches(clause, {literal(rule['near'])})")
        if rule["not_near"]:
            conditions.append(f"not regexp_matches(clause, {literal(rule['not_near'])})")
        lazily = literal("(?s)^(.*?)(" + rule["pattern"] + ")")
        parts.append(
            f"select clause_id, {literal(rule['rule_id'])} as rule_id, "
            f"regexp_extract(clause, {lazily}, ['before', 'hit']) as found\n"
            f"from clauses where {' and '.join(conditions)}"
        )
    union = "\nunion all\n".join(parts)
    return (
        "select clause_id, rule_id, length(found.before) as hit_start,\n"
        f"    length(found.before) + length(found.hit) as hit_end\nfrom (\n{union}\n)"
    )
