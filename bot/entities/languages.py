"""The five languages by the names that they have in each other."""

from __future__ import annotations

from bot.entities.lexicon import Lexicon
from bot.entities.negation import Negation
from bot.entities.phrases import PhraseIndex
from bot.entities.text import Mention, Text

LANGUAGE_NAMES = {
    "fr": "français française francais frans francese fransk french francophone franstalig wallon waals waal "
    "fransman franskmand",
    "nl": "néerlandais néerlandaise hollandais hollandaise flamand flamande nederlands nederlandse vlaams hollands "
    "olandese "
    "fiammingo neerlandese nederlandsk hollandsk flamsk dutch flemish nederlandstalig néerlandophone "
    "nederlander hollander vlaming",
    "it": "italien italienne italiaans italiano italiana italiensk italian italienisch italiaan italiener",
    "da": "danois danoise deens deense danese dansk danish dänisch deen dansker",
    "en": "anglais anglaise engels engelse inglese engelsk english anglophone engelstalig engelsman englænder",
}
"""Callers who want another language often name it in that one, so all names count in every language."""


class LanguageFinder:
    """Names of languages, in one language of call."""

    def __init__(self, lexicon: Lexicon) -> None:
        names = {language: names.split() for language, names in LANGUAGE_NAMES.items()}
        self._index = PhraseIndex(names, lexicon, inflect=False)
        self._negation = Negation(lexicon.language)

    def find(self, text: Text) -> list[Mention]:
        """The languages named, in order; values are language codes."""
        hits = self._index.find(text)
        marks = self._negation.mark(text, [(hit.first, hit.last) for hit in hits])
        return [
            Mention("language", h.value, h.first, h.last, off, h.weight) for h, off in zip(hits, marks, strict=True)
        ]
