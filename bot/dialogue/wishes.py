"""Several wishes in one sentence: "when do you open, and can you put me through to sales?"."""

from __future__ import annotations

import re
from typing import Any

from actions.call import Wish
from actions.topics import ROUTES, WISHES

JOINTS = {
    "fr": r"\bet (?:aussi|puis|ensuite|après|également|est-ce|je|pouvez|pourriez|passez|à quelle|quel|où|dites)\b"
    r"|\bpuis\b|\bensuite\b|\baussi\b|\bet\b",
    "nl": r"\ben (?:ook|dan|daarna|kunt|kun|wilt|verbind|wat|waar|hoe|ik)\b|\bdaarna\b|\bverder\b|\book\b|\ben\b",
    "it": r"\be (?:anche|poi|dopo|può|potrebbe|mi|vorrei|quando|dove|qual)\b|\bpoi\b|\binoltre\b|\banche\b|\be\b",
    "da": r"\bog (?:også|så|kan|vil|hvad|hvor|hvornår|jeg|bagefter)\b|\bderefter\b|\bdesuden\b|\bog\b",
    "en": r"\band (?:also|then|can|could|would|what|where|when|how|i|please|put|after)\b|\bthen\b|\balso\b|\band\b",
}
"""Where a second wish may begin."""
ENDING = frozenset(ROUTES) | {"reach_department", "reach_person", "request_human"}
"""Wishes that put the caller through."""
MOST = 3
WORDS = 2
"""Words that a part needs to be a wish of its own."""
SURE = 0.6
"""Confidence that every part needs: a single wish told at length must not fall apart."""


def parts(text: str, language: str) -> list[str]:
    """The parts of a sentence that may be wishes of their own; one part when there is no joint."""
    marked = re.sub(JOINTS[language], lambda found: f"\n{found.group(0)}", text, flags=re.IGNORECASE)
    # A mark ends a part; one between digits or in an abbreviation ("14.30", "a.s.b.l.") does not.
    rows = re.split(r"\n|(?<=[^\d\W][?!.;])\s+", marked)
    found: list[str] = []
    for row in (row.strip(" ,;") for row in rows):
        if found and len(row.split()) < WORDS:
            found[-1] = f"{found[-1]} {row}"
        elif row:
            found.append(row)
    return found


def several(rows: list[tuple[str, dict[str, Any]]], whole: dict[str, Any]) -> tuple[dict[str, Any], list[Wish]] | None:
    """The parse data of the first wish and the others, from the parts with their parse data; None when there is only
    one wish: fewer than two sure parts, or parts that lead to the same outcome."""
    sure: list[tuple[str, dict[str, Any]]] = []
    for text, row in rows:
        intent, confidence = row["intent"]["name"], float(row["intent"]["confidence"] or 0.0)
        if intent in WISHES and confidence >= SURE and outcome(row) not in [outcome(other) for _, other in sure]:
            sure.append((text, row))
    if not 2 <= len(sure) <= MOST or _one_story(sure, whole):
        return None
    # What ends the call comes last, whatever was said first: the caller would not get the rest.
    sure.sort(key=lambda part: part[1]["intent"]["name"] in ENDING)
    others = [
        Wish(row["intent"]["name"], entities(row), text, round(float(row["intent"]["confidence"]), 4))
        for text, row in sure[1:]
    ]
    return sure[0][1], others


def _one_story(sure: list[tuple[str, dict[str, Any]]], whole: dict[str, Any]) -> bool:
    """A problem told at length ("my internet is down and I want my money back, I keep paying") is one wish when all its
    parts are problems: the person who takes it hears the rest."""
    kinds = {row["intent"]["name"] for _, row in sure}
    return kinds <= set(ROUTES) and whole["intent"]["name"] in kinds


def outcome(row: dict[str, Any]) -> tuple[str, ...]:
    """What a part leads to: parts with the same outcome are one wish."""
    intent = row["intent"]["name"]
    values = sorted(str(e["value"]) for e in row["entities"] if e["entity"] in ("department", "person"))
    return (ROUTES[intent],) if intent in ROUTES else (intent, *values)


def entities(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The entities of parse data with what the dialogue needs of them."""
    keys = ("entity", "value", "start", "end")
    return [{**{key: e.get(key) or 0 for key in keys}, "value": str(e["value"])} for e in row["entities"]]
