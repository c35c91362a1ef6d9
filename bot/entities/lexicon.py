"""What a language knows: its words and their dictionary forms, from spaCy's blank pipelines and lookup tables."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Collection
from pathlib import Path

import numpy as np
import spacy
import spacy_lookups_data
from numpy.typing import NDArray
from spacy.language import Language

from bot.directory.folding import fold_letters
from bot.entities.text import Text

Hashes = NDArray[np.uint32]


class Lexicon:
    """One language. The tables hold up to half a million forms, so all that stays of them is a hash of each form, and
    the lemmas of the words that the directory uses; both are cached on disk."""

    def __init__(self, language: str, words: Collection[str], cache: Path) -> None:
        """`words`: the folded words whose inflected forms have to be recognised. `cache`: a folder."""
        self.language = language
        self.pipeline: Language = spacy.blank(language)
        self.stop_words = frozenset(fold_letters(word) for word in self.pipeline.Defaults.stop_words)
        source = Path(spacy_lookups_data.__file__).parent / "data" / f"{language}_lemma_lookup.json.gz"
        key = json.dumps([source.stat().st_size, sorted(words)], ensure_ascii=False)
        file = cache / f"{language}-{hashlib.sha256(key.encode()).hexdigest()[:32]}.npz"
        try:
            with np.load(file) as kept:
                self._known: Hashes = kept["known"]
                self._lemmas: dict[str, str] = json.loads(str(kept["lemmas"]))
        except (OSError, ValueError, KeyError):
            self._known, self._lemmas = _condense(source, frozenset(words))
            _keep(file, self._known, self._lemmas)

    def knows(self, word: str) -> bool:
        """Whether a folded word is a word of the language."""
        if word in self.stop_words:
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


def _condense(source: Path, words: frozenset[str]) -> tuple[Hashes, dict[str, str]]:
    table = json.loads(gzip.decompress(source.read_bytes()))
    pairs = [(fold_letters(form), fold_letters(base[0] if isinstance(base, list) else base))
             for form, base in table.items()]  # fmt: skip
    known = {zlib.crc32(word.encode()) for pair in pairs for word in pair}
    bases = {base for form, base in pairs if form in words} | words
    lemmas = {form: base for form, base in pairs if base in bases}
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
