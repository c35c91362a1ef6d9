"""The demo company at a fixed moment: Wednesday 25 November 2026, ten in the morning in Brussels."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from bot.directory import Company, load_company
from bot.entities import Findings, finders
from bot.entities.lexicon import Lexicon
from centralino.paths import DATA, VAR

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DEMO: Company = load_company(DATA / "company", today=NOW.date())


def find(said: str, language: str) -> Findings:
    """Everything found in an utterance."""
    return finders(DEMO, language).find(said, NOW)


def values(said: str, language: str, entity: str) -> list[str]:
    """The values of one kind, in the order of the text."""
    return [found.value for found in find(said, language).entities if found.entity == entity]


@lru_cache(maxsize=5)
def lexicon(language: str) -> Lexicon:
    """The words of a language."""
    return Lexicon(language, (), VAR / "cache" / "lexicon")
