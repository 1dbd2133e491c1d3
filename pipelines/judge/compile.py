"""Rules to SQL: a readable pattern becomes one literal RE2 expression, and the rulebook one `select`.

A pattern is RE2 over normalised text (see sql/judge/02_texts.sql) with three conveniences: `{class}` stands
for the words of a class (`{class.do}`, `.does`, `.done`, `.doing` for one form of a class of verbs), `<3>` for
up to three words between, and a space for any run of spaces, commas, quotes, brackets and hyphens. Patterns
reach DuckDB as constants, never as a column to join on, which is some twenty times slower, and each sees its
candidates alone (see `spotting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

FORMS = ("do", "does", "done", "doing")
BETWEEN = r"[ ,:\"'()/-]+"
ANY_BETWEEN = BETWEEN.replace(" ", "\x02")[:-1] + "*"
PRIVATE = 0xE000
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
    past = first[:-1] + "ied" if re.search(r"[^aeiou]y$", first) else stem.removesuffix("e") + "ed"
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

    return rf"(?:^|\b)(?:{spaced(_CLASS.sub(words, pattern))})(?:\b|$)"


def spaced(pattern: str) -> str:
    """A pattern with its gaps between words and its spaces spelled out."""
    gaps = _GAP.sub(lambda match: f"(?:[^\x01]+\x01+){{0,{match.group(1)}}}", pattern.replace("£", "_"))
    wide = gaps.replace("[^ ]", "[^\x01]").replace(" *", ANY_BETWEEN).replace(" ?", ANY_BETWEEN)
    return wide.replace(" ", BETWEEN).replace("\x01", " ").replace("\x02", " ")


def literal(text: str) -> str:
    """A SQL string constant."""
    return "'" + text.replace("'", "''") + "'"


def named(classes: Mapping[str, Mapping[str, list[str]]]) -> tuple[dict[str, str], dict[str, dict[str, list[str]]]]:
    """Each class and form under one private character, for patterns that are to be read rather than run.

    Returns:
        The expression of each class by its character, and classes whose only word is that character.
    """
    characters = {(name, form): chr(PRIVATE + n) for n, (name, form) in enumerate(_forms(classes))}
    words = {characters[name, form]: spaced(alternation(classes[name][form])) for name, form in characters}
    return words, {name: {form: [characters[name, form]] for form in forms} for name, forms in classes.items()}


def _forms(classes: Mapping[str, Mapping[str, list[str]]]) -> list[tuple[str, str]]:
    return [(name, form) for name, forms in classes.items() for form in forms]


def by_rule(rules: Iterable[Mapping[str, str]], column: str, call: str, otherwise: str) -> str:
    """A SQL case that gives each rule its own constant expression; `otherwise` for rules whose column is empty."""
    branches = [
        f"    when {literal(row['rule_id'])} then {call.format(literal(row[column]))}\n" for row in rules if row[column]
    ]
    return f"case rule_id\n{''.join(branches)}    else {otherwise}\nend" if branches else otherwise


def marked_select(rules: Sequence[Mapping[str, str]]) -> str:
    """The `select` that sets each rule's first hit in each of its candidates between two marks, chr(31).

    One pass tells at once whether there is a hit and where, as no statement holds that mark (02_texts.sql).

    Args:
        rules: rows with rule_id and the expanded pattern.

    Returns:
        SQL over the table `candidates` giving rule_id, clause_id, clause, marked (the clause itself without a hit).
    """
    marked = by_rule(rules, "pattern", "regexp_replace(clause, {}, chr(31) || '\\0' || chr(31))", "clause")
    return f"select rule_id, clause_id, clause, {marked} as marked\nfrom candidates"


def hits_select(rules: Sequence[Mapping[str, str]]) -> str:
    """The `select` that keeps the hits whose surroundings fit, and says where they are.

    Args:
        rules: rows with rule_id and the expanded near and not_near.

    Returns:
        SQL over the table `marked` giving clause_id, rule_id, hit_start, hit_end (characters from 0, half open).
    """
    return f"""select
    clause_id, rule_id, hit_start, hit_start + strpos(substring(marked, hit_start + 2), chr(31)) - 1 as hit_end
from (
    select
        clause_id, rule_id, marked,
        strpos(marked, chr(31)) - 1 as hit_start,
        {by_rule(rules, "near", "regexp_extract(clause, {})", "'near'")} as near,
        {by_rule(rules, "not_near", "regexp_extract(clause, {})", "''")} as not_near
    from marked
    where length(marked) > length(clause)
)
where near <> '' and not_near = ''
"""  # noqa: S608
