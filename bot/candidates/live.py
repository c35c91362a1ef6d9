"""The live model: where it came from, promoting another, and taking that back.

Beside the archive lies `live.json`; the models that were live are kept in `history/<version>/`. A crash in the middle
leaves one whole model or the other live.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.candidates.files import alone, digest, place, read_json, within, write_json
from bot.dialogue.model import ARCHIVE, STAMP
from centralino.errors import UserError

LIVE, HISTORY, LOCK = "live.json", "history", ".lock"
KEEP = 5
UNRECORDED = "unrecorded"


@dataclass(frozen=True)
class Live:
    """A model that is, or was, live."""

    version: str
    trained_at: str
    promoted_at: str
    """ISO 8601, UTC."""
    by: str
    reason: str = ""
    """Of somebody who overruled the gate, or what else there is to say."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Language, and `all` → accuracy on the test set."""
    pinned: bool = False
    """Somebody went back to it: `centralino train` leaves it alone."""
    sha256: str = ""
    """Of the archive."""
    before: str = ""
    """The version that was live when it was first promoted."""


def live(folder: Path) -> Live | None:
    """The one in `folder`; one that nobody recorded gets a version by its content. None: there is none."""
    archive = folder / ARCHIVE
    if not archive.exists():
        return None
    found, sha = _read(folder / LIVE), digest(archive)
    if found is not None and found.sha256 == sha:
        return found
    recorded = next((one for one in history(folder) if one.sha256 == sha), None)
    if recorded is not None:
        return recorded
    trained = _iso(datetime.fromtimestamp(archive.stat().st_mtime, UTC))
    return Live(f"{UNRECORDED}-{sha[:8]}", trained, trained, "", sha256=sha)


def history(folder: Path) -> list[Live]:
    """The models that are kept, the live one among them, as they were first promoted; the latest first."""
    found = [_read(file) for file in (folder / HISTORY).glob(f"*/{LIVE}") if (file.parent / ARCHIVE).exists()]
    return sorted((one for one in found if one), key=lambda one: one.promoted_at, reverse=True)


def archive_of(folder: Path, version: str) -> Path:
    """The archive of a version that is kept. Raises UserError."""
    archive = within(folder / HISTORY, version, ARCHIVE)
    if archive is None:
        kept = ", ".join(one.version for one in history(folder)) or "none"
        raise UserError(f"model {version!r}: not kept; there are: {kept}")
    return archive


def serving(folder: Path) -> Path:
    """The live archive under a name that stays its own when another goes live, where it has one."""
    found = live(folder)
    kept = folder / HISTORY / found.version / ARCHIVE if found else folder / ARCHIVE
    return kept if kept.exists() else folder / ARCHIVE


def promote(folder: Path, source: Path, made: Live, keep: int = KEEP) -> Live:
    """Make `source`/ARCHIVE (with its stamp beside it) live. The one that is live is kept, with at most `keep`
    altogether."""
    with alone(folder / LOCK):
        present = live(folder)
        _keep_present(folder)
        made = replace(made, sha256=digest(source / ARCHIVE), before=present.version if present else "")
        own = folder / HISTORY / made.version
        for name in (STAMP, ARCHIVE):
            if (source / name).exists():
                place(source / name, own / name)
        write_json(own / LIVE, asdict(made))
        _install(folder, made)
        _prune(folder, made, keep)
    return made


def roll_back(folder: Path, version: str | None, by: str, now: datetime) -> Live:
    """Make a former model live again and pin it; without `version` the one before. Raises UserError."""
    with alone(folder / LOCK):
        present = live(folder)
        if version is None:
            version = _before(folder, present)
        archive_of(folder, version)
        if present is not None and present.version == version:
            raise UserError(f"model {version!r}: it is live already")
        _keep_present(folder)
        found = _read(folder / HISTORY / version / LIVE)
        assert found is not None, "archive_of has seen it"
        came = f"rolled back from {present.version}" if present else "rolled back"
        made = replace(found, promoted_at=_iso(now), by=by, reason=came, pinned=True)
        _install(folder, made)
    return made


def _before(folder: Path, present: Live | None) -> str:
    kept = history(folder)
    if present is not None and any(one.version == present.before for one in kept):
        return present.before
    at = next((place for place, one in enumerate(kept) if present and one.version == present.version), -1)
    if at + 1 >= len(kept):
        raise UserError(f"{folder / HISTORY}: no former model to go back to")
    return kept[at + 1].version


def _install(folder: Path, made: Live) -> None:
    """From the history. First the record: one that does not fit the archive yet says nothing, see `live`."""
    own = folder / HISTORY / made.version
    write_json(folder / LIVE, asdict(made))
    place(own / ARCHIVE, folder / ARCHIVE)
    if (own / STAMP).exists():
        place(own / STAMP, folder / STAMP)
    else:
        (folder / STAMP).unlink(missing_ok=True)  # that of another model would tell what this one never learned


def _keep_present(folder: Path) -> None:
    """What is live and not in the history, such as one that Rasa itself has trained, is put there."""
    present = live(folder)
    if present is not None and not (folder / HISTORY / present.version / ARCHIVE).exists():
        own = folder / HISTORY / present.version
        for name in (STAMP, ARCHIVE):
            if (folder / name).exists():
                place(folder / name, own / name)
        write_json(own / LIVE, asdict(replace(present, pinned=False)))


def _prune(folder: Path, made: Live, keep: int) -> None:
    """What was live until now stays in any case: calls are still answered by it, and it is the way back."""
    others = [one.version for one in history(folder) if one.version != made.version]
    others.sort(key=lambda version: version != made.before)
    for old in others[max(keep - 1, 1) :]:
        shutil.rmtree(folder / HISTORY / old, ignore_errors=True)


def _read(file: Path) -> Live | None:
    data = read_json(file)
    names = {one.name for one in fields(Live)}
    try:
        return Live(**{name: value for name, value in data.items() if name in names})
    except (AttributeError, TypeError):
        return None


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
