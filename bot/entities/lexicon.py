"""What a language knows: its words and their dictionary forms, from spaCy's blank pipelines and lookup tables."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import numpy as np
import spacy
import spacy_lookups_data
from numpy.typing import NDArray
from spacy.language import Language

from bot.corpus.markup import plain_text
from bot.directory.folding import fold_letters
from bot.entities.text import Text
from centralino.paths import DATA

Hashes = NDArray[np.uint32]
VERSION = 2
"""Of what is kept on disk."""
NOUN_ENDINGS = {
    "fr": ("s", "x", "es"),
    "nl": ("en", "s", "n"),
    "it": ("i", "e", "he", "hi"),
    "da": ["en", "et", "er", "erne", "ene", "e", "r", "ne", "n", "t", "s", "ens", "ets", "ernes", "erens"],
    "en": ("s", "es"),
}
COMMON = 3
"""Training utterances in which a word has to occur to count as one of the language."""


class Lexicon:
    """One language. The tables hold up to half a million forms, so all that stays of them is a hash of each form, and
    the lemmas of the words that the directory uses; both are cached on disk."""

    def __init__(self, language: str, words: Collection[str], cache: Path) -> None:
        """`words`: the folded words whose inflected forms have to be recognised. `cache`: a folder."""
        self.language = language
        self.pipeline: Language = spacy.blank(language)
        self.stop_words = frozenset(fold_letters(word) for word in self.pipeline.Defaults.stop_words)
        self._spoken = _spoken_words(language)
        source = Path(spacy_lookups_data.__file__).parent / "data" / f"{language}_lemma_lookup.json.gz"
        key = json.dumps([VERSION, source.stat().st_size, sorted(words)], ensure_ascii=False)
        file = cache / f"{language}-{hashlib.sha256(key.encode()).hexdigest()[:32]}.npz"
        try:
            with np.load(file) as kept:
                self._known: Hashes = kept["known"]
                self._lemmas: dict[str, str] = json.loads(str(kept["lemmas"]))
        except (OSError, ValueError, KeyError):
            self._known, self._lemmas = _condense(source, frozenset(words), language)
            _keep(file, self._known, self._lemmas)

    def knows(self, word: str) -> bool:
        """Whether a folded word is a word of the language."""
        if word in self.stop_words or word in self._spoken:
            return True
        # Of the array's own type, or numpy would convert the whole array at every look-up.
        key = np.uint32(zlib.crc32(word.encode()))
        place = int(self._known.searchsorted(key))
        return place < len(self._known) and bool(self._known[place] == key)

    def lemma(self, word: str) -> str:
        """The word that stands for all forms of a folded word; the word itself when nothing is known of it."""
        return self._lemmas.get(word, word)

    def lemmas(self, text: Text) -> tuple[str, ...]:
        """The lemmas of the tokens."""
        return tuple(self.lemma(word) for word in text.words)


@lru_cache(maxsize=5)
def _spoken_words(language: str) -> frozenset[str]:
    """Words of the training utterances that the tables lack ("juli", "ouais"): frequent ones, never with a capital."""
    small: Counter[str] = Counter()
    capital: set[str] = set()
    for file in sorted((DATA / "nlu" / language).glob("*.yml")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("    - "):
                for place, token in enumerate(Text(plain_text(line[6:]), language).tokens):
                    if token.text.islower():
                        small[token.fold] += 1
                    elif place:
                        capital.add(token.fold)
    return frozenset(word for word, count in small.items() if count >= COMMON and word not in capital)


def _declined(form: str, base: str, language: str) -> bool:
    """Whether a form is another case of a noun. Verbs do not count: who "ordered" something does not want sales."""
    endings = NOUN_ENDINGS[language]
    stems = (base, base[:-1]) if language == "it" else (base,)
    if (
        language == "nl"
        and form.startswith(base[:3])
        and form.endswith(("en", "s"))
        and abs(len(form) - len(base)) <= 2
    ):
        # Vowels and consonants change with the plural: factuur, facturen.
        return not base.endswith("en")
    return any(form == stem + ending for stem in stems for ending in endings)


def _condense(source: Path, words: frozenset[str], language: str) -> tuple[Hashes, dict[str, str]]:
    table = json.loads(gzip.decompress(source.read_bytes()))
    pairs = [(fold_letters(form), fold_letters(base[0] if isinstance(base, list) else base))
             for form, base in table.items()]  # fmt: skip
    known = {zlib.crc32(word.encode()) for pair in pairs for word in pair}
    bases = {base for form, base in pairs if form in words and _declined(form, base, language)} | words
    lemmas = {form: base for form, base in pairs if base in bases and _declined(form, base, language)}
    return np.array(sorted(known), dtype=np.uint32), lemmas


def _keep(file: Path, known: Hashes, lemmas: dict[str, str]) -> None:
    """Write through a file of this process, so that readers never see half of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.npz")
        np.savez(part, known=known, lemmas=np.array(json.dumps(lemmas, ensure_ascii=False)))
        part.replace(file)
    except OSError:
        # A folder that cannot be written costs two seconds at the next start, nothing else.
        return
