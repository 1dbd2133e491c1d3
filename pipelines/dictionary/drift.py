"""Where two accounts of the tables differ, as four lists: missing and extra, by table and by column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipelines.dictionary import names, table


@dataclass(frozen=True, slots=True)
class Drift:
    """The four lists; columns are written TABLE.COLUMN. False when both accounts agree."""

    missing_tables: tuple[str, ...]
    extra_tables: tuple[str, ...]
    missing_columns: tuple[str, ...]
    extra_columns: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.missing_tables, self.extra_tables, self.missing_columns, self.extra_columns))

    def __str__(self) -> str:
        lists = {
            "tables missing": self.missing_tables,
            "tables not in the dictionary": self.extra_tables,
            "columns missing": self.missing_columns,
            "columns not in the dictionary": self.extra_columns,
        }
        return "\n".join(f"{what}: {', '.join(found) or 'none'}" for what, found in lists.items())


def dictionary_columns() -> dict[str, tuple[str, ...]]:
    """Every table of the dictionary and its columns."""
    return {name: tuple(table(name).schema) for name in names()}


def drift(expected: Mapping[str, Collection[str]], found: Mapping[str, Collection[str]]) -> Drift:
    """Compare two accounts of tables and their columns; order does not count."""
    both = sorted(set(expected) & set(found))
    return Drift(
        tuple(sorted(set(expected) - set(found))),
        tuple(sorted(set(found) - set(expected))),
        tuple(f"{name}.{c}" for name in both for c in expected[name] if c not in found[name]),
        tuple(f"{name}.{c}" for name in both for c in found[name] if c not in expected[name]),
    )
