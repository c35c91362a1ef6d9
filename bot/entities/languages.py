"""The five languages by the names that they have in each other."""

from __future__ import annotations

from bot.corpus.learned import NOTHING, Learned
from bot.entities.lexicon import Lexicon
from bot.entities.phrases import Hit, PhraseIndex
from bot.entities.retraction import Retraction
from bot.entities.text import Mention, Text
from bot.entities.word_set import word_set

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


_POOR = word_set(
    """
    mauvais mauvaise mal nul limite rouille peu slecht zwak beroerd nauwelijks amper matig male pessimo scarso poco
    arrugginito appena malissimo darligt darlig elendigt rustent naesten lidt bad poor terrible awful rusty hardly
    barely
    weak broken shaky
    """
)
_NOT = word_set("pas plus niet geen non ikke ingen not t isn")
_SPEAK = word_set(
    """
    parle comprends comprend parler suis spreek versta begrijp kan ken praat parlo capisco parlare so taler
    forstar snakker
    kan speak understand talk
    """
)
_IS = word_set("est is e er s isn c")
_YOU = word_set("vous tu u jij je jullie lei voi tu du de i you your votre vos uw jouw jeres")
"""Who asks "do you not speak Dutch" wants Dutch."""
NEAR = 6
"""Tokens around a language among which it may be called one that is not spoken well."""
_FIGURES = {
    "fr": ("cle assiette creme", "breakfast cuisine"),
    "nl": ("", "slag brood sleutel drop ontbijt frietjes kaas nieuwe kast deur deuren ziekte"),
    "it": ("chiave zuppa giardino cucina corno", "slam"),
    "da": ("", "fritter hotdog hotdogs bof bulldog brod maner wienerbrod noegle doere"),
    "en": ("pardon excuse double going go", "fries toast kiss window windows horn bread leave breakfast muffin muffins "
           "courage pastry pastries press bulldog dressing oven uncle"),
}  # fmt: skip
"""Words before and after the name of a language that has nothing to do with speaking: "French fries"."""


class LanguageFinder:
    """Names of languages, in one language of call."""

    def __init__(self, lexicon: Lexicon, learned: Learned = NOTHING) -> None:
        names = {language: names.split() for language, names in LANGUAGE_NAMES.items()}
        self._index = PhraseIndex(learned.beside(names, lexicon.language, "language"), lexicon, inflect=False)
        self._retraction = Retraction(lexicon.language)

    def find(self, text: Text) -> list[Mention]:
        """The languages named, in order; values are language codes."""
        hits = [hit for hit in self._index.find(text) if not _figure(text, hit)]
        spans = [(hit.first, hit.last) for hit in hits]
        marks = self._retraction.mark(text, spans)
        marks = [off or _poor(text, spans, number) for number, off in enumerate(marks)]
        return [
            Mention("language", h.value, h.first, h.last, off, h.weight) for h, off in zip(hits, marks, strict=True)
        ]


def _figure(text: Text, hit: Hit) -> bool:
    """Whether a name is part of a figure of speech or of another thing's name."""
    before, after = (words.split() for words in _FIGURES[text.language])
    word, last = text.word(hit.last - 1), text.word(hit.first - 1)
    if text.word(hit.last) in after or last in before or (last == "my" and text.word(hit.first - 2) in before):
        return True
    if text.language == "fr":
        return word.endswith("e") and last in ("l", "la") and text.word(hit.first - 2) == "a"
    gone = any(word.startswith(("filat", "fila", "svign")) for word in text.words[max(0, hit.first - 4) : hit.first])
    return text.language == "it" and last in ("all", "alla") and gone


def _poor(text: Text, spans: list[tuple[int, int]], number: int) -> bool:
    """Whether a language is one that the caller does not speak well: "my English is bad, can we speak French"."""
    first, last = spans[number]
    start = max(spans[number - 1][1] if number else 0, first - NEAR, *_pauses(text, first))
    before = text.words[start:first]
    # "My English is bad, speak French": what is said of the one before.
    told = [place for place, word in enumerate(before) if number and word in _POOR and _IS & set(before[:place])]
    before = before[told[-1] + 1 :] if told and not _SPEAK & set(before[: told[-1]]) else before
    end = min(spans[number + 1][0] if number + 1 < len(spans) else len(text.words), last + NEAR - 2)
    after = text.words[last:end]
    first_person = "my" in before or not (_YOU - ({"je", "de", "i"} if text.language != "da" else {"de"})) & set(before)
    if first_person and _SPEAK & set(before) and (_POOR | _NOT) & set(before):
        return True
    if first_person and before and before[-1] in _POOR:
        return True
    if _SPEAK & set(before) and len(after) > 1 and after[0] in _NOT and not text.pauses(last):
        return True
    said_of_it = [place for place, word in enumerate(after) if word in _IS and not text.pauses(last + place)]
    return any(_POOR & set(after[p : p + 4]) or _NOT & {*after[max(0, p - 1) : p + 2]} for p in said_of_it[:1])


def _pauses(text: Text, index: int) -> list[int]:
    return [place for place in range(max(1, index - NEAR), index + 1) if text.pauses(place)]
