"""`centralino prompts record-list`, `check`, `adopt`: from the script for a speaker to what calls play."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.directory import company
from bot.messages import LANGUAGES
from bot.replies import loader
from centralino import pbx, prompt_pack, recordable, settings
from centralino.cli import main
from centralino.house_voice import open_speaker
from deploy.asterisk import prompts as pbx_prompts
from tests.voice.sounds import espoken, pico
from voice.audio import RATE
from voice.tts import prompts
from voice.tts.take import read_take

pytestmark = pytest.mark.contract
NOTED = "Right, I've noted that."


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the settings name, by a path seen from their file."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    monkeypatch.setattr(settings, "FILE", tmp_path / "centralino.yml")
    configured = settings.Settings(speech=settings.Speech(recordings="recordings"))
    monkeypatch.setattr(settings, "load", lambda: configured)
    return folder


def record(file: Path, text: str, gain: float = 1.0) -> Path:
    """What a speaker delivers."""
    language = file.parent.name
    sound = pico(text, "en-GB") if language == "en" else espoken(text, language)
    file.parent.mkdir(exist_ok=True)
    soundfile.write(str(file), np.clip(sound / 32768 * gain, -1, 1), RATE, subtype="PCM_16")
    return file


def check(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Exit status, and the remarks by file that are not of something missing."""
    capsys.readouterr()
    status = main(["prompts", "check", "--json", *more])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return status, {row["file"]: row for row in rows if row["kind"] != "missing"}


def test_the_script_has_every_text_that_is_always_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "script.csv"
    assert main(["prompts", "record-list", "--out", str(out)]) == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert {row["language"] for row in rows} == set(LANGUAGES)
    texts = {row["file"]: row["text"] for row in rows}
    assert texts["en/utter_noted.wav"] == NOTED
    assert texts["en/utter_noted.2.wav"] == "Okay, got it."
    assert company().profile.name in texts["da/utter_greeting.wav"], "the company's name never changes"
    assert texts["it/emergency_hand_over.wav"] == prompts.texts()["it"]["hand_over"]
    for start in ("recording_", "hold_", "survey_", "pbx_"):
        assert any(file.startswith(f"nl/{start}") for file in texts)
    assert not any("{" in text for text in texts.values())
    assert "en/utter_route.wav" not in texts
    assert not any(file.startswith(("en/wish_", "en/summary_", "en/phrase_")) for file in texts)
    for language in LANGUAGES:
        own = [row["text"] for row in rows if row["language"] == language]
        assert len(own) == len(set(own)), "nobody reads a text twice"
    assert main(["prompts", "record-list", "--language", "da"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "file,language,text"
    assert len(shown) - 1 == sum(file.startswith("da/") for file in texts)


def test_from_the_first_recording_to_one_whose_text_changes(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record(pack / "en/utter_noted.wav", NOTED)
    status, told = check(capsys)
    assert len(told) == 1
    assert (status, told["en/utter_noted.wav"]["kind"]) == (1, "new")
    assert main(["prompts", "adopt"]) == 0
    assert "1 adopted" in capsys.readouterr().out
    assert check(capsys) == (0, {}), "what is not recorded is no mistake"

    replies = tmp_path / "replies"
    shutil.copytree(loader.FOLDER, replies)
    other = "Right, and please stay on the line."
    (replies / "en.yml").write_text((replies / "en.yml").read_text("utf-8").replace(NOTED, other), "utf-8")
    changed = loader.load(replies)
    monkeypatch.setattr(loader, "load", lambda: changed)
    status, told = check(capsys)
    assert (status, told["en/utter_noted.wav"]["kind"]) == (1, "changed")
    assert NOTED in told["en/utter_noted.wav"]["detail"]
    assert other in told["en/utter_noted.wav"]["detail"]
    assert main(["prompts", "adopt"]) == 0
    assert check(capsys)[0] == 1, "adopting what is new does not accept what has changed"
    opened = prompt_pack.open_pack()
    assert opened is not None
    assert opened(other, "en") is None
    capsys.readouterr()
    assert main(["prompts", "adopt", "en/utter_noted.wav"]) == 0, "it still fits, says the operator"
    capsys.readouterr()
    assert check(capsys) == (0, {})

    record(pack / "en/utter_noted.wav", other, gain=0.5)
    assert check(capsys)[1]["en/utter_noted.wav"]["kind"] == "new"


def test_each_mistake_is_one_line_with_file_and_remedy(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(pack / "en/utter_noted.wav", NOTED, gain=0.008)
    record(pack / "en/utter_noted.2.wav", "Okay, got it.", gain=40)
    record(pack / "en/utter_welcome.wav", "You're welcome. " * 6)
    record(pack / "en/utter_menu.wav", "Tell me in a few words.")
    record(pack / "en/utter_goodbey.wav", "Goodbye.")
    record(pack / "en/utter_noted.4.wav", "Noted.")
    record(pack / "en/utter_noted.1.wav", NOTED)
    record(pack / "en/utter_route.wav", "I'm putting you through.")
    record(pack / "en/wish_leave_message.wav", "leaving a message")
    record(pack / "en/utter_slower.wav", "Of course, more slowly.")
    record(pack / "en/utter_silence.wav", "Are you still there?").rename(pack / "utter_silence.wav")
    (pack / "en/utter_help.mp3").write_bytes(b"ID3")
    (pack / "en/utter_go_ahead.wav").write_bytes(b"RIFF")
    (pack / "en/notes.txt").write_text("by Maria")
    shutil.copytree(pack / "en", pack / "es", ignore=lambda _, names: [name for name in names if "welcome" not in name])
    assert main(["prompts", "check"]) == 1
    out, err = capsys.readouterr()
    told: dict[str, list[str]] = {}
    for row in err.splitlines():
        assert " → " in row, "each has a remedy"
        told.setdefault(row.split(": ")[0], []).append(row)
    for file, words in {
        "en/utter_noted.wav": "too quiet: speech at -5",
        "en/utter_noted.2.wav": "clipped",
        "en/utter_welcome.wav": "long for its text",
        "en/utter_menu.wav": "short for its text",
        "en/utter_goodbey.wav": "did you mean utter_goodbye.wav?",
        "en/utter_noted.4.wav": "utter_noted has 3 wordings",
        "en/utter_noted.1.wav": "rename it to utter_noted.wav",
        "en/utter_route.wav": "not always the same, so it is synthesised",
        "en/wish_leave_message.wav": "part of sentences",
        "en/utter_slower.wav": "recordings are not slowed down",
        "utter_silence.wav": "put it into the folder of its language",
        "es/utter_welcome.wav": "put it into the folder of its language",
        "en/utter_help.mp3": "save it as WAV, named utter_help.wav",
        "en/utter_go_ahead.wav": "broken off → copy it again",
    }.items():
        assert any(words in row for row in told[file]), (file, told[file])
    assert "en/notes.txt" not in told
    assert "not adopted" not in err, "what has a fault is not to be adopted"
    assert "en/utter_goodbye.wav: not recorded: “Thanks for calling. Goodbye!”" in out
    assert "fr: 0 of" in out
    assert "fr/utter_goodbye.wav" not in out, "where nothing is recorded, nothing was meant to be"
    assert main(["prompts", "adopt"]) == 1
    assert "en/utter_go_ahead.wav: the file is broken off" in capsys.readouterr().err
    assert not json.loads((pack / "adopted.json").read_text()), "nothing of it was good"
    assert main(["prompts", "adopt", "en/utter_welcome.wav"]) == 0, "the speaker takes her time"
    assert "en/utter_welcome.wav" not in check(capsys)[1]


def test_wordings_that_change_places_are_told_and_played(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record(pack / "en/utter_noted.wav", NOTED)
    assert main(["prompts", "adopt"]) == 0
    capsys.readouterr()
    replies = tmp_path / "replies"
    shutil.copytree(loader.FOLDER, replies)
    lines = (replies / "en.yml").read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if NOTED in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    (replies / "en.yml").write_text("".join(lines), "utf-8")
    changed = loader.load(replies)
    monkeypatch.setattr(loader, "load", lambda: changed)
    opened = prompt_pack.open_pack()
    assert opened is not None
    assert opened(NOTED, "en") is not None
    assert check(capsys)[1]["en/utter_noted.wav"]["remedy"].startswith("rename it to utter_noted.2.wav")


def test_what_is_recorded_under_a_second_name_counts(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = prompts.texts()["en"]["goodbye"]
    twice = [line.name for line in recordable.every_line("en") if line.text == text]
    assert len(twice) > 1
    record(pack / f"en/{twice[-1]}.wav", text)
    assert main(["prompts", "record-list", "--missing", "--language", "en"]) == 0
    assert text not in capsys.readouterr().out
    assert main(["prompts", "check", "--language", "en"]) == 1
    assert f"en/{twice[0]}.wav" not in capsys.readouterr().out


def test_calls_play_what_the_settings_name(pack: Path, tmp_path: Path) -> None:
    file = record(pack / "en/utter_noted.wav", NOTED)
    hand_over = prompts.texts()["en"]["hand_over"]
    record(pack / "en/emergency_hand_over.wav", hand_over)
    speaker = open_speaker(tmp_path / "cache", {})
    try:
        speaker.start(["en"])
        np.testing.assert_array_equal(np.concatenate(list(speaker.speak(NOTED, "en"))), read_take(file).samples)
        kept = speaker.emergency("hand_over", "en")
        assert kept[0] == hand_over
        np.testing.assert_array_equal(kept[1], read_take(pack / "en/emergency_hand_over.wav").samples)
        assert speaker.emergency("one_moment", "en")[1].any()
    finally:
        speaker.close()


def test_the_pbx_speaks_from_the_recordings(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = pbx_prompts.texts()["da"]["centralino-humans"]
    take = read_take(record(pack / "da/pbx_centralino-humans.wav", text))
    monkeypatch.setattr(pbx, "own_folder", lambda *_: tmp_path / "pbx")
    assert main(["prompts", "pbx", "--language", "da"]) == 0
    assert "centralino-humans.wav, recorded" in capsys.readouterr().out
    written = soundfile.info(tmp_path / "pbx/prompts/da/centralino-humans.wav")
    assert abs(written.duration - pbx_prompts.BEFORE_SECONDS - take.seconds) < 0.02, "at the speaker's own pace"


def test_the_doctor_tells_how_much_is_recorded(pack: Path) -> None:
    found = prompt_pack.finding()
    assert found is not None
    assert (found.state, found.remedy) == ("optional", "centralino prompts check")
    record(pack / "en/utter_noted.wav", NOTED)
    assert main(["prompts", "adopt"]) == 0
    found = prompt_pack.finding()
    assert found is not None
    assert found.state == "ok"
    assert "en 1 of" in found.detail
    record(pack / "en/utter_notde.wav", NOTED)
    found = prompt_pack.finding()
    assert found is not None
    assert "1 to look at" in found.detail
    (pack / "adopted.json").write_text("[]")
    found = prompt_pack.finding()
    assert found is not None
    assert (found.state, found.remedy) == ("missing", "centralino prompts check")
    shutil.rmtree(pack)
    found = prompt_pack.finding()
    assert found is not None
    assert found.state == "missing"
    assert prompt_pack.open_pack() is None, "calls go on without"


def test_without_a_folder_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "load", lambda: settings.Settings())
    assert prompt_pack.open_pack() is None
    assert prompt_pack.finding() is None


@pytest.mark.parametrize("action", [["check"], ["adopt"], ["record-list", "--missing"]])
def test_a_missing_folder_is_bad_input(
    action: list[str], pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack.rmdir()
    assert main(["prompts", *action]) == 2
    assert "recordings: no such folder; make it, or mend speech.recordings" in capsys.readouterr().err
    monkeypatch.setattr(settings, "load", lambda: settings.Settings())
    assert main(["prompts", *action]) == 2
    assert "set speech.recordings in centralino.yml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["adopt", "en/utter_menu.wav"], "no such recording"),
        (["adopt", "en/utter_x.wav"], "the bot has no text of that name"),
        (["record-list", "--out", "/nowhere/script.csv"], "cannot be written"),
        (["record-list", "--out", "/etc/hostname/script.csv"], "cannot be written"),
    ],
)
def test_bad_input_is_one_line(command: list[str], told: str, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(pack / "en/utter_x.wav", NOTED)
    assert main(["prompts", *command]) == 2
    shown = capsys.readouterr().err
    assert told in shown
    assert shown.count("\n") == 1
