"""libespeak-ng through ctypes, in synchronous mode: text in, PCM to a callback, nothing played, no thread.

One library a process: libespeak-ng keeps its state in globals. Callers serialise their use (see pyttsx3_driver).
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Sink = Callable[[NDArray[np.int16]], bool]
"""Takes PCM (int16, mono, Library.rate); returns False to abort the synthesis."""

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: espeak_Synth returns when the callback has seen everything
BUFFER_MS = 60
DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: a missing data folder is an error code instead of exit()
UTF8 = 1
IPA, TIED, TIE = 0x02, 0x80, "^"  # phoneme mode: IPA, bits 8 to 23 tie the letters of one phoneme
RATE, VOLUME, PITCH = 1, 2, 3  # espeak_PARAMETER

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(RuntimeError):
    """libespeak-ng is missing or refused."""


class Library:
    """The loaded and initialised library."""

    def __init__(self) -> None:
        """Load and initialise. Raises EspeakError."""
        self._lib = _load()
        self.rate = int(self._lib.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, None, DO_NOT_EXIT))
        if self.rate <= 0:
            raise EspeakError("espeak-ng finds no voice data; install it with: apt-get install espeak-ng-data")
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._sink: Sink | None = None
        # ctypes does not keep callbacks alive; the library would call into freed memory.
        self._callback = _CALLBACK(self._receive)
        self._lib.espeak_SetSynthCallback(self._callback)

    def set_voice(self, name: str) -> None:
        """Choose a voice by its file name ("roa/fr"). Raises EspeakError for an unknown one."""
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            raise EspeakError(f"espeak-ng has no voice {name!r}; install espeak-ng-data")

    def set_parameter(self, parameter: int, value: int) -> None:
        """RATE in words a minute (80 to 450), VOLUME 0 to 200, PITCH 0 to 99."""
        self._lib.espeak_SetParameter(parameter, value, 0)

    def speak(self, text: str, sink: Sink) -> None:
        """Synthesise `text`; returns when the sink has everything or has aborted. Raises EspeakError."""
        data = text.encode("utf-8")
        self._sink = sink
        try:
            status = self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8, None, None)
        finally:
            self._sink = None
        if status != 0:
            raise EspeakError(f"espeak-ng refused the text (status {status})")

    def phonemes(self, text: str) -> str:
        """IPA of the text in the chosen voice; the parts of one sound (diphthong, affricate) are tied by TIE."""
        # The buffer has to outlive the loop: the library reads on from where the pointer stands.
        buffer = ctypes.create_string_buffer(text.encode("utf-8"))
        pointer = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        # Each call takes one clause and moves the pointer, to NULL at the end.
        while pointer.value:
            phonemes = self._lib.espeak_TextToPhonemes(ctypes.byref(pointer), UTF8, IPA | TIED | ord(TIE) << 8)
            clauses.append((phonemes or b"").decode("utf-8", "replace").strip())
        return " ".join(filter(None, clauses))

    def _receive(self, wav: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        """Called by the library; 1 aborts. An exception must not cross into C."""
        if not wav or count <= 0:
            return 0
        try:
            samples = np.ctypeslib.as_array(wav, shape=(count,)).astype(np.int16, copy=True)
            return 0 if self._sink is not None and self._sink(samples) else 1
        except Exception:
            return 1


@lru_cache(maxsize=1)
def library() -> Library:
    """The one library of this process: a second would take the first one's callback away. Raises EspeakError."""
    return Library()


@lru_cache(maxsize=1)
def version() -> str | None:
    """The library's version, None where it is not installed. Starts nothing."""
    try:
        lib = _load()
    except EspeakError:
        return None
    lib.espeak_Info.restype = ctypes.c_char_p
    return str(lib.espeak_Info(None).decode().split()[0])


def _load() -> ctypes.CDLL:
    for name in ("libespeak-ng.so.1", ctypes.util.find_library("espeak-ng")):
        try:
            if name:
                return ctypes.CDLL(name)
        except OSError:
            continue
    raise EspeakError("libespeak-ng is missing; install it with: apt-get install espeak-ng libespeak-ng1")
