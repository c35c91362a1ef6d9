"""The trained dialogue model: where it lies, and whether it still belongs to the data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from centralino.errors import UserError
from centralino.paths import MODELS, ROOT, TREE

FOLDER = MODELS / "dialogue"
NAME = "centralino"
ARCHIVE = f"{NAME}.tar.gz"
STAMP = "fingerprint.json"
SOURCES = (
    "config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "bot/nlu", "bot/corpus/learned.py",
)  # fmt: skip
"""What the model is made of, under the tree: files, and folders with everything in them."""
UTTERANCES = "data/nlu"
CORE = tuple(name for name in SOURCES if name != UTTERANCES)
"""What decides on the model beside the utterances: where that is as it was, training the classifier anew is enough."""
SUFFIXES = (".yml", ".py")


def fingerprint(root: Path = TREE, names: Sequence[str] = SOURCES) -> str:
    """A hash of all sources by name and content; what is not in `root` is the product's."""
    digest = hashlib.sha256()
    for file in sources(root, names):
        own = file.relative_to(root if file.is_relative_to(root) else ROOT)
        digest.update(str(own).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def sources(root: Path = TREE, names: Sequence[str] = SOURCES) -> list[Path]:
    """The files that the model is made of."""
    found: list[Path] = []
    for name in names:
        path = root / name if (root / name).exists() else ROOT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [file for file in files if file.is_file() and file.suffix in SUFFIXES]
    return found


def stale(folder: Path = FOLDER, root: Path = TREE) -> bool:
    """Whether the model is missing or was trained from something else."""
    stamp = folder / STAMP
    if not (folder / ARCHIVE).exists() or not stamp.exists():
        return True
    try:
        return bool(json.loads(stamp.read_text("utf-8"))["fingerprint"] != fingerprint(root))
    except (ValueError, KeyError, TypeError):
        return True


def same_core(folder: Path = FOLDER, root: Path = TREE) -> bool:
    """Whether the model was trained from all but the utterances as it is now."""
    try:
        kept = json.loads((folder / STAMP).read_text("utf-8")).get("core")
    except (OSError, ValueError, AttributeError):
        return False
    return bool(kept and kept == fingerprint(root, CORE))


@dataclass(frozen=True)
class Stamp:
    """What a model is trained from; taken before the training begins."""

    whole: str
    core: str

    @classmethod
    def of(cls, root: Path = TREE) -> Stamp:
        """The tree as it is."""
        return cls(fingerprint(root), fingerprint(root, CORE))

    def leave(self, folder: Path = FOLDER) -> None:
        """Beside the model."""
        data = {"fingerprint": self.whole, "core": self.core}
        (folder / STAMP).write_text(json.dumps(data) + "\n", "utf-8")


def trained(folder: Path = FOLDER) -> Path:
    """The model's archive. Raises UserError when there is none."""
    archive = folder / ARCHIVE
    if not archive.exists():
        raise UserError(f"{archive}: no trained dialogue model; run: centralino train")
    return archive
