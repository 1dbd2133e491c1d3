"""Entries over time: which entry continues which, and which left. (The entries themselves come of `combine`.)"""

from __future__ import annotations

from assets.stages import assets_of

connect = assets_of("connect", dict.fromkeys(("links", "departures", "link_rulings"), "entries"))
