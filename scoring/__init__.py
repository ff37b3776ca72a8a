"""The scoring core: how many different, credible people act on what somebody publishes.

These names are public; everything else may move.
"""

from scoring.core import Core, open_core
from scoring.errors import ConfigError, DomainError, RenownError, StoreError
from scoring.formula import FORMULA_VERSION, measure, people_to_score, score_to_people
from scoring.models import Card, Comparison, Coverage, Explanation, Part, Score
from scoring.settings import CoreSettings

__all__ = [
    "FORMULA_VERSION",
    "Card",
    "Comparison",
    "ConfigError",
    "Core",
    "CoreSettings",
    "Coverage",
    "DomainError",
    "Explanation",
    "Part",
    "RenownError",
    "Score",
    "StoreError",
    "measure",
    "open_core",
    "people_to_score",
    "score_to_people",
]
