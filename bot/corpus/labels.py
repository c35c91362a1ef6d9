"""What an example may be labelled with: intents and entities of the domain, values that the company has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from bot.corpus.errors import CorpusError
from bot.corpus.learned import LEARNED
from bot.corpus.markup import Mark
from bot.corpus.tree import Tree
from bot.directory.folding import fold
from bot.messages import LANGUAGES

TOO_COMMON = 30
"""A phrase that is in so many utterances of a language tells nothing: "the", "please"."""
_ROW = re.compile(r"^\|(?P<names>[^|]*`[^|]*)\|(?P<meaning>[^|]*)\|")
_NAME = re.compile(r"`([a-z_]+)`")
Values = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Entity → value → language → as people read it, of entities with a closed set of values."""


class Labels:
    """Of one tree."""

    def __init__(self, tree: Tree, values: Callable[[], Values]) -> None:
        """`values` is asked when they are needed, and may raise UserError."""
        self._tree, self._get = tree, values

    @cached_property
    def values(self) -> Values:
        """See Values."""
        return self._get()

    def check(self, language: str, text: str, intent: str, marks: tuple[Mark, ...], to: str) -> None:
        """Raises CorpusError for what does not exist."""
        domain = self._tree.domain()
        if language not in LANGUAGES:
            raise CorpusError(f"unknown language {language!r}; use one of {', '.join(LANGUAGES)}")
        if intent not in domain.spoken:
            raise CorpusError(f"unknown intent {intent!r}; domain.yml lists those there are")
        for mark in marks:
            if mark.entity not in domain.marked:
                raise CorpusError(f"unknown entity {mark.entity!r}; use one of {', '.join(domain.marked)}")
            if mark.entity in self.values and mark.value not in self.values[mark.entity]:
                raise CorpusError(f"there is no {mark.entity} {mark.value!r}; choose one that the company has")
            if to == "training" and mark.entity in LEARNED:
                self._telling(language, text[mark.start : mark.end], mark.entity)

    def _telling(self, language: str, phrase: str, entity: str) -> None:
        words = _words(phrase)
        if not words.strip():
            raise CorpusError("a mark holds a word; mark again")
        count = sum(
            1
            for one in self._tree.examples("training", language)
            if words in _words(one.text) and not any(mark.entity == entity for mark in one.marks)
        )
        if count >= TOO_COMMON:
            raise CorpusError(
                f"what is marked as {entity} is in {count} other utterances that do not mean it; mark more words"
            )


def meanings(page: Path) -> dict[str, str]:
    """Intent → what the caller does, out of the table of docs/train/labels.md; empty without the page."""
    found: dict[str, str] = {}
    for line in page.read_text("utf-8").splitlines() if page.exists() else ():
        row = _ROW.match(line)
        for name in _NAME.findall(row["names"]) if row else ():
            found[name] = row["meaning"].replace("*", "").replace("`", "").strip() if row else ""
    return found


def _words(text: str) -> str:
    return f" {fold(text)} "
