"""Prompts in several languages at once ("Parlez français … Speak English …"): each part with its language."""

from __future__ import annotations

import re

MARKERS: dict[str, frozenset[str]] = {
    "fr": frozenset({"bonjour", "français", "parlez", "tapez"}),
    "nl": frozenset({"goedendag", "nederlands", "spreek", "druk"}),
    "it": frozenset({"buongiorno", "italiano", "parli", "prema"}),
    "da": frozenset({"goddag", "dansk", "tal", "tast"}),
    "en": frozenset({"hello", "english", "speak", "press"}),
}
"""Words of a greeting or of a choice of language that belong to one language alone."""

FEWEST = 3
"""Languages: a reply that names one or two ("Do you prefer Dutch?") is in one language, however it names them."""

_PIECE = re.compile(r"[^.!?,:;]+[.!?,:;]*\s*")


def by_language(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """(language, part) in order; one part in `language` unless the text greets or offers a choice in several."""
    pieces = _PIECE.findall(text)
    found = [_language_of(piece) for piece in pieces]
    if len({name for name in found if name}) < FEWEST:
        return ((language, text),)
    parts: list[tuple[str, str]] = []
    for index, (name, piece) in enumerate(zip(found, pieces, strict=True)):
        # "ou tapez 1" has a marker of its own; what has none goes on in the language of its sentence's beginning.
        starts_sentence = index == 0 or pieces[index - 1].rstrip().endswith((".", "!", "?"))
        speaking = name or (language if starts_sentence or not parts else parts[-1][0])
        if found[index] is None and _is_name(found, index):
            speaking = language
        if parts and parts[-1][0] == speaking:
            parts[-1] = (speaking, parts[-1][1] + piece)
        else:
            parts.append((speaking, piece))
    return tuple((name, part.strip()) for name, part in parts)


def _language_of(piece: str) -> str | None:
    words = set(re.findall(r"\w+", piece.lower()))
    fitting = [language for language, markers in MARKERS.items() if words & markers]
    return fitting[0] if len(fitting) == 1 else None


def _is_name(found: list[str | None], index: int) -> bool:
    """A part between greetings and choices that is in no language's markers: the company, in the prompt's language."""
    return index == 0 or found[index - 1] is None or index + 1 == len(found) or found[index + 1] is None
