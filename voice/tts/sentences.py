"""Text cut into pieces that every engine can speak: sentences, and nothing that runs away."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 280
"""Characters. Long enough for every reply, short enough that one piece is synthesised within a moment."""
LONGEST_WORD = 40
"""Pico never returns from a word of thousands of letters."""

SHORTEST_OPENING = 15
"""Characters. Kokoro says a word or two by themselves so that they are not understood, and nobody pauses there."""
SENTENCE_ENDS = ".!?…;"
ENOUGH = 30
"""Characters of a piece that may be said by itself: about two seconds."""

_SENTENCE_END = re.compile(r"(?<=[.!?…;])[\"»”')\]]*\s+|\n+")
_CLAUSE_END = re.compile(r"(?<=[,:–—])\s+")
_WORDS = re.compile("[A-Za-z]")
_UNSPEAKABLE = re.compile(r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")


def cut(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The sentences of `text`, each at most `longest` characters, without empty ones."""
    clean = _UNSPEAKABLE.sub(" ", text)
    for sentence in _SENTENCE_END.split(clean):
        yield from _fit(" ".join(_short_words(sentence)), longest)


def clauses(sentence: str) -> Iterator[str]:
    """A sentence cut after its commas, colons and dashes; not after a short opening ("Un instant, s'il vous plaît").
    What has no Latin letter stays with what is before it: by itself it might be nothing that an engine can say."""
    line, least = "", SHORTEST_OPENING
    for clause in _CLAUSE_END.split(sentence):
        if len(line) >= least and _WORDS.search(clause) and _WORDS.search(line):
            yield line
            line, least = clause, 1
        else:
            line = f"{line} {clause}" if line else clause
    if line:
        yield line


def openings(sentence: str, enough: int = ENOUGH) -> Iterator[str]:
    """A sentence cut after clauses, each piece with as few of them as make `enough` characters: for an engine that
    takes about as long as it speaks, so that the first piece is heard while the next is made."""
    line, left = "", len(sentence)
    for clause in _CLAUSE_END.split(sentence):
        line = f"{line} {clause}" if line else clause
        left -= len(clause) + 1
        # A last word by itself is not understood.
        if len(line) >= enough and left >= SHORTEST_OPENING:
            yield line
            line = ""
    if line:
        yield line


def _short_words(sentence: str) -> Iterator[str]:
    for word in sentence.split():
        for start in range(0, len(word), LONGEST_WORD):
            yield word[start : start + LONGEST_WORD]


def _fit(sentence: str, longest: int) -> Iterator[str]:
    """Cut at clauses where a sentence is too long, at words where a clause is."""
    if not any(character.isalnum() for character in sentence):
        return
    if len(sentence) <= longest:
        yield sentence
        return
    for clauses in _packed(_CLAUSE_END.split(sentence), longest):
        if len(clauses) <= longest:
            yield clauses
        else:
            yield from _packed(clauses.split(), longest)


def _packed(pieces: list[str], longest: int) -> Iterator[str]:
    """Neighbouring pieces joined up to `longest`."""
    line = ""
    for piece in pieces:
        if line and len(line) + 1 + len(piece) > longest:
            yield line
            line = piece
        else:
            line = f"{line} {piece}" if line else piece
    if line:
        yield line
