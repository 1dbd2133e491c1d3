"""The dictionary as a page for people: `python -m pipelines.dictionary.docs` rewrites docs/dictionary.md."""

from __future__ import annotations

from pipelines.dictionary import SQL_TYPES, Table, names, table
from pipelines.dictionary.packages import caveats
from pipelines.settings import ROOT

PAGE = ROOT / "docs" / "dictionary.md"
OPENING = """# Data dictionary

Every published table and column. Written from `pipelines/dictionary/tables/` by
`python -m pipelines.dictionary.docs`; edit there.
"""


def markdown() -> str:
    """The page."""
    return "\n".join([OPENING, *(_section(table(name)) for name in names())])


def _section(told: Table) -> str:
    lines = [f"## {told.name}", "", f"One row is {told.grain}. {told.description}", ""]
    lines.append(f"Key: {', '.join(f'`{name}`' for name in told.primary_key)}.")
    lines += [
        f"`{', '.join(key.columns)}` refers to `{key.table}` (`{', '.join(key.references)}`)."
        for key in told.foreign_keys
    ]
    lines += [f"Caveat: {caveats()[code]}" for code in told.caveats]
    lines += ["", "| column | type | unit | may be null | what it is |", "|---|---|---|---|---|"]
    for c in told.columns:
        text = c.description.replace("|", "\\|")
        null = "yes" if c.nullable else "no"
        lines.append(f"| `{c.name}` | {SQL_TYPES[c.type]} | {c.unit} | {null} | {text} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
