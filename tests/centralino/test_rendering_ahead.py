"""What will be said is rendered while nobody calls: it goes on where it was, stops for calls, keeps up with changes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from centralino import paths, rendering_ahead, settings
from centralino.cli import main
from centralino.errors import UserError
from centralino.foreseen import here
from centralino.foreseen.plan import kept
from centralino.foreseen.process import Rendering
from centralino.house_voice import checked, open_speaker
from centralino.rendering_ahead import RenderingAhead
from centralino.web.metrics import Observed
from tests.centralino.small_ahead import plan_of
from voice.tts.cache import PromptCache

TEXTS = ["Hello.", "What can I do for you?", "Goodbye."]


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    return tmp_path / "prompts"


def ages(folder: Path) -> dict[str, int]:
    return {file.stem: file.stat().st_ctime_ns for file in folder.glob("*/*.flac")}


def test_it_goes_on_where_it_was(sounds: Path) -> None:
    first = Rendering(PromptCache(sounds), [plan_of(TEXTS)])
    assert [one.ready for one in first.progress()] == [0]
    step = first.step()
    assert step is not None
    assert step.ready == 1
    before = ages(sounds)
    again = Rendering(PromptCache(sounds), [plan_of(TEXTS)])
    assert [one.ready for one in again.progress()] == [1]
    assert [one.ready for one in iter(again.step, None)] == [2, 3]
    assert again.step() is None
    assert before.items() <= ages(sounds).items()


def test_after_a_change_only_what_is_new_is_rendered(sounds: Path) -> None:
    list(iter(Rendering(PromptCache(sounds), [plan_of(TEXTS)]).step, None))
    before = ages(sounds)
    changed = Rendering(PromptCache(sounds), [plan_of(["Good morning.", *TEXTS[1:]])])
    assert len(list(iter(changed.step, None))) == 1
    assert before.items() <= ages(sounds).items()


def test_what_is_rendered_is_what_calls_look_for(tmp_path: Path) -> None:
    speaker = open_speaker(tmp_path, {"en": ("pyttsx3",)}, {"en": "pico"})
    list(iter(Rendering(speaker.cache, [plan_of(TEXTS)]).step, None))
    speaker.ready(["en"])
    speaker.close()
    assert len(list(speaker.for_call("call").speak(" ".join(TEXTS), "en"))) == len(TEXTS)
    assert speaker.workers() == {}, "an engine was started for what was in the cache"


def test_a_full_disk_is_told_and_not_filled_for_ever(sounds: Path) -> None:
    sounds.write_text("no folder")
    with pytest.raises(OSError, match="cannot be kept"):
        Rendering(PromptCache(sounds), [plan_of(TEXTS)]).step()


class Machine:
    """What surrounds the renderer."""

    def __init__(self, folder: Path, sounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file, self.sounds = folder / "texts", sounds
        self.calls, self.ready = False, list[frozenset[str]]()
        self.say(TEXTS)
        monkeypatch.setattr(here, "marks", lambda: self.file.read_text("utf-8"))
        self.rendering = self.renderer()

    def renderer(self) -> RenderingAhead:
        """Of a `centralino serve` that is being started."""
        return RenderingAhead(
            self.sounds, lambda: self.calls, self._told, self._voice,
            (sys.executable, "-m", "tests.centralino.small_ahead", str(self.file)), 0.1, 0.02, 0.1,
        )  # fmt: skip

    def say(self, texts: list[str]) -> None:
        self.file.write_text("\n".join(texts), "utf-8")

    def _voice(self, language: str) -> Any:
        return plan_of(TEXTS).voice if language == "en" else None

    def _told(self, languages: Iterable[str]) -> None:
        self.ready.append(frozenset(languages))

    @property
    def done(self) -> int:
        return len(ages(self.sounds))

    def state(self) -> str:
        """Of the child: R, S, T (stopped) …"""
        try:
            return Path(f"/proc/{self.rendering.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return ""


@pytest.fixture
def machine(tmp_path: Path, sounds: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, sounds, monkeypatch)


@asynccontextmanager
async def running(machine: Machine) -> AsyncIterator[None]:
    task = asyncio.create_task(machine.rendering.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(what: Callable[[], bool], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.02)


async def test_all_is_rendered_told_and_then_no_process_is_left(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with running(machine):
        await until(lambda: frozenset({"en"}) in machine.ready and machine.rendering.pid is None)
        assert machine.done == len(TEXTS)
    assert machine.ready[0] == frozenset()
    assert "en: 0 of 3 sentences are rendered" in caplog.messages
    assert "en: all 3 sentences are rendered" in caplog.messages
    assert not any(text in message for text in TEXTS for message in caplog.messages)
    assert [(one.language, one.ready, one.fit) for one in kept(machine.sounds)] == [("en", 3, True)]


async def test_nothing_is_rendered_while_there_are_calls(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL_AHEAD_SECONDS", "1.5")
    machine.calls = True
    async with running(machine):
        await asyncio.sleep(0.5)
        assert machine.rendering.pid is None, "not even begun"
        machine.calls = False
        await until(lambda: machine.done == 1)
        await until(lambda: machine.state() == "R")
        machine.calls = True
        await until(lambda: machine.state() == "T", 1.0)
        await asyncio.sleep(2.0)
        assert (machine.state(), machine.done) == ("T", 1), "a sentence was worked on beside a call"
        machine.calls = False
        await until(lambda: machine.done == len(TEXTS))


async def test_what_changes_is_rendered_anew(machine: Machine) -> None:
    async with running(machine):
        await until(lambda: machine.done == len(TEXTS))
        machine.say([*TEXTS, "We are closed today."])
        await until(lambda: machine.done == len(TEXTS) + 1)
        machine.say(["Good evening.", *TEXTS])
        # Not ready, and ready again a moment later.
        await until(lambda: machine.ready[-2:] == [frozenset(), frozenset({"en"})])


async def test_a_child_that_dies_is_started_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering_ahead, "PAUSE_SECONDS", 0.2)
    machine.say(["dies"])
    async with running(machine):
        await asyncio.sleep(1.0)
        machine.say(TEXTS)
        await until(lambda: machine.done == len(TEXTS))


async def test_a_disk_that_is_full_is_told_and_nothing_else_stops(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    machine.sounds.write_text("no folder")
    async with running(machine):
        await until(lambda: any("NoRoomError" in message for message in caplog.messages))
        assert machine.ready == [frozenset()]


async def test_calls_take_at_once_what_was_ready_before_a_restart(machine: Machine) -> None:
    async with running(machine):
        await until(lambda: frozenset({"en"}) in machine.ready)
    machine.ready.clear()
    machine.calls, machine.rendering = True, machine.renderer()
    async with running(machine):
        await until(lambda: bool(machine.ready), 5.0)
    assert machine.ready == [frozenset({"en"})]


def test_operators_see_how_far_it_is(machine: Machine) -> None:
    registry = CollectorRegistry()
    list(iter(Rendering(PromptCache(machine.sounds), [plan_of(TEXTS)]).step, None))
    progress = list(Rendering(PromptCache(machine.sounds), [plan_of([*TEXTS, "And more."])]).progress())
    Observed(registry, ()).rendered(lambda: progress)
    for name, value in (("foreseen_sentences", 4), ("rendered_sentences", 3), ("rendered_voice", 0)):
        assert registry.get_sample_value(f"centralino_{name}", {"language": "en"}) == value


def test_the_setting_is_checked() -> None:
    assert checked({"nl": "", "fr": "piper"}) == {"nl": "", "fr": "piper"}
    for wrong in ({"de": "kokoro"}, {"fr": "festival"}):
        with pytest.raises(UserError, match=r"speech\.ahead"):
            checked(wrong)


@pytest.fixture
def english_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """English by Pico; the rest by nobody."""
    engines = {**dict.fromkeys(("fr", "nl", "it", "da"), ""), "en": "pico"}
    configured = settings.Settings(speech=settings.Speech(ahead=engines))
    monkeypatch.setattr(settings, "load", lambda: configured)
    monkeypatch.setattr(paths, "VAR", tmp_path)
    monkeypatch.setattr("centralino.precedence.step_back", lambda *_: None)
    return tmp_path / "cache" / "prompts"


def test_the_command_shows_and_goes_on_and_may_be_interrupted(
    english_only: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    step, left = Rendering.step, [3]

    def interrupted(self: Rendering) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return step(self)

    monkeypatch.setattr(Rendering, "step", interrupted)
    for done in (3, 6):
        left[0] = 3
        assert main(["prompts", "render", "--language", "en", "--json"]) == 130
        told = json.loads(capsys.readouterr().out)
        assert (told["rendered"], told["files"], told["languages"][0]["ready"]) == (3, done, done)
    assert main(["prompts", "show", "--language", "en"]) == 0
    assert "en: pico en-GB, 6 of " in capsys.readouterr().out
    assert len(ages(english_only)) == 6


def test_doctor_tells_how_far_it_is(english_only: Path) -> None:
    from centralino.cli.doctor import _rendered
    from centralino.foreseen.plan import keep

    finding = _rendered()
    assert finding is not None
    assert (finding.state, finding.detail) == ("optional", "nothing yet")
    cache = PromptCache(english_only)
    list(iter(Rendering(cache, [plan_of(TEXTS)]).step, None))
    keep(english_only, Rendering(cache, [plan_of(TEXTS)]).progress())
    finding = _rendered()
    assert finding is not None
    assert (finding.state, finding.detail) == ("ok", "en 3 of 3")


@pytest.fixture
def real(tmp_path: Path, sounds: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., RenderingAhead]:
    """The child as it is, for English by Pico."""
    file = tmp_path / "centralino.yml"
    file.write_text('speech: {ahead: {fr: "", nl: "", it: "", da: "", en: pico}}\n', "utf-8")
    monkeypatch.setenv("CENTRALINO_SETTINGS", str(file))
    voice = plan_of(TEXTS).voice

    def made(*command: str) -> RenderingAhead:
        return RenderingAhead(
            sounds, lambda: False, lambda _: None, lambda language: voice if language == "en" else None,
            command or rendering_ahead.CHILD, 0.1, 0.02,
        )  # fmt: skip

    return made


async def test_the_child_has_the_lowest_precedence_and_ends_with_its_parent(
    real: Callable[..., RenderingAhead],
) -> None:
    rendering = real()
    task = asyncio.create_task(rendering.run())
    await until(lambda: rendering.pid is not None)
    pid = rendering.pid
    assert pid is not None
    await until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 19)
    task.cancel()
    await asyncio.wait({task})
    assert not Path(f"/proc/{pid}").exists()


async def test_the_child_finds_what_this_installation_will_say(real: Callable[..., RenderingAhead]) -> None:
    at_once = "from centralino.foreseen import process; process.step_back = lambda _: None; process.main()"
    rendering = real(sys.executable, "-c", at_once)
    task = asyncio.create_task(rendering.run())
    await until(lambda: "en" in rendering.progress and rendering.progress["en"].ready > 5, 120)
    assert rendering.progress.keys() == {"en"}
    assert rendering.progress["en"].foreseen > 1000
    task.cancel()
    await asyncio.wait({task})
