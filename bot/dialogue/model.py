"""The trained dialogue model: where it lies, and whether it still belongs to the data."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from centralino.errors import UserError
from centralino.paths import MODELS, ROOT

FOLDER = MODELS / "dialogue"
NAME = "centralino"
ARCHIVE = f"{NAME}.tar.gz"
STAMP = "fingerprint.json"
SOURCES = ("config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "bot/nlu")
"""What the model is made of, under the tree: files, and folders with everything in them."""
SUFFIXES = (".yml", ".py")


def fingerprint(root: Path = ROOT) -> str:
    """A hash of all sources by name and content."""
    digest = hashlib.sha256()
    for file in sources(root):
        digest.update(str(file.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def sources(root: Path = ROOT) -> list[Path]:
    """The files that the model is made of."""
    found: list[Path] = []
    for name in SOURCES:
        path = root / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [file for file in files if file.is_file() and file.suffix in SUFFIXES]
    return found


def stale(folder: Path = FOLDER, root: Path = ROOT) -> bool:
    """Whether the model is missing or was trained from something else."""
    stamp = folder / STAMP
    if not (folder / ARCHIVE).exists() or not stamp.exists():
        return True
    try:
        return bool(json.loads(stamp.read_text("utf-8"))["fingerprint"] != fingerprint(root))
    except (ValueError, KeyError, TypeError):
        return True


def stamp(print_: str, folder: Path = FOLDER) -> None:
    """Note what the model was trained from."""
    (folder / STAMP).write_text(json.dumps({"fingerprint": print_}) + "\n", "utf-8")


def trained(folder: Path = FOLDER) -> Path:
    """The model's archive. Raises UserError when there is none."""
    archive = folder / ARCHIVE
    if not archive.exists():
        raise UserError(f"{archive}: no trained dialogue model; run: centralino train")
    return archive
