"""`centralino evaluate --calls`: bad input is told before anything is started, and nothing touches the real queue."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from centralino import settings
from centralino.cli import main
from centralino.sample_callers import SampleCallers
from centralino.spoken_calls.scratch import apart

pytestmark = pytest.mark.unit
CALL = "- call: it\n  caller: ['Hej']\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--calls", "{file}", "--snr", "10"], "give --noise babble or --noise street with it"),
        (["--calls", "{file}", "--noise", "street", "--snr", "99"], "--snr 99: give decibels"),
        (["--calls", "{file}", "--language", "de"], "--language de: choose fr, nl, it, da, en or auto"),
        (["--calls", "{file}", "--language", "fr"], "none of 1 calls is in fr"),
        (["--calls", "{file}", "--model", "no-such"], "no model 'no-such'"),
        (["--calls", "{folder}/none.yml"], "none.yml: cannot be read"),
        (["--model", "live"], "--model is for spoken calls: add --calls"),
    ],
)
def test_bad_input_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    (tmp_path / "da.yml").write_text(CALL, "utf-8")
    given = [one.format(file=tmp_path / "da.yml", folder=tmp_path) for one in arguments]
    assert main(["evaluate", *given, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_trials_stay_apart_from_the_database_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "centralino.yml"
    own.write_text("desk:\n  database: postgresql://desk@db/real\n  survey: true\nspeech:\n  beam: 1\n", "utf-8")
    monkeypatch.setattr(settings, "FILE", own)
    monkeypatch.delenv("CENTRALINO_VAR", raising=False)
    trial = tmp_path / "trial"
    trial.mkdir()
    with apart(trial):
        used = YAML(typ="safe").load(Path(os.environ["CENTRALINO_SETTINGS"]).read_text("utf-8"))
        assert used == {"desk": {"survey": True}, "speech": {"beam": 1}}
        assert os.environ["CENTRALINO_VAR"] == str(trial)
        assert "real" not in Path(os.environ["CENTRALINO_ENDPOINTS"]).read_text("utf-8")
    assert "CENTRALINO_VAR" not in os.environ


def test_callers_have_another_voice_than_the_bot_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def engine(_self: SampleCallers, name: str) -> None:
        tried.append(name)

    monkeypatch.setattr(SampleCallers, "_engine", engine)
    with pytest.raises(Exception, match="no synthesiser speaks 'en'"):
        SampleCallers(tmp_path, {"en": "pico"}).say("Hello", "en")
    assert tried == ["kokoro", "pyttsx3", "pico"]
