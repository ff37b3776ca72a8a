"""Moments that many tests share."""

from datetime import UTC, datetime

AUTUMN = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)  # a Monday
