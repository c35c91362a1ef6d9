"""The spoken form: written text in, words and pauses out. Pure; no engine and no markup needed."""

from __future__ import annotations

import re
from functools import lru_cache

from voice.spoken import addresses, amounts, moments, phone, references
from voice.spoken.danish import LEXICON as DANISH
from voice.spoken.dutch import LEXICON as DUTCH
from voice.spoken.english import LEXICON as ENGLISH
from voice.spoken.french import LEXICON as FRENCH
from voice.spoken.italian import LEXICON as ITALIAN
from voice.spoken.lexicon import Lexicon
from voice.spoken.rules import Rule, apply

NORMALISER_VERSION = "3"
"""Part of every cache key: raise it whenever the spoken form of anything changes."""

LEXICONS: dict[str, Lexicon] = {lexicon.language: lexicon for lexicon in (FRENCH, DUTCH, ITALIAN, DANISH, ENGLISH)}


def spoken_form(text: str, language: str, plain_words: frozenset[str] = frozenset()) -> str:
    """What an engine is given so that `text` is said as people say it.

    Phone numbers, addresses, times, dates, amounts, numbers and abbreviations are found by their written patterns.
    Pauses are commas, which every engine observes. `plain_words`: words that need no spelling in addresses, such as
    the company's name. Raises KeyError for a language without a lexicon.
    """
    words = apply(_uniform(text), _rules(language, plain_words), LEXICONS[language])
    return _tidy(_joined(words, LEXICONS[language]))


@lru_cache(maxsize=32)
def _rules(language: str, plain_words: frozenset[str]) -> tuple[Rule, ...]:
    lexicon = LEXICONS[language]
    first_references, abbreviations = references.rules(lexicon), references.abbreviation_rules(lexicon)
    return (
        *addresses.rules(plain_words),
        *phone.rules(lexicon),
        *moments.rules(lexicon),
        *first_references,
        *abbreviations,
        *amounts.rules(lexicon),
    )


def _uniform(text: str) -> str:
    """Spaces of every kind are one blank; typographic hyphens are hyphens."""
    return re.sub(r"[^\S\n]+", " ", text.replace("\u2011", "-").replace("\u2010", "-")).strip()


def _joined(text: str, lexicon: Lexicon) -> str:
    for apart, together in lexicon.joined.items():
        text = re.sub(rf"\b{apart}\b", together, text)
    return text


def _tidy(text: str) -> str:
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r"\s+([,.])", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    return re.sub(r",\s*([.;:!?])", r"\1", text).strip()
