"""Stance and its reasons: the rulebook, the judgement of entries by it, and how good it is.

The rules are data under sql/rules, the steps of judgement are views under sql/judge; nothing here decides.
"""

from pipelines.judge.classify import Judged, classify
from pipelines.judge.rulebook import Rulebook, load_rulebook

__all__ = ["Judged", "Rulebook", "classify", "load_rulebook"]
