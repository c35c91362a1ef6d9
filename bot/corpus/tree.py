"""The files of a Rasa project that trainers work on: where they lie, and what is in them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.corpus.journal import To
from bot.corpus.reading import Example, NluFile, decoded, parsed
from bot.messages import LANGUAGES
from centralino.errors import UserError

UNSPOKEN = frozenset({"nlu_fallback"})
"""Intents that no words can stand for."""
UNMARKED = frozenset({"keys", "silence"})
"""Entities that are never said."""


@dataclass(frozen=True)
class Domain:
    """What domain.yml declares, by name."""

    file: Path
    intents: tuple[str, ...]
    entities: tuple[str, ...]
    slots: tuple[str, ...]
    actions: tuple[str, ...]

    @property
    def spoken(self) -> tuple[str, ...]:
        """Intents that utterances can have."""
        return tuple(intent for intent in self.intents if intent not in UNSPOKEN)

    @property
    def marked(self) -> tuple[str, ...]:
        """Entities that can be marked in a text."""
        return tuple(entity for entity in self.entities if entity not in UNMARKED)


class Tree:
    """One project. Files are read anew when they have changed; safe to use from several threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[Path, tuple[bytes, NluFile]] = {}
        self._lock = Lock()

    def files(self, to: To, language: str | None = None) -> list[Path]:
        """The NLU files of a language, or of all, by name."""
        found = []
        for one in (language,) if language else LANGUAGES:
            if to == "test":
                found += [path for path in (self.test_file(one),) if path.exists()]
            else:
                found += sorted((self.training / one).rglob("*.yml"))
        return found

    @property
    def training(self) -> Path:
        """What the bot learns from, a folder a language."""
        return self.root / "data" / "nlu"

    def test_file(self, language: str) -> Path:
        """What it is measured with."""
        return self.root / "tests" / "data" / "nlu" / f"{language}.yml"

    def entity_file(self, language: str) -> Path:
        """What its finding of entities is measured with."""
        return self.root / "tests" / "data" / "entities" / f"{language}.jsonl"

    def file(self, path: Path) -> NluFile:
        """What is in a file now. Raises UserError naming file, line and remedy."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); see that it is there") from error
        with self._lock:
            kept = self._read.get(path)
        if kept is not None and kept[0] == content:
            return kept[1]
        found = parsed(decoded(content, path), path)
        with self._lock:
            self._read[path] = (content, found)
        return found

    def examples(self, to: To, language: str | None = None) -> list[Example]:
        """All of a language, or of all. Raises UserError for the first file that cannot be read."""
        return [example for path in self.files(to, language) for example in self.file(path).examples]

    def domain(self) -> Domain:
        """Raises UserError."""
        path = self.root / "domain.yml"
        try:
            found = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
            return Domain(path, *(_names(found.get(key)) for key in ("intents", "entities", "slots", "actions")))
        except (OSError, UnicodeDecodeError, YAMLError, AttributeError, TypeError) as error:
            raise UserError(f"{path}: cannot be read ({type(error).__name__}); mend the file") from error

    def shown(self, path: Path) -> str:
        """A path as people see it: under the tree, with /."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def by_key(examples: Iterable[Example]) -> Mapping[str, list[Example]]:
    """Those with the same text to the classifier together."""
    found: dict[str, list[Example]] = {}
    for example in examples:
        found.setdefault(example.key, []).append(example)
    return found


def _names(found: Any) -> tuple[str, ...]:
    """`[a, {b: …}]` or `{a: …, b: …}`."""
    if found is None:
        return ()
    if isinstance(found, Mapping):
        return tuple(map(str, found))
    return tuple(str(next(iter(one))) if isinstance(one, Mapping) else str(one) for one in found)
