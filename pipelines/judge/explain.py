"""Why one entry got its stance, told as a good colleague would: words, rules, what was set aside, the step.

Built from the same judging tables as the verdict, so it cannot say anything else than what decided. Which change
of wording would have changed the verdict is found by trying: words, statements and reasons for setting aside are
left out in turn, or a plain act is added, and the entry is judged again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.errors import RiskshiftError
from pipelines.judge.classify import TEXT_COLUMNS, judging, prepare
from pipelines.judge.rulebook import Rulebook
from pipelines.judge.telling import ASIDE, marked, merged, told, words

CAUSES = {
    "framing": ("legend", "option"),
    "protected": ("matter", "protect"),
    "other_body": ("other_body",),
    "history": ("history", "undone"),
    "negated": ("negate",),
    "flipped": ("reverse",),
    "guarded": ("guard",),
}
"""The effects of rules that set a hit aside or turn it round, by what became of the hit."""
NOTED = {
    "no_usable_text": ("unusable",),
    "bare_threat": ("blank",),
    "routine_mitigation_in_description": ("routine", "own", "answer"),
}
"""Rules that count for a step without being a stance hit."""
PROBES = {
    "avoidance": "The scheme was closed for good.",
    "enablement": "Residents decide how the money is spent, and we accept that some of it may fail.",
    "containment": "The plan is reviewed each quarter.",
}
"""Plain acts to try on an entry: what would its verdict be with one of these among the actions?"""

Row = dict[str, Any]


class NoSuchEntry(RiskshiftError):
    """The entry asked for is not among those given."""


@dataclass(frozen=True)
class Explanation:
    """hits: evidence rows with sentence, reason, source and why set aside; weights: what each pole adds up to.

    noted: what else the step rests on, in sentences; change: what would have changed the verdict; said: the
    entry's text fields.
    """

    entry_id: str
    stance: str
    confidence: str
    decision_step: str
    rulebook_version: str
    hits: list[Row]
    weights: dict[str, int]
    noted: list[str]
    change: str
    said: Row = field(repr=False)

    def text(self) -> str:
        """The explanation as paragraphs for a terminal or a page."""
        return told(self, self.said)


def explain(entries: pl.DataFrame, entry_id: str, rulebook: Rulebook) -> Explanation:
    """Judge one entry again and tell why.

    Args:
        entries: as for `classify`.

    Raises:
        NoSuchEntry: the id is not among them.
    """
    prepared = prepare(entries).filter(pl.col("entry_id") == entry_id)
    if prepared.is_empty():
        raise NoSuchEntry(f"no entry {entry_id!r}.", remedy="See the column entry_id of the table entries.")
    row = prepared.row(0, named=True)
    with judging(prepared.head(1), rulebook) as connected:
        verdict = connected.sql("select * from verdicts").pl().row(0, named=True)
        weights = connected.sql("select avoiding as avoidance, enabling as enablement from poles").pl()
        hits = connected.sql(
            """
            select p.*, r.reason, r.source, r.pole as says, c.start_at, length(c.clause) as width,
                p.kind = 'frame' and p.effect = 'framing'
                    and v.decision_step in ('inaction_is_the_danger', 'no_appetite_for_it') as decides
            from placed as p
            inner join rules as r using (rule_id)
            inner join fields as f using (entry_id, field)
            inner join texts as t using (text)
            inner join places as c on c.text_id = t.text_id and c.clause_no = p.clause_no
            cross join verdicts as v
            order by p.field, p.span_start, p.rule_id
            """
        ).pl()
        marks = connected.sql(
            """
            select f.field, c.start_at, c.start_at + h.hit_start as span_start, c.start_at + h.hit_end as span_end,
                h.rule_id, r.effect, r.reason, r.source
            from hits as h
            inner join rules as r using (rule_id)
            inner join clauses as k using (clause_id)
            inner join places as c using (clause)
            inner join texts as t using (text_id)
            inner join fields as f using (text)
            where r.pole = 'none' and list_contains(string_split(r.fields, ' '), f.field)
            order by f.field, span_start, h.rule_id
            """
        ).pl()
    told_hits = _told(hits.to_dicts(), marks.to_dicts(), row)
    return Explanation(
        entry_id,
        verdict["stance"],
        verdict["confidence"],
        verdict["decision_step"],
        rulebook.version,
        told_hits,
        weights.row(0, named=True),
        _noted(marks.to_dicts(), verdict["decision_step"], row),
        _change(row, verdict, told_hits, rulebook),
        {name: row[name] for name in TEXT_COLUMNS},
    )


def _told(hits: list[Row], marks: list[Row], row: Row) -> list[Row]:
    """Hits with their sentence, and with the mark that set them aside or turned them round, in words."""
    for hit in hits:
        text = row[hit["field"]]
        # A pattern may take the space before its last word along; nobody wants to see that marked.
        hit["span_end"] -= len(hit["matched_text"]) - len(hit["matched_text"].rstrip())
        hit["sentence"] = marked(
            text, hit["start_at"], hit["start_at"] + hit["width"], [(hit["span_start"], hit["span_end"])]
        )
    for hit in hits:
        hit["mark"] = _cause(hit, marks)
        hit["because"] = _because(hit, hits, row)
    return hits


def _cause(hit: Row, marks: list[Row]) -> Row | None:
    """The mark that made of a hit what became of it: the nearest of the right effect in its statement."""
    if hit["decides"]:
        return None
    able = [
        mark
        for mark in marks
        if mark["effect"] in CAUSES.get(hit["effect"], ())
        and (mark["effect"] == "undone" or (mark["field"], mark["start_at"]) == (hit["field"], hit["start_at"]))
    ]

    def unlikely(mark: Row) -> tuple[bool, int, str]:
        covers = mark["span_start"] <= hit["span_start"] and mark["span_end"] >= hit["span_end"]
        late = mark["effect"] in ("negate", "other_body") and mark["span_start"] > hit["span_start"]
        apart = max(mark["span_start"] - hit["span_end"], hit["span_start"] - mark["span_end"], 0)
        return late or (mark["effect"] == "protect" and not covers), apart, mark["rule_id"]

    return min(able, key=unlikely, default=None)


def _because(hit: Row, hits: list[Row], row: Row) -> str:
    """Why a hit carries no weight, or another than its words alone would; empty for a plain one."""
    if hit["mark"]:
        mark = hit["mark"]
        seen = words(row[mark["field"]][mark["span_start"] : mark["span_end"]])
        if hit["weight"]:
            return f"turned round by “{seen}” ({mark['rule_id']})"
        reason = mark["reason"].rstrip(".")
        return f"“{seen}” sets it aside ({mark['rule_id']}): {reason[0].lower()}{reason[1:]}"
    if hit["weight"] or hit["decides"]:
        return ""
    rival = next(
        (
            other
            for other in hits
            if other["field"] == hit["field"]
            and other["says"] != hit["says"]
            and other["span_start"] < hit["span_end"]
            and hit["span_start"] < other["span_end"]
        ),
        None,
    )
    if hit["effect"] == "flipped" and rival:
        return f"the words about it speak more plainly for {rival['says']} ({rival['rule_id']})"
    return ASIDE[hit["effect"]]


def _noted(marks: list[Row], step: str, row: Row) -> list[str]:
    """What a step rests on that is no stance hit, each reason once with its first words."""
    notes: dict[str, str] = {}
    for mark in marks:
        if mark["effect"] in NOTED.get(step, ()):
            seen = words(row[mark["field"]][mark["span_start"] : mark["span_end"]])
            notes.setdefault(
                mark["rule_id"], f"{mark['field'].capitalize()}: “{seen}”. {mark['reason']} [{mark['rule_id']}]"
            )
    return list(notes.values())


def _change(row: Row, verdict: Row, hits: list[Row], rulebook: Rulebook) -> str:
    """The smallest change of wording found that changes the verdict."""
    trials = list(_trials(row, hits, verdict))
    frame = pl.DataFrame(
        [{**row, **changed, "entry_id": str(number)} for number, (_, changed) in enumerate(trials)],
        schema={"entry_id": pl.String, **dict.fromkeys((*TEXT_COLUMNS, "appetite"), pl.String)},
    )
    with judging(frame, rulebook) as connected:
        outcomes = dict(connected.execute("select entry_id, stance from verdicts").fetchall())
    changing = [
        (sentence, outcomes[str(number)])
        for number, (sentence, _) in enumerate(trials)
        if outcomes[str(number)] != verdict["stance"]
    ]
    if not changing:
        return "No single change that was tried: leaving out any one statement, or adding a plain act, changes nothing."
    first, outcome = changing[0]
    if not first.startswith("With “"):
        return f"{first} it would have been {outcome}."
    added = [f"{sentence} it would have been {after}" for sentence, after in changing]
    return "; ".join([added[0], *(text[0].lower() + text[1:] for text in added[1:])]) + "."


def _trials(row: Row, hits: list[Row], verdict: Row) -> Iterator[tuple[str, Row]]:
    """Changes to try, the smallest first: a clause that tells the change, and the fields it changes."""

    def cut(name: str, start: int, end: int) -> Row:
        return {name: (row[name][:start] + row[name][end:]).strip(" .;")}

    deciding = [hit for hit in hits if hit["weight"] or hit["decides"]]
    spans = {
        (name, *place) for name in TEXT_COLUMNS for place, _ in merged(hit for hit in deciding if hit["field"] == name)
    }
    for name, start, end in sorted(spans, key=lambda span: (span[2] - span[1], span)):
        yield f"Without the words “{words(row[name][start:end])}” ({name})", cut(name, start, end)
    wholes = sorted({(hit["field"], hit["start_at"], hit["start_at"] + hit["width"]) for hit in deciding})
    for name, start, end in wholes:
        yield f"Without “{words(row[name][start:end])}” ({name})", cut(name, start, end)
    aside = [hit for hit in hits if hit["mark"] and not (hit["weight"] or hit["decides"])]
    for mark in {id(hit["mark"]): hit["mark"] for hit in aside}.values():
        seen = words(row[mark["field"]][mark["span_start"] : mark["span_end"]])
        widest = max((words(hit["matched_text"]) for hit in aside if hit["mark"] is mark), key=len)
        yield (
            f"If “{seen}” ({mark['field']}) did not set “{widest}” aside,",
            cut(mark["field"], mark["span_start"], mark["span_end"]),
        )
    if row["appetite"] and "appetite" in verdict["decision_step"]:
        yield f"Without the printed appetite “{row['appetite']}”", {"appetite": ""}
    if row["response"] and verdict["decision_step"] == "printed_terminate":
        yield f"Without the printed response “{row['response']}”", {"response": ""}
    for pole in ("avoidance", "enablement"):
        of_pole = sorted(
            {(h["field"], h["start_at"], h["start_at"] + h["width"]) for h in deciding if h["pole"] == pole}
        )
        if len(of_pole) > 1:
            changed = dict(row)
            for name, start, end in reversed(of_pole):
                changed[name] = changed[name][:start] + changed[name][end:]
            number = "both" if len(of_pole) == 2 else f"all {len(of_pole)}"
            yield (
                f"No one statement decides; without {number} that speak for {pole}",
                {name: changed[name].strip(" .;") for name in TEXT_COLUMNS},
            )
    for sentence in PROBES.values():
        yield f"With “{sentence}” among the actions", {"actions": f"{row['actions']}\n{sentence}".strip()}
