"""How many cases a property that is promised is tried on: all of them in `make check`."""

import os

CASES = 1_000 if os.environ.get("RENOWN_THOROUGH") else 100
