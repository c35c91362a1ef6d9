"""What callers take back by what they say of it: "I said billing but I meant sales", "sales, no wait, billing".

Beside the words of negation: a correction between two mentions, what was said by mistake, and what was tried in vain.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.entities.joined_runs import corrects_loosely
from bot.entities.negation import Negation
from bot.entities.text import Text
from bot.entities.word_set import word_set


def _phrases(said: str) -> tuple[str, ...]:
    """Phrases with commas between them."""
    return tuple(said.split(", "))


_SAID = {
    "fr": word_set("dit dis demande demandais demandai choisi tape appuye mais pardon"),
    "nl": word_set("gezegd zei zeg vroeg gevraagd gekozen gedrukt ingetoetst maar sorry"),
    "it": word_set("detto dicevo chiesto chiedevo scelto premuto ma scusi scusa"),
    "da": word_set("sagde sagt bad bedt spurgte valgte valgt trykkede men undskyld"),
    "en": word_set("said asked told pressed chose picked say but sorry"),
}
_MEANT = {
    "fr": _phrases("voulais dire, voulais, pensais a, veux dire, plutot, en fait c est"),
    "nl": _phrases("bedoelde, bedoel, bedoeling, eigenlijk, liever, moet zijn, moest zijn"),
    "it": _phrases("volevo dire, intendevo, intendo, volevo, pensavo a, piuttosto, in realta"),
    "da": _phrases("mente, mener, hellere, rettere sagt, egentlig, skulle have sagt"),
    "en": _phrases("meant, mean, should have said, actually, rather, make that"),
}
_IN_VAIN = {
    "fr": _phrases(
        "j ai eu, j ai parle, ai deja, "
        "par erreur, deja, trompe, trompee, tromper, mauvais, mauvaise, tombe sur, tombee sur, sert a rien, "
        "m avez passe, m a passe, m avez mis, m a mis"
    ),
    "nl": _phrases(
        "heb gesproken, gesproken, gehad, gebeld, "
        "per ongeluk, al, reeds, verkeerd, verkeerde, abusievelijk, vergist, vergissing, niets aan, kreeg, "
        "gaf me, gaven me"
    ),
    "it": _phrases(
        "ho parlato, ho sentito, ho avuto, ho chiamato, "
        "per sbaglio, per errore, gia, sbagliato, sbagliata, sbagliando, mi hanno passato, mi avete passato"
    ),
    "da": _phrases("ved en fejl, allerede, forkert, forkerte, fejlagtigt, ved et uheld, fik, stillede mig"),
    "en": _phrases(
        "i spoke, i talked, i was talking, i was speaking, i was with, i had, i tried, i rang, "
        "by mistake, by accident, already, wrong, wrongly, mistakenly, no good to me, no use, in error, "
        "gave me, landed in, got"
    ),
}
"""What was reached by mistake, or before and without help."""
_GIVEN = {
    "fr": _phrases("m avez passe, m a passe, m avez mis, m a mis, m ont passe, suis tombe, suis tombee, j ai eu"),
    "nl": _phrases("kreeg, kregen, gaf, gaven, verbonden, werd, heb gekregen, doorverbonden"),
    "it": _phrases("mi avete passato, mi hanno passato, mi ha passato, mi avete dato, mi avete messo, mi e uscito"),
    "da": _phrases("fik, stillede mig, gav mig, har faaet, blev stillet, endte"),
    "en": _phrases("gave me, got, put me through, sent me, ended up, landed, connected me"),
}
"""What the caller got."""
_BUT = frozenset(("mais", "et", "maar", "en", "ma", "e", "men", "og", "but", "and"))
_WANTED = {
    "fr": word_set(
        "pouvez essayez alors veux voudrais voulais faut faudrait cherche maintenant mais donnez passez besoin est "
        "souhaite"
    ),
    "nl": word_set("kunt probeer dus wil wou moet moest zoek nu maar geef nodig is wilde had doe"),
    "it": word_set(
        "puo provi quindi voglio vorrei volevo serve cerco ora adesso ma passi dia bisogno e dovevo cercavo mi"
    ),
    "da": word_set("kan prov sa skal skulle vil ville nu men giv er soger brug"),
    "en": word_set("could can try so want wanted need needed looking now but give put get is s after should"),
}
_LEAVE = {
    "fr": (("laissez", "laisse", "oubliez"), word_set("tomber cote")),
    "nl": (("laat",), word_set("zitten vallen achterwege")),
    "it": (("lasci", "lascia", "lasciate", "lasciamo"), word_set("perdere stare")),
    "da": (("lad", "drop"), word_set("vaere ligge")),
    "en": (("leave", "forget", "skip", "scrap"), word_set("out aside alone it")),
}
"""Verbs before what is left alone, and what follows it."""
_POLITE = word_set(
    "graag alsjeblieft alstublieft please thanks svp stp merci grazie prego per favore cortesia tak venligst hein hoor "
    "eh"
)
"""Words between a mention and its correction that say nothing."""
_NO = {"fr": "non", "nl": "nee", "it": "no", "da": "nej", "en": "no"}
FAR = 12
"""Tokens between what is taken back and what is meant instead."""
NEAR = 7
"""Tokens before a mention in which it is told how it came about."""


class Retraction:
    """Negations and corrections of one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._negation = Negation(language)

    def mark(self, text: Text, spans: Sequence[tuple[int, int]], topics: Sequence[int] = ()) -> list[bool]:
        """For each mention (first token, token after the last; in the order of the text) whether it is taken back.

        `topics`: which of them are matters rather than somebody to talk to, and so cannot have been reached in vain:
        "I already paid the invoice, it is about a refund".
        """
        marks = self._negation.mark(text, spans)
        for number in range(1, len(spans)):
            marks[number] = marks[number] or self._given_instead(text, spans[number - 1], spans[number][0])
        for number, (first, last) in enumerate(spans):
            before = text.words[max(spans[number - 1][1] if number else 0, first - NEAR) : first]
            follower = spans[number + 1] if number + 1 < len(spans) else None
            if self._left(text, before, last):
                marks[number] = True
            elif follower and not marks[number] and not marks[number + 1]:
                gap = text.words[last : follower[0]]
                marks[number] = self._replaced(text, first, before, gap) or (
                    number not in topics and self._vain(before, gap)
                )
        return marks

    def _replaced(self, text: Text, first: int, before: tuple[str, ...], gap: tuple[str, ...]) -> bool:
        """Whether what follows is meant instead of a mention."""
        if not gap or len(gap) > FAR:
            return False
        language = self._language
        if corrects_loosely(language, gap, self._negation.between | _POLITE):
            return True
        if gap[0] == _NO[language] and len(gap) <= 5 and self._negation.between.issuperset(text.words[:first]):
            return True
        return _says(gap, _MEANT[language]) and not _SAID[language].isdisjoint((*before, *gap))

    def _vain(self, before: tuple[str, ...], gap: tuple[str, ...]) -> bool:
        """Whether a mention was reached by mistake or without help, and what follows it is wanted now."""
        tried = _says((*before, *gap), _IN_VAIN[self._language])
        return 0 < len(gap) <= FAR and tried and not _WANTED[self._language].isdisjoint(gap)

    def _left(self, text: Text, before: tuple[str, ...], last: int) -> bool:
        verbs, rest = _LEAVE[self._language]
        return not set(verbs).isdisjoint(before[-4:]) and not rest.isdisjoint(
            (*before[-3:], *text.words[last : last + 3])
        )

    def _given_instead(self, text: Text, asked: tuple[int, int], first: int) -> bool:
        """Whether a mention is what the caller got who had asked for the one before: "I wanted X but you gave me Y"."""
        gap = text.words[asked[1] : first]
        before = text.words[max(0, asked[0] - NEAR) : asked[0]]
        got = gap and gap[0] in _BUT and len(gap) <= 8 and _says(gap, _GIVEN[self._language])
        return bool(got) and not (_SAID[self._language] | _WANTED[self._language]).isdisjoint(before)


def _says(words: tuple[str, ...], phrases: tuple[str, ...]) -> bool:
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in phrases)
