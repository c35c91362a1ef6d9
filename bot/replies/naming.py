"""Which reply a text is: the way back from what was said to its name in data/replies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.replies.loader import VARIABLE, Reply, load

SAID = "utter_"
"""Of replies that are said whole; others are parts of sentences."""


class Names:
    """Of the replies of one language."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        found = []
        for name, reply in replies.items():
            for wording in reply.wordings if name.startswith(SAID) else ():
                fixed = len(VARIABLE.sub("", wording.text))
                pattern = ".+?".join(map(re.escape, VARIABLE.split(wording.text)[::2]))
                found.append((fixed, name, re.compile(pattern, re.IGNORECASE | re.DOTALL)))
        # What is left to variables fits anything: the wording with most words of its own is the one.
        self._patterns = [(name, pattern) for _, name, pattern in sorted(found, key=lambda one: (-one[0], one[1]))]

    def of(self, text: str) -> tuple[str, ...]:
        """The names of replies that fit, those with most words of their own first."""
        stripped = text.strip()
        return tuple(dict.fromkeys(name for name, pattern in self._patterns if pattern.fullmatch(stripped)))


@lru_cache(maxsize=8)
def _all(language: str) -> Names:
    return Names(load()[language])


def names_of(text: str, language: str) -> tuple[str, ...]:
    """The replies that a text may be in a language, likeliest first; none also for a language that has none."""
    return _all(language).of(text) if language in load() else ()
