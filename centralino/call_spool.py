"""What could not be stored before the process ended, in a file until the next start."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast, get_args

from desk.calls.messages import Change

LOG = logging.getLogger(__name__)
KINDS = {kind.__name__: kind for kind in get_args(Change)}


def save(file: Path, changes: Iterable[Change]) -> None:
    """In place of what is there, whole or not at all; readable by this user alone. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        for change in changes:
            out.write(_line(change) + "\n")
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def load(file: Path) -> list[Change]:
    """Empty where there is none. What cannot be read is left out, and told."""
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        LOG.error("calls of the last run cannot be read from %s: %s", file, error.strerror)
        return []
    found = list(_changes(lines))
    if len(found) < len(lines):
        LOG.error("%d entries on calls of the last run cannot be read", len(lines) - len(found))
    return found


def _changes(lines: Iterable[str]) -> Iterator[Change]:
    for line in lines:
        try:
            data = json.loads(line)
            kind = KINDS[data.pop("kind")]
            if "at" in data:
                data["at"] = datetime.fromisoformat(data["at"])
            yield cast(Change, kind(**data))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue


def _line(change: Change) -> str:
    data: dict[str, Any] = {"kind": type(change).__name__, **dataclasses.asdict(change)}
    if "at" in data:
        data["at"] = data["at"].isoformat()
    return json.dumps(data)
