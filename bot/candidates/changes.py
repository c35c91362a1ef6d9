"""What the tree has that a model was not trained on, and the other way round. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.nlu.lessons import Examples

Kind = Literal["added", "removed", "relabelled"]


@dataclass(frozen=True)
class Change:
    """One utterance."""

    kind: Kind
    language: str
    text: str
    intent: str
    before: str = ""
    """The intent that it had, of one that is relabelled."""


def changes(before: Examples, after: Examples) -> list[Change]:
    """By language and text. One that was moved to another file is no change."""
    old, new = _by_text(before), _by_text(after)
    found = []
    for key in sorted(old.keys() | new.keys()):
        gone, come = old.get(key, set()) - new.get(key, set()), new.get(key, set()) - old.get(key, set())
        language, text = key
        if len(gone) == len(come) == 1:
            found.append(Change("relabelled", language, text, *come, *gone))
        else:
            found += [Change("removed", language, text, intent) for intent in sorted(gone)]
            found += [Change("added", language, text, intent) for intent in sorted(come)]
    return found


def _by_text(examples: Examples) -> dict[tuple[str, str], set[str]]:
    rows: dict[tuple[str, str], set[str]] = {}
    for text, intent, language in zip(examples.texts, examples.intents, examples.languages, strict=True):
        rows.setdefault((language, text), set()).add(intent)
    return rows
