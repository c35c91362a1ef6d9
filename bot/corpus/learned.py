"""Phrases that trainers have marked in the training data: the finders know them after the next training."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.directory.folding import fold

FILE = "learned.json"
LEARNED = ("department", "site", "person", "language")
"""Entities whose values are a closed set. Days, times and numbers are read by rules, which a phrase cannot teach."""


@dataclass(frozen=True)
class Phrase:
    """What callers say for a value."""

    language: str
    entity: str
    value: str
    text: str


@dataclass(frozen=True)
class Learned:
    """All of a model; hashable, so that finders can be kept by it."""

    phrases: tuple[Phrase, ...] = ()

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> Learned:
        """Those that can be learned, each once, in an order that does not depend on the files."""
        kept = {phrase for phrase in phrases if phrase.entity in LEARNED and phrase.text.strip()}
        return cls(tuple(sorted(kept, key=lambda one: (one.language, one.entity, one.value, one.text))))

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """Out of a model's folder; none when it has none."""
        file = folder / FILE
        return cls.of(Phrase(**row) for row in json.loads(file.read_text("utf-8"))) if file.exists() else cls()

    def save(self, folder: Path) -> None:
        """Into a model's folder."""
        rows = [vars(phrase) for phrase in self.phrases]
        (folder / FILE).write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")

    def beside(self, known: Mapping[str, Sequence[str]], language: str, entity: str) -> dict[str, tuple[str, ...]]:
        """Value → what is said for it, by `known` and by these. What `known` has for another value stays with that;
        values that it does not have are of another company."""
        taken = {fold(wording): value for value, wordings in known.items() for wording in wordings}
        found = {value: tuple(wordings) for value, wordings in known.items()}
        for phrase in self.phrases:
            ours = (phrase.language, phrase.entity) == (language, entity) and phrase.value in found
            if ours and taken.setdefault(fold(phrase.text), phrase.value) == phrase.value:
                found[phrase.value] += (phrase.text,)
        return found


NOTHING = Learned()
