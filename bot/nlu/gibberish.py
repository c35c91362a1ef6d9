"""Utterances without meaning: what a recogniser makes of noise, of a far-away voice, of another language.

They are learned as out of scope, because nobody writes them into the training data and every call centre gets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

NEAR = 150
"""Lines on either side whose words are mixed: neighbours in the training data are of the same language."""
SALAD = (4, 9)
"""Words of a salad of real words; fewer could mean something by chance."""
INVENTED = (1, 5)
"""Words of an utterance of invented words."""


def gibberish(texts: Sequence[str], place: int) -> str:
    """A meaningless utterance out of the words around a place of the training data: a salad of them, or invented ones.
    The same for the same words."""
    random = Random(texts[place])
    near = texts[max(place - NEAR, 0) : place + NEAR]
    words = [word for text in random.sample(near, min(12, len(near))) for word in text.split()]
    if random.random() < 0.5:
        return " ".join(random.choices(words, k=random.randint(*SALAD)))
    return " ".join(_invented(words, random) for _ in range(random.randint(*INVENTED)))


def _invented(words: Sequence[str], random: Random) -> str:
    """The beginning of one word and the end of another."""
    first, last = random.choice(words), random.choice(words)
    return first[: len(first) // 2 + 1] + last[len(last) // 2 :]
