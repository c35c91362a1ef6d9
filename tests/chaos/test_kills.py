"""SIGKILL to the real parts in the middle of a call: it ends at a person or goes on, and is never silent."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from centralino.hand_over import QueueHandOver
from desk.database import Database
from desk.queue.store import QueueStore
from tests.voice.house import House, Recorded, house
from voice.legs.wav import CallerLine
from voice.session.events import Event

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

PROBLEM = {
    "fr": "Bonjour, ma connexion internet ne marche plus.",
    "nl": "Goedemorgen, mijn internet doet het niet.",
    "it": "Buongiorno, internet non funziona più.",
    "da": "Goddag, mit internet virker ikke.",
    "en": "Good morning, my internet connection has stopped working.",
}


def kill(pid: int | None) -> None:
    assert pid is not None, "the part to be killed does not run"
    os.kill(pid, signal.SIGKILL)


def once(kind: str, act: Callable[[], object]) -> Callable[[Event], None]:
    """Act at the first event of a kind."""
    done: list[int] = []

    def watch(event: Event) -> None:
        if event.kind == kind and not done:
            done.append(event.at_ms)
            act()

    return watch


def ended_at_a_person(system: House, call: Recorded) -> None:
    stored = system.stored(call)
    assert [item.reason for item in stored] == ["system_failure"]
    assert call.ended.outcome is not None
    assert call.ended.outcome.item == stored[0].id
    assert stored[0].packet["summary"]["caller_language"]
    kinds = [event.kind for event in call.events]
    assert kinds.index("handed_off") < len(kinds) - 1 - kinds[::-1].index("said"), "stored before the caller is told"


def audible_after(path: Path, at_ms: int) -> bool:
    """Whether the bot says something after that moment."""
    sound, rate = soundfile.read(path, dtype="int16")
    rest = sound[at_ms * rate // 1000 :, 1].astype(np.int32)
    return bool(np.count_nonzero(np.abs(rest) > 300) > rate // 4)


@dataclass(frozen=True)
class Bereft:
    """Calls in mid-conversation when the dialogue's process was killed."""

    calls: dict[str, Recorded]
    recordings: dict[str, Path]
    without_queue: Recorded
    next: Recorded
    """A call that came in once the dialogue was back."""


@pytest.fixture(scope="module")
def bereft(tmp_path_factory: pytest.TempPathFactory) -> Bereft:
    """Six calls at once, one of them with the queue out of reach; starting the dialogue again takes long, so one
    killing serves all these tests."""
    system, folder = house(), tmp_path_factory.mktemp("calls")
    blocked = folder / "blocked"
    # The store's folder is a file: as unreachable as a full or detached disk.
    blocked.write_text("")
    no_queue = replace(system.parts, hand_over=QueueHandOver(lambda: QueueStore(Database(blocked / "queue.db"))))
    lines = {language: [system.say(text, language)] for language, text in PROBLEM.items()}
    watch = once("heard", lambda: kill(system.switchboard.dialogue.pid))

    async def play() -> list[Recorded]:
        calls = [
            system.call(language, lines[language], watch=watch, record=folder / f"{language}.wav")
            for language in PROBLEM
        ]
        return await asyncio.gather(*calls, system.call("en", lines["en"], parts=no_queue))

    *calls, without_queue = system.run(play())
    system.run(system.switchboard.dialogue.revived())
    following = system.play("en", [CallerLine(keys="3")])
    recordings = {language: folder / f"{language}.wav" for language in PROBLEM}
    return Bereft(dict(zip(PROBLEM, calls, strict=True)), recordings, without_queue, following)


@pytest.mark.parametrize("language", PROBLEM)
def test_dialogue_killed(system: House, bereft: Bereft, language: str) -> None:
    call = bereft.calls[language]
    ended_at_a_person(system, call)
    failed = call.all("failed")[0]
    assert failed.data["part"] == "dialogue"
    assert audible_after(bereft.recordings[language], failed.at_ms)
    transcript = system.stored(call)[0].packet["transcript"]
    assert {line["speaker"] for line in transcript} == {"bot", "caller"}, "the person learns what was said so far"


def test_queue_out_of_reach_as_well_is_told(bereft: Bereft) -> None:
    call = bereft.without_queue
    assert call.all("handed_off") == []
    assert call.all("said")[-1].data.get("emergency") is True
    assert call.ended.outcome is None


def test_the_next_call_is_answered_after_the_dialogue_was_killed(bereft: Bereft) -> None:
    outcome = bereft.next.ended.outcome
    assert outcome is not None
    assert (outcome.final, outcome.department) == ("routed", "sales")


def test_recogniser_killed_while_the_caller_speaks(system: House, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    line = system.say(PROBLEM["en"], "en", over_ms=800)
    watch = once("barged_in", lambda: kill(system.switchboard.recogniser.pid))
    call = system.play("en", [line], watch=watch, record=path)
    failed = call.all("failed")[0]
    assert failed.data["part"] == "recogniser"
    assert audible_after(path, failed.at_ms)
    ended_at_a_person(system, call)


def test_keys_still_serve_when_the_recogniser_was_killed(system: House) -> None:
    lines = [system.say(PROBLEM["en"], "en", over_ms=800), CallerLine(keys="3")]
    call = system.play("en", lines, watch=once("barged_in", lambda: kill(system.switchboard.recogniser.pid)))
    assert call.ended.outcome is not None
    assert (call.ended.outcome.final, call.ended.outcome.department) == ("routed", "sales")


def test_recogniser_killed_between_two_turns_is_replaced(system: House) -> None:
    watch = once("said", lambda: kill(system.switchboard.recogniser.pid))
    call = system.play("en", [system.say("I want to speak to a person, please.", "en")], watch=watch)
    assert call.ended.outcome is not None
    assert call.ended.outcome.final == "handoff"
    assert len(system.stored(call)) == 1


@contextmanager
def killed_again_and_again(pids: Callable[[], Iterable[int]]) -> Iterator[threading.Event]:
    """From when the event is set, the processes are killed whenever they run."""
    begin, end = threading.Event(), threading.Event()

    def loop() -> None:
        begin.wait()
        while not end.wait(0.002):
            for pid in pids():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield begin
    finally:
        begin.set()
        end.set()
        thread.join()


def test_synthesiser_killed_once(system: House, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    watch = once("heard", lambda: [kill(pid) for pid in system.switchboard.voice.workers().values()])
    call = system.play("en", [system.say("I want to speak to a person, please.", "en")], watch=watch, record=path)
    assert len(system.stored(call)) == 1
    assert audible_after(path, call.all("heard")[0].at_ms)


def test_synthesiser_that_stays_dead(system: House, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    with killed_again_and_again(lambda: system.switchboard.voice.workers().values()) as begin:
        call = system.play(
            "en", [system.say("What is the address of your shop in Milan?", "en")], watch=once("heard", begin.set),
            record=path,
        )  # fmt: skip
    ended_at_a_person(system, call)
    assert audible_after(path, call.all("heard")[0].at_ms)
    assert call.all("said")[-1].data.get("emergency") is True
