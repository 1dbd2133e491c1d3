"""The judgement of entries: the rulebook, the stances, their evidence, and what people ruled."""

from __future__ import annotations

from assets.stages import assets_of

CLASSIFICATION = "classification"

rules = assets_of("rules", {"rules": CLASSIFICATION})
classify = assets_of("classify", dict.fromkeys(("classifications", "evidence", "stance_rulings"), CLASSIFICATION))
rulings = assets_of("rulings", {"rulings": CLASSIFICATION})
