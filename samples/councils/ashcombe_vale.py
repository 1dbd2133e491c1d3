"""Ashcombe Vale District Council: csv; gives every risk a new number at one date, stance unchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samples import columns as col
from samples.bank import Voice
from samples.house import House, Plant, Told, between, lower
from samples.model import Column, Matrix
from samples.series import Risk, Series

MATRIX = Matrix(5, 5)


def merge(series: Series, kept: Risk, absorbed: Risk) -> None:
    """Two risks become one under a joint title, each bringing its text."""
    one, two = series.entry(kept), series.entry(absorbed)
    kept.changes = {
        "title": f"{one.title} and {two.title[0].lower()}{two.title[1:]}",
        "cause": f"{one.cause} {two.cause}",
        "event": f"{one.event} {two.event}",
        "effect": f"{one.effect} {two.effect}",
        "controls": (*one.controls, *two.controls),
        "actions": (*one.actions, *two.actions),
    }
    kept.predecessors = (kept.uid, absorbed.uid)


def split(series: Series, whole: Risk) -> Risk:
    """One risk becomes two, each with half of its controls and actions."""
    entry = series.entry(whole)
    second = replace(whole, uid=f"{whole.uid}b", changes={}, predecessors=(whole.uid,), steps=list(whole.steps))
    whole.changes = {
        "title": f"{entry.title}: cost",
        "effect": "Spending rises above what was agreed.",
        "controls": entry.controls[:1],
        "actions": entry.actions[:1],
    }
    second.changes = {
        "title": f"{entry.title}: service to residents",
        "effect": entry.effect,
        "controls": entry.controls[1:],
        "actions": entry.actions[1:],
    }
    series.risks.insert(series.risks.index(whole) + 1, second)
    return second


def tell(series: Series, days: list[date]) -> Told:
    """A new numbering scheme with two renamings, one merger and one split; otherwise calm."""
    rng = series.rng
    series.fill(containment=10, avoidance=3, enablement=rng.randint(2, 4))
    change = rng.randint(4, 6)
    quiet = series.of("containment")
    rng.shuffle(quiet)
    kept, absorbed, whole, *renamed = quiet[:5]
    for at, day in enumerate(days):
        if at:
            series.drift(0.15)
        if at == change:
            old = (kept.ref, absorbed.ref)
            merge(series, kept, absorbed)
            series.leave(absorbed, "merged")
            split(series, whole)
            for risk in renamed:
                series.rename(risk)
            series.renumber(lambda n: f"SR-{100 + n}")
            note = f"Former risks {old[0]} and {old[1]} have been merged and now stand as {kept.ref}."
            series.closing.append(note)
            series.departures[-1] = replace(series.departures[-1], basis=note)
            series.preamble.append("Risks have been given new reference numbers in this edition.")
        if at == change + 2:
            leaver = rng.choice([r for r in series.of("containment") if r not in (kept, whole)])
            series.leave(leaver, "de_escalated", "De-escalated to the service risk register: {ref} {title}.")
            series.enter("containment")
        series.tick(day)
        series.publish(day)
    return Told(
        story="renumbering",
        words="Every reference changes at one date; the stance does not move.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="none",
        dominant="none",
        verdict="no_clear_change",
        notes=f"renumbered at {days[change].isoformat()}",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """One header row, scores as products."""
    return (
        col.ref("Ref"),
        col.title("Risk"),
        col.part("Cause of risk", "cause"),
        col.part("Potential event", "event"),
        col.part("Consequence", "effect"),
        col.controls("Controls in place"),
        col.product("Current score (LxI)", "residual", "{l}x{i}={s}"),
        col.actions("Action (to achieve target score) and date"),
        col.product("Target score (LxI)", "target", "{l}x{i}={s}"),
        col.response("Treatment"),
        col.owner("Responsible Officer"),
    )


def file_name(day: date, days: list[date]) -> str:
    """strategic_risk_register_2023-06-30.csv."""
    return f"strategic_risk_register_{day.isoformat()}.csv"


HOUSE = House(
    id="ashcombe-vale",
    name="Ashcombe Vale District Council",
    kind="district",
    nation="England",
    voice=Voice(place="the Vale", members="the Executive", us="the district", our="our"),
    matrix=MATRIX,
    pool=lower,
    title="Strategic Risk Register",
    ref_form=lambda n: f"R{n:02d}",
    days=between(date(2022, 6, 30), date(2026, 9, 30), 9, 11),
    tell=tell,
    columns=columns,
    file_name=file_name,
    layout=lambda day, days: "table",
    plants=(
        Plant("factors_do_not_multiply", 1),
        Plant("response_missing", 3),
        Plant("named_in_text", -1),
    ),
)
