"""The language data of the product, copied: tests of trainers' work change nothing in the tree itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from centralino.paths import ROOT

PARTS = ("config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "tests/data")


def own_tree(folder: Path) -> dict[str, str]:
    """Made in `folder`, unless it is there; the environment of a process that is to work on it."""
    tree = folder / "tree"
    if not tree.exists():
        for name in PARTS:
            source, target = ROOT / name, tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
    return {"CENTRALINO_TREE": str(tree)}
