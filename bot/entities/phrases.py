"""Known phrases in a text: exactly, in another inflection, or misspelled by a recogniser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.entities.compounds import Compounds
from bot.entities.lexicon import Lexicon
from bot.entities.text import Text
from bot.entities.word_set import word_set

SAFE = 86.0
"""Least similarity (0 to 100) of a misspelled word that the language does not know."""
SAFE_PHRASE = 92.0
"""Least similarity of several words together, which the language may well know one by one."""
SHORTEST = 5
"""Letters of the shortest word that may be misspelled."""

_DETERMINERS = {
    "fr": word_set("le la les l un une des du de d mon ma mes vos votre nos notre ces ce cette leurs tous toutes"),
    "nl": word_set("de het een mijn jullie uw onze die dat deze hun al alle"),
    "it": word_set(
        "il lo la i gli le l un una uno dei delle degli miei mio mia vostri vostre vostra vostro suo sua loro "
        "tutti tutte quei"
    ),
    "da": word_set("en et den det de mine min mit jeres vores alle de"),
    "en": word_set("the a an my your our their those these all some"),
}
"""Words that callers add to phrases or leave out: "trains (the) new staff"."""
_ENDINGS = {"en": ("s",), "fr": ("ent", "e", "s"), "it": ("no",)}
"""What tells one who does something from many who do."""


@dataclass(frozen=True)
class Hit:
    """A phrase found."""

    value: str
    first: int
    """Index of the first token."""
    last: int
    """Index after the last token."""
    weight: float
    """1 for the very words, less for another inflection or a misspelling."""


class PhraseIndex:
    """Phrases with what they stand for. Of two values with the same phrase the first one keeps it."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], lexicon: Lexicon, inflect: bool = True) -> None:
        """`phrases`: wordings by value. `inflect`: single words match in other inflections, too."""
        self._lexicon = lexicon
        self._inflect = inflect
        self._exact: dict[tuple[str, ...], str] = {}
        self._bases: dict[tuple[str, ...], str] = {}
        for value, wordings in phrases.items():
            for wording in wordings:
                text = Text(wording, lexicon.language)
                if text.words:
                    self._exact.setdefault(text.words, value)
                    if inflect or len(text.words) > 1:
                        self._bases.setdefault(lexicon.lemmas(text), value)
        self._cores: dict[tuple[str, ...], str] = {}
        for key, value in self._exact.items():
            core = tuple(self._stem(key[place]) for place in self._core(key))
            if len(core) > 1 and len("".join(core)) >= 2 * SHORTEST:
                self._cores.setdefault(core, value)
        self._longest_core = max(map(len, self._cores), default=0)
        self._matcher = self._compile(self._exact)
        self._base_matcher = self._compile(self._bases)
        self._singles = _singles(self._exact)
        self._compounds = Compounds(lexicon.language, self._singles, _singles(self._bases))
        self._several = [" ".join(key) for key in self._exact if len(key) > 1 and len("".join(key)) >= 2 * SHORTEST]
        self._spellings = [" ".join(key) for key in self._exact if len("".join(key)) >= SHORTEST]

    def find(self, text: Text) -> list[Hit]:
        """The phrases of a text, the longest first wherever they overlap, in the order of the text."""
        hits = self._matches(self._matcher, text.words, self._exact, 1.0)
        bases = self._matches(self._base_matcher, self._lexicon.lemmas(text), self._bases, 0.95)
        # "A" is a form of "avoir", which is also a credit note.
        hits += [b for b in bases if b.last > b.first + 1 or text.word(b.first) not in self._lexicon.stop_words]
        hits += self._in_core(text)
        taken = {index for hit in hits for index in range(hit.first, hit.last)}
        hits += self._misspelled(text, taken)
        return longest(hits)

    def _in_core(self, text: Text) -> list[Hit]:
        """Phrases of several words with other determiners, or of one person for several ("train", "trains")."""
        places = self._core(text.words)
        words = [self._stem(text.words[place]) for place in places]
        hits = []
        for start in range(len(words) - 1):
            for length in range(min(self._longest_core, len(words) - start), 1, -1):
                value = self._cores.get(tuple(words[start : start + length]))
                inside = places[start : start + length]
                if value and not any(text.pauses(place) for place in inside[1:]):
                    hits.append(Hit(value, inside[0], inside[-1] + 1, 0.95))
                    break
        return hits

    def _core(self, words: Sequence[str]) -> list[int]:
        """Where the words stand that are no determiners."""
        passed = _DETERMINERS[self._lexicon.language]
        return [place for place, word in enumerate(words) if word not in passed]

    def _stem(self, word: str) -> str:
        for ending in _ENDINGS.get(self._lexicon.language, ()):
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return word.removesuffix(ending)
        return word

    def _compile(self, phrases: Mapping[tuple[str, ...], str]) -> PhraseMatcher:
        vocab = self._lexicon.pipeline.vocab
        matcher = PhraseMatcher(vocab, attr="ORTH")
        matcher.add("phrase", [Doc(vocab, words=list(words)) for words in phrases])
        return matcher

    def _matches(
        self, matcher: PhraseMatcher, words: tuple[str, ...], values: Mapping[tuple[str, ...], str], weight: float
    ) -> list[Hit]:
        if not words or not values:
            return []
        found = matcher(Doc(self._lexicon.pipeline.vocab, words=list(words)))
        return [Hit(values[words[first:last]], first, last, weight) for _, first, last in found]

    def _misspelled(self, text: Text, taken: set[int]) -> list[Hit]:
        """Words that the language does not know and that are nearly a phrase, alone or with their neighbour."""
        hits = self._nearly(text, taken)
        taken = taken | {index for hit in hits for index in range(hit.first, hit.last)}
        for index, word in enumerate(text.words):
            if index in taken or word.isdecimal():
                continue
            half = self._compounds.inflected(word)
            if not half and self._lexicon.knows(word):
                continue
            half = half or self._compounds.compound(word)
            if half:
                hits.append(Hit(half, index, index + 1, 0.9))
                continue
            for first, last in ((index - 1, index + 1), (index, index + 2), (index, index + 1)):
                if first < 0 or last > len(text.words) or any(i in taken for i in range(first, last)):
                    continue
                hit = self._nearest(" ".join(text.words[first:last]), first, last)
                if hit:
                    hits.append(hit)
                    break
        return hits

    def _nearly(self, text: Text, taken: set[int]) -> list[Hit]:
        """Phrases of several words with a letter amiss ("ressources humaine")."""
        hits = []
        for index in range(len(text.words) - 1):
            for last in (index + 3, index + 2):
                if last > len(text.words) or not taken.isdisjoint(range(index, last)):
                    continue
                spelled = " ".join(text.words[index:last])
                found = process.extractOne(spelled, self._several, scorer=fuzz.ratio, score_cutoff=SAFE_PHRASE)
                if found:
                    hits.append(Hit(self._exact[tuple(found[0].split())], index, last, 0.9))
        return hits

    def _nearest(self, spelled: str, first: int, last: int) -> Hit | None:
        if len(spelled) < SHORTEST or not self._spellings:
            return None
        found = process.extractOne(spelled, self._spellings, scorer=fuzz.ratio, score_cutoff=SAFE)
        if not found:
            return None
        return Hit(self._exact[tuple(found[0].split())], first, last, found[1] / 100 * 0.9)


def _singles(phrases: Mapping[tuple[str, ...], str]) -> dict[str, str]:
    """The phrases of one word."""
    return {key[0]: value for key, value in phrases.items() if len(key) == 1}


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that do not overlap: longer ones first, then surer ones; in the order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, -hit.weight)):
        if all(hit.last <= other.first or hit.first >= other.last for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.first)
