"""What callers are told about recording, and how they object: data/recording.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml import YAML

from bot.directory.folding import fold
from centralino.paths import DATA

FILE = DATA / "recording.yml"


@dataclass(frozen=True)
class Words:
    """What is said in one language, and how callers object."""

    said: Mapping[str, str]
    objections: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> dict[str, Words]:
    """Language → its words, from data/recording.yml."""
    data = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return {
        str(language): Words(
            {name: str(text) for name, text in entry.items() if name != "objections"}, tuple(entry["objections"])
        )
        for language, entry in data.items()
    }


def objects(text: str, language: str) -> bool:
    """Whether somebody says that they do not want to be recorded."""
    said = f" {fold(text)} "
    return any(f" {phrase} " in said for phrase in words()[language].objections)
