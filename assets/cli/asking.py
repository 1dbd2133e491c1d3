"""Verbs that ask a publication: `explain`, `shift`, `review`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import polars as pl

from assets.cli import say
from assets.cli.console import OUT, emit, grid
from assets.cli.running import shown, table
from pipelines.errors import RiskshiftError
from pipelines.settings import Settings, from_environment
from pipelines.warehouse import spreadsheets

DAY = click.DateTime(["%Y-%m-%d"])


def publication(settings: Settings, publication_id: str | None) -> Path:
    """The publication asked for: by id among those kept, or the one shown.

    Raises:
        RiskshiftError: it is not there.
    """
    if publication_id is None:
        return shown(settings)
    folder = settings.publications / publication_id
    if not (folder / "manifest.json").exists():
        kept = ", ".join(sorted(p.name for p in settings.publications.glob("*") if p.suffix != ".tmp")) or "none"
        raise RiskshiftError(
            f"there is no publication {publication_id}.", where=str(settings.publications), remedy=f"Kept: {kept}."
        )
    return folder


@click.command()
@click.argument("entry_id")
@OUT
@click.option("--publication", "publication_id", help="A past publication [default: the one shown].")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(entry_id: str, out: Path | None, publication_id: str | None, form: str) -> None:
    """Why one entry got its stance: rules, words in their sentence, decision step, and the cell it came from.

    \b
    Example: riskshift explain kent.corporate.2026-04-01.cr1
    """
    folder = publication(from_environment(out=out), publication_id)
    told = account(folder, entry_id)
    click.echo(json.dumps(told, indent=1, ensure_ascii=False, default=str) if form == "json" else in_words(told))


def account(folder: Path, entry_id: str) -> dict[str, Any]:
    """All that a publication knows of one entry's stance, by the rulebook that judged it where that is here.

    Raises:
        RiskshiftError: there is no such entry; near ones are named.
    """
    from rapidfuzz import process

    from pipelines import judge
    from pipelines.catalogue.rulings import holding
    from pipelines.judge.explain import explain as explanation

    entries = table(folder, "entries")
    one = entries.filter(pl.col("entry_id") == entry_id)
    if one.is_empty():
        near = [name for name, _, _ in process.extract(entry_id, entries["entry_id"].to_list(), limit=3)]
        raise RiskshiftError(
            f"there is no entry {entry_id}.",
            where=str(folder),
            remedy=f"Near: {', '.join(near)}. Results elsewhere? Name their folder with --out.",
        )
    entry = one.row(0, named=True)
    of_entry = pl.col("entry_id") == entry_id
    judged = table(folder, "classifications")
    recorded = judged.filter(of_entry).row(0, named=True)
    source = table(folder, "registers").filter(pl.col("register_id") == entry["register_id"]).row(0, named=True)
    rulebook = judge.load_rulebook()
    why = explanation(one, entry_id, rulebook) if rulebook.version == recorded["rulebook_version"] else None
    rulings = table(folder, "rulings").filter(pl.col("kind") == "stance")
    held = holding(rulings, judged.join(entries.select("entry_id", "council"), on="entry_id")).filter(of_entry)
    rulings = rulings.filter(of_entry | pl.col("ruling_id").is_in(held["ruling_id"].to_list()))
    return {
        "entry_id": entry_id,
        "publication": folder.name,
        "classification": recorded,
        "source": {
            "file": source["source_file"],
            "sha256": source["source_sha256"],
            "place": entry["locator"],
            "as_at": entry["as_at"],
            "as_at_basis": source["as_at_basis"],
        },
        "evidence": table(folder, "evidence").filter(of_entry).to_dicts(),
        "rulings": rulings.to_dicts(),
        "explanation": asdict(why) if why else None,
        "text": why.text() if why else "",
        "statements": {name: entry[name] for name in ("title", "description", "controls", "actions", "response")},
    }


def in_words(told: dict[str, Any]) -> str:
    """An account as a person reads it: a ruling first where there is one, what the rules say, the source."""
    source, verdict = told["source"], told["classification"]
    lines = []
    if verdict["ruled"]:
        lines += [f"{told['entry_id']}: {verdict['stance']}, by a person's ruling", ""]
    for ruling in told["rulings"]:
        lines += [f"Ruled {ruling['value']} by {ruling['by']} on {ruling['date']}: {ruling['reason']}"]
        lines += [f"  {ruling['outcome']} [ruling {ruling['ruling_id']}]", ""]
    if verdict["ruled"] and told["text"]:
        lines += ["What the rules say of it:", ""]
    if told["text"]:
        lines += [told["text"].rstrip()]
    else:
        lines += [
            f"{told['entry_id']}: {verdict['stance']} ({verdict['confidence']} confidence)",
            f"Decided at step {verdict['decision_step']}.",
            f"Judged by rulebook {verdict['rulebook_version']}, not that of this checkout; as recorded then:",
            *(
                f"  {hit['field']}: {in_place(told['statements'][hit['field']], hit)}\n"
                f"    {hit['rule_id']} ({hit['theme']}, {hit['pole']}): {hit['effect']}"
                for hit in told["evidence"]
            ),
        ]
    lines += [
        "",
        f"Read from {source['file']}, {source['place']}",
        f"  as at {source['as_at'] or 'no date'} ({source['as_at_basis']}), SHA-256 {source['sha256']}",
        f"  in publication {told['publication']}",
        "",
        "Judge it otherwise? A row of riskshift/rulings.csv with kind stance, this entry_id, your value, and",
        f"  expect {verdict['text_sha256']}",
    ]
    return "\n".join(lines)


def in_place(text: str, hit: dict[str, Any], around: int = 80) -> str:
    """The matched words between »…« with some of the text about them."""
    start, end = hit["span_start"], hit["span_end"]
    words = f"{text[max(0, start - around) : start]}»{text[start:end]}«{text[end : end + around]}"
    return " ".join(words.split())


@click.command()
@click.argument("council")
@click.argument("from_", metavar="FROM", type=DAY)
@click.argument("to", metavar="TO", type=DAY)
@OUT
@click.option("--series", help="One series only [default: each].")
@click.option("--area", default="all", show_default=True, help="One area of the common scheme, or all.")
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
def shift(
    council: str, from_: datetime, to: datetime, out: Path | None, series: str | None, area: str, form: str
) -> None:
    """What changed in COUNCIL's stance between two dates, split into five steps that add up.

    A date without a register stands for the latest one before it.

    \b
    Example: riskshift shift kent 2025-04-01 2026-04-01
    """
    from pipelines import shift as shifts

    settings = from_environment(out=out)
    folder = shown(settings)
    names = ("registers", "entries", "classifications", "evidence", "links", "departures", "needs")
    tables = {name: table(folder, name) for name in names}
    frame = shifts.between(tables, council, from_.date(), to.date(), series=series, area=area)
    if form != "text":
        emit(frame, form)
        return
    for row in frame.iter_rows(named=True):
        click.echo(grid([[name, rounded(name, value)] for name, value in row.items()]))
        click.echo()


def rounded(name: str, value: object) -> object:
    """A share with its sign or a probability without, to three digits; anything else as it is."""
    if not isinstance(value, float):
        return value
    return f"{value:.3f}" if name in {"p_value", "q_value"} else f"{value:+.3f}"


@click.command()
@OUT
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many entries.")
@click.option(
    "--rulings-as-cases",
    is_flag=True,
    help="Instead, the rulings that applied, as labelled entries for `riskshift evaluate`.",
)
def review(out: Path | None, limit: int, rulings_as_cases: bool) -> None:
    """The entries a person should rule on, as a CSV in the columns of riskshift/rulings.csv.

    Asked about are entries that a trained second opinion reads otherwise, where words stand on both sides, or where
    the rules are unsure; those most likely misjudged first. The second opinion changes no verdict. Fill in `value`,
    `date`, `by` and `reason` of the rows you rule on and add them to the file; columns that begin with _ may stay.

    With --rulings-as-cases what people ruled becomes a measure of the next version of the rules.

    \b
    Example: riskshift review --limit 20 > to-rule.csv
             riskshift review --rulings-as-cases > cases.csv && riskshift evaluate cases.csv
    """
    from pipelines.judge import review as reviewing

    folder = shown(from_environment(out=out))
    if rulings_as_cases:
        emit(reviewing.cases({name: table(folder, name) for name in ("entries", "rulings")}), "csv")
        return
    names = ("entries", "classifications", "evidence", "links")
    asked = reviewing.review({name: table(folder, name) for name in names}, limit)
    say(f"{asked.height} of {table(folder, 'classifications').height} entries listed.")
    click.echo(spreadsheets.csv_bytes(asked).decode(), nl=False)
