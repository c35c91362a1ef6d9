"""A call is recorded once its caller has heard so, or has said yes, and never otherwise: real sound, voice activity and
turn-taking, a real vault and a real database; words and answers are laid down."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.messages import BotTurn, CallInfo
from centralino.recording import CallRecording, Recorder
from centralino.recording_words import objects, words
from desk.database import Database
from desk.privacy.consent import Policy, Rule
from desk.privacy.recordings import Recordings
from desk.privacy.vault import Vault, load_keyring
from tests.voice.scripted import (
    FIRST_LINE,
    Played,
    Scene,
    ScriptedDialogue,
    ScriptedRecogniser,
    ScriptedSpeech,
    dead,
    goodbye,
    line,
    said,
)
from voice.legs.wav import CallerLine

pytestmark = pytest.mark.unit
INFO = CallInfo("call-1", "en", dialled="+35315550100")
NOTICE, QUESTION, THANKS, DECLINED, STOPPED = (
    words()["en"].said[name] for name in ("notice", "question", "accepted", "declined", "stopped")
)
GREETING = "Good morning, this is an automated assistant."
SECONDS = 20


class Site:
    """Where recordings go."""

    def __init__(self, folder: Path, rule: Rule = "notice", **policy: object) -> None:
        self.folder = folder
        self.vault = Vault(folder / "recordings", load_keyring(folder / "key"))
        self.store = Recordings(Database(folder / "queue.db"), self.vault)
        self.recorder = Recorder(Policy(rule, **policy), lambda: self.store, lambda: datetime.now(UTC))  # type: ignore[arg-type]

    def recording(self, info: CallInfo = INFO) -> CallRecording | None:
        return self.recorder.of(info)

    def kept(self) -> tuple[np.ndarray, float]:
        """The one recording, once it is complete."""
        ends = time.monotonic() + SECONDS
        while not (found := self.store.of_call("call-1")) or found[0].seconds is None:
            assert time.monotonic() < ends, "it is not complete"
            time.sleep(0.02)
        assert len(found) == 1
        sound, rate = soundfile.read(io.BytesIO(b"".join(self.store.wav(found[0].id))), dtype="int16")
        return sound, len(sound) / rate

    def nothing(self) -> bool:
        """Neither sound nor row is left, or is still to come."""
        ends = time.monotonic() + SECONDS
        while (self.store.of_call("call-1") or self.vault.names()) and time.monotonic() < ends:
            time.sleep(0.02)
        return not self.store.of_call("call-1") and not self.vault.names()


async def play(
    site: Site,
    dialogue: ScriptedDialogue,
    recogniser: ScriptedRecogniser,
    lines: list[CallerLine],
    info: CallInfo = INFO,
    speech: ScriptedSpeech | None = None,
) -> Played:
    recording = site.recording(info)
    scene = Scene(dialogue, recogniser, speech or ScriptedSpeech(), lines=lines, recording=recording, info=info)
    return await scene.play()


def states(played: Played) -> list[str]:
    return [event.data["state"] for event in played.events if event.kind == "recording"]


async def test_recording_begins_when_the_notice_was_heard_to_its_end(tmp_path: Path) -> None:
    site = Site(tmp_path)
    played = await play(site, ScriptedDialogue(goodbye()), ScriptedRecogniser("hi"), [line()])
    assert played.said() == [NOTICE, GREETING, "Goodbye."]
    allowed = played.first("recording")
    assert allowed.data == {"state": "allowed"}
    assert abs(allowed.at_ms - 100 * len(NOTICE)) < 300, "so long the notice is"
    sound, seconds = site.kept()
    assert abs(seconds * 1000 - (played.ended.ms - allowed.at_ms)) <= 40
    heard = played.first("heard")
    began = (heard.data["started_ms"] - allowed.at_ms) * 16
    assert np.abs(sound[began : began + len(FIRST_LINE), 0]).max() > 1000, "the caller is on the left"
    assert np.abs(sound[:16_000, 1]).max() > 1000, "the greeting is on the right"
    assert site.store.of_call("call-1")[0].consent == "notice"


async def test_a_notice_that_is_talked_over_is_said_again_before_anything_is_recorded(tmp_path: Path) -> None:
    site = Site(tmp_path)
    dialogue = ScriptedDialogue(said("At nine. Anything else?"), goodbye())
    played = await play(site, dialogue, ScriptedRecogniser("when are you open", "no"), [line(over_ms=1000), line()])
    assert played.said() == [NOTICE, NOTICE, "At nine. Anything else?", "Goodbye."]
    allowed = played.first("recording")
    assert allowed.at_ms > played.first("heard").at_ms + 100 * len(NOTICE) - 300
    sound, _ = site.kept()
    assert len(sound) <= (played.ended.ms - allowed.at_ms + 40) * 16


async def test_a_caller_who_never_lets_the_notice_end_is_not_recorded(tmp_path: Path) -> None:
    site = Site(tmp_path)
    dialogue = ScriptedDialogue(said("At nine. Anything else?"), said("Yes?"), goodbye())
    recogniser = ScriptedRecogniser("when are you open", "and on sunday", "bye")
    played = await play(site, dialogue, recogniser, [line(over_ms=1000), line(over_ms=1000), line()])
    assert [text for text in played.said() if text == NOTICE] == [NOTICE] * 2
    assert states(played) == []
    assert site.nothing()


async def test_a_notice_whose_voice_fails_allows_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path)
    played = await play(site, ScriptedDialogue(), ScriptedRecogniser(), [], speech=ScriptedSpeech(failures=99))
    assert played.said() == ["<hand_over>"]
    assert states(played) == []
    assert site.nothing()


@pytest.mark.parametrize("answer", ["yes please", "<1>"])
async def test_who_says_yes_is_recorded_from_there(tmp_path: Path, answer: str) -> None:
    site = Site(tmp_path, "consent")
    spoken = not answer.startswith("<")
    recogniser = ScriptedRecogniser(answer, "hi") if spoken else ScriptedRecogniser("hi")
    lines = [line() if spoken else CallerLine(keys=answer[1]), line()]
    dialogue = ScriptedDialogue(goodbye())
    played = await play(site, dialogue, recogniser, lines)
    assert played.said() == [QUESTION, THANKS, GREETING, "Goodbye."]
    assert [turn.text for turn in dialogue.turns] == ["hi"], "the answer is none of the dialogue's business"
    _, seconds = site.kept()
    allowed = played.first("recording")
    assert abs(seconds * 1000 - (played.ended.ms - allowed.at_ms)) <= 60
    assert site.store.of_call("call-1")[0].consent == "consent"


@pytest.mark.parametrize("answer", ["no thank you", "no recording please", "<2>"])
async def test_who_says_no_is_answered_politely_and_the_call_goes_on_unrecorded(tmp_path: Path, answer: str) -> None:
    site = Site(tmp_path, "consent")
    spoken = not answer.startswith("<")
    recogniser = ScriptedRecogniser(answer, "hi") if spoken else ScriptedRecogniser("hi")
    played = await play(
        site, ScriptedDialogue(goodbye()), recogniser, [line() if spoken else CallerLine(keys=answer[1]), line()]
    )
    assert played.said() == [QUESTION, DECLINED, GREETING, "Goodbye."]
    assert states(played) == ["declined"]
    assert site.nothing()


async def test_a_yes_over_half_a_question_is_no_consent(tmp_path: Path) -> None:
    site = Site(tmp_path, "consent")
    recogniser = ScriptedRecogniser("yes", "yes", "hi")
    played = await play(site, ScriptedDialogue(goodbye()), recogniser, [line(over_ms=1000), line(over_ms=1000), line()])
    assert played.said() == [QUESTION, QUESTION, DECLINED, GREETING, "Goodbye."]
    assert site.nothing()


async def test_who_is_silent_is_asked_twice_and_not_recorded(tmp_path: Path) -> None:
    site = Site(tmp_path, "consent")
    played = await play(site, ScriptedDialogue(goodbye()), ScriptedRecogniser(), [])
    assert played.said()[:4] == [QUESTION, QUESTION, DECLINED, GREETING]
    assert site.nothing()


async def test_who_tells_what_they_want_instead_gets_it_unrecorded(tmp_path: Path) -> None:
    site = Site(tmp_path, "consent")
    dialogue = ScriptedDialogue(said("To sales."), goodbye())
    played = await play(site, dialogue, ScriptedRecogniser("put me through to sales", "bye"), [line(), line()])
    assert [turn.text for turn in dialogue.turns] == ["put me through to sales", "bye"]
    assert played.said() == [QUESTION, "To sales.", "Goodbye."]
    assert site.nothing()


async def test_an_objection_stops_the_recording_and_deletes_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    dialogue = ScriptedDialogue(said("At nine. Anything else?"), goodbye())
    recogniser = ScriptedRecogniser("when are you open", "I don't want to be recorded", "bye")
    played = await play(site, dialogue, recogniser, [line(), line(), line()])
    assert states(played) == ["allowed", "deleted"]
    assert played.said() == [NOTICE, GREETING, "At nine. Anything else?", STOPPED, "Goodbye."]
    assert [turn.text for turn in dialogue.turns] == ["when are you open", "bye"]
    assert site.nothing()
    again = site.recording()
    assert again is not None
    assert again.due("en") is None, "who objected is not asked again when the call comes back"


async def test_an_objection_while_being_put_through_does_not_lose_the_way(tmp_path: Path) -> None:
    site = Site(tmp_path)
    dialogue = ScriptedDialogue(said("Sales it is.", ends=True))
    recogniser = ScriptedRecogniser("sales", "stop recording")
    played = await play(site, dialogue, recogniser, [line(), line()])
    assert played.said() == [NOTICE, GREETING, "Sales it is.", STOPPED, "Sales it is."]
    assert site.nothing()


async def test_who_comes_back_is_recorded_on_what_they_said_before(tmp_path: Path) -> None:
    site = Site(tmp_path, "consent")
    await play(site, ScriptedDialogue(goodbye()), ScriptedRecogniser("yes", "hi"), [line(), line()])
    site.kept()
    played = await play(site, ScriptedDialogue(goodbye()), ScriptedRecogniser("hi"), [line()])
    assert played.said() == [GREETING, "Goodbye."]
    ends = time.monotonic() + SECONDS
    while len(site.store.of_call("call-1")) < 2:
        assert time.monotonic() < ends
        time.sleep(0.02)
    site.recorder.over("call-1")
    fresh = site.recording()
    assert fresh is not None
    assert fresh.due("en") == "question"


async def test_nobody_is_told_in_a_language_that_may_not_be_theirs(tmp_path: Path) -> None:
    site = Site(tmp_path)
    french = BotTurn(("Nous ouvrons à neuf heures.",), "fr")
    greeting = BotTurn(("Bonjour, goedendag, hello!",), "auto")
    dialogue = ScriptedDialogue(french, goodbye(), greeting=greeting)
    info = CallInfo("call-1", "auto")
    played = await play(site, dialogue, ScriptedRecogniser("c'est ouvert", "merci"), [line(), line()], info)
    assert played.said()[:3] == ["Bonjour, goedendag, hello!", words()["fr"].said["notice"], french.replies[0]]
    site.kept()


async def test_where_recording_is_off_nobody_is_asked(tmp_path: Path) -> None:
    site = Site(tmp_path, "off", numbers={INFO.dialled: "off"}, languages={"fr": "consent"})
    played = await play(site, ScriptedDialogue(goodbye()), ScriptedRecogniser("hi"), [line()])
    assert played.said() == [GREETING, "Goodbye."]
    assert site.nothing()
    assert Site(tmp_path, "off").recording() is None


async def test_a_vault_that_cannot_be_written_costs_no_call(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "recordings").write_text("a file where the folder should be")
    played = await play(site, ScriptedDialogue(goodbye()), ScriptedRecogniser("hi"), [line()])
    assert played.said() == [NOTICE, GREETING, "Goodbye."]
    assert played.ended.by == "bot"
    assert site.store.of_call("call-1") == []


async def test_a_dead_recogniser_is_no_consent(tmp_path: Path) -> None:
    site = Site(tmp_path, "consent")
    played = await play(site, ScriptedDialogue(), ScriptedRecogniser(dead()), [line()])
    assert played.said() == [QUESTION, "<key_menu>", "<hand_over>"]
    assert site.nothing()


def test_every_language_has_all_that_is_said() -> None:
    assert set(words()) == {"fr", "nl", "it", "da", "en"}
    for spoken in words().values():
        assert set(spoken.said) == {"notice", "question", "accepted", "declined", "stopped"}


@pytest.mark.parametrize(
    ("language", "text", "objects_to_it"),
    [
        ("fr", "Euh non, ne m'enregistrez pas s'il vous plaît", True),
        ("fr", "je ne veux pas être enregistrée", True),
        ("fr", "je voudrais enregistrer ma box", False),
        ("fr", "la box s'éteint sans enregistrer et il n'y a pas d'enregistrement", False),
        ("nl", "ik kan niet opnemen en mijn film is niet opgenomen", False),
        ("it", "il decoder non registra più niente", False),
        ("da", "boksen kan ikke optage og filmen er ikke optaget", False),
        ("en", "my box does not record and the film was not recorded", False),
        ("nl", "ik wil niet opgenomen worden", True),
        ("nl", "stop met opnemen alstublieft", True),
        ("nl", "ik kan geen programma's opnemen met de decoder", False),
        ("it", "guardi, non voglio essere registrato", True),
        ("it", "non mi registri per favore", True),
        ("it", "vorrei registrare il contratto", False),
        ("da", "jeg vil ikke optages", True),
        ("da", "lad være med at optage mig", True),
        ("da", "jeg vil gerne have en ny optager", False),
        ("en", "please don't record me", True),
        ("en", "I'd rather you didn't record this", True),
        ("en", "I have no record of that invoice", False),
    ],
)
def test_objections_are_told_from_what_else_is_said(language: str, text: str, objects_to_it: bool) -> None:
    assert objects(text, language) == objects_to_it
