"""Strathcairn Council (Scottish): xls, later ods; its scoring matrix grows from 4x4 words to 5x5 numbers."""

from __future__ import annotations

from datetime import date

from samples import columns as col
from samples.bank import Voice
from samples.house import House, Plant, Told, between, upper
from samples.model import Column, Matrix, in_words
from samples.series import Series

FOUR = Matrix(
    4,
    4,
    likelihood_words=("Remote", "Unlikely", "Possible", "Likely"),
    impact_words=("Minor", "Moderate", "Serious", "Major"),
)
FIVE = Matrix(5, 5)
CARRIED = {1: 1, 2: 2, 3: 4, 4: 5}


def changed(days: list[date]) -> date:
    """The first register on the new matrix."""
    return days[len(days) // 2]


def tell(series: Series, days: list[date]) -> Told:
    """Scores jump when the matrix changes; texts and stances stay as they were."""
    rng = series.rng
    series.fill(containment=rng.randint(10, 12), avoidance=4, enablement=rng.randint(2, 4))
    for at, day in enumerate(days):
        if at and day != changed(days):
            series.drift(0.3)
        if day == changed(days):
            series.rescale(FIVE, CARRIED)
            for risk in series.risks:
                risk.direction = "same"
            series.preamble.append("Scores are on the new 5x5 matrix from this register on.")
        if at == 2:
            leaver = rng.choice(series.of("containment"))
            series.leave(leaver, "closed", "Closed risks: {ref} {title}.")
            series.enter("containment")
        series.tick(day)
        series.publish(day)
    return Told(
        story="matrix_change",
        words="The scoring matrix changes from 4x4 to 5x5; the stance does not move.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="none",
        dominant="none",
        verdict="no_clear_change",
        notes=f"new matrix at {changed(days).isoformat()}",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """Words and a product on the old matrix, numbers on the new one."""
    if day < changed(days):
        scores: list[tuple[Column, ...]] = [
            (
                col.word("Likelihood", level, "likelihood", FOUR, group),
                col.word("Impact", level, "impact", FOUR, group),
                col.factor("Score", level, "score", group),
            )
            for level, group in (("inherent", "Inherent risk"), ("residual", "Residual risk"))
        ]
    else:
        scores = [
            col.triple("Inherent risk", "inherent", ("Likelihood", "Impact", "Score")),
            col.triple("Residual risk", "residual", ("Likelihood", "Impact", "Score")),
        ]
    return (
        col.ref("Risk No"),
        col.title("Risk"),
        col.description("Description of risk"),
        *scores[0],
        col.controls("Current control measures"),
        *scores[1],
        col.previous("Previous residual score"),
        col.actions("Planned action"),
        col.response("Response"),
        col.owner("Lead Officer"),
    )


def configuration(days: list[date]) -> str:
    """Both matrices, the newer with the date from which it holds."""
    return f"""[[matrices]]
likelihood = 4
impact = 4
formula = "product"
likelihood_words = ["Remote", "Unlikely", "Possible", "Likely"]
impact_words = ["Minor", "Moderate", "Serious", "Major"]

[[matrices]]
likelihood = 5
impact = 5
formula = "product"
valid_from = {changed(days).isoformat()}
"""


HOUSE = House(
    id="strathcairn",
    name="Strathcairn Council",
    kind="Scottish unitary",
    nation="Scotland",
    voice=Voice(
        we="the Council",
        us="the Council",
        our="the Council's",
        plural=False,
        members="elected members",
        members_plural=True,
        place="Strathcairn",
    ),
    matrix=FOUR,
    pool=upper,
    title="Corporate Risk Register",
    ref_form=lambda n: f"SC{n:03d}",
    days=between(date(2022, 6, 30), date(2026, 9, 30), 8, 10),
    tell=tell,
    columns=columns,
    file_name=lambda day, days: f"risk_register_{day.year}_{day.month:02d}.{'xls' if day < changed(days) else 'ods'}",
    layout=lambda day, days: "table",
    preamble=lambda day, count: (f"Register as at {in_words(day)}; {count} risks.",),
    plants=(
        Plant("previous_score_misprinted", 2),
        Plant("factor_off_scale", -1),
        Plant("named_owner", 0),
    ),
    configuration=configuration,
)
