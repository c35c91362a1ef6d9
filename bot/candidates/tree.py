"""What there is to learn from in the tree, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.corpus.learned import Learned, Phrase
from bot.corpus.reading import Example
from bot.corpus.reading import read as read_file
from bot.nlu.lessons import Examples
from centralino.errors import UserError
from centralino.paths import TREE


@dataclass(frozen=True)
class Lore:
    """All of it."""

    examples: Examples
    phrases: Learned
    """What is marked as an entity."""


def read(folder: Path = TREE / "data" / "nlu", domain: Path = TREE / "domain.yml") -> Lore:
    """As Rasa reads it. Raises UserError naming file, line and remedy for the first mistake that spoils a model."""
    known = _intents(domain)
    found: list[Example] = []
    for path in sorted(folder.rglob("*.yml")):
        file = read_file(path)
        for block in file.blocks:
            if block.intent not in known:
                where = f"{path}:{block.line}: unknown intent {block.intent!r}"
                raise UserError(f"{where}; domain.yml lists those there are")
        found += file.examples
    if not found:
        raise UserError(f"{folder}: no utterances; see docs/train")
    examples = Examples(
        tuple(one.text for one in found), tuple(one.intent for one in found), tuple(one.language for one in found)
    )
    phrases = Learned.of(
        Phrase(one.language, mark.entity, mark.value, one.text[mark.start : mark.end])
        for one in found
        for mark in one.marks
    )
    return Lore(examples, phrases)


def _intents(domain: Path) -> frozenset[str]:
    try:
        data = YAML(typ="safe").load(domain.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{domain}:{line}: {error.problem or error.context}; mend the YAML") from error
    except OSError as error:
        raise UserError(f"{domain}: cannot be read: {error.strerror}") from error
    names = (data or {}).get("intents") or []
    return frozenset(next(iter(name)) if isinstance(name, dict) else str(name) for name in names)
