"""The form by which supervisors mark calls: named criteria in the five languages of the house."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

FILE = Path(__file__).with_name("form.yml")
LANGUAGES = ("fr", "nl", "it", "da", "en")
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")


class FormError(ValueError):
    """The form cannot be used; the message names the file, the place and the remedy."""


@dataclass(frozen=True)
class Form:
    """What is marked."""

    name: str
    criteria: Mapping[str, Mapping[str, str]]
    """Key → language → as supervisors read it, in the order of the form."""


def load(file: Path = FILE) -> Form:
    """Raises FormError."""
    try:
        data = YAML(typ="safe").load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise FormError(f"{file}: cannot be read ({type(error).__name__}); copy {FILE.name} and change it") from error
    return parse(data, str(file))


def parse(data: Any, where: str) -> Form:
    """Of what a YAML file holds. Raises FormError."""
    name = data.get("name") if isinstance(data, dict) else None
    criteria = data.get("criteria") if isinstance(data, dict) else None
    if not isinstance(name, str) or not KEY.fullmatch(name) or not isinstance(criteria, dict) or not criteria:
        raise FormError(f"{where}: needs a name ({KEY.pattern}) and criteria; see {FILE.name}")
    for key, names in criteria.items():
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise FormError(f"{where}: criterion {key!r} has to be written as {KEY.pattern}")
        missing = [language for language in LANGUAGES if not _named(names, language)]
        if missing:
            raise FormError(f"{where}: criterion {key} has no name in {', '.join(missing)}; add it")
    return Form(
        name, {key: {language: names[language].strip() for language in LANGUAGES} for key, names in criteria.items()}
    )


def _named(names: Any, language: str) -> bool:
    text = names.get(language) if isinstance(names, dict) else None
    return isinstance(text, str) and bool(text.strip())
