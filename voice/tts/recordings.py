"""Prompts that a speaker has recorded: `<folder>/<language>/<name>.wav`, found by the text that they say."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.tts.take import read_take

ADOPTED = "adopted.json"
"""In the folder: which text each recording was made for."""
SUFFIX = ".wav"

LOG = logging.getLogger(__name__)

Samples = NDArray[np.int16]
Texts = Mapping[tuple[str, str], str]
"""(language, name of a file without its suffix) → the text that it has to say."""


@dataclass(frozen=True)
class Adopted:
    """What is known of one recording."""

    text: str
    sha256: str
    """Of the file: another file of that name is another recording."""


class Recordings:
    """The recordings of a folder. Thread-safe; each is read when it is first wanted, and kept."""

    def __init__(self, folder: Path, texts: Texts) -> None:
        """What the folder holds now: a restart takes up what is changed later."""
        self._files = said(folder, texts)
        self._sounds: dict[Path, Samples | None] = {}
        self._lock = threading.Lock()

    def __call__(self, text: str, language: str) -> Samples | None:
        """Mono int16 at 16 kHz, None where nobody recorded that text. Never fails: the log tells once of a file that
        cannot be played."""
        path = self._files.get((language, flat(text)))
        if path is None:
            return None
        with self._lock:
            if path not in self._sounds:
                self._sounds[path] = _playable(path)
            return self._sounds[path]

    def __len__(self) -> int:
        return len(self._files)


def said(folder: Path, texts: Texts) -> dict[tuple[str, str], Path]:
    """(language, flat text) → the file that says it.

    An adopted recording says the text that it was adopted for, wherever that stands now; so one whose text is gone is
    never played. Another says the text that its name stands for.
    """
    try:
        adopted = read_adopted(folder)
    except UserError:
        LOG.error("%s cannot be read: recordings are played by their names alone", ADOPTED)
        adopted = {}
    found: dict[tuple[str, str], Path] = {}
    known = {place(language, name): (language, text) for (language, name), text in texts.items()}
    files = wav_files(folder)
    for file in sorted(files, key=lambda file: (file not in adopted, file)):
        entry = current(folder / file, adopted.get(file))
        language, text = (file.split("/")[0], entry.text) if entry else known.get(file, ("", ""))
        if text:
            found.setdefault((language, flat(text)), folder / file)
    return found


def wav_files(folder: Path) -> list[str]:
    """`<language>/<name>.wav` of every WAV file, as the folder spells it, sorted."""
    try:
        return sorted(
            file.relative_to(folder).as_posix()
            for file in folder.glob("*/*")
            if file.suffix == SUFFIX and not file.name.startswith(".")
        )
    except OSError:
        LOG.error("the folder of recordings cannot be read; run: centralino prompts check")
        return []


def place(language: str, name: str) -> str:
    """A recording's file within the folder."""
    return f"{language}/{name}{SUFFIX}"


def current(file: Path, adopted: Adopted | None) -> Adopted | None:
    """What is known of a file, None where it is not the one that was adopted."""
    try:
        return adopted if adopted and digest(file) == adopted.sha256 else None
    except OSError:
        return None


def digest(file: Path) -> str:
    """SHA-256. Raises OSError."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read_adopted(folder: Path) -> dict[str, Adopted]:
    """File within the folder → what is known of it. Raises UserError."""
    file = folder / ADOPTED
    try:
        data: Any = json.loads(file.read_text("utf-8"))
        return {str(name): Adopted(str(entry["text"]), str(entry["sha256"])) for name, entry in data.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{file}: cannot be read; remove it, then run: centralino prompts adopt") from error


def write_adopted(folder: Path, adopted: Mapping[str, Adopted]) -> None:
    """Whole or not at all. Raises UserError."""
    file = folder / ADOPTED
    part = file.with_name(file.name + ".part")
    rows = {name: asdict(entry) for name, entry in sorted(adopted.items())}
    try:
        part.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        part.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise UserError(f"{file}: cannot be written; run it as the user whose folder that is") from error


def flat(text: str) -> str:
    """A text by which recordings are found: line breaks and blanks do not matter."""
    return " ".join(text.split())


def _playable(path: Path) -> Samples | None:
    try:
        return read_take(path).samples
    except Exception as error:  # Whatever is wrong with a file of the operator's, the caller hears the text.
        LOG.error(
            "the recording %s cannot be played (%s), a synthesised voice says it; run: centralino prompts check",
            f"{path.parent.name}/{path.name}",
            type(error).__name__,
        )
        return None
