"""Words without accents, case and small slips of the keyboard."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents: `Québec` and `quebec` are the same word."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def near(word: str, wanted: str) -> bool:
    """Whether `word` is `wanted` but for a slip: one in five letters, two in seven.

    A slip is a letter too many, too few, wrong, or swapped with its neighbour.
    """
    if word == wanted:
        return True
    allowed = 0 if len(wanted) < 5 else 1 if len(wanted) < 7 else 2
    if not allowed or abs(len(word) - len(wanted)) > allowed:
        return False
    strange = len(set(word) ^ set(wanted))  # a slip changes two letters at most: a cheap bound
    return strange <= 2 * allowed and slips(word, wanted) <= allowed


def slips(first: str, second: str) -> int:
    """The Damerau-Levenshtein distance (of adjacent swaps) between two short words."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
