"""Harrowmere County Council: xlsx with cover and two header rows; moves toward enablement by rewording."""

from __future__ import annotations

from datetime import date

from samples import columns as col
from samples.bank import Voice
from samples.house import House, Plant, Told, between, fiscal, upper
from samples.model import Column, Matrix
from samples.series import Series

MATRIX = Matrix(5, 5)


def tell(series: Series, days: list[date]) -> Told:
    """Ten to thirteen entries are rewritten as enabling in three steps; hardly anything enters or leaves."""
    rng = series.rng
    turning = [series.enter("avoidance", ("enablement",)) for _ in range(rng.randint(7, 9))]
    turning += [series.enter("containment", ("enablement",)) for _ in range(rng.randint(3, 4))]
    series.fill(containment=rng.randint(7, 8), avoidance=2, enablement=rng.randint(1, 2))
    rng.shuffle(turning)
    start = rng.randint(3, 4)
    steps = {start: turning[:4], start + 1: turning[4:8], start + 3: turning[8:]}
    swap = rng.randint(1, 2)
    for at, day in enumerate(days):
        if at:
            series.drift()
        for risk in steps.get(at, ()):
            series.flip(risk, "enablement")
        if at == swap:
            leaver = rng.choice([r for r in series.of("containment") if r not in turning])
            series.leave(leaver, "closed", "Closed since the last register: {ref} {title}.")
            series.enter("containment")
        series.tick(day)
        series.publish(day)
    return Told(
        story="rewording",
        words="Moves toward enablement: the same risks are written anew, in three steps.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="to_enablement",
        dominant="reworded",
        verdict="shift",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """Two header rows: gross, current and target over L, I and Score."""
    return (
        col.ref("Risk No."),
        col.title("Risk Title"),
        col.area("Service Area"),
        col.description("Risk description (cause, event, consequence)"),
        *col.triple("Gross risk", "inherent"),
        col.controls("Existing controls", col.BULLETS),
        *col.triple("Current risk", "residual"),
        col.actions("Further action planned", col.BULLETS),
        *col.triple("Target risk", "target"),
        col.direction("Direction of travel"),
        col.owner("Risk Owner"),
    )


def file_name(day: date, days: list[date]) -> str:
    """corporate-risk-register-q2-2023-24.xlsx."""
    quarter, year = fiscal(day)
    return f"corporate-risk-register-q{quarter}-{year}.xlsx"


def configuration(days: list[date]) -> str:
    """The scale alone."""
    return """[matrix]
likelihood = 5
impact = 5
formula = "product"

[matrix.bands]
low = [1, 4]
medium = [5, 9]
high = [10, 15]
"very high" = [16, 25]
"""


HOUSE = House(
    id="harrowmere",
    name="Harrowmere County Council",
    kind="county",
    nation="England",
    voice=Voice(we="the Council", us="the Council", our="the Council's", plural=False, place="Harrowmere"),
    matrix=MATRIX,
    pool=upper,
    title="Corporate Risk Register",
    ref_form=lambda n: f"CRR{n}",
    days=between(date(2023, 3, 31), date(2026, 9, 30), 9, 11),
    tell=tell,
    columns=columns,
    file_name=file_name,
    layout=lambda day, days: "cover",
    preamble=lambda day, count: (f"Number of risks in this register: {count}",),
    plants=(
        Plant("cover_count_differs", 2),
        Plant("named_owner", 1),
        Plant("factors_do_not_multiply", -2),
    ),
    configuration=configuration,
)
