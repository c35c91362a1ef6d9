"""What callers on hold are told, in their language. Pure."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from voice.session.mouth import spoken

FILE = Path(__file__).with_name("hold_texts.yml")
TOLD_SECONDS = 30
"""Shorter waits are not worth a figure."""

Text = Literal["goodbye", "back"]


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Language → name → text."""
    read: dict[str, dict[str, str]] = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return read


def text(name: Text, language: str) -> str:
    """One that is always the same. `language` may be "auto"."""
    return texts()[spoken(language)][name]


def place(language: str, position: int, seconds: float | None) -> str:
    """Where a caller stands. `position`: 1 = next; `seconds`: the wait, where one can be told."""
    words = texts()[spoken(language)]
    where = words["next" if position <= 1 else "second" if position == 2 else "place"].format(ahead=position - 1)
    if seconds is None or seconds < TOLD_SECONDS:
        return where
    minutes = max(1, int(seconds / 60 + 0.5))
    return f"{where} {words['minute' if minutes == 1 else 'minutes'].format(minutes=minutes)}"
