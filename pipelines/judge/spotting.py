"""Which statement is shown to which rule: all the words that rules need, looked for at once.

One pass of Aho and Corasick's (1975) automaton over plain statements finds every spelling of `needed`; a rule sees
the statements in which one of its ways has all its parts. On real and invented registers that leaves each statement
to between one and two of some two hundred rules, most of which then match it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from pipelines.judge.needed import PLAIN, Way

BLOCK = 32_768
"""Statements looked at together, which bounds the memory that marks of parts take."""
SPOTTED = pl.Schema({"rule_id": pl.String(), "clause_id": pl.Int64()})
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Spotter:
    """What rules need, numbered.

    spellings: every spelling, sorted.
    parts_of: for each spelling, the numbers of the parts it stands for.
    ways: rule and the numbers of the parts that must all be there; a way without parts is met by every statement.
    """

    spellings: tuple[str, ...]
    parts_of: tuple[tuple[int, ...], ...]
    ways: tuple[tuple[str, tuple[int, ...]], ...]

    @classmethod
    def of(cls, needs: Mapping[str, Iterable[Way]]) -> Spotter:
        """Number the ways of each rule, by rule_id."""
        parts: dict[frozenset[str], int] = {}
        ways = [
            (rule_id, tuple(parts.setdefault(part, len(parts)) for part in way))
            for rule_id, found in needs.items()
            for way in tuple(found) or ((),)
        ]
        parts_of: dict[str, list[int]] = {}
        for part, number in parts.items():
            for spelling in part:
                parts_of.setdefault(spelling, []).append(number)
        spellings = tuple(sorted(parts_of))
        return cls(spellings, tuple(tuple(parts_of[spelling]) for spelling in spellings), tuple(ways))

    @cached_property
    def _names(self) -> pl.Enum:
        return pl.Enum(self.spellings)

    def spot(self, clauses: pl.DataFrame) -> pl.DataFrame:
        """The statements that each rule must see.

        Args:
            clauses: clause_id and clause, each statement once.

        Returns:
            Columns of `SPOTTED`.
        """
        ids, places = clauses["clause_id"].to_numpy(), self._places(clauses["clause"])
        found = []
        for start in range(0, clauses.height, BLOCK):
            block = places.filter(pl.col("row").is_between(start, start + BLOCK, closed="left"))
            for rule_id, mask in self._seen(block, start, min(BLOCK, clauses.height - start)):
                at = ids[start + np.flatnonzero(mask)]
                found.append(pl.DataFrame({"rule_id": rule_id, "clause_id": at}, schema=SPOTTED))
        return pl.concat(found) if found else pl.DataFrame(schema=SPOTTED)

    def _places(self, clauses: pl.Series) -> pl.DataFrame:
        """Every place of every spelling: row of the statement and number of the spelling, by number."""
        if not self.spellings:
            return pl.DataFrame(schema={"row": pl.UInt32, "number": pl.UInt32})
        plain = pl.lit(" ") + clauses.str.replace_all(PLAIN, " ") + " "
        return (
            pl.select(row=pl.int_range(len(clauses), dtype=pl.UInt32), spelling=plain)
            .with_columns(pl.col("spelling").str.extract_many(list(self.spellings), overlapping=True))
            .explode("spelling")
            .drop_nulls()
            .select("row", number=pl.col("spelling").cast(self._names).to_physical())
            .sort("number")
        )

    def _seen(self, places: pl.DataFrame, start: int, height: int) -> Iterator[tuple[str, Mask]]:
        """Rules with what they must see of one block."""
        parts = self._parts(places, start, height)
        seen: dict[str, Mask] = {}
        for rule_id, needed in self.ways:
            if not all(number in parts for number in needed):
                continue
            mask = np.logical_and.reduce([parts[number] for number in needed]) if needed else np.True_
            seen[rule_id] = seen.get(rule_id, np.zeros(height, bool)) | mask
        yield from seen.items()

    def _parts(self, places: pl.DataFrame, start: int, height: int) -> dict[int, Mask]:
        """Parts that are somewhere in a block, with where."""
        if places.is_empty():
            return {}
        numbers, rows = places["number"].to_numpy().astype(np.int64), places["row"].to_numpy() - start
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        parts: dict[int, Mask] = {}
        for number, at in zip(numbers[starts].tolist(), np.split(rows, starts[1:]), strict=True):
            for part in self.parts_of[number]:
                if part not in parts:
                    parts[part] = np.zeros(height, bool)
                parts[part][at] = True
        return parts
