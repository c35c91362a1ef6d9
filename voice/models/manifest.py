"""What speech models exist: the typed reading of manifest.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

import yaml

from centralino.errors import UserError

MANIFEST = Path(__file__).with_name("manifest.yml")

Fetch = Literal["required", "wanted", "optional", "test"]
"""required: the product is deaf without it; wanted: fetched by default, its absence is only said; optional: by name
only; test: by name or by the test suite."""
Registry = Literal["pypi", "npm"]


@dataclass(frozen=True)
class Package:
    """A file inside a package of a registry."""

    registry: Registry
    name: str
    version: str
    file: str
    """Path inside the unpacked package."""


@dataclass(frozen=True)
class ModelFile:
    """One file of a model, or the archive that holds all of them."""

    path: str
    """Relative to the model's folder; for an archive its file name."""
    size: int | None
    """Bytes, where known."""
    sha256: str | None
    url: str | None
    packages: tuple[Package, ...] = ()
    """Pieces to be put one after the other."""

    @property
    def admitted_unpinned(self) -> bool:
        """JSON is data that is parsed, never run: it is checked to be JSON and its hash is recorded at installation."""
        return self.path.endswith(".json")


@dataclass(frozen=True)
class Model:
    """One model: an archive, or a list of files."""

    name: str
    engine: str
    languages: tuple[str, ...]
    licence: str
    fetch: Fetch
    files: tuple[ModelFile, ...]
    archive: ModelFile | None
    marker: str
    """A glob that matches in every complete copy of the model, for copies that were put in place by hand."""
    note: str
    rank: int
    """Among the models of an engine for a language the lowest rank is the best."""

    @property
    def non_commercial(self) -> bool:
        """Whether the licence forbids commercial use."""
        return "-NC" in self.licence.upper()

    @property
    def size(self) -> int | None:
        """Bytes to download, where all of them are known."""
        sizes = [file.size for file in (self.archive,) if file] or [file.size for file in self.files]
        return None if any(size is None for size in sizes) else sum(size or 0 for size in sizes)


@cache
def load(path: Path = MANIFEST) -> tuple[Model, ...]:
    """All models of a manifest, in its order. Raises UserError for a manifest that does not fit."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(_model(entry) for entry in raw["models"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path}: not a model manifest ({error}); restore it from the repository") from error


def get(name: str, models: tuple[Model, ...] | None = None) -> Model:
    """The model of that name. Raises UserError that lists the names."""
    models = load() if models is None else models
    for model in models:
        if model.name == name:
            return model
    raise UserError(f"no model is called {name!r}; known: {', '.join(model.name for model in models)}")


def _model(entry: dict[str, Any]) -> Model:
    if entry.get("fetch", "optional") not in get_args(Fetch):
        raise ValueError(f"fetch {entry['fetch']!r} of {entry['name']}")
    archive = entry.get("archive")
    return Model(
        name=entry["name"],
        engine=entry["engine"],
        languages=tuple(entry["languages"]),
        licence=entry["licence"],
        fetch=entry.get("fetch", "optional"),
        files=tuple(_file(file, entry.get("base_url")) for file in entry.get("files", ())),
        archive=_file(archive, None) if archive else None,
        marker=entry.get("marker", "*"),
        note=entry.get("note", ""),
        rank=entry.get("rank", 50),
    )


def _file(entry: dict[str, Any], base_url: str | None) -> ModelFile:
    url = entry.get("url")
    path = entry.get("path") or PurePosixPath(url or "").name
    if not path or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ValueError(f"file path {path!r}")
    return ModelFile(
        path=path,
        size=entry.get("size"),
        sha256=entry.get("sha256"),
        url=url or (base_url + path if base_url else None),
        packages=tuple(_package(text) for text in entry.get("packages", ())),
    )


def _package(text: str) -> Package:
    """`pypi NAME VERSION FILE` or `npm NAME VERSION FILE`."""
    registry, name, version, file = text.split()
    if registry == "pypi":
        return Package("pypi", name, version, file)
    if registry == "npm":
        return Package("npm", name, version, file)
    raise ValueError(f"registry {registry!r}")
