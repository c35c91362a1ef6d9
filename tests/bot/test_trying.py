"""A sentence tried at the desk is understood as on the telephone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.candidates.trying import Trying
from bot.dialogue.model import trained
from bot.dialogue.understanding import Parser
from bot.evaluation.sets import utterances
from centralino.paths import ROOT

pytestmark = pytest.mark.dialogue

ODD = [
    ("/greet", "en"),
    ("er I åbne på lørdag klokken ti", "da"),
    ("je veux parler à Marie du service commercial", "fr"),
]


def test_it_is_the_reading_of_centralino_parse() -> None:
    rows = [(row.text, row.language) for row in utterances(ROOT / "tests" / "data" / "nlu")[::40]] + ODD
    trying = Trying(trained())
    for (text, language), expected in zip(rows, Parser.load(trained()).parse(rows), strict=True):
        found = trying.read(text, language).understanding
        assert (found.intent, found.fallback) == (expected.intent, expected.fallback), text
        assert found.entities == expected.entities, text
        assert found.confidence == pytest.approx(expected.confidence, abs=1e-3), text


def test_neither_rasa_nor_tensorflow_is_imported_for_it() -> None:
    code = (
        "import sys; from bot.candidates.trying import Trying; from bot.dialogue.model import trained; "
        "Trying(trained()).read('goedemorgen', 'nl'); "
        "sys.exit(bool({'rasa', 'tensorflow', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=300).returncode == 0
