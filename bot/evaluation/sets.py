"""Test sets on disk: utterances as Rasa NLU YAML, entities as JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

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
            found += _read(file, language)
    if not found:
        raise UserError(f"{folder}: no <language>.yml with utterances in it; give another folder with --test")
    return found


def _read(file: Path, language: str) -> list[Utterance]:
    try:
        blocks = YAML(typ="safe").load(file.read_text("utf-8"))["nlu"]
        return [
            Utterance(line.strip()[2:].strip(), language, block["intent"])
            for block in blocks
            for line in block["examples"].splitlines()
            if line.strip().startswith("- ")
        ]
    except (YAMLError, KeyError, TypeError) as error:
        raise UserError(f"{file}: not Rasa NLU data ({type(error).__name__}); see docs/train") from error


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
