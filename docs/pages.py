"""Pages that are made from their sources while the site is built, so that they cannot grow stale: commands,
settings, rulebook, issue codes, verdicts and caveats. One block is kept in the repository too, for those who
read it there: the keys of a council's file, in configuration.md.

It stands beside the pages because only they need it. MkDocs calls `on_files` (see mkdocs.yml);
`python -m docs.pages` rewrites the block.
"""

from __future__ import annotations

import csv
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))  # MkDocs imports this file by its path

from assets.cli import VERBS, riskshift  # noqa: E402
from pipelines.catalogue import council  # noqa: E402
from pipelines.settings import Settings  # noqa: E402

CONFIGURATION = DOCS / "configuration.md"
BEGIN, END = "<!-- keys: written by python -m docs.pages -->", "<!-- end of keys -->"
INTERNAL = {"id", "configured"}
PARTS = {
    council.Council: "At the top",
    council.Matrix: "Under `[matrix]` or each `[[matrices]]`",
    council.Area: "Under each `[[areas]]`",
    council.StatedAppetite: "Under each `[[appetite]]`",
    council.Series: "Under each `[[series]]`",
    council.DocumentEntry: "Under each `[[documents]]`",
}


def rows(*path: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the repository."""
    with ROOT.joinpath(*path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def table(header: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    cells = [list(header), *([cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines)]
    cells.insert(1, ["---"] * len(cells[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def code(text: str) -> str:
    """Text as a code span, whatever backticks it holds."""
    fence = "`" * (1 + max((len(found) for found in re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def words_of(kind: Any) -> str:
    """A type of a configuration key in words."""
    if get_origin(kind) is Annotated:
        return words_of(get_args(kind)[0])
    if get_origin(kind) is Literal:
        return ", ".join(code(f'"{value}"') for value in get_args(kind))
    if get_origin(kind) is tuple:
        first = get_args(kind)[0]
        return "tables" if isinstance(first, type) and first in PARTS else f"list: {words_of(first)}"
    if get_origin(kind) is dict:
        return f"table of names, each to {words_of(get_args(kind)[1])}"
    if isinstance(kind, UnionType):
        return words_of(get_args(kind)[0])
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "date": "date"}.get(
        kind.__name__, "table"
    )


def keys() -> str:
    """Every key of a council's file, from the models that read it."""
    sections = []
    for model, place in PARTS.items():
        lines = []
        for name, field in model.model_fields.items():
            if name in INTERNAL:
                continue
            plain = not field.is_required() and not field.default_factory and field.default not in ("", None, ())
            default = str(field.default).lower() if isinstance(field.default, bool) else field.default
            shown = "required" if field.is_required() else code(f"{default}") if plain else ""
            lines.append((code(name), words_of(field.annotation), shown, field.description or ""))
        sections += [f"### {place}", "", table(("key", "what it takes", "default", "meaning"), lines), ""]
    return "\n".join(sections)


def configuration() -> str:
    """configuration.md with its block of keys as the models have them now."""
    before, rest = CONFIGURATION.read_text(encoding="utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n\n{keys()}\n{END}{rest.split(END)[1]}"


def commands() -> str:
    """cli.md: every verb with its arguments, options and example."""
    context = click.Context(riskshift, info_name="riskshift")
    told = [
        "# The command\n",
        "Exit 0: done. 1: the work failed, and one line on standard error says what, where and what to do.",
        "2: the words of the call are off. `riskshift --help` says the same as this page.\n",
    ]
    for name, verb in VERBS.items():
        command = riskshift.get_command(context, name)
        if command is None:
            raise LookupError(f"assets.cli.VERBS lists {name}, which no module holds")
        said = re.sub(
            r"\s*\x08?\s*Example:.*", "", inspect.cleandoc(command.help or "").replace("\b", ""), flags=re.DOTALL
        )
        usage = command.collect_usage_pieces(click.Context(command, parent=context, info_name=name))
        told += [f"## {name}\n", code(" ".join(["riskshift", name, *usage])), "", said.strip(), ""]
        told += ["```sh", verb.example, "```\n"]
        options = [option for option in command.params if isinstance(option, click.Option)]
        if options:
            told += [table(("option", "meaning"), ((code(", ".join(o.opts)), o.help or "") for o in options)), ""]
    return "\n".join(told)


def settings() -> str:
    """settings.md: every environment variable with its default, from the typed settings."""
    said = re.findall(r"^([a-z_, ]+): (.*(?:\n  .*)*)", inspect.getdoc(Settings) or "", re.MULTILINE)
    meaning = {name.strip(): " ".join(text.split()) for names, text in said for name in names.split(",")}
    lines = []
    for field in fields(Settings):
        default = str(field.default or "").replace(f"{ROOT}/", "")
        lines.append((code(f"RISKSHIFT_{field.name.upper()}"), code(default) if default else "", meaning[field.name]))
    told = [
        "# Settings\n",
        "A setting is an environment variable; an option of the same name on the command line wins.",
        "`riskshift doctor` prints the values in force, passwords left out. Default folders are below the checkout.\n",
        table(("variable", "default", "meaning"), lines),
        "",
    ]
    return "\n".join(told)


def rulebook() -> str:
    """rulebook.md: every rule with its reason, source and cases, file by file, in the columns that the files have."""
    told = [
        "# Rulebook\n",
        "Every rule that judges, as it stands in `sql/rules/`. [How to add one](add-a-rule.md).",
        "A word in `{braces}` stands for a class of words in `sql/rules/classes/`, `<3>` for up to three words.\n",
    ]
    for path in sorted((ROOT / "sql" / "rules").glob("*.csv")):
        told.append(f"## {path.stem.replace('_', ' ').capitalize()}\n")
        for row in rows("sql", "rules", path.name):
            name, reason, source = row.pop("rule_id"), row.pop("reason"), row.pop("source")
            told.append(f"### {name}\n\n{reason} Source: {source}\n")
            told += [f"- {column.replace('_', ' ')}: {code(value)}" for column, value in row.items() if value]
            told.append("")
    return "\n".join(told)


def issue_codes() -> str:
    """issue-codes.md: every oddity that somebody can answer for, and who."""
    told = [
        "# Issue codes\n",
        "What the table `issues` can say. An issue is something a person can answer for: the council that printed it,",
        "or the people who keep riskshift. Nothing that was read is dropped in silence.\n",
    ]
    codes = rows("pipelines", "catalogue", "issue_codes.csv")
    for who, title in (("council", "For the council to answer"), ("riskshift", "For us to answer")):
        lines = sorted((r["severity"], r["code"], r["meaning"]) for r in codes if r["responsibility"] == who)
        shown = table(("code", "severity", "meaning"), ((code(c), s, m) for s, c, m in lines))
        told += [f"## {title}\n", shown, ""]
    return "\n".join(told)


def verdicts() -> str:
    """verdicts.md: the sentences about change and the caveats beside figures, word for word."""
    about = [(code(r["code"]), r["rests_on"], r["sentence"]) for r in rows("pipelines", "shift", "verdicts.csv")]
    on_rows = [(code(r["code"]), r["message"]) for r in rows("pipelines", "shift", "caveats.csv")]
    on_tables = [(code(r["code"]), r["text"]) for r in rows("pipelines", "dictionary", "caveats.csv")]
    told = [
        "# Verdicts and caveats\n",
        "## Verdicts\n",
        "The sentence above a chart of change is chosen by its verdict in the table `shifts`; no sentence claims more",
        "than the test under it supports.\n",
        table(("verdict", "rests on", "sentence"), about),
        "\n## Caveats on rows\n",
        "In the table `caveats`, and beside the figures that they limit.\n",
        table(("caveat", "message"), on_rows),
        "\n## Caveats on tables\n",
        "In the data package and the [dictionary](dictionary.md).\n",
        table(("caveat", "text"), on_tables),
        "",
    ]
    return "\n".join(told)


MEASURED = {
    "accuracy.md": "python -m benchmarks.accuracy",
    "reading.md": "python -m benchmarks.reading",
    "simulation.md": "python -m benchmarks.simulation",
    "performance.md": "make bench",
    "reliability.md": "make soak",
    "mutation.md": "make mutation",
}
"""Pages that hold figures, and the commands that write them; one not yet written says how to write it."""

PAGES: dict[str, Callable[[], str]] = {
    "cli.md": commands,
    "settings.md": settings,
    "rulebook.md": rulebook,
    "issue-codes.md": issue_codes,
    "verdicts.md": verdicts,
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds every made page to the site, and a word where a page of measurements is not written yet."""
    for name, make in PAGES.items():
        files.append(File.generated(config, name, content=make()))
    for name, command in MEASURED.items():
        if not (DOCS / name).exists():
            told = f"# {name[:-3].capitalize()}\n\nNothing is measured here yet. `{command}` writes this page.\n"
            files.append(File.generated(config, name, content=told))
    return files


if __name__ == "__main__":
    CONFIGURATION.write_text(configuration(), encoding="utf-8")
