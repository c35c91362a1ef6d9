"""People in a text: names of the directory as written, and what stands where a name is said, compared by sound."""

from __future__ import annotations

from pathlib import Path

from bot.corpus.learned import NOTHING, Learned
from bot.directory import PLAUSIBLE, SURE, Company, PersonMatch, contenders, find_person
from bot.directory.folding import fold
from bot.directory.people import TITLES, name_forms
from bot.entities.cardinals import cardinals
from bot.entities.lexicon import Lexicon
from bot.entities.negation import Negation
from bot.entities.person_words import PARTICLES, cue_phrases
from bot.entities.text import Mention, Text
from bot.entities.word_set import word_set

LONGEST = 5
"""Tokens of the longest name."""
ALONE = 0.9
"""Least score of a name that nothing leads up to."""
SHORTEST_ALONE = 5
WEAKLY_LED = 0.8
"""Least score of a name after a single word such as "with"."""
MOST_LOOKUPS = 3
"""Comparisons by sound in one utterance, two milliseconds each."""
_POLITE = word_set(
    """
    please svp graag alsjeblieft alstublieft aub grazie tak from fra van
    """
)
_TITLES = frozenset(fold(title) for titles in TITLES.values() for title in titles.split()) - {"de", "sir", "her"}


class PersonFinder:
    """The people of a company, in one language.

    The value of a mention is the id of the person when one stands out,
        else the name as it was heard: several people may
    fit it, or none.
    """

    def __init__(
        self, company: Company, lexicon: Lexicon, cache: Path | None = None, learned: Learned = NOTHING
    ) -> None:
        self._company = company
        self._lexicon = lexicon
        self._cache = cache
        self._negation = Negation(lexicon.language)
        self._cues = cue_phrases(lexicon.language)
        self._longest_cue = max(map(len, self._cues))
        self._cardinals = cardinals(lexicon.language)
        self._names: dict[tuple[str, ...], set[str]] = {}
        forms = {person.id: [form for _, form in name_forms(person)] for person in company.people.values()}
        for person_id, wordings in learned.beside(forms, lexicon.language, "person").items():
            for form in wordings:
                self._names.setdefault(Text(form, lexicon.language).words, set()).add(person_id)

    def find(self, text: Text, taken: frozenset[int] = frozenset()) -> list[Mention]:
        """The people mentioned, in order. `taken`: tokens that are something else already."""
        spans = self._written(text, taken)
        covered = {i for first, last in spans for i in range(first, last)} | taken
        mentions = [self._mention(text, first, last) for first, last in spans]
        for first, last, sure in self._spoken(text, covered)[:MOST_LOOKUPS]:
            mention = self._heard(text, first, last, sure)
            if mention and covered.isdisjoint(range(mention.first, mention.last)):
                mentions.append(mention)
                covered |= set(range(mention.first, mention.last))
        mentions.sort(key=lambda mention: mention.first)
        marks = self._negation.mark(text, [(m.first, m.last) for m in mentions])
        return [
            Mention(m.entity, m.value, m.first, m.last, off, m.weight) for m, off in zip(mentions, marks, strict=True)
        ]

    def _written(self, text: Text, taken: frozenset[int]) -> list[tuple[int, int]]:
        """Names of the directory, the longest first. A name that is an everyday word needs a title, a cue or a
        capital."""
        spans: list[tuple[int, int]] = []
        index = 0
        while index < len(text.tokens):
            length = self._known_name(text, index, taken)
            if length:
                length = self._with_more(text, index, length, taken)
                start = self._begin(text, index, taken)
                spans.append((start, index + length))
            index += length or 1
        return spans

    def _begin(self, text: Text, index: int, taken: frozenset[int]) -> int:
        """Index of a title or an unknown first name before a name."""
        before = index - 1
        if text.word(before) in _TITLES:
            return before
        alone = index in taken or before in taken or before < 0 or text.pauses(index)
        if alone or not self._strange(text, before) or self._elided(text, before):
            return index
        return before if self._stretch(text, before, set(taken)) > before else index

    def _with_more(self, text: Text, index: int, length: int, taken: frozenset[int]) -> int:
        """The length of a first name with the misheard surname that follows it."""
        start = index + length
        if text.pauses(start) or start >= len(text.tokens) or start in taken:
            return length
        end = self._stretch(text, start, set(taken))
        least = PLAUSIBLE
        if end <= start and text.word(start) in PARTICLES:
            # "Van den Broek" ends in an everyday word.
            end = next((i for i in range(start, len(text.tokens)) if text.word(i) not in PARTICLES), start - 1) + 1
            least = SURE
        if end <= start or not taken.isdisjoint(range(start, end)):
            return length
        found = find_person(self._company, _cut(text, index, end), self._lexicon.language, cache=self._cache)
        return end - index if found and found[0].score >= least else length

    def _known_name(self, text: Text, index: int, taken: frozenset[int]) -> int:
        for length in range(min(LONGEST, len(text.tokens) - index), 0, -1):
            words = text.words[index : index + length]
            if words not in self._names or not taken.isdisjoint(range(index, index + length)):
                continue
            everyday = length == 1 and self._everyday(words[0])
            if not everyday or self._introduced(text, index) or self._capital(text, index):
                return length
        return 0

    def _everyday(self, word: str) -> bool:
        return self._lexicon.knows(word) or self._cardinals.one_word(word) is not None or len(word) < 3

    def _introduced(self, text: Text, index: int) -> bool:
        if text.word(index - 1) in _TITLES:
            return True
        asked = text.word(index + 1) in _POLITE or (text.word(index + 1) == "s" and text.word(index + 2) == "il")
        return asked or self._after_cue(text, index, shortest=2)

    def _capital(self, text: Text, index: int) -> bool:
        token = text.tokens[index].text
        return token[:1].isupper() and not token.isupper() and (index > 0 or len(text.tokens) <= 3)

    def _mention(self, text: Text, first: int, last: int) -> Mention:
        name = _cut(text, first, last)
        return self._match(
            name, first, last, find_person(self._company, name, self._lexicon.language, cache=self._cache)
        )

    def _match(self, name: str, first: int, last: int, found: tuple[PersonMatch, ...]) -> Mention:
        best = contenders(found)
        value = best[0].person.id if len(best) == 1 else name
        return Mention("person", value, first, last, weight=best[0].score if best else 0.5)

    def _spoken(self, text: Text, covered: set[int]) -> list[tuple[int, int, bool]]:
        """Stretches where a name may stand: after a title (surely), after a cue, or words that the language lacks."""
        found: list[tuple[int, int, bool]] = []
        for index in range(len(text.tokens)):
            if text.word(index - 1) in _TITLES and (last := self._stretch(text, index, covered)) > index:
                found.append((index - 1, last, True))
        for index in range(1, len(text.tokens)):
            if self._after_cue(text, index) and (last := self._stretch(text, index, covered)) > index:
                found.append((index, last, False))
        for index in range(len(text.tokens)):
            last = self._stretch(text, index, covered)
            begins = index == 0 or self._stretch(text, index - 1, covered) <= index
            if begins and last > index and any(self._strange(text, i) for i in range(index, last)):
                found.append((index, last, False))
        return list(dict.fromkeys(found))

    def _after_cue(self, text: Text, index: int, shortest: int = 1) -> bool:
        """Whether words before a name end here; single ones ("pour", "with") lead to much else."""
        lengths = range(min(self._longest_cue, index), shortest - 1, -1)
        return any(text.words[index - n : index] in self._cues for n in lengths)

    def _elided(self, text: Text, index: int) -> bool:
        """French "qu'", "quelqu'": no part of a name, unlike "O'" and "d'"."""
        return (
            self._lexicon.language == "fr" and text.gap(index + 1) in ("'", "’") and text.word(index) not in PARTICLES
        )

    def _stretch(self, text: Text, index: int, covered: set[int]) -> int:
        """Index after the words from here on that may make a name."""
        last = index
        while last < min(len(text.tokens), index + LONGEST):
            word = text.word(last)
            stops = word.isdecimal() or last in covered or (last > index and text.pauses(last)) or word in _TITLES
            number = self._cardinals.one_word(word) is not None
            everyday = word in self._lexicon.stop_words and word not in PARTICLES
            known = self._lexicon.knows(word) and not self._capital(text, last)
            if stops or number or everyday or self._elided(text, last) or (known and word not in PARTICLES):
                break
            last += 1
        while last > index and text.word(last - 1) in PARTICLES:
            last -= 1
        return last

    def _strange(self, text: Text, index: int) -> bool:
        return len(text.word(index)) >= 4 and not self._lexicon.knows(text.word(index))

    def _heard(self, text: Text, first: int, last: int, sure: bool) -> Mention | None:
        """The person whose name is nearest to a stretch, or the stretch itself where a name must stand."""
        name = _cut(text, first, last)
        found = find_person(self._company, name, self._lexicon.language, cache=self._cache)
        led = sure or self._after_cue(text, first, shortest=2)
        least = PLAUSIBLE if led else WEAKLY_LED if self._after_cue(text, first) else ALONE
        if least == ALONE and len(name) < SHORTEST_ALONE:
            return None
        if found and found[0].score >= least:
            return self._match(name, first, last, found)
        named = all(token.text[:1].isupper() or token.fold in PARTICLES for token in text.tokens[first:last])
        if named and led:
            return Mention("person", name, first, last, weight=0.5)
        return None


def _cut(text: Text, first: int, last: int) -> str:
    return text.raw[text.tokens[first].start : text.tokens[last - 1].end]
