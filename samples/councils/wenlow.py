"""London Borough of Wenlow: one risk a page in PDF, weighted impacts; flat but noisy."""

from __future__ import annotations

from datetime import date

from samples import columns as col
from samples.bank import Voice
from samples.house import House, Plant, Told, between, fiscal, upper
from samples.model import Column, Matrix, Score
from samples.series import Risk, Series

MATRIX = Matrix(
    4,
    4,
    weights=(1, 2, 4, 8),
    likelihood_words=("Rare", "Unlikely", "Possible", "Likely"),
    impact_words=("Minor", "Serious", "Major", "Extreme"),
)


def tell(series: Series, days: list[date]) -> Told:
    """Every quarter half of the texts change their words; one entry turns each way and turns back later."""
    rng = series.rng
    up = [series.enter("containment", ("enablement",)) for _ in range(3)]
    down = [series.enter("enablement", ("avoidance",)) for _ in range(3)]
    series.fill(containment=rng.randint(8, 9), avoidance=rng.randint(4, 5), enablement=2, mixed=1)
    away: list[tuple[Risk, str]] = []
    for at, day in enumerate(days):
        if at:
            series.drift(0.4)
            for risk in series.risks:
                if rng.random() < 0.5:
                    series.reword(risk)
            before = [risk for risk, _ in away]
            for risk, home in away:
                series.flip(risk, home)
            away = []
            if at < len(days) - 1:
                one = rng.choice([r for r in up if r not in before])
                other = rng.choice([r for r in down if r not in before])
                away = [(one, one.stance), (other, other.stance)]
                series.flip(one, "enablement")
                series.flip(other, "containment")
        series.tick(day)
        series.publish(day)
    return Told(
        story="flat_but_noisy",
        words="Much is put in other words and a few entries waver; nothing moves in the end.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="none",
        dominant="none",
        verdict="no_clear_change",
    )


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """A card: labels on the left."""

    def likely(score: Score) -> str:
        return f"{MATRIX.word(score, 'likelihood')} ({score.likelihood:g})"

    def impact(score: Score) -> str:
        return f"{MATRIX.word(score, 'impact')} ({score.impact:g})"

    signs = {"up": "Increasing", "down": "Decreasing", "same": "Constant", "new": "New risk"}
    return (
        col.ref("Risk no."),
        col.title("Risk title"),
        col.area("Department"),
        col.part("Cause", "cause"),
        col.part("Event", "event"),
        col.part("Effect", "effect"),
        col.controls("Existing controls", col.BULLETS),
        col.notation("Current likelihood", "residual", likely, ("likelihood",)),
        col.notation("Current impact", "residual", impact, ("impact",)),
        col.factor("Current risk score", "residual", "score"),
        col.direction("Risk score change indicator", signs),
        col.actions("Actions", col.BULLETS),
        col.notation("Target likelihood", "target", likely, ("likelihood",)),
        col.notation("Target impact", "target", impact, ("impact",)),
        col.factor("Target risk score", "target", "score"),
        col.response("Risk approach"),
        col.owner("Risk owner"),
    )


def file_name(day: date, days: list[date]) -> str:
    """Wenlow CRR Q1 2024-25.pdf."""
    quarter, year = fiscal(day)
    return f"Wenlow CRR Q{quarter} {year}.pdf"


HOUSE = House(
    id="wenlow",
    name="London Borough of Wenlow",
    kind="London borough",
    nation="England",
    voice=Voice(we="the Council", us="the Council", our="the Council's", plural=False, place="Wenlow"),
    matrix=MATRIX,
    pool=upper,
    title="Corporate Risk Register",
    ref_form=lambda n: f"CR {n:02d}",
    days=between(date(2022, 9, 30), date(2026, 9, 30), 9, 11),
    tell=tell,
    columns=columns,
    file_name=file_name,
    layout=lambda day, days: "cards",
    progress=0.5,
    plants=(Plant("owner_missing", 3), Plant("named_owner", 6), Plant("cover_count_differs", -2)),
    preamble=lambda day, count: (f"{count} risks are held on the corporate register.",),
    configuration=lambda days: (
        """[matrix]
likelihood = 4
impact = 4
formula = "weighted"
impact_weights = [1, 2, 4, 8]
likelihood_words = ["Rare", "Unlikely", "Possible", "Likely"]
impact_words = ["Minor", "Serious", "Major", "Extreme"]
"""
    ),
)
