"""The pages that give account: quality, method, data, lineage, accessibility."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.charts.palette import STANCES
from pipelines.site.lineage import edges_or_default, picture
from pipelines.site.press import Press
from pipelines.site.words import verdict_sentences

ROWS = 10
"""Failing rows shown a check; the download holds more."""
RESULTS = ("crashed", "failed", "passed")


def _home(press: Press) -> list[tuple[str, str]]:
    return [(press.words("nav.overview"), "index.html")]


def quality(press: Press) -> None:
    """Every data check, failures first, with counts and failing rows, earlier results, and what people decided."""
    model = press.model
    rank = pl.col("result").replace_strict({r: i for i, r in enumerate(RESULTS)}, return_dtype=pl.Int8)
    checks = (
        model.tables["checks"]
        .with_columns(rank=rank)
        .sort(pl.col("rank").min().over("table_name"), "table_name", "rank", "severity", "expectation")
    )
    failing = model.by("failing_rows", "table_name", "expectation")
    suites = [
        {
            "name": str(key[0]),
            "checks": [
                {**row, "rows": failing.of(row["table_name"], row["expectation"])[:ROWS]} for row in part.to_dicts()
            ],
        }
        for key, part in checks.partition_by("table_name", as_dict=True, maintain_order=True).items()
    ]
    by_result = dict(checks["result"].value_counts().rows())
    history = press.provenance.history
    press.page(
        "quality.html",
        "quality.html",
        press.words("quality.title"),
        {
            "suites": suites,
            "failures": checks.filter(pl.col("result") != "passed").sort("rank", maintain_order=True).to_dicts(),
            "total": checks.height,
            "results": {r: by_result.get(r, 0) for r in RESULTS},
            "waived": checks["waived"].sum(),
            "history": _history(history) if history is not None else [],
            "documents": model.tables["documents"].sort("source_file").head(200).to_dicts(),
            "document_count": model.tables["documents"].height,
            "fates": _fates(model.tables["documents"]),
            "decisions": [
                (name, model.tables[name].sort("date", descending=True).head(100).to_dicts(), model.tables[name].height)
                for name in ("corrections", "rulings", "waivers")
            ],
        },
        _home(press),
    )


def _history(checks: pl.DataFrame) -> list[dict[str, Any]]:
    counted = checks.group_by("publication_id", maintain_order=True).agg(
        *[(pl.col("result") == r).sum().alias(r) for r in RESULTS],
        pl.col("failing").sum().alias("rows"),
        pl.col("waived").sum(),
    )
    return counted.to_dicts()


def _fates(documents: pl.DataFrame) -> dict[str, int]:
    columns = ("rows_in", "rows_entry", "rows_part", "rows_issue")
    return {c: int(documents[c].sum() or 0) for c in columns}


def method(press: Press) -> None:
    """The method in plain English, the verdicts, and how often the rules agree with people."""
    accuracy = press.provenance.accuracy
    press.page(
        "method.html",
        "method.html",
        press.words("method.title"),
        {
            "verdicts": [(code, press.words(f"verdict.{code}")) for code in verdict_sentences()],
            "accuracy": accuracy,
            "confusion": _confusion(accuracy.confusion) if accuracy else None,
            "rule_count": press.model.tables["rules"].height,
            "themes": sorted({(r["pole"], r["theme"]) for r in press.model.rules.values() if r["pole"] != "none"}),
            "events": press.model.tables["events"].sort("date", "label").to_dicts(),
        },
        _home(press),
    )


def _confusion(counts: Any) -> dict[str, Any]:
    labels = [s for s in STANCES if any(s in pair for pair in counts)]
    rows = []
    for label in labels:
        cells = [counts.get((label, s), 0) for s in labels]
        right = counts.get((label, label), 0)
        said = sum(counts.get((other, label), 0) for other in labels)
        rows.append(
            {
                "label": label,
                "cells": cells,
                "total": sum(cells),
                "right": right,
                "said": said,
                "recall": right / sum(cells) if sum(cells) >= 10 else None,
                "precision": right / said if said >= 10 else None,
            }
        )
    total = sum(r["total"] for r in rows)
    return {"labels": labels, "rows": rows, "total": total, "right": sum(r["right"] for r in rows)}


def data(press: Press) -> None:
    """Downloads of every table, its dictionary, licence and source of every register."""
    tables = [(dictionary.table(n), press.model.tables[n].height) for n in dictionary.names()]
    registers = press.model.tables["registers"]
    licences = registers["licence"].fill_null("").value_counts().sort("licence").rows()
    press.page(
        "data.html",
        "data.html",
        press.words("data.title"),
        {
            "tables": tables,
            "licences": licences,
            "registers": registers.height,
            "publication_now": press.provenance.publication_id,
        },
        _home(press),
    )


def lineage(press: Press) -> None:
    """The asset graph as a picture and as a list."""
    edges = edges_or_default(press.provenance.lineage)
    svg, size = picture(edges, press.words("lineage.alt"))
    press.writer.file("lineage.svg", svg.encode("utf-8"))
    known = set(dictionary.names())
    nodes = sorted({n for e in edges for n in (e.source, e.target)})
    told = []
    for name in nodes:
        about = press.provenance.descriptions.get(name) or (dictionary.table(name).description if name in known else "")
        told.append(
            {
                "name": name,
                "about": about,
                "table": name in known,
                "inputs": [e for e in edges if e.target == name],
                "outputs": sorted(e.target for e in edges if e.source == name),
            }
        )
    press.page(
        "lineage.html",
        "lineage.html",
        press.words("lineage.title"),
        {"nodes": told, "size": size, "edge_count": len(edges)},
        _home(press),
    )


def accessibility(press: Press) -> None:
    """The accessibility statement."""
    press.page("accessibility.html", "accessibility.html", press.words("accessibility.title"), {}, _home(press))
