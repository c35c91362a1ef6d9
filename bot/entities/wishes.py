"""Which of several days or times the caller wishes: the last word counts.

Beside what is denied ("not monday, tuesday"), a mention is taken back by a correction before the next one of its kind
("ten, no wait, half past ten", "lundi, enfin plutôt mardi") and by what makes it impossible ("saturday's no use").
Never is the only mention taken back by these, and a polite question denies nothing ("kan hij niet donderdag komen?").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.entities.negation import Negation
from bot.entities.text import Mention, Text

Phrases = tuple[tuple[str, ...], ...]


def _phrases(text: str) -> Phrases:
    return tuple(tuple(phrase.split()) for phrase in text.split(","))


_CORRECTS: dict[str, Phrases] = {
    "fr": _phrases(
        "non, pardon, enfin non, attendez, attends, je veux dire, je voulais dire, en fait, finalement, excusez moi, "
        "oups, ou plutot, c est pas ca, je me trompe, je corrige, je rectifie, mettons, mauvais"
    ),
    "nl": _phrases(
        "nee, neen, wacht, of nee, eigenlijk, sorry, pardon, ik bedoel, bedoel ik, toch maar, toch liever, bij nader "
        "inzien, ik vergis me, excuseer, laat maar"
    ),
    "it": _phrases(
        "no, anzi, aspetti, aspetta, scusi, scusa, mi scusi, volevo dire, voglio dire, cioe no, o meglio, mi correggo, "
        "ripensandoci, pardon, mi sbaglio, mi sono sbagliato, mi sono sbagliata"
    ),
    "da": _phrases(
        "nej, hov, vent, ups, undskyld, jeg mener, mente jeg, rettere sagt, eller rettere, eller vent, forkert, "
        "alligevel ikke, jeg mente, jeg tager fejl"
    ),
    "en": _phrases(
        "no, nope, wait, sorry, i mean, i meant, actually, scratch that, correction, hang on, hold on, or rather, on "
        "second thoughts, my mistake, excuse me, strike that"
    ),
}
"""Anywhere between two mentions: the second replaces the first."""
_INSTEAD: dict[str, Phrases] = {
    "fr": _phrases("plutot, mieux vaut, disons plutot, faites plutot, mettez plutot, prenez, mettez, faisons, notez, "
                   "on va dire, faites"),
    "nl": _phrases("liever, doe maar, maak er, maak daar, doe dan maar, zeg maar, dan maar, zet maar, beter, neem "
                   "maar, laten we zeggen, in plaats daarvan, zet er maar, maak het"),
    "it": _phrases("meglio, facciamo, piuttosto, semmai, fate, faccia, mettiamo, metta, diciamo, invece, preferisco"),
    "da": _phrases("hellere, gor det til, lad os tage, lad os sige, tag, sa hellere, lav det til, saet det til, i "
                   "stedet, det ma blive, lad det vaere, saet mig til, sa siger vi"),
    "en": _phrases("make it, make that, rather, better, let s say, say, go for, better make it, instead, change it to, "
                   "put me down for, let s do, let s make it"),
}  # fmt: skip
"""Shortly before a mention: it replaces the one before it."""
_IMPOSSIBLE: dict[str, Phrases] = {
    "fr": _phrases("je peux pas, je ne peux pas, je suis pas la, je ne suis pas la, je suis pris, je suis prise, ca va "
                   "pas, ca ne va pas, ca m arrange pas, ca ne m arrange pas, impossible, c est mort, non, je "
                   "travaille, pas possible, c est pas possible, ca colle pas, c est trop tot, c est trop tard, "
                   "ca marche pas, ca joue pas"),
    "nl": _phrases("kan ik niet, kan niet, past niet, lukt niet, ben ik er niet, ben ik niet, gaat niet, moet ik "
                   "werken, is te laat, is te vroeg, is niet, lukt me niet, lukt mij niet, past mij niet, gaat mij "
                   "niet, past me niet, kan ik echt niet, niet"),
    "it": _phrases("non posso, non ci sono, non va bene, non mi va, non va, non riesco, sono fuori, lavoro, no, non mi "
                   "e possibile, e impossibile, non ce la faccio, non sono, e troppo presto, e troppo tardi"),
    "da": _phrases("kan jeg ikke, dur ikke, gar ikke, passer ikke, er jeg ikke, der arbejder jeg, er for tidligt, er "
                   "for sent, er jeg pa arbejde, duer ikke, der kan jeg ikke, passer mig ikke, passer det ikke, ikke"),
    "en": _phrases("i can t, i cannot, doesn t suit, doesn t work, is no good, s no good, s no use, is no use, won t "
                   "do, won t work, i m away, i m working, i m in work, i m not, is out, s out, isn t, no good, no "
                   "use, is too late, is too early, s too early, s too late"),
}  # fmt: skip
"""Right after a mention: that one cannot be."""
_MODALS: dict[str, frozenset[str]] = {
    "fr": frozenset(("pourriez", "pouvez", "peut", "pourrait", "serait")),
    "nl": frozenset(("kan", "kunt", "kunnen", "kun", "zou", "zouden", "mag", "komt", "past", "is", "zijn", "lukt")),
    "it": frozenset(("potrebbe", "potreste", "puo", "potete", "sarebbe", "si")),
    "da": frozenset(("kan", "kunne", "vil", "ville", "er", "ma")),
    "en": frozenset(("can", "could", "couldn", "can", "would", "wouldn", "won", "isn", "aren")),
}
_HESITATES = frozenset(("euh", "heu", "eh", "ehm", "em", "uh", "um", "erm", "oh", "ohm", "oei", "hum"))
"""Alone between two mentions: the second is what the caller settles on."""
_BEFORE = frozenset(("voor", "for", "before", "avant", "prima"))
SHORT = 4
"""Tokens before a mention among which "rather" goes with it, and after it among which it is called impossible."""
_COMPARES = {
    "fr": frozenset(("plutot", "mieux", "prefere", "prefererais")), "nl": frozenset(("liever", "eerder", "beter")),
    "it": frozenset(("meglio", "piuttosto", "preferisco", "preferirei")), "da": frozenset(("hellere", "bedre")),
    "en": frozenset(("rather", "better", "sooner", "prefer")),
}  # fmt: skip
_THAN = {"fr": ("que", "qu"), "nl": ("dan",), "it": ("di", "che", "del"), "da": ("end",), "en": ("than",)}


class Wishes:
    """Corrections of days and times in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._negation = Negation(language)

    def mark(self, text: Text, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions of one kind, in the order of the text, with those taken back marked."""
        if not mentions:
            return []
        marks = self._negation.mark(text, [(m.first, m.last) for m in mentions])
        marks = [mark and not self._bounded(text, m.first) for m, mark in zip(mentions, marks, strict=True)]
        if len(mentions) == 1 and marks[0] and self._asks(text, mentions[0].first):
            marks = [False]
        for at in range(1, len(mentions)):
            if marks[at] and self._impossible(text, mentions[at - 1].last, mentions[at].first):
                # "Donderdag lukt niet vrijdag wel": the negation is the first one's.
                marks[at - 1], marks[at] = True, False
        for at in range(len(mentions) - 1):
            marks[at + 1] = marks[at + 1] or self._compared(text, mentions[at], mentions[at + 1])
            marks[at] = marks[at] or (not marks[at + 1] and self._replaced(text, mentions[at], mentions[at + 1]))
        for at, mention in enumerate(mentions):
            others = any(not marks[i] for i in range(len(mentions)) if i != at)
            if others and not marks[at] and self._impossible(text, mention.last):
                marks[at] = True
        return [replace(mention, negated=mark) for mention, mark in zip(mentions, marks, strict=True)]

    def _replaced(self, text: Text, mention: Mention, following: Mention) -> bool:
        between = text.words[mention.last : following.first]
        if any(word in _THAN[self._language] for word in between[-1:]):
            return False
        if _holds(between, _CORRECTS[self._language]):
            return True
        if len(between) <= SHORT and not _HESITATES.isdisjoint(between):
            return True
        return _holds(between[-SHORT:], _INSTEAD[self._language])

    def _bounded(self, text: Text, first: int) -> bool:
        """ "Niet voor elf uur": no denial, the earliest time that is wished."""
        return any(
            text.word(index) in _BEFORE and text.word(index - 1) in ("niet", "ikke", "not", "pas", "non")
            for index in (first - 1, first - 2)
        )

    def _compared(self, text: Text, mention: Mention, following: Mention) -> bool:
        """ "Liever maandag dan dinsdag": the second is the one not wished."""
        compared = text.words[max(0, mention.first - SHORT) : following.first]
        than = text.words[max(mention.last, following.first - 2) : following.first]
        return any(w in _THAN[self._language] for w in than) and not _COMPARES[self._language].isdisjoint(compared)

    def _impossible(self, text: Text, last: int, end: int = 0) -> bool:
        """Whether a mention that ends before `last` is called impossible; `end`: by a phrase of several words that
        ends there."""
        after = text.words[last : last + SHORT + 2]
        return any(
            after[start : start + len(phrase)] == phrase and (not end or last + start + len(phrase) == end)
            for phrase in _IMPOSSIBLE[self._language]
            if len(phrase) > 1 or not end
            for start in range(3 if len(phrase) > 1 else 1)
        )

    def _asks(self, text: Text, first: int) -> bool:
        """Whether a clause with a single mention is a question that only sounds like a denial."""
        start = next((i for i in range(first, 0, -1) if text.pauses(i)), 0)
        begins = text.words[start : start + 3]
        modals = _MODALS[self._language]
        if self._language in ("nl", "da", "en"):
            return bool(begins) and begins[0] in modals
        return not modals.isdisjoint(text.words[start:first])


def _holds(words: tuple[str, ...], phrases: Phrases) -> bool:
    return any(words[i : i + len(p)] == p for p in phrases for i in range(len(words) - len(p) + 1))
