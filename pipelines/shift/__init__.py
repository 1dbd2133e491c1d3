"""Shares, intervals, changes split into steps, and what may be said of them.

The sums stand in sql/steps and sql/tables, one select a file; this package runs them in order and adds
what SQL is no place for: exact tests and false discovery rates (scipy), the correction for the
rulebook's known error (numpy), and council configuration as tables. No stage but this writes a verdict.
"""

from pipelines.shift.accuracy import correct, read_accuracy
from pipelines.shift.measure import between, measure
from pipelines.shift.verdicts import Verdict, caveats, verdicts

__all__ = ["Verdict", "between", "caveats", "correct", "measure", "read_accuracy", "verdicts"]
