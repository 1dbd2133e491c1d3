"""The words in which a judgement is told: a sentence for each step, why a hit was set aside, the layout on a page.

`explain` finds out what to say; here it becomes sentences for a reader who knows councils and not the code.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.judge.figures import PLAIN

STEPS = {
    "no_text": "The entry prints no text, so there is nothing to judge.",
    "no_usable_text": "It is a heading, a key, cut off, exempt or not in English, so there is nothing to judge.",
    "avoiding_and_enabling_acts": "The council does something avoiding and something enabling, each standing alone.",
    "only_avoiding_acts": "What the council does here is avoiding; nothing enabling of equal weight stands beside it.",
    "only_enabling_acts": "What the council does here is enabling; nothing avoiding of equal weight stands beside it.",
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
    "counted": "too slight in this place to carry weight",
    "negated": "it is denied",
    "flipped": "the words about it turn it round",
    "guarded": "it is a limit that lets the uncertain thing go ahead",
    "protected": "it is a fixed expression, a duty or upkeep",
    "framing": "it tells the threat; only controls, actions and response tell what the council does",
    "other_body": "another body does it",
    "history": "it is told as history, or runs again since",
}
"""Why a hit carries no weight, where no words in its statement say more."""
FIELDS = ("title", "description", "controls", "actions", "response")
WIDTH = 100
LONG = 320
"""Characters of a statement beyond which only the part about the marked words is shown."""


def words(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def marked(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """The statement text[start:end] on one line, each span between »…«, a long one cut with … about them.

    Args:
        spans: places in `text`, half open, in order and apart.
    """
    spans = sorted(spans)
    if end - start > LONG and spans:
        start = max(start, text.rfind(" ", start, max(start, spans[0][0] - 120)))
        end = min(end, spans[-1][1] + 120)
    before = "… " if text[:start].strip() and start and text[start - 1] not in ".;\n!?" and text[start] == " " else ""
    parts, at = [before], start
    for left, right in spans:
        parts += [text[at:left], "»", text[left:right], "«"]
        at = right
    return words("".join([*parts, text[at:end]]))


def merged(hits: Iterable[dict[str, Any]]) -> list[tuple[tuple[int, int], list[dict[str, Any]]]]:
    """Hits whose words overlap together: the place of all of them and the hits, in order of place."""
    groups: list[tuple[tuple[int, int], list[dict[str, Any]]]] = []
    for hit in sorted(hits, key=lambda hit: (hit["span_start"], -hit["span_end"], hit["rule_id"])):
        if groups and hit["span_start"] < groups[-1][0][1]:
            (start, end), together = groups[-1]
            groups[-1] = (start, max(end, hit["span_end"])), [*together, hit]
        else:
            groups.append(((hit["span_start"], hit["span_end"]), [hit]))
    return groups


def leading(hits: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The hit that says most: the heaviest, then the one with the most words."""
    return min(hits, key=lambda hit: (-hit["weight"], hit["span_start"] - hit["span_end"], hit["rule_id"]))


def statements(hits: Sequence[dict[str, Any]], row: dict[str, Any]) -> list[str]:
    """Each statement once with its words marked, and under it one line for each place that a rule hit.

    Args:
        hits: rows of evidence with start_at, width, says, reason, source, weight, decides, because.
        row: the entry's text fields.
    """
    lines = []
    places = sorted({(FIELDS.index(hit["field"]), hit["start_at"], hit["width"]) for hit in hits})
    for field, start, width in places:
        name = FIELDS[field]
        here = [hit for hit in hits if (hit["field"], hit["start_at"]) == (name, start)]
        groups = [
            group
            for pole in sorted({(hit["pole"], hit["because"]) for hit in here})
            for group in merged(hit for hit in here if (hit["pole"], hit["because"]) == pole)
        ]
        spans = [place for place, _ in merged(here)]
        lines.append(_wrapped(f"{name.capitalize()}: {marked(row[name], start, start + width, spans)}", "  "))
        lines += [
            _wrapped(_line(row[name][a:b], group), "    ") for (a, b), group in sorted(groups, key=lambda g: g[0])
        ]
    return lines


def _line(quoted: str, hits: Sequence[dict[str, Any]]) -> str:
    lead = leading(hits)
    rules = ", ".join(dict.fromkeys([lead["rule_id"], *sorted(hit["rule_id"] for hit in hits)]))
    if lead["weight"] or lead["decides"]:
        turned = f", {lead['because']}" if lead["because"] else ""
        return f"“{words(quoted)}” speaks for {lead['pole']}{turned}. {lead['reason']} [{rules}; {lead['source']}]"
    return f"“{words(quoted)}” would speak for {lead['says']}, but {lead['because']}. [{rules}]"


def response(row: dict[str, Any]) -> list[str]:
    """What the entry prints as its response, briefly; or that it prints none."""
    printed = [name for name in ("controls", "actions", "response") if row[name].strip()]
    lines = [_wrapped(f"{name.capitalize()}: {cut(row[name])}", "  ") for name in printed]
    return lines or ["  No control, action or response is printed."]


def cut(text: str) -> str:
    """Text on one line, at most `LONG` characters of it."""
    return textwrap.shorten(text, LONG, placeholder=" …")


def _wrapped(text: str, indent: str, hanging: str = "  ") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def told(explanation: Any, row: dict[str, Any]) -> str:
    """An explanation as paragraphs for a terminal or a page.

    Args:
        explanation: a `pipelines.judge.explain.Explanation`.
        row: the entry's text fields.
    """
    weighed = [f"{weight} for {pole}" for pole, weight in explanation.weights.items()]
    balance = f" Weighed up: {' and '.join(weighed)}." if any(explanation.weights.values()) else ""
    step = f"{STEPS.get(explanation.decision_step, explanation.decision_step)}{balance} [{explanation.decision_step}]"
    lines = [
        f"{explanation.entry_id}: {explanation.stance} ({explanation.confidence} confidence)",
        *([cut(row["title"])] if row["title"].strip() else []),
        "",
        _wrapped(step, "", ""),
    ]
    counted = [hit for hit in explanation.hits if hit["weight"] or hit["decides"]]
    aside = [hit for hit in explanation.hits if not (hit["weight"] or hit["decides"])]
    heard = "What was heard, and is too little" if explanation.stance in PLAIN else "What decided"
    for heading, hits in ((heard, counted), ("What was seen and set aside", aside)):
        if hits:
            lines += ["", heading, *statements(hits, row)]
    if not counted:
        lines += ["", "What it prints as its response", *response(row)]
    if explanation.noted:
        lines += ["", "What else the step rests on", *(_wrapped(note, "  ") for note in explanation.noted)]
    lines += ["", "What would have changed it", _wrapped(explanation.change, "  ", "")]
    lines += ["", f"Rulebook {explanation.rulebook_version}."]
    return "\n".join(lines) + "\n"
