"""The candidates on disk, a folder each: state.json, and when it is trained the archive and report.json."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from bot.candidates.files import alone, read_json, within, write_json
from bot.dialogue.model import ARCHIVE, STAMP
from centralino.errors import UserError

State = Literal["waiting", "training", "testing", "ready", "failed", "promoted", "discarded"]
RUNNING: frozenset[str] = frozenset({"waiting", "training", "testing"})
FOLDER, STATE, REPORT, LOG, SCRATCH = "candidates", "state.json", "report.json", "log.txt", "scratch"
TRAINER = "centralino.candidate_training"
"""The module that a training's process runs; no other process is ever ended."""
KEEP = 5
"""Candidates on disk; older ones go when a new one comes."""


class BusyError(UserError):
    """Another candidate is being trained."""


@dataclass(frozen=True)
class Candidate:
    """One of them."""

    id: str
    state: State
    by: str
    created_at: str
    """ISO 8601, UTC."""
    step: str = ""
    share: float = 0.0
    """Of the step that is done."""
    seconds: float = 0.0
    """Since the training began, or how long it took."""
    error: str = ""
    changed: Mapping[str, int] = field(default_factory=dict)
    """added, removed, relabelled → utterances, against what the live model was trained on."""
    changes: tuple[Mapping[str, str], ...] = ()
    """The first of them."""
    since: str = ""
    """Version of the model that it was compared with."""
    gate: Mapping[str, Any] | None = None
    """passes, broken."""
    accuracy: Mapping[str, float] = field(default_factory=dict)
    """Language, and `all` → accuracy on the test set."""
    better: int = 0
    worse: int = 0
    process: int = 0
    """That trains it, and when that began by its machine's clock."""
    process_began: int = 0


class Shelf:
    """The candidates in a folder of models. Safe to use from several processes."""

    def __init__(self, models: Path, keep: int = KEEP) -> None:
        self._folder, self._keep = models / FOLDER, keep
        self._lock = self._folder / ".lock"

    def folder(self, id_: str) -> Path:
        """Raises UserError for one that is not there."""
        state = within(self._folder, id_, STATE)
        if state is None:
            raise UserError(f"candidate {id_!r}: there is no such candidate; see: centralino candidates list")
        return state.parent

    def has(self, id_: str) -> bool:
        """Whether there is one of that name."""
        return within(self._folder, id_, STATE) is not None

    def all(self) -> list[Candidate]:
        """The latest first. One whose process has died has failed."""
        ids = sorted((file.parent.name for file in self._folder.glob(f"*/{STATE}")), reverse=True)
        return [self.show(id_) for id_ in ids]

    def show(self, id_: str) -> Candidate:
        """Raises UserError."""
        file = self.folder(id_) / STATE
        found = _candidate(read_json(file))
        if found is None:
            return Candidate(id_, "failed", "", "", error=f"{file}: cannot be read; discard the candidate")
        if found.state in RUNNING and found.process and not alive(found.process, found.process_began):
            # It may have written its last word just before it ended.
            found = _candidate(read_json(file)) or found
            if found.state in RUNNING:
                found = replace(found, state="failed", error="the training was interrupted; train again", process=0)
                write_json(file, asdict(found))
        return found

    def running(self) -> Candidate | None:
        """The one that is being trained."""
        return next((one for one in self.all() if one.state in RUNNING), None)

    def report(self, id_: str) -> dict[str, Any] | None:
        """None until it is tested. Raises UserError."""
        found: dict[str, Any] | None = read_json(self.folder(id_) / REPORT)
        return found

    def add(self, id_: str, by: str, now: datetime) -> Candidate:
        """A new one that waits for its process, see `begun`; until then it is this one. Raises BusyError."""
        with alone(self._lock):
            running = self.running()
            if running is not None:
                raise BusyError(f"candidate {running.id} is being trained; wait for it, or discard it")
            made = Candidate(id_, "waiting", by, now.astimezone(UTC).isoformat(timespec="seconds"))
            self.save(replace(made, process=os.getpid(), process_began=began(os.getpid())))
        self._prune()
        return made

    def begun(self, id_: str, process: int) -> None:
        """A candidate has its process; unless that has said so itself already. Raises UserError."""
        with alone(self._lock):
            found = _candidate(read_json(self.folder(id_) / STATE))
            if found is not None and found.state == "waiting":
                self.save(replace(found, process=process, process_began=began(process)))

    def note(self, candidate: Candidate) -> bool:
        """What its process tells of it; False: somebody has discarded it, and it stays so. Raises UserError."""
        with alone(self._lock):
            if self.show(candidate.id).state == "discarded":
                return False
            self.save(candidate)
            return True

    def save(self, candidate: Candidate) -> None:
        """Whole or not at all."""
        write_json(self._folder / candidate.id / STATE, asdict(candidate))

    def take(self, candidate: Candidate, source: Path, report: Mapping[str, Any]) -> None:
        """One that was trained and tested elsewhere; its archive and stamp are moved out of `source`."""
        own = self._folder / candidate.id
        own.mkdir(parents=True, exist_ok=True)
        for name in (STAMP, ARCHIVE):
            if (source / name).exists():
                shutil.move(source / name, own / name)
        write_json(own / REPORT, report)
        self.save(candidate)
        self._prune()

    def archive(self, id_: str) -> Path:
        """Of one that is trained. Raises UserError."""
        archive = self.folder(id_) / ARCHIVE
        state = self.show(id_).state
        if state == "promoted":
            raise UserError(f"candidate {id_!r}: it has been promoted; roll back to {id_} instead")
        if state != "ready" or not archive.exists():
            raise UserError(f"candidate {id_!r}: it is {state}; only one that is ready has a model")
        return archive

    def discard(self, id_: str) -> Candidate:
        """Its model goes, and a training that runs ends. Raises UserError."""
        with alone(self._lock):
            found = self.show(id_)
            if found.state == "promoted":
                raise UserError(f"candidate {id_!r}: it is live or was; roll back instead")
            if found.state in RUNNING:
                end(found.process, found.process_began)
            found = replace(found, state="discarded", process=0)
            self.save(found)
        (self.folder(id_) / ARCHIVE).unlink(missing_ok=True)
        shutil.rmtree(self.folder(id_) / SCRATCH, ignore_errors=True)
        return found

    def promoted(self, id_: str) -> None:
        """Its model lies with those that were live now. Raises UserError."""
        self.save(replace(self.show(id_), state="promoted"))
        (self.folder(id_) / ARCHIVE).unlink(missing_ok=True)

    def _prune(self) -> None:
        for place, old in enumerate(self.all()):
            if old.state not in RUNNING:
                gone = self._folder / old.id if place >= self._keep else self._folder / old.id / SCRATCH
                shutil.rmtree(gone, ignore_errors=True)


def began(process: int) -> int:
    """When a process began, in ticks since the machine did (proc(5), field 22); 0: it does not run."""
    try:
        rest = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if rest[0] in "ZX" else int(rest[19])


def alive(process: int, since: int) -> bool:
    """Whether it is still the one that began then: numbers of processes are used again."""
    found = began(process)
    return found != 0 and found == since


def trains(process: int) -> bool:
    """Whether it is a training's, and not whoever has begun one."""
    try:
        return TRAINER.encode() in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def end(process: int, since: int) -> None:
    """A training; any other process stays."""
    import signal
    from contextlib import suppress

    if alive(process, since) and trains(process):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGTERM)


def _candidate(data: Any) -> Candidate | None:
    names = {one.name for one in fields(Candidate)}
    try:
        made = Candidate(**{name: value for name, value in data.items() if name in names})
    except (AttributeError, TypeError):
        return None
    return replace(made, changes=tuple(made.changes)) if made.state in get_args(State) else None
