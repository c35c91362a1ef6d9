"""What is said of a written text: the sentences of its spoken form, each in its language. They are what is kept."""

from __future__ import annotations

from collections.abc import Iterator

from voice.spoken import spoken_form
from voice.spoken.mixed import by_language
from voice.tts.sentences import cut


def sentences(text: str, language: str, plain_words: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """(language, sentence) in order. `plain_words`: see spoken_form."""
    for part_language, part in by_language(text, language):
        for sentence in cut(spoken_form(part, part_language, plain_words)):
            yield part_language, sentence
