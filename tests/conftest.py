"""What holds for every test: nothing is timed, and CI draws the same examples each time."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# A test makes few cycles and stands in a large heap: to look through all of it costs a fifth of
# the time.
gc.set_threshold(100_000, 50, 50)
