"""Why one entry got its stance, told as a good colleague would: words, rules, what was set aside, the step.

Built from the same judging tables as the verdict, so it cannot say anything else than what decided. Which one
change would have changed the verdict is found by trying: each statement that counted is left out in turn and
the entry judged again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.errors import RiskshiftError
from pipelines.judge.classify import TEXT_COLUMNS, judging, prepare
from pipelines.judge.rulebook import Rulebook

STEPS = {
    "no_text": "The entry prints no text, so there is nothing to judge.",
    "no_usable_text": "It is a heading, a key, cut off, exempt or not in English, so there is nothing to judge.",
    "avoiding_and_enabling_acts": "The council does something avoiding and something enabling, each standing alone.",
    "only_avoiding_acts": "What the council does here is avoiding, and nothing enabling stands against it.",
    "only_enabling_acts": "What the council does here is enabling, and nothing avoiding stands against it.",
    "framing_tie_by_appetite_open": "No act decides; both framings stand, and the printed appetite is open.",
    "framing_tie_by_appetite_averse": "No act decides; both framings stand, and the printed appetite is averse.",
    "inaction_is_the_danger": "No act decides; what the entry fears is not acting, over-caution or a benefit missed.",
    "no_appetite_for_it": "No act decides; the entry says in so many words that it will bear none of this risk.",
    "tie_by_appetite_open": "One weak cue stands on each side, and the printed appetite is open.",
    "tie_by_appetite_averse": "One weak cue stands on each side, and the printed appetite is averse.",
    "printed_terminate": "No act decides; the printed response is to terminate.",
    "a_passing_cue": "A single weak cue is too little; the rest is routine mitigation.",
    "routine_mitigation": "The response is routine mitigation: nothing is stopped and nothing new is tried.",
    "routine_mitigation_in_description": "The description tells routine work in hand, and nothing else.",
    "bare_threat": "It is a bare threat: no response is printed and the framing takes no side.",
    "a_persons_ruling": "A person ruled on it; the ruling's reason stands with the entry.",
}
ASIDE = {
    "negated": "set aside: it is denied",
    "flipped": "turned round by the words about it",
    "guarded": "counted for the other side: it is a limit that lets the uncertain thing go ahead",
    "protected": "set aside: a fixed expression, a duty or upkeep",
    "framing": "not an act of the council: it frames the threat, an option or a key",
    "other_body": "set aside: another body does it",
    "history": "set aside: told as history",
}


class NoSuchEntry(RiskshiftError):
    """The entry asked for is not among those given."""


@dataclass(frozen=True)
class Explanation:
    """hits: evidence rows with sentence and rule reason; change: what would have changed the verdict."""

    entry_id: str
    stance: str
    confidence: str
    decision_step: str
    rulebook_version: str
    hits: list[dict[str, Any]]
    change: str

    def text(self) -> str:
        """The explanation as paragraphs for a terminal or a page."""
        lines = [
            f"{self.entry_id}: {self.stance} ({self.confidence} confidence)",
            STEPS.get(self.decision_step, self.decision_step) + f" [{self.decision_step}]",
        ]
        counted = [hit for hit in self.hits if hit["weight"] or hit["decides"]]
        aside = [hit for hit in self.hits if not (hit["weight"] or hit["decides"])]
        if counted:
            lines += ["", "What spoke for it:"]
            lines += [
                f"  {hit['field']}: {hit['sentence']}\n    {hit['rule_id']} ({hit['theme']}, {hit['pole']}): "
                f"{hit['reason']}"
                for hit in counted
            ]
        if aside:
            lines += ["", "What was set aside:"]
            lines += [
                f"  {hit['field']}: {hit['sentence']}\n    {hit['rule_id']}: {ASIDE.get(hit['effect'], hit['effect'])}"
                for hit in aside
            ]
        lines += ["", self.change, f"Rulebook {self.rulebook_version}."]
        return "\n".join(lines) + "\n"


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
        verdict = connected.execute("select * from verdicts").pl().row(0, named=True)
        hits = (
            connected.execute(
                """
            select p.*, r.reason, c.start_at, length(c.clause) as width,
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
            )
            .pl()
            .to_dicts()
        )
    for hit in hits:
        hit["sentence"] = _marked(row[hit["field"]], hit)
    return Explanation(
        entry_id,
        verdict["stance"],
        verdict["confidence"],
        verdict["decision_step"],
        rulebook.version,
        hits,
        _change(row, verdict["stance"], hits, rulebook),
    )


def _marked(text: str, hit: dict[str, Any]) -> str:
    """The statement around a hit, the matched words between »…«."""
    start, end = hit["start_at"], hit["start_at"] + hit["width"]
    parts = text[start : hit["span_start"]], text[hit["span_start"] : hit["span_end"]], text[hit["span_end"] : end]
    return " ".join(f"{parts[0]}»{parts[1]}«{parts[2]}".split())


def _change(row: dict[str, Any], stance: str, hits: list[dict[str, Any]], rulebook: Rulebook) -> str:
    """The smallest change found: the first statement without which the verdict is another."""
    statements = sorted(
        {(hit["field"], hit["start_at"], hit["width"]) for hit in hits if hit["weight"] or hit["decides"]}
    )
    trials = []
    for number, (field, start, width) in enumerate(statements):
        trial = {**row, "entry_id": str(number)}
        trial[field] = (row[field][:start] + row[field][start + width :]).strip(" .;")
        trials.append(trial)
    if trials:
        frame = pl.DataFrame(
            trials, schema={"entry_id": pl.String, **dict.fromkeys((*TEXT_COLUMNS, "appetite"), pl.String)}
        )
        with judging(frame, rulebook) as connected:
            outcomes = dict(connected.execute("select entry_id, stance from verdicts").fetchall())
        for number, (field, start, width) in enumerate(statements):
            if outcomes[str(number)] != stance:
                words = " ".join(row[field][start : start + width].split())
                return f"Without “{words}” ({field}) it would have been {outcomes[str(number)]}."
        return "No single statement decides: leaving out any one of them changes nothing."
    return (
        "A decided, funded or begun act of stopping something, or of letting something go ahead, would have changed it."
    )
