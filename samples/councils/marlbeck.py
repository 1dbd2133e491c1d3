"""Marlbeck Metropolitan Borough Council: Word tables; changes by turnover alone, stayers keep their words."""

from __future__ import annotations

from datetime import date

from samples import columns as col
from samples.bank import Topic, Voice
from samples.house import House, Plant, Told, between, upper
from samples.model import Column, Matrix, Score, in_words
from samples.series import Series

MATRIX = Matrix(5, 5)
BANDS = ((1, 4, "Low"), (5, 9, "Medium"), (10, 14, "High"), (15, 25, "Severe"))
WORDS = ("Minimal", "Cautious", "Open")


def band(score: Score) -> str:
    """A score with its band: 12 (High)."""
    value = int(score.score or 0)
    return f"{value} ({next((word for low, high, word in BANDS if low <= value <= high), 'Severe')})"


def appetites(topic: Topic, stance: str) -> str:
    """A printed appetite word by area, whatever the entry's stance."""
    return WORDS[sum(map(ord, topic.area)) % len(WORDS)]


def tell(series: Series, days: list[date]) -> Told:
    """Nine to eleven avoiding risks leave and as many enabling ones enter; no other word changes."""
    rng = series.rng
    series.fill(containment=rng.randint(8, 10), avoidance=11, enablement=rng.randint(1, 2))
    leaving = series.of("avoidance")[: rng.randint(9, 11)]
    rng.shuffle(leaving)
    start = rng.randint(3, 4)
    steps = {start: leaving[:4], start + 2: leaving[4:7], start + 3: leaving[7:]}
    for at, day in enumerate(days):
        if at:
            series.drift(0.2)
        for number, risk in enumerate(steps.get(at, ())):
            if number % 3 == 2:
                series.leave(risk, "not_shown")
            else:
                series.leave(risk, "closed", "Risk closed this quarter: {ref} {title}.")
            series.enter("enablement")
        series.publish(day)
    return Told(
        story="turnover",
        words="Moves toward enablement by turnover: avoiding risks leave, enabling ones enter.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="to_enablement",
        dominant="left_and_entered",
        verdict="shift",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """One header row; scores with their band, so that factors are not printed."""
    return (
        col.ref("Ref"),
        col.title("Risk title"),
        col.description("Risk description", ("Risk:", "Event:", "Impact:")),
        col.controls("What we have done", width=2.6),
        col.notation("Current risk score", "residual", band, ("score",), 0.8),
        col.actions("What we are doing", width=2.6),
        col.notation("Target score", "target", band, ("score",), 0.8),
        col.appetite("Risk appetite"),
        col.direction("Direction of travel", col.ARROWS),
        col.owner("Lead Director"),
    )


HOUSE = House(
    id="marlbeck",
    name="Marlbeck Metropolitan Borough Council",
    kind="metropolitan",
    nation="England",
    voice=Voice(place="Marlbeck"),
    matrix=MATRIX,
    pool=upper,
    title="Strategic Risk Register",
    ref_form=lambda n: f"SR{n:02d}",
    days=between(date(2022, 12, 31), date(2026, 9, 30), 9, 10),
    tell=tell,
    columns=columns,
    file_name=lambda day, days: f"Appendix 1 Strategic Risk Register {in_words(day)}.docx",
    layout=lambda day, days: "table",
    progress=0.0,
    appetites=appetites,
    plants=(Plant("named_in_text", 1), Plant("repeated_reference", -1)),
)
