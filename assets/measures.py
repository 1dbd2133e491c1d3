"""What the judged entries add up to: shares, changes, themes, appetite and blue oceans over time."""

from __future__ import annotations

from assets.stages import assets_of
from pipelines.chain import MEASURES

told = assets_of("told", dict.fromkeys(("events", "needs"), "measures"))
measure = assets_of("measure", dict.fromkeys(MEASURES, "measures"))
