"""Figures: each module prints a table and writes JSON under artifacts/bench."""
