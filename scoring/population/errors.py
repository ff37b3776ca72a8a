"""What can be wrong with a log or with a question about it; the text is one whole sentence.

RenownError
└── PopulationError
    ├── LogError           a file that is no log: unreadable, empty, a column missing
    │   └── MalformedError  more malformed rows than are tolerated
    ├── MomentError        a time in the future, or one with nothing before or after it
    └── WeightsError       shipped weights that cannot be read
"""

from __future__ import annotations

from scoring.errors import RenownError


class PopulationError(RenownError):
    """A log cannot be ranked; the message is a sentence for the person who asked."""


class LogError(PopulationError):
    """The file is not a log that can be read."""


class MalformedError(LogError):
    """Too many rows of the log are malformed."""


class MomentError(PopulationError):
    """The moment asked for cannot be ranked or judged."""


class WeightsError(PopulationError):
    """The file of weights cannot be used."""
