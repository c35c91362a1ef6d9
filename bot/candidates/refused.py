"""What the gate has refused of `centralino train`: the same data is not trained again."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.candidates.files import read_json, write_json
from bot.candidates.live import Live
from bot.candidates.targets import Targets

FILE = "refused.json"


@dataclass(frozen=True)
class Refused:
    """The last one."""

    fingerprint: str
    """Of data and code, see bot.dialogue.model.fingerprint."""
    yardstick: str
    """Of what it was measured with."""
    broken: tuple[str, ...]
    """Targets."""
    candidate: str = ""
    """As which it is kept; empty: no candidates are."""


def yardstick(live: Live | None, test_set: Path, targets: Targets) -> str:
    """A hash of all that decides beside the model itself: the live one, the utterances of the test set, the targets."""
    made = hashlib.sha256(f"{live.sha256 if live else ''} {targets!r}".encode())
    for file in sorted((test_set / "nlu").glob("*.yml")):
        made.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return made.hexdigest()


def note(folder: Path, refused: Refused) -> None:
    """Beside the live model in `folder`, in place of the one before."""
    write_json(folder / FILE, asdict(refused))


def same(folder: Path, fingerprint: str, measure: str) -> Refused | None:
    """The last one, if it was made of the same and measured with the same."""
    data: Any = read_json(folder / FILE)
    try:
        found = Refused(**{**data, "broken": tuple(data["broken"])})
    except (TypeError, KeyError):
        return None
    return found if (found.fingerprint, found.yardstick) == (fingerprint, measure) else None
