"""The trainer's bench as this installation has it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import TYPE_CHECKING

from centralino import desk
from centralino.sentence_vectors import SentenceVectors
from desk.database import Database
from desk.training.bench import Bench
from desk.training.decisions import Decisions
from desk.training.gatherer import Gatherer
from desk.training.inbox import Inbox
from desk.training.topics import Topics

if TYPE_CHECKING:
    from desk.training.ports import LanguageData


def open_bench(data: LanguageData) -> Bench:
    """Of the database of the settings; `data`: where decisions are written. Raises StoreError."""
    database = Database(desk.where())
    return Bench(
        Inbox(database),
        Decisions(database, data, desk.recorder(database)),
        Topics(database, stop_words),
        Gatherer(database, SentenceVectors()),
    )


POLITE = {
    "fr": "bonjour merci s'il plaît voudrais voudrait aimerais veux souhaite souhaiterais savoir pouvez peux faut",
    "nl": "goedendag goedemorgen hallo dank graag wil wilt zou willen weten kunt kan mag nou even",
    "it": "buongiorno salve grazie favore vorrei voglio volevo sapere posso può potete dire",
    "da": "goddag hej tak gerne vil ville vide kan må skal altså lige jo",
    "en": "hello hi good morning please thanks thank like want wanted would know can could well i'd",
}
"""What callers say whatever they want."""


@cache
def stop_words(language: str) -> Collection[str]:
    """Of a language: those of spaCy, without the seconds of its import, and POLITE."""
    spacy = find_spec("spacy")
    assert spacy is not None
    assert spacy.submodule_search_locations
    file = Path(spacy.submodule_search_locations[0]) / "lang" / language / "stop_words.py"
    return frozenset(run_path(str(file))["STOP_WORDS"]) | frozenset(POLITE[language].split())
