"""How written names sound in a language: IPA phonemes from libespeak-ng, kept on disk for the directory's names."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from centralino.errors import UserError

VOICES = {"fr": "roa/fr", "nl": "gmw/nl", "it": "roa/it", "da": "gmq/da", "en": "gmw/en"}
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_IPA = 0x02
_UTF8 = 1
# Stress, length and the glottal stop differ between speakers; language switches ("(en)") are espeak's own marks.
_UNHEARD = re.compile(r"\([a-z-]+\)|[ˈˌːˑʔ\s_-]")
_lock = threading.Lock()
_library: ctypes.CDLL | None = None


def phonemes(text: str, language: str) -> str:
    """The sounds of a text read in a language: IPA letters without stress, length and spaces. Raises UserError."""
    with _lock:
        library = _open()
        # Set every time: another user of the library in this process may have changed it.
        if library.espeak_SetVoiceByName(VOICES[language].encode()) != 0:
            raise UserError(f"espeak-ng has no voice {VOICES[language]}: apt-get install espeak-ng-data")
        rest = ctypes.c_char_p(text.encode())
        heard = []
        while rest.value is not None:
            heard.append((library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA) or b"").decode())
    return _plain("".join(heard))


def phonemes_of_all(texts: Sequence[str], language: str, folder: Path) -> tuple[str, ...]:
    """The sounds of many texts, from the cache in `folder` when the same texts were read before. Raises UserError."""
    key = hashlib.sha256(json.dumps([language, _version(), list(texts)], ensure_ascii=False).encode()).hexdigest()[:32]
    file = folder / f"{language}-{key}.json"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(found, list) and len(found) == len(texts):
            return tuple(map(str, found))
    except (OSError, ValueError):
        pass
    read = tuple(phonemes(text, language) for text in texts)
    _keep(file, read)
    return read


def _keep(file: Path, read: Sequence[str]) -> None:
    """Write the cache through a file of this process, so that readers never see half of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(list(read), ensure_ascii=False), encoding="utf-8")
        part.replace(file)
    except OSError:
        # A folder that cannot be written costs a second at the next start, nothing else.
        return


def _plain(ipa: str) -> str:
    decomposed = unicodedata.normalize("NFD", _UNHEARD.sub("", ipa))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter) and letter.isalpha())


def _version() -> str:
    with _lock:
        info = _open().espeak_Info(None)
    return str(info.decode())


def _open() -> ctypes.CDLL:
    global _library
    if _library is None:
        try:
            library = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise UserError("espeak-ng is not installed: apt-get install espeak-ng") from error
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        library.espeak_Info.restype = ctypes.c_char_p
        library.espeak_Info.argtypes = [ctypes.c_void_p]
        if library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, None, _DONT_EXIT) < 0:
            raise UserError("espeak-ng finds no data: apt-get install espeak-ng-data")
        _library = library
    return _library
