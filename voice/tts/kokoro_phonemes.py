"""espeak-ng's IPA in the symbols that Kokoro-82M was trained on (its vocabulary; mapping after misaki, Apache-2.0)."""

from __future__ import annotations

import re

_TIED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ",
    "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "ə^l": "ᵊl",
}  # fmt: skip
"""One symbol for sounds of two letters."""

_ENGLISH = (("e^ə", "ɛː"), ("iə", "ɪə"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("ʔ", "t"))
_DANISH = (("ʔ^", ""), ("ʔ", ""), ("?^", ""), ("?", ""), ("ε", "ɛ"), ("ɐ̯", "ɐ"), ("œ̞", "œ"))
"""Danish stød comes out of espeak-ng 1.51 as a glottal stop tied to vowels; Kokoro would speak a stop."""
_DUTCH = (("ɵ", "ʏ"), ("ʏ", "ø"))

_BY_LANGUAGE = {"en": _ENGLISH, "da": _DANISH, "nl": _DUTCH}

_SWITCH = re.compile(r"\([^)]*\)")
"""espeak-ng marks words that it takes for another language: "(en)meeting(fr)"."""
PUNCTUATION = re.compile(r"([,.;:!?…—]+)")


def kokoro_symbols(ipa: str, language: str, vocabulary: frozenset[str]) -> str:
    """The IPA of a clause as Kokoro's symbols; what it has none for is left out."""
    text = _SWITCH.sub("", ipa)
    for written, symbol in _BY_LANGUAGE.get(language, ()):
        text = text.replace(written, symbol)
    for written, symbol in _TIED.items():
        text = text.replace(written, symbol)
    return "".join(symbol for symbol in text.replace("^", "").replace("_", "") if symbol in vocabulary)
