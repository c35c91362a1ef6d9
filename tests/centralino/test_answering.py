"""Which model really answers, told from the process that answers calls to whoever looks: a trainer, a command."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.candidates import live
from bot.candidates.files import read_json, write_json
from bot.candidates.live import Live
from bot.dialogue import model
from centralino import answering, paths
from centralino.answering import FILE, Answering, Told, telling, told
from centralino.cli import candidates
from centralino.model_bench import Bench
from centralino.paths import ROOT
from centralino.training_acts import Acts
from centralino.training_settings import Training
from tests.bot.small_models import NOW, archive

pytestmark = pytest.mark.unit
BROKEN = Answering("a", refused="b", why="b.tar.gz: the model cannot be loaded")


def test_it_is_told_as_long_as_the_process_answers_calls(tmp_path: Path) -> None:
    with telling(tmp_path) as tell:
        assert told(tmp_path) is None, "nothing answers yet"
        tell(Answering("a"))
        found = told(tmp_path)
        assert found is not None
        assert (found.state("a"), found.state("b")) == ("answers", "starting")
        tell(BROKEN)
        found = told(tmp_path)
        assert found is not None
        assert (found.state("b"), found.state("c"), found.answering) == ("refused", "starting", BROKEN)
        assert found.since.endswith("+00:00")
        assert found.at.endswith("+00:00")
    assert not list(tmp_path.iterdir())


def test_one_that_did_not_start_in_between_changes_nothing_in_since_when_another_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(hour: int) -> None:
        clock = type("Clock", (), {"now": staticmethod(lambda zone: datetime(2026, 11, 27, hour, tzinfo=zone))})
        monkeypatch.setattr(answering, "datetime", clock)

    with telling(tmp_path) as tell:
        seen = []
        for hour, one in ((10, Answering("a")), (11, BROKEN), (12, Answering("a")), (13, Answering("b"))):
            at(hour)
            tell(one)
            found = told(tmp_path)
            assert found is not None
            seen.append((found.since[11:13], found.at[11:13]))
        assert seen == [("10", "10"), ("10", "11"), ("10", "12"), ("13", "13")]


def test_what_a_process_told_that_was_killed_does_not_mislead(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys\nfrom centralino.answering import Answering, telling\n"
        "with telling(pathlib.Path(sys.argv[1])) as tell:\n"
        "    tell(Answering('a'))\n    print(flush=True)\n    sys.stdin.read()\n    os._exit(9)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = told(tmp_path)
        assert found is not None
        assert found.answering == Answering("a"), "another process sees it"
        process.communicate()
    assert (tmp_path / FILE).exists()
    assert told(tmp_path) is None
    with telling(tmp_path) as tell:
        assert told(tmp_path) is None
        tell(Answering("b"))
        assert told(tmp_path) is not None


@pytest.mark.parametrize("data", ["[]", "{", "{}", '{"version": "a", "refused": "", "why": "", "since": "", "at": ""}'])
def test_a_file_that_says_nothing_is_none(tmp_path: Path, data: str) -> None:
    (tmp_path / FILE).write_text(data, "utf-8")
    assert told(tmp_path) is None


def test_one_that_was_written_by_another_with_the_same_number_is_none(tmp_path: Path) -> None:
    with telling(tmp_path) as tell:
        tell(Answering("a"))
        data = read_json(tmp_path / FILE)
        write_json(tmp_path / FILE, {**data, "process_began": data["process_began"] - 1})
        assert told(tmp_path) is None


def test_where_it_cannot_be_written_calls_go_on_and_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("no folder", "utf-8")
    with telling(tmp_path / "var") as tell:
        tell(Answering("a"))
        assert told(tmp_path / "var") is None


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with one that was live, and one that is."""
    for version in ("a", "b"):
        folder = tmp_path / "made" / version
        archive(folder / model.ARCHIVE, version)
        live.promote(tmp_path / "models", folder, Live(version, "", NOW.isoformat(), "trainer"))
    return tmp_path / "models"


def test_the_desk_tells_it_beside_the_live_model(models: Path) -> None:
    acts = Acts(lambda *_: None, models, Training())

    def shown(found: Told | None) -> Any:
        return Bench(acts, lambda: pytest.fail("not asked"), lambda: found).overview().answering

    assert shown(None) is None
    refused = shown(Told(BROKEN, "2026-11-27T10:00:00+00:00", "2026-11-27T11:00:00+00:00"))
    assert (refused.version, refused.state, refused.why) == ("a", "refused", BROKEN.why)
    assert (refused.since, refused.at) == ("2026-11-27T10:00:00+00:00", "2026-11-27T11:00:00+00:00")
    assert shown(Told(Answering("b"), "", "")).state == "answers"
    old = shown(Told(Answering("a", refused="earlier", why="broken"), "", ""))
    assert (old.state, old.why) == ("starting", ""), "it was another one that did not start"


def test_the_command_tells_it(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    acts = Acts(lambda *_: None, models, Training())

    def said(as_json: bool = False) -> str:
        assert candidates._list(acts, argparse.Namespace(json=as_json)) == 0
        return capsys.readouterr().out

    assert "answered" not in said()
    assert json.loads(said(True))["answering"] is None
    with telling(tmp_path / "var") as tell:
        tell(Answering("a"))
        assert "it takes new calls soon; a answers them until then" in said()
        tell(BROKEN)
        assert "version b was promoted but does not start; calls are answered by a\n" in said()
        assert BROKEN.why in said()
        assert json.loads(said(True))["answering"]["state"] == "refused"
        tell(Answering("b"))
        assert "calls are answered by it since 20" in said()
