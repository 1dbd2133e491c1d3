"""Tarn and Fell Fire and Rescue Authority: unruled landscape PDF; re-based to risks outside appetite only."""

from __future__ import annotations

from datetime import date

from samples import columns as col
from samples.bank import Topic, Voice
from samples.house import House, Plant, Told, between, fire
from samples.model import Column, Matrix, in_words
from samples.series import Series

MATRIX = Matrix(5, 5)
NOTE = (
    "From this edition the register lists only risks that stand outside the Authority's appetite; "
    "risks within appetite are kept in departmental registers."
)


def appetites(topic: Topic, stance: str) -> str:
    """A printed appetite word by area."""
    return ("Averse", "Minimal", "Cautious")[sum(map(ord, topic.area)) % 3]


def tell(series: Series, days: list[date]) -> Told:
    """Twenty-one risks or more shrink to nine at one date; what remains is unchanged, one enters later."""
    rng = series.rng
    series.fill(containment=13, avoidance=rng.randint(5, 6), enablement=rng.randint(3, 4))
    change = len(days) // 2
    for at, day in enumerate(days):
        if at:
            series.drift(0.2)
        if at == change:
            keep = rng.sample(series.of("containment"), 5) + rng.sample(series.of("avoidance"), 3)
            keep += rng.sample(series.of("enablement"), 1)
            for risk in [r for r in series.risks if r not in keep]:
                series.leave(risk, "not_shown")
            series.preamble.append(NOTE)
        if at == change + 3:
            series.enter("containment")
        series.tick(day)
        series.publish(day)
    return Told(
        story="rebased",
        words="The register is cut to risks outside appetite: shares before and after do not compare.",
        from_as_at=days[change - 1],
        to_as_at=days[change],
        direction="none",
        dominant="none",
        verdict="not_comparable",
        notes=f"re-based at {days[change].isoformat()}; one register withdrawn and corrected",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """Scores as spaced products."""
    return (
        col.ref("No.", 0.5),
        col.title("Risk", 1.2),
        col.description("Cause and effect", width=2.6),
        col.controls("Controls in place", width=2.6),
        col.product("Residual score", "residual", "{l} x {i} = {s}", 1.0),
        col.actions("Further actions", width=2.6),
        col.product("Target score", "target", "{l} x {i} = {s}", 1.0),
        col.appetite("Appetite", 0.9),
        col.owner("Owner", 1.2),
    )


HOUSE = House(
    id="tarn-and-fell",
    name="Tarn and Fell Fire and Rescue Authority",
    kind="fire and rescue authority",
    nation="England",
    voice=Voice(
        we="the Authority",
        us="the Authority",
        our="the Authority's",
        plural=False,
        members="the Fire Authority",
        place="Tarn and Fell",
    ),
    matrix=MATRIX,
    pool=fire,
    title="Corporate Risk Register",
    ref_form=lambda n: str(n),
    days=between(date(2022, 9, 30), date(2026, 9, 30), 8, 9),
    tell=tell,
    columns=columns,
    file_name=lambda day, days: (
        f"corporate-risk-register-{in_words(day).split(' ', 1)[1].lower().replace(' ', '-')}.pdf"
    ),
    layout=lambda day, days: "unruled",
    appetites=appetites,
    withdrawn=2,
    plants=(Plant("named_owner", 4),),
    configuration=lambda days: (
        f"""[matrix]
likelihood = 5
impact = 5
formula = "product"

[[documents]]
match = "*-withdrawn.*"
as_at = {days[2].isoformat()}
status = "withdrawn"
reason = "Three residual scores were printed wrongly; a corrected register followed a week later."

[[documents]]
match = "*-corrected.*"
as_at = {days[2].isoformat()}
status = "corrected"
reason = "Replaces the register that was withdrawn."
"""
    ),
)
