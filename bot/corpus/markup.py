"""Rasa's markup of entities: `[the box people]{"entity": "department", "value": "technical_support"}`. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_MARKED = re.compile(
    r"\[(?P<said>[^\]]+?)\]"
    r"(?:\((?P<entity>[^:)]+?)(?::(?P<value>[^)]+))?\)|\{(?P<one>[^}]+?)\}|\[(?P<several>.*?)\])"
)
"""As rasa.shared.nlu.training_data.entities_parser has it."""


@dataclass(frozen=True)
class Mark:
    """A part of a text that is an entity."""

    start: int
    """Index of its first character in the plain text."""
    end: int
    """Index after its last character."""
    entity: str
    value: str
    """What is said, where nothing else was given."""


def parse(written: str) -> tuple[str, tuple[Mark, ...]]:
    """The plain text, as the classifier gets it, and its marks. Raises ValueError for what Rasa cannot read either."""
    parts: list[str] = []
    marks: list[Mark] = []
    at = length = 0
    for found in _MARKED.finditer(written):
        said = found["said"]
        parts += [written[at : found.start()], said]
        start = length + found.start() - at
        at, length = found.end(), start + len(said)
        marks += [Mark(start, length, entity, value) for entity, value in _told(found, said)]
    return "".join(parts) + written[at:], tuple(marks)


def plain_text(written: str) -> str:
    """Without markup, also where that is wrong."""
    return _MARKED.sub(lambda found: found["said"], written)


def write(text: str, marks: Sequence[Mark]) -> str:
    """The reverse. Raises ValueError with a remedy for what would be read as something else."""
    pieces: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if not at <= mark.start < mark.end <= len(text):
            raise ValueError("marks lie within the text and do not overlap; mark again")
        said = text[mark.start : mark.end]
        if said != said.strip():
            raise ValueError("a mark begins and ends with a word; leave out the spaces")
        pieces += [text[at : mark.start], f"[{said}]", _tell(mark, said)]
        at = mark.end
    written = "".join(pieces) + text[at:]
    if parse(written) != (text, tuple(sorted(marks, key=lambda mark: mark.start))):
        raise ValueError("brackets would be read as a mark; write the text without them")
    return written


def _told(found: re.Match[str], said: str) -> list[tuple[str, str]]:
    if found["entity"] is not None:
        return [(found["entity"], found["value"] or said)]
    try:
        told = json.loads(f"{{{found['one']}}}" if found["one"] is not None else f"[{found['several']}]")
        rows: list[dict[str, Any]] = told if isinstance(told, list) else [told]
        return [(str(row["entity"]), str(row.get("value", said))) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError('a mark is [words](entity) or [words]{"entity": "…", "value": "…"}; mend it') from error


def _tell(mark: Mark, said: str) -> str:
    if mark.value == said and not set(mark.entity) & set(":)"):
        return f"({mark.entity})"
    return json.dumps({"entity": mark.entity, "value": mark.value}, ensure_ascii=False)
