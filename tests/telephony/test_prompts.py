"""What Asterisk itself says to callers: in their language, once, and only what the bot has not said."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from bot.messages import LANGUAGES
from deploy.asterisk import prompts
from tests.telephony import pbx as exchange
from tests.telephony import sipp
from tests.telephony.conftest import NewCaller, NewPhone
from tests.telephony.fake_bot import FakeBot
from tests.telephony.hearing import ALIKE, Samples, likeness
from tests.telephony.pbx import NUMBERS, Pbx
from tests.telephony.phone import CODEC_HZ, Phone
from tests.telephony.tones import tone_of
from tests.telephony.waiting import within
from voice.audio import RATE
from voice.tts.levels import TARGET_LUFS
from voice.tts.loudness import loudness

pytestmark = pytest.mark.telephony

HUMANS, VOICEMAIL = "centralino-humans", "centralino-voicemail"
PART = slice(CODEC_HZ // 2, CODEC_HZ * 5 // 2)
"""Two seconds of a prompt, from its first words on."""
DIALLED = {**{number: language for language, number in NUMBERS.items()}, "1000": "en"}
"""Number → language; 1000 has none of its own, so that of the site holds."""


def prompt(pbx: Pbx, language: str, name: str) -> Samples:
    with wave.open(str(pbx.home / f"prompts/{language}/{name}.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def languages_heard(pbx: Pbx, someone: Phone, name: str) -> set[str]:
    """In which languages somebody has heard a prompt."""
    heard = np.round(someone.heard() * 32767).astype(np.int16)
    return {language for language in LANGUAGES if likeness(heard, prompt(pbx, language, name)[PART]) >= ALIKE}


def messages(pbx: Pbx) -> set[Path]:
    """Sound of messages that hold two seconds and more."""
    inbox = pbx.home / "spool/voicemail/default/2000/INBOX"
    return {path for path in inbox.glob("*.wav") if path.stat().st_size > 32_000}


def test_every_prompt_is_for_the_telephone_and_as_loud_as_the_bot(pbx: Pbx) -> None:
    names = {HUMANS, VOICEMAIL, "centralino-goodbye", "auth-thankyou"}
    files = prompts.files(pbx.home / "prompts")
    assert {(file.parent.name, file.stem) for file in files} == {(each, name) for each in LANGUAGES for name in names}
    for file in files:
        with wave.open(str(file)) as sound:
            assert sound.getparams()[:3] == (1, 2, 8_000)
        samples = prompt(pbx, file.parent.name, file.stem)
        assert loudness(samples, 8_000) == pytest.approx(TARGET_LUFS, abs=3), file
        assert np.abs(samples.astype(int)).max() < 30_000, file


@pytest.mark.parametrize("number", DIALLED)
def test_who_waits_for_people_is_told_so(number: str, pbx: Pbx, phone: NewPhone) -> None:
    someone = phone("2001")
    someone.dial(number)
    within(8, lambda: languages_heard(pbx, someone, HUMANS), "the prompt")
    assert languages_heard(pbx, someone, HUMANS) == {DIALLED[number]}


def test_music_follows_the_prompt(pbx: Pbx, phone: NewPhone) -> None:
    someone = phone("2001")
    someone.dial(NUMBERS["en"])
    within(5, lambda: len(someone.heard()), "sound")
    within(15, lambda: someone.hears_tone(220), "the music")
    assert languages_heard(pbx, someone, HUMANS) == {"en"}


@pytest.mark.parametrize("number", DIALLED)
def test_voicemail_asks_in_the_language_of_the_number(number: str, pbx: Pbx, phone: NewPhone) -> None:
    pbx.set_global("HUMANS_SECONDS", 1)
    someone = phone("2001")
    someone.dial(number)
    within(10, lambda: languages_heard(pbx, someone, VOICEMAIL), "the prompt")
    assert languages_heard(pbx, someone, VOICEMAIL) == {DIALLED[number]}


def test_callers_of_every_language_leave_a_message(pbx: Pbx, caller: NewCaller) -> None:
    before = messages(pbx)
    calls = [caller(number, stays_ms=20_000) for number in NUMBERS.values()]
    assert [call.wait(40) for call in calls] == [0] * len(NUMBERS)
    within(5, lambda: len(messages(pbx) - before) == len(NUMBERS), "a message of each")


def test_hash_key_ends_the_message_with_thanks(pbx: Pbx, phone: NewPhone) -> None:
    pbx.set_global("HUMANS_SECONDS", 1)
    someone, before = phone("2001"), messages(pbx)
    someone.dial(NUMBERS["nl"])
    asked = len(prompt(pbx, "nl", VOICEMAIL)) / CODEC_HZ
    time.sleep(1 + asked + 4)
    someone.press("#")
    someone.wait("CALL_CLOSED", 10)
    assert messages(pbx) - before
    thanks = prompt(pbx, "nl", "auth-thankyou")[CODEC_HZ // 2 : -CODEC_HZ // 4]
    assert likeness(np.round(someone.heard() * 32767).astype(np.int16), thanks) >= ALIKE


def test_language_that_the_bot_tells_holds(pbx: Pbx, phone: NewPhone) -> None:
    pbx.set_global("HUMANS_SECONDS", 1)
    someone = phone("2001")
    with FakeBot(pbx, {"CENTRALINO_NEXT": "somewhere", "CENTRALINO_LANGUAGE": "da"}) as bot:
        someone.dial(NUMBERS["fr"])
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        within(10, lambda: languages_heard(pbx, someone, VOICEMAIL), "the prompt")
    assert languages_heard(pbx, someone, VOICEMAIL) == {"da"}


@pytest.mark.parametrize("onward", [("queue", "humans"), ("desk", "")])
def test_whom_the_bot_has_sent_on_hears_music_alone(onward: tuple[str, str], pbx: Pbx, phone: NewPhone) -> None:
    someone = phone("2001")
    words = {"CENTRALINO_NEXT": onward[0], "CENTRALINO_TARGET": onward[1], "CENTRALINO_LANGUAGE": "en"}
    with FakeBot(pbx, words) as bot:
        someone.dial(NUMBERS["en"])
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        if onward[0] == "desk":
            bot.wait(lambda: bot.at_desk, "the desk")
            bot.die()
        within(8, lambda: "wait: " in pbx.cli("queue show humans"), "the caller is in the queue")
        before = len(someone.heard())
        within(10, lambda: len(someone.heard()) > before + 5 * CODEC_HZ, "five seconds of sound")
    assert someone.hears_tone(220)
    assert languages_heard(pbx, someone, HUMANS) == set()


def test_without_espeak_a_caller_leaves_a_message_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "PROGRAM", "no-such-program")
    fresh = exchange.start(tmp_path / "pbx")
    try:
        sound = sipp.telephone_file(tmp_path / sipp.SOUND, tone_of(350, RATE, 2.0))
        with sipp.caller(fresh, tmp_path / "caller", NUMBERS["nl"], sound=sound, stays_ms=25_000) as call:
            assert call.wait(40) == 0
        within(5, lambda: messages(fresh), "a message")
    finally:
        fresh.server.stop()


def test_the_bots_own_voices_may_speak_them(tmp_path: Path) -> None:
    (tmp_path / "pbx/secrets").mkdir(parents=True)
    (tmp_path / "pbx/secrets/ari").touch()
    environment = {**os.environ, "CENTRALINO_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "centralino", "prompts", "pbx", "--language", "en"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    folder = tmp_path / "pbx/prompts/en"
    assert {file.stem for file in folder.iterdir()} == {HUMANS, VOICEMAIL, "centralino-goodbye", "auth-thankyou"}
    heard = subprocess.run(
        [sys.executable, "-m", "centralino", "transcribe", str(folder / f"{VOICEMAIL}.wav"), "--language", "en"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "after the tone" in heard.stdout.lower()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "pbx/secrets").mkdir(parents=True)
    (tmp_path / "pbx/secrets/ari").touch()
    (tmp_path / "pbx/prompts").touch()
    environment = {**os.environ, "CENTRALINO_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "centralino", "prompts", "pbx", "--language", "da"]
    run = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode != 0
    folder = tmp_path / "pbx/prompts/da"
    assert run.stderr.strip() == f"centralino: {folder}: cannot be written; run it as the user whose folder that is"


def test_without_a_pbx_nothing_is_spoken_for_it(tmp_path: Path) -> None:
    environment = {**os.environ, "CENTRALINO_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "centralino", "prompts", "pbx"]
    run = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode != 0
    assert run.stderr.strip() == "centralino: no PBX of `make pbx` is here to speak for; run: make pbx"
