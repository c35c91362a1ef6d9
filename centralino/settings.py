"""What an operator may change, read from centralino.yml; everything has a default."""

from __future__ import annotations

import dataclasses
import os
import typing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from centralino.errors import UserError
from centralino.paths import ROOT

FILE = Path(os.environ.get("CENTRALINO_SETTINGS", ROOT / "centralino.yml"))


@dataclass(frozen=True)
class DialledNumber:
    """What a number that people dial stands for."""

    language: str = "auto"
    greeting: str | None = None
    """Name of a greeting in data/replies (utter_greeting_<name>); None = the usual one."""


@dataclass(frozen=True)
class Desk:
    """The human side."""

    agents_per_department: int = 3
    """People who take calls in a department, for the wait estimate."""


@dataclass(frozen=True)
class Dialogue:
    """The bot's side."""

    numbers: dict[str, DialledNumber] = field(default_factory=dict)
    """Dialled number → language and greeting."""


@dataclass(frozen=True)
class Speech:
    """Engines, best first; the first installed one that has the language is used."""

    recognisers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Language → engine names; languages left out use the default order."""
    synthesisers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beam: int = 5
    """Beam width of whisper: 1 is less accurate and 0.1 s faster, most of it within the pause that ends a turn."""
    threads: int = 2
    """Processor threads a recogniser uses."""
    result_seconds: float = 8.0
    """A recogniser that takes longer over an utterance counts as dead."""


@dataclass(frozen=True)
class Settings:
    """The whole of centralino.yml."""

    desk: Desk = field(default_factory=Desk)
    dialogue: Dialogue = field(default_factory=Dialogue)
    speech: Speech = field(default_factory=Speech)


@lru_cache(maxsize=1)
def load(path: Path | None = None) -> Settings:
    """The settings. Raises UserError naming file, line and remedy."""
    file = path or FILE
    if not file.exists():
        return Settings()
    try:
        data = YAML(typ="rt").load(file.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{file}:{line}: {error.problem}; mend the YAML") from error
    return typing.cast(Settings, _build(Settings, data or {}, file, 1))


def _build(kind: Any, data: Any, file: Path, line: int) -> Any:
    if not isinstance(data, dict):
        raise UserError(f"{file}:{line}: expected a table of settings, found {type(data).__name__}")
    hints, values = typing.get_type_hints(kind), {}
    for name, value in data.items():
        at = data.lc.key(name)[0] + 1 if hasattr(data, "lc") else line
        if name not in hints:
            raise UserError(f"{file}:{at}: unknown setting {name!r}; known here: {', '.join(hints)}")
        values[name] = _value(hints[name], value, file, at)
    return kind(**values)


def _value(hint: Any, value: Any, file: Path, line: int) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, file, line)
    if origin is dict and isinstance(value, dict):
        return {str(key): _value(inner[1], entry, file, line) for key, entry in value.items()}
    if origin is tuple and isinstance(value, list):
        return tuple(_value(inner[0], entry, file, line) for entry in value)
    allowed = tuple(kind for kind in (inner or (hint,)) if isinstance(kind, type))
    if (isinstance(value, bool) and bool not in allowed) or not isinstance(value, allowed):
        if float in allowed and isinstance(value, int):
            return float(value)
        names = " or ".join(kind.__name__ for kind in allowed)
        raise UserError(f"{file}:{line}: expected {names}, found {value!r}")
    return value
