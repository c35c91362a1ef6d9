"""Test sets on disk: utterances as Rasa NLU YAML, entities as JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.corpus.reading import read
from bot.messages import LANGUAGES
from centralino.errors import UserError


@dataclass(frozen=True)
class Utterance:
    """A labelled utterance."""

    text: str
    language: str
    intent: str


@dataclass(frozen=True)
class Marked:
    """A text with the entities that are in it, as (entity, value)."""

    text: str
    language: str
    entities: frozenset[tuple[str, str]]


def utterances(folder: Path) -> list[Utterance]:
    """Every `<language>.yml`, or `<language>/*.yml`, below `folder`. Raises UserError."""
    found: list[Utterance] = []
    for language in LANGUAGES:
        for file in sorted([*folder.glob(f"{language}.yml"), *folder.glob(f"{language}/*.yml")]):
            found += [Utterance(one.text, language, one.intent) for one in read(file).examples]
    if not found:
        raise UserError(f"{folder}: no <language>.yml with utterances in it; give another folder with --test")
    return found


def marked(folder: Path) -> list[Marked]:
    """Every `<language>.jsonl` in `folder`; none gives an empty list."""
    rows = []
    for language in LANGUAGES:
        file = folder / f"{language}.jsonl"
        for line in file.read_text("utf-8").splitlines() if file.exists() else []:
            data = json.loads(line)
            pairs = frozenset((entity["entity"], str(entity["value"])) for entity in data["entities"])
            rows.append(Marked(data["text"], language, pairs))
    return rows
