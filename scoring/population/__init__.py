"""Ranking a whole log of interactions. Needs the pins of requirements-research.txt."""
