"""Ranking a whole log of interactions. Needs the pins of requirements-research.txt."""

import os

# Matrices here are long and thin: on a busy machine threads of BLAS cost six times what they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
