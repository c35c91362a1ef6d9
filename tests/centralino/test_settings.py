"""An operator's settings file: what it says holds, and a mistake in it is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from centralino import settings
from centralino.errors import UserError
from centralino.recognition import choice_of
from centralino.settings import Speech

pytestmark = pytest.mark.unit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    settings.load.cache_clear()
    return tmp_path / "centralino.yml"


def test_what_the_file_says_holds_and_the_rest_has_defaults(file: Path) -> None:
    file.write_text(
        'speech:\n  beam: 3\n  recognisers: {da: [sherpa, whisper]}\ndialogue:\n  numbers: {"+45": {language: da}}\n'
    )
    loaded = settings.load(file)
    assert (loaded.speech.beam, loaded.speech.threads) == (3, settings.Speech().threads)
    assert loaded.speech.recognisers == {"da": ("sherpa", "whisper")}
    assert loaded.dialogue.numbers["+45"].language == "da"


def test_without_a_file_everything_has_a_default(file: Path) -> None:
    assert settings.load(file) == settings.Settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("speech:\n  baem: 5\n", r":2: unknown setting 'baem'; known here: .*beam"),
        ("desk:\n  agents_per_department: many\n", r":2: expected int, found 'many'"),
        ("desk:\n  breaks: lunch\n", r":2: expected a table, found 'lunch'"),
        ("desk:\n  overflow:\n    sales: support\n", r":2: expected a list, found 'support'; write it as \[support\]"),
        ("speech: [\n", r"mend the YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line(file: Path, text: str, told: str) -> None:
    file.write_text(text)
    with pytest.raises(UserError, match=told):
        settings.load(file)


def test_which_languages_favour_speed_and_what_is_no_favour() -> None:
    assert choice_of(Speech(favour={"en": "speed", "da": "accuracy"})).favour == {
        "fr": "accuracy", "en": "speed", "da": "accuracy",
    }  # fmt: skip
    assert choice_of(Speech()).favour == {"fr": "accuracy"}
    assert choice_of(Speech(favour={"fr": "balance"})).favour == {"fr": "balance"}
    with pytest.raises(UserError, match="en: fast: write speed, balance or accuracy"):
        choice_of(Speech(favour={"en": "fast"}))
    with pytest.raises(UserError, match="'de' is no language here"):
        choice_of(Speech(favour={"de": "speed"}))
