"""Columns that registers print, by what they hold; councils give them their own headers."""

from __future__ import annotations

from collections.abc import Callable

from samples.model import Column, Entry, Matrix, Score

SENTENCES = " "
BULLETS = "\n"
ARROWS = {"up": "↑", "down": "↓", "same": "↔", "new": "New"}
WORDS = {"up": "Increasing", "down": "Decreasing", "same": "Stable", "new": "New"}


def number(value: float | None) -> str:
    """A score as printed: no decimals where it has none."""
    return "" if value is None else f"{value:g}"


def ref(header: str, width: float = 0.6) -> Column:
    """The reference."""
    return Column(header, lambda e: e.ref, ("risk_ref",), width=width)


def title(header: str, width: float = 1.4) -> Column:
    """The title."""
    return Column(header, lambda e: e.title, ("title",), width=width)


def description(header: str, labels: tuple[str, str, str] | None = None, width: float = 2.6) -> Column:
    """Cause, event and effect in one cell, with printed labels where a council prints them."""

    def text(entry: Entry) -> str:
        parts = (entry.cause, entry.event, entry.effect)
        if labels is None:
            return " ".join(p for p in parts if p)
        return "\n".join(f"{label} {part}" for label, part in zip(labels, parts, strict=True) if part)

    return Column(header, text, ("description",), width=width)


def part(header: str, name: str, group: str = "", width: float = 1.5) -> Column:
    """One of cause, event and effect in a column of its own."""
    return Column(header, lambda e: str(getattr(e, name)), ("description",), group=group, width=width)


def controls(header: str, separator: str = SENTENCES, width: float = 2.8) -> Column:
    """Existing controls."""
    return Column(header, lambda e: separator.join(e.controls), ("controls",), width=width)


def actions(header: str, separator: str = SENTENCES, width: float = 2.8) -> Column:
    """Planned actions."""
    return Column(header, lambda e: separator.join(e.actions), ("actions",), width=width)


def response(header: str, width: float = 0.7) -> Column:
    """The response option."""
    return Column(header, lambda e: e.response, ("response",), width=width)


def appetite(header: str, width: float = 0.8) -> Column:
    """The appetite word."""
    return Column(header, lambda e: e.appetite, ("appetite_word",), width=width)


def area(header: str, width: float = 1.0) -> Column:
    """The council's own area."""
    return Column(header, lambda e: e.area, ("area_local",), width=width)


def owner(header: str, width: float = 1.0) -> Column:
    """The owner's role, with a name beside it where the entry holds one."""

    def text(entry: Entry) -> str:
        return f"{entry.owner} ({entry.owner_name})" if entry.owner_name else entry.owner

    return Column(header, text, ("owner_role",), width=width)


def direction(header: str, words: dict[str, str] | None = None, width: float = 0.7) -> Column:
    """The direction of travel, in the council's own signs."""
    signs = words or WORDS
    return Column(header, lambda e: signs[e.direction], ("direction",), width=width)


def factor(header: str, level: str, name: str, group: str = "", width: float = 0.45) -> Column:
    """One of likelihood, impact, score as a number, at level inherent, residual or target."""
    return Column(
        header,
        lambda e: number(getattr(getattr(e, level), name)),
        (f"{name}_{level}",),
        group=group,
        width=width,
    )


def triple(group: str, level: str, headers: tuple[str, str, str] = ("L", "I", "Score")) -> tuple[Column, ...]:
    """Likelihood, impact and score under one upper header."""
    names = ("likelihood", "impact", "score")
    return tuple(factor(h, level, n, group) for h, n in zip(headers, names, strict=True))


def notation(
    header: str, level: str, write: Callable[[Score], str], names: tuple[str, ...], width: float = 0.9
) -> Column:
    """A score in one cell, in the notation that `write` gives; `names` says which numbers it holds."""
    fields = tuple(f"{name}_{level}" for name in names)
    return Column(header, lambda e: write(getattr(e, level)), fields, width=width)


def product(header: str, level: str, form: str = "{l}x{i}={s}", width: float = 0.9) -> Column:
    """Score as a product, such as 4x4=16; `form` gives order and spacing."""

    def write(score: Score) -> str:
        return form.format(l=number(score.likelihood), i=number(score.impact), s=number(score.score))

    return notation(header, level, write, ("likelihood", "impact", "score"), width)


def word(header: str, level: str, name: str, matrix: Matrix, group: str = "", width: float = 0.8) -> Column:
    """Likelihood or impact as the scale's word."""
    return Column(
        header,
        lambda e: matrix.word(getattr(e, level), name),
        (f"{name}_{level}",),
        group=group,
        width=width,
    )


def letter(header: str, level: str, matrix: Matrix, width: float = 0.6) -> Column:
    """Letter and number, such as B2, A being worst."""
    return notation(header, level, matrix.letter, ("likelihood", "impact"), width)


def previous(header: str, width: float = 0.7) -> Column:
    """The score that the register before printed; no column of table `entries` holds it."""
    return Column(header, lambda e: number(e.previous.score) if e.previous else "", (), width=width)
