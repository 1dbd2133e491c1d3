"""The site's strings: one catalogue, strings.toml, that a council can translate, and how numbers are written.

A translation is a TOML file with the same keys (any of them); what it leaves out stays English. A missing key or
value is an error at once, so no page goes out with a hole in it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.errors import BadConfiguration
from pipelines.settings import ROOT

CATALOGUE = Path(__file__).with_name("strings.toml")
VERDICTS = ROOT / "pipelines" / "shift" / "verdicts.csv"
MINUS = "\u2212"


def flatten(nested: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """TOML tables to dotted keys."""
    flat: dict[str, str] = {}
    for key, value in nested.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


@cache
def verdict_sentences() -> dict[str, str]:
    """Verdict code to the sentence that the test behind it supports (pipelines/shift/verdicts.csv)."""
    with VERDICTS.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["sentence"] for row in csv.DictReader(handle)}


@cache
def verdict_directions() -> dict[str, str]:
    """Verdict code to the stance it points at, or "none"."""
    with VERDICTS.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["direction"] for row in csv.DictReader(handle)}


class Catalogue:
    """The strings of one language; called with a key and the values that stand in the sentence."""

    def __init__(self, strings: Path | None = None) -> None:
        self.flat = {f"verdict.{code}": text for code, text in verdict_sentences().items()}
        self.flat |= _load(CATALOGUE)
        if strings is not None:
            own = _load(strings)
            unknown = sorted(set(own) - set(self.flat))
            if unknown:
                raise BadConfiguration(
                    f"keys that the catalogue does not have: {', '.join(unknown)}.",
                    where=str(strings),
                    remedy=f"Take keys from {CATALOGUE.relative_to(ROOT)}.",
                )
            self.flat |= own
        self.fingerprint = hashlib.sha256(json.dumps(self.flat, sort_keys=True).encode()).hexdigest()

    def __call__(self, key: str, /, **given: Any) -> str:
        """The sentence of a key. A key `x.one` is taken for `x` where `count` is 1.

        Raises:
            BadConfiguration: there is no such key, or its sentence wants a value that is not given.
        """
        if given.get("count") == 1 and f"{key}.one" in self.flat:
            key = f"{key}.one"
        elif key not in self.flat and f"{key}.other" in self.flat:
            key = f"{key}.other"
        try:
            return self.flat[key].format_map({k: self._plain(v) for k, v in given.items()})
        except (KeyError, IndexError, ValueError) as error:
            raise BadConfiguration(
                f"the string {key!r} is absent or wants a value that nothing gives ({error}).",
                where=str(CATALOGUE.relative_to(ROOT)),
                remedy="Add the key, or mend its braces.",
            ) from error

    def has(self, key: str) -> bool:
        """Whether a key exists."""
        return key in self.flat

    def _plain(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return self.number(value)

    def number(self, value: int) -> str:
        """A count, thousands parted."""
        return f"{value:,}".replace(",", self.flat["format.thousands"])

    def date(self, value: date | None) -> str:
        """A day as "31 March 2024"."""
        if value is None:
            return self.flat["none"]
        month = self.flat["format.months"].split(" ")[value.month - 1]
        return self.flat["format.date"].format(day=value.day, month=month, year=value.year)

    def percent(self, value: float | None) -> str:
        """A share in whole per cent."""
        return self.flat["none"] if value is None else self.flat["format.percent"].format(value=_half_up(value * 100))

    def points(self, value: float | None) -> str:
        """A difference of shares in percentage points with one decimal, signed."""
        return self.flat["none"] if value is None else self.flat["format.points"].format(value=_sign(value * 100, 1))

    def signed_points(self, value: float | None) -> str:
        """The same without its unit, for a label whose chart names it."""
        return self.flat["none"] if value is None else _sign(value * 100, 1)

    def interval(self, low: float | None, high: float | None) -> str:
        """An interval of shares."""
        if low is None or high is None:
            return self.flat["none"]
        return self.flat["format.interval"].format(low=_half_up(low * 100), high=_half_up(high * 100))

    def signed(self, value: float | None) -> str:
        """A number with sign and two decimals."""
        return self.flat["none"] if value is None else _sign(value, 2)

    def signed_interval(self, low: float | None, high: float | None) -> str:
        """An interval of signed numbers."""
        if low is None or high is None:
            return self.flat["none"]
        return self.flat["format.signed_interval"].format(low=_sign(low, 2), high=_sign(high, 2))

    def decimal(self, value: float | None, places: int = 3) -> str:
        """A plain number, such as a p-value."""
        return self.flat["none"] if value is None else f"{value:.{places}f}"

    def named(self, kind: str, code: str) -> str:
        """The catalogue's name of a code, or the code made readable."""
        return self.flat.get(f"{kind}.{code}") or code.replace("_", " ").replace("-", " ").strip().capitalize()

    def theme(self, code: str) -> str:
        """A theme's name."""
        return self.named("theme", code)


def _load(path: Path) -> dict[str, str]:
    try:
        return flatten(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(
            f"the catalogue of strings cannot be read ({error}).", where=str(path), remedy="Mend that line."
        ) from error


def _half_up(value: float) -> int:
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


def _sign(value: float, places: int) -> str:
    rounded = round(value, places)
    if rounded == 0:
        return f"{0:.{places}f}"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):.{places}f}"
