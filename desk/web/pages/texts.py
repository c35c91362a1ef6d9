"""What the pages say, in five languages: desk/web/texts/<language>.yml, one section a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[1] / "texts"
LANGUAGES = ("fr", "nl", "it", "da", "en")
FALLBACK = "en"

Text = str | Mapping[str, str]
"""A sentence, or one for each plural category of Unicode's CLDR (`one`, `other`)."""


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: str) -> Mapping[str, Text]:
    """All texts of a language, as `section.name`. Raises KeyError for a language that is none of LANGUAGES."""
    if language not in LANGUAGES:
        raise KeyError(language)
    sections: dict[str, dict[str, Text]] = YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return {f"{section}.{name}": text for section, names in sections.items() for name, text in names.items()}


def choose(wanted: str | None, remembered: str | None, accepted: str) -> str:
    """The language of a page: asked for in the address, chosen before, or preferred by the browser (`accepted`: its
    Accept-Language header)."""
    for language in (wanted, remembered, *_preferred(accepted)):
        if language in LANGUAGES:
            return language
    return FALLBACK


def _preferred(accepted: str) -> list[str]:
    """Primary language tags, most wanted first (RFC 9110, 12.5.4)."""
    weighted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.partition("-")[0].lower()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]
