"""Port Kestrel City Council (unitary): ruled PDF over pages; a new administration's cuts: avoidance."""

from __future__ import annotations

import random
from datetime import date

from samples import columns as col
from samples.bank import Voice
from samples.house import House, Plant, Told, upper
from samples.model import Column, Matrix, Score, in_words
from samples.series import Series, quarter_ends

MATRIX = Matrix(5, 5)


def election(days: list[date]) -> date:
    """The first Thursday in May before the first June register from the fifth register on."""
    year = next(d.year for d in days[4:] if d.month == 6)
    return next(d for d in (date(year, 5, n) for n in range(1, 8)) if d.weekday() == 3)


def quarters(rng: random.Random) -> list[date]:
    """Eleven or twelve quarters that begin with June or September, so that an election falls among them."""
    first = date(rng.choice((2022, 2023)), rng.choice((6, 9)), 30)
    return quarter_ends(first, rng.randint(11, 12))


def tell(series: Series, days: list[date]) -> Told:
    """Within three registers of the election ten or more entries turn to stopping; two such enter."""
    rng = series.rng
    turning = [series.enter("enablement", ("avoidance",)) for _ in range(rng.randint(7, 9))]
    turning += [series.enter("containment", ("avoidance",)) for _ in range(3)]
    series.fill(containment=7, avoidance=2, enablement=2)
    rng.shuffle(turning)
    vote = next(at for at, day in enumerate(days) if day > election(days))
    steps = {vote: turning[:4], vote + 1: turning[4:8], vote + 2: turning[8:]}
    for at, day in enumerate(days):
        if at:
            series.drift()
        for risk in steps.get(at, ()):
            series.flip(risk, "avoidance")
        if at == vote + 1:
            leaver = rng.choice([r for r in series.of("containment") if r not in turning])
            series.leave(leaver, "closed", ruled="The risk was closed when its project ended.")
            series.enter("avoidance")
            series.enter("avoidance")
        series.tick(day)
        series.publish(day)
    return Told(
        story="cuts",
        words="Turns to avoidance after an election: the new administration's cuts rewrite the entries.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="to_avoidance",
        dominant="reworded",
        verdict="shift",
        notes=f"election on {election(days).isoformat()}",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """Cause, event and effect in one cell; scores with letters before the numbers, impact first."""
    both = ("likelihood", "impact", "score")

    def marked(score: Score) -> str:
        return f"I{score.impact:g} L{score.likelihood:g} = {col.number(score.score)}"

    return (
        col.ref("Risk ID", 0.7),
        col.title("Risk title", 1.4),
        col.description("Risk detail", ("Cause:", "Event:", "Effect:"), 2.6),
        col.notation("Inherent score", "inherent", marked, both, 0.9),
        col.controls("Key controls and mitigations", width=3.0),
        col.notation("Residual score", "residual", marked, both, 0.9),
        col.actions("Actions to further reduce risk", width=3.0),
        col.direction("Trend", col.WORDS, 1.1),
        col.owner("Director responsible", 1.2),
    )


HOUSE = House(
    id="port-kestrel",
    name="Port Kestrel City Council",
    kind="unitary",
    nation="England",
    voice=Voice(we="we", us="us", our="our", place="the city"),
    matrix=MATRIX,
    pool=upper,
    title="Corporate Risk Register",
    ref_form=lambda n: f"CR{n:03d}",
    days=quarters,
    tell=tell,
    columns=columns,
    file_name=lambda day, days: f"Appendix A - Corporate Risk Register {in_words(day).split(' ', 1)[1]}.pdf",
    layout=lambda day, days: "table",
    plants=(
        Plant("direction_contradicts_score", 4),
        Plant("repeated_reference", 2),
        Plant("action_repeats_control", -3),
        Plant("named_owner", 5),
    ),
    configuration=lambda days: (
        """[matrix]
likelihood = 5
impact = 5
formula = "product"
order = "impact_likelihood"
"""
    ),
    events=lambda days, told: [(election(days), "Election; a new administration takes office", "election")],
)
