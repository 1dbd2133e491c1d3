"""The simulation plants what it says, and a small run of it holds the promises of the verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.simulation import assumed_accuracy, confusion_rates, evaluate
from benchmarks.simulation_designs import BASES, SIZES, Design, designs, draw, share


@pytest.mark.parametrize("design", designs(), ids=str)
def test_a_design_moves_the_true_share_by_what_is_planted(design):
    assert share(design.later) - share(BASES[design.base]) == pytest.approx(SIZES[design.shift], abs=0.02)


@pytest.mark.slow
def test_false_alarms_stay_under_five_per_cent_and_large_shifts_are_seen():
    accuracy = assumed_accuracy()
    rates = confusion_rates(accuracy)
    rng = np.random.default_rng(11)
    cells = [
        Design(30, "middle", "none", "none", 0.1, True),
        Design(30, "middle", "none", "none", 0.5, True),
        Design(60, "middle", "large", "rewording", 0.1, True),
    ]
    still, turning, large = evaluate([draw(d, 600, rates, rng) for d in cells], rates, accuracy)
    assert still.up + still.down <= 0.05
    assert turning.up + turning.down <= 0.05 < turning.naive
    assert large.up > 0.9 > 0.01 > large.down
    assert min(r.share_coverage for r in (still, turning, large)) > 0.9
