"""Dyffryn Eirlys County Council (Welsh, bilingual): html twins; its entries contradict an open appetite."""

from __future__ import annotations

from datetime import date

from samples import columns as col
from samples.bank import FOLDER, Topic, Voice, load
from samples.house import House, Plant, Told, between
from samples.model import INVENTED, INVENTED_CY, MONTHS, WELSH_MONTHS, Column, Matrix, Sheet
from samples.series import Series, Snapshot

MATRIX = Matrix(5, 5, letters=True)
WELSH_SIGNS = {"up": "I fyny", "down": "I lawr", "same": "Dim newid", "new": "Newydd"}


def tell(series: Series, days: list[date]) -> Told:
    """Entries on policy delivery and reputation mostly stop and forbid, while the statement says open."""
    rng = series.rng
    for area, wanted in (("Finance", ("containment",) * 3), ("Reputation", ("avoidance",) * 3)):
        for stance in wanted:
            series.enter(stance, topic=_take(series, area, stance))
    for stance in ("enablement", *("avoidance",) * 7, *("containment",) * 2):
        series.enter(stance, topic=_take(series, "Policy delivery", stance))
    series.enter("containment", topic=_take(series, "Reputation", "containment"))
    rng.shuffle(series.risks)
    series.renumber(series.ref_form)
    for at, day in enumerate(days):
        if at:
            series.drift(0.25)
        if at == 3:
            leaver = rng.choice([r for r in series.of("containment") if r.topic.area == "Policy delivery"])
            series.leave(leaver, "de_escalated", "De-escalated to a service register: {ref} {title}.")
            series.enter("containment", topic=_take(series, "Policy delivery", "containment"))
        series.tick(day)
        series.publish(day)
    return Told(
        story="appetite_contradicted",
        words="The appetite statement says open; the entries stop, close and forbid.",
        from_as_at=days[0],
        to_as_at=days[-1],
        direction="none",
        dominant="none",
        verdict="no_clear_change",
        notes="stated above spoken in Policy delivery and Reputation; they agree in Finance",
    )


def _take(series: Series, area: str, stance: str) -> Topic:
    found = next(t for t in series.pool if t.area == area and (stance == "containment" or t.acts.get(stance)))
    series.pool.remove(found)
    return found


def columns(day: date, days: list[date]) -> tuple[Column, ...]:
    """Letters and numbers, A and 1 being worst."""
    return (
        col.ref("Risk"),
        col.area("Area"),
        col.title("Risk title"),
        col.description("Description"),
        col.controls("Controls in place"),
        col.letter("Residual risk", "residual", MATRIX),
        col.actions("Further actions"),
        col.letter("Target risk", "target", MATRIX),
        col.direction("Direction of travel"),
        col.owner("Risk owner"),
    )


def welsh_columns() -> tuple[Column, ...]:
    """The same in Welsh."""
    return (
        col.ref("Risg"),
        col.area("Maes"),
        col.title("Teitl y risg"),
        col.description("Disgrifiad"),
        col.controls("Rheolaethau presennol"),
        col.letter("Risg weddilliol", "residual", MATRIX),
        col.actions("Camau gweithredu pellach"),
        col.letter("Risg darged", "target", MATRIX),
        col.direction("Cyfeiriad", WELSH_SIGNS),
        col.owner("Perchennog y risg"),
    )


def twin(snapshot: Snapshot) -> tuple[str, Sheet]:
    """File name and sheet of the Welsh twin."""
    day = snapshot.as_at
    month = WELSH_MONTHS[day.month - 1]
    closing = tuple(
        "Symudwyd i gofrestr gwasanaeth: " + line.split(": ", 1)[1].split(" ", 1)[0] for line in snapshot.closing
    )
    sheet = Sheet(
        council="Cyngor Sir Dyffryn Eirlys",
        title=f"Cyngor Sir Dyffryn Eirlys Cofrestr Risgiau Corfforaethol, {day.day} {month} {day.year}",
        as_at=day,
        columns=welsh_columns(),
        entries=tuple(snapshot.twins),
        preamble=(INVENTED_CY,),
        closing=closing,
        label=INVENTED,
        language="cy",
    )
    return f"cofrestr-risgiau-corfforaethol-{month.lower()}-{day.year}.html", sheet


def configuration(days: list[date]) -> str:
    """Areas, the appetite statement and letters whose A is worst; the areas' mapping is marked unverified."""
    return f"""names = ["Cyngor Sir Dyffryn Eirlys"]

[matrix]
likelihood = 5
impact = 5
formula = "none"
letters = "a_worst"

[[areas]]
local = "Finance"
area = "financial"
group = "Money"

[[areas]]
local = "Reputation"
area = "reputational"
group = "Standing"
verified = false

[[areas]]
local = "Policy delivery"
area = "operations"
group = "Delivery"
verified = false

[[appetite]]
area_local = "Finance"
stated = "Cautious"
tolerable = "Open"
valid_from = {days[0].isoformat()}
source = "Risk appetite statement (invented)"

[[appetite]]
area_local = "Reputation"
stated = "Open"
tolerable = "Hungry"
valid_from = {days[0].isoformat()}
source = "Risk appetite statement (invented)"

[[appetite]]
area_local = "Policy delivery"
stated = "Open"
tolerable = "Hungry"
valid_from = {days[0].isoformat()}
source = "Risk appetite statement (invented)"
"""


def file_name(day: date, days: list[date]) -> str:
    """corporate-risk-register-june-2024.html."""
    return f"corporate-risk-register-{MONTHS[day.month - 1].lower()}-{day.year}.html"


HOUSE = House(
    id="dyffryn-eirlys",
    name="Dyffryn Eirlys County Council",
    kind="Welsh unitary",
    nation="Wales",
    voice=Voice(we="the Council", us="the Council", our="the Council's", plural=False, place="Dyffryn Eirlys"),
    matrix=MATRIX,
    pool=lambda topic: True,
    bank=lambda: load(FOLDER / "bilingual", "en.toml"),
    twins=lambda: load(FOLDER / "bilingual", "cy.toml"),
    twin=twin,
    title="Corporate Risk Register",
    ref_form=lambda n: f"Risk {n:02d}",
    days=between(date(2023, 3, 31), date(2026, 9, 30), 8, 9),
    tell=tell,
    columns=columns,
    file_name=file_name,
    layout=lambda day, days: "table",
    plants=(Plant("welsh_alone", 2),),
    configuration=configuration,
)
