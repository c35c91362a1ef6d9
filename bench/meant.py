"""What a text says, in words that can be compared however it was written: for texts that were spoken and heard.

A recogniser writes "18.30 uur" or "achttien uur dertig", "J-A-N" or "jee aa enn", "klantnummer" or "klant
nummer"; all of them were heard rightly. Both sides therefore go the same way:

- Addresses in signs become words ("@", the dots of a domain), capitals in a row single letters.
- The rest takes its spoken form (voice/spoken): times, dates, amounts and numbers in figures become words.
- Case, punctuation, hyphens and apostrophes go; accents count.
- Number words become figures, and figures single digits: "quatre-vingt-dix", "90" and "9 0" are the same, whatever
  groups they were said in. Names of letters become letters ("see", "C"), names of signs one name ("at", "@").
- Words written together or apart are the same, if that makes them agree with the other side.

Everything else counts as an error, also a name that is written otherwise than meant though it sounds alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

from voice.spoken import LEXICONS, spoken_form
from voice.spoken.numbers import ordinal, year
from voice.stt.text import folded

HIGHEST = 9999
"""Numbers in words up to here are found; no prompt has a greater one in words."""

_CAPITALS = re.compile(r"\b[A-ZÆØÅ]{2,5}\b")
_LETTERS = re.compile(r"\b\w(?:[.\-]\w\b)+\.?")
_DOMAIN = re.compile(r"(?<=\w)\.(?=[a-z])")
_TOP = re.compile(r"\.(fr|be|nl|it|dk|ie|co|uk|eu)\b", re.IGNORECASE)
_HALF = re.compile(r"\b(eigh|pee|[ap])[. ]*(?:em|m)\b\.?", re.IGNORECASE)
_SHORT = {"ll": "will", "ve": "have", "re": "are", "m": "am"}
_GROUPS = re.compile(r"\d+(?:[.,\-/]\s?\d+){2,}|\d{3,}-\d+|\d+-\d{3,}")
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}-\d\d-\d\d")
_SPELT = {
    "fr": {"é": "e", "gé": "g", "ji": "j", "cé": "c", "ème": "m", "ère": "r"},
    "nl": {
        "a": "a",
        "be": "b",
        "ce": "c",
        "de": "de",
        "ge": "g",
        "ha": "h",
        "je": "je",
        "ka": "k",
        "pe": "p",
        "ve": "v",
    },
    "it": {"vi": "v", "kappa": "k"},
    "da": {"ef": "f", "ha": "h", "ka": "k", "el": "l", "em": "m", "en": "1", "er": "er"},
    "en": {"ai": "i"},
}
"""Other ways to write the names of letters."""


def meant(text: str, language: str) -> list[str]:
    """The words that are compared, for a text in figures and signs as well as for its spoken form."""
    words = folded(_signs(spoken_form(_figures(_addresses(text, language)), language), language))
    return [token for word in _named(re.split(r"[\s'-]+", words), language) for token in word]


def agreed(said: list[str], heard: list[str]) -> tuple[str, str]:
    """Both as texts, with words put together on one side where the other writes one word."""
    return " ".join(_together(said, set(heard))), " ".join(_together(heard, set(said)))


def _addresses(text: str, language: str) -> str:
    signs = LEXICONS[language].symbols
    text = re.sub(r"https?://|[-_]$", "", text)
    if language == "en":
        text = re.sub(r"\b([ap])\.?\s?m\b\.?", lambda match: match[1].lower() + "m", text, flags=re.IGNORECASE)
        text = re.sub(r"\b(\d\d?) (\d\d)(?= ?[ap]m\b)", r"\1:\2", text)
    if "@" in text or _TOP.search(text):
        text = _TOP.sub(lambda match: f" {signs.dot} {' '.join(match[1])} ", text)
        text = _DOMAIN.sub(f" {signs.dot} ", text).replace("@", f" {signs.at} ")
    text = _LETTERS.sub(lambda match: " ".join(re.findall(r"\w", match[0])) + " ", text)
    return _CAPITALS.sub(lambda match: " ".join(match[0]), text)


def _figures(text: str) -> str:
    """Groups of figures kept apart: "20 912" is no number of five figures, nor "99.00.01" a decimal."""
    text = _GROUPS.sub(lambda match: match[0] if _DATE.fullmatch(match[0]) else re.sub(r"\D", ", ", match[0]), text)
    text = re.sub(r"(?<=\dh)(?=\d+h)", " ", text)
    return re.sub(r"(?<=\d)\s(?=\d)", ", ", text)


def _signs(text: str, language: str) -> str:
    if language == "en":
        for short, whole in _SHORT.items():
            text = re.sub(rf"['’]{short}\b", f" {whole}", text)
        text = _HALF.sub(lambda match: " pm " if match[1].lower().startswith("p") else " am ", text)
    return text.replace("%", f" {LEXICONS[language].symbols.percent} ")


def _named(words: list[str], language: str) -> list[tuple[str, ...]]:
    """The longest run of words that is a number, a letter or a sign comes first."""
    names, out, index = _names(language), [], 0
    longest = max(map(len, names))
    while index < len(words):
        for size in range(min(longest, len(words) - index), 0, -1):
            found = names.get(tuple(words[index : index + size]))
            if found is not None:
                break
        else:
            size, found = 1, tuple(words[index]) if words[index].isdecimal() else (words[index],)
        out.append(found)
        index += size
    return out


@lru_cache(maxsize=5)
def _names(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Words → the tokens that they stand for."""
    lexicon = LEXICONS[language]
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for letter, name in lexicon.letters.items():
        names[_words(name)] = (letter,)
    names |= {(spelt,): (letter,) for spelt, letter in _SPELT[language].items()}
    for sign in ("at", "dot", "hyphen", "slash"):
        names[_words(getattr(lexicon.symbols, sign))] = (sign,)
    for number in range(1, 32 if language in ("da", "en") else 0):
        names[_words(ordinal(number, language))] = tuple(str(number))
    for number in range(HIGHEST, -1, -1):
        figures = tuple(str(number))
        names[_words(lexicon.cardinal(number))] = figures
        if number % 100 and 1100 <= number < 2100:
            names[_words(year(number, language))] = figures
    if language == "fr":
        names |= {(*words[:-1], "une"): figures for words, figures in names.items() if words[-2:] == ("et", "un")}
    if language in ("da", "nl"):
        names[("en",) if language == "da" else ("een",)] = ("1",)
    if language == "en":
        names[("o",)] = names[("oh",)] = ("0",)
        names[("of",)] = ()
    return names


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.split(r"[\s'-]+", folded(name)))


def _together(words: list[str], others: set[str]) -> list[str]:
    out: list[str] = []
    for word in words:
        if out and word not in others and out[-1] not in others and out[-1] + word in others:
            out[-1] += word
        else:
            out.append(word)
    return out
