"""The page of voice samples: one folder, plain HTML, no script and nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from centralino.errors import UserError
from voice.spoken import spoken_form
from voice.tts.about import about
from voice.tts.levels import TARGET_LUFS
from voice.tts.samples import Sample, texts

PAGE = "index.html"
GENERATOR = "centralino prompts samples"
"""In the page: only a page with it is written over."""
TEMPLATE = Path(__file__).with_name("samples_page.html")

NAMES = {
    "fr": ("Français", "French"),
    "nl": ("Nederlands", "Dutch"),
    "it": ("Italiano", "Italian"),
    "da": ("Dansk", "Danish"),
    "en": ("English", "English"),
}
"""Language → its own name, its English one."""


def prepare(folder: Path) -> None:
    """Make the folder, and see that a page can be written there. Raises UserError before any work is done."""
    page = folder / PAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if page.exists() and GENERATOR not in page.read_text("utf-8", "replace"):
            raise UserError(f"{page}: is a page of somebody else's; choose another folder")
        probe = folder / f"{PAGE}.part"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error


def write(folder: Path, samples: Sequence[Sample], calls: dict[str, str], missing: Sequence[str]) -> Path:
    """Write the page, whole or not at all. `calls`: language → the engine that calls use. Raises UserError."""
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(TEMPLATE.read_text("utf-8"))
    html = template.render(
        generator=GENERATOR,
        target=_signed(TARGET_LUFS),
        languages=[_language(code, samples, calls) for code in NAMES if any(s.voice.language == code for s in samples)],
        missing=[about(engine) for engine in missing],
    )
    part = folder / f"{PAGE}.part"
    try:
        part.write_text(html, "utf-8")
        return part.replace(folder / PAGE)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error


def _language(code: str, samples: Sequence[Sample], calls: dict[str, str]) -> dict[str, Any]:
    own, english = NAMES[code]
    return {
        "code": code,
        "name": own,
        "english": english,
        # A phone number stays on one line.
        "text": re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", texts()[code]),
        "spoken": spoken_form(texts()[code], code),
        "samples": [_shown(sample, calls.get(code)) for sample in samples if sample.voice.language == code],
    }


def _shown(sample: Sample, on_calls: str | None) -> dict[str, Any]:
    first = sample.first_ms
    return {
        "title": about(sample.voice.engine).title,
        "engine": sample.voice.engine,
        "voice": sample.voice.name,
        "on_calls": sample.voice.engine == on_calls,
        "telephone": sample.telephone,
        "wideband": sample.wideband,
        "seconds": f"{sample.seconds:.1f}",
        "lufs": _signed(sample.lufs),
        "first": f"{first:.0f} ms" if first < 1000 else f"{first / 1000:.1f} s",
        "licences": sample.licence.split(", "),
    }


def _signed(lufs: float) -> str:
    return f"{lufs:.1f}".replace("-", "\N{MINUS SIGN}")
