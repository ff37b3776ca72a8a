"""What an answer is worth: JSON, bytes, a limit, or a sign that something changed."""

from __future__ import annotations

import json
from typing import Any

from multidict import CIMultiDictProxy

from scoring.networks.base import Changed, Data, Outcome
from scoring.networks.budget import is_spent
from scoring.networks.wire import Answer, Document, Question, Raw


def as_json(question: Question, raw: Raw) -> Outcome[Answer]:
    """The answer's JSON. A success that is not JSON means that something changed."""
    if not _is_json(raw.headers):
        if 200 <= raw.status < 300 and raw.body:
            return Changed("the answer is not JSON")
        return _answer(question, raw, None)
    try:
        return _answer(question, raw, json.loads(raw.body) if raw.body else None)
    except (ValueError, RecursionError):
        if raw.status >= 400:
            return _answer(question, raw, None)
        return Changed("the answer is broken JSON")


def as_document(question: Question, raw: Raw) -> Outcome[Document]:
    if 200 <= raw.status < 300 or raw.status >= 400:
        return Data(Document(raw.status, raw.body, raw.headers, question.url, raw.unchanged))
    return Changed(f"HTTP {raw.status}")


def _answer(question: Question, raw: Raw, value: Any) -> Outcome[Answer]:
    if 200 <= raw.status < 300 or raw.status >= 400:
        return Data(Answer(raw.status, value, raw.headers, question.url, raw.unchanged))
    return Changed(f"HTTP {raw.status}")


def is_limit(raw: Raw) -> bool:
    if raw.status == 429:
        return True
    return raw.status == 403 and (is_spent(raw.headers) or "Retry-After" in raw.headers)


def _is_json(headers: CIMultiDictProxy[str]) -> bool:
    kind = headers.get("Content-Type", "application/json").partition(";")[0].strip().lower()
    return kind in ("application/json", "text/json") or kind.endswith("+json")
