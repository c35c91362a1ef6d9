"""A telephone bot of Pipecat's own parts and the callers who talk to it, for bench/rival.py, in Pipecat's environment.

    python pipecat_bot.py PLAN.json FOLDER

Plan: `model` (folder of faster-whisper), `calls` at a time, `turns` ("smart" or "silence", see bench/rival.py),
`over_ms` (None = the caller speaks into silence, else so long after a prompt has begun) and `recordings`, each a `file`
(mono int16 at 16 kHz) and a `language`. Into the folder: a tape a turn (`0000.wav`: left the caller, right the bot) and
`report.json`.
"""

# Pipecat is not installed where the project's types are checked.
# mypy: ignore-errors

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
import wave
from pathlib import Path

import numpy as np
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    InputAudioRawFrame,
    InterruptionFrame,
    LLMContextFrame,
    STTUpdateSettingsFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSUpdateSettingsFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner
from py_nanotts import NanoTTS

RATE, FRAME_SAMPLES, FRAME_SECONDS = 16_000, 320, 0.02
SILENCE = np.zeros(FRAME_SAMPLES, np.int16)
AFTER_SECONDS, QUIET_SECONDS = 2.0, 2.0
"""Silence after a recording at least; before the next one nothing is said or recognised for so long."""
NO_REPLY_SECONDS, LONGEST_SECONDS = 12.0, 60.0
"""So long a caller waits for a bot that does nothing, and for one that is at work."""
SPREAD_SECONDS = 8.0
"""The calls' first turns begin evenly over so long: callers do not speak in step."""

VOICES = {"en": "en-GB", "fr": "fr-FR", "it": "it-IT"}
REPLIES = {"en": "One moment, please.", "fr": "Un instant, s'il vous plaît.", "it": "Un momento, per favore."}
PROMPTS = {
    "en": "Welcome. Tell me in a few words what I can do for you, and I will put you through to the right person.",
    "fr": "Bonjour. Dites-moi en quelques mots ce que je peux faire pour vous, et je vous passe la bonne personne.",
    "it": "Benvenuto. Mi dica in poche parole che cosa posso fare per lei, e le passo subito la persona giusta.",
}


class LineIn(BaseInputTransport):
    """The caller's sound comes in by push_audio_frame."""

    async def start(self, frame):
        """Ready at once."""
        await super().start(frame)
        await self.set_transport_ready(frame)


class LineOut(BaseOutputTransport):
    """Plays at real pace, as Pipecat's websocket transport does, and keeps what was played when."""

    def __init__(self, params):
        """See BaseOutputTransport."""
        super().__init__(params)
        self.played: list[tuple[float, bytes]] = []
        self.stopped: list[float] = []
        self.first_sound = self.last_sound = None
        self._due = 0.0

    def rewind(self):
        """A new tape."""
        self.played.clear()
        self.stopped.clear()
        self.first_sound = self.last_sound = None

    async def start(self, frame):
        """Ready at once."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame, direction):
        """Notes when it is told to stop."""
        if isinstance(frame, InterruptionFrame):
            self.stopped.append(time.monotonic())
        await super().process_frame(frame, direction)

    async def write_audio_frame(self, frame):
        """Returns when the sound has been played."""
        now = time.monotonic()
        self.played.append((now, frame.audio))
        if frame.audio.strip(b"\0"):
            self.first_sound = self.first_sound or now
            self.last_sound = now
        self._due = max(self._due, now) + len(frame.audio) / 2 / RATE
        await asyncio.sleep(self._due - now)
        return True


class FixedReply(FrameProcessor):
    """Stands where the language model would, and takes no time."""

    language = "en"

    async def process_frame(self, frame, direction):
        """Answers every turn with the same words."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            await self.push_frame(TTSSpeakFrame(REPLIES[self.language]))
        else:
            await self.push_frame(frame, direction)


class Whisper(WhisperSTTService):
    """Pipecat's own; tells when it works, since the next turn has to wait for words that come late."""

    ended: float | None = 0.0
    """When it last recognised something; None: it is at it."""

    async def run_stt(self, audio):
        """As it is."""
        self.ended = None
        async for frame in super().run_stt(audio):
            yield frame
        self.ended = time.monotonic()


class PicoTTSService(TTSService):
    """SVOX Pico, which renders a short sentence in about 20 ms; nothing is kept from one turn to the next."""

    def __init__(self):
        """Asks the base class for the frames around the sound, as Pipecat's own local services do."""
        settings = TTSSettings(model=None, voice=VOICES["en"], language=None)
        super().__init__(push_start_frame=True, push_stop_frames=True, sample_rate=RATE, settings=settings)
        self._pico = NanoTTS()

    async def run_tts(self, text, context_id):
        """The whole sentence in one frame."""
        sound = await asyncio.to_thread(self._pico.speak, text, voice=self._settings.voice)
        yield TTSAudioRawFrame(audio=sound, sample_rate=RATE, num_channels=1, context_id=context_id)


class Line:
    """A call: a pipeline of its own, and the caller at its other end."""

    def __init__(self, plan):
        """Loads the models."""
        params = TransportParams(audio_in_enabled=True, audio_out_enabled=True)
        self._in, self._out, self._reply = LineIn(params), LineOut(params), FixedReply()
        self._stt = Whisper(device="cpu", compute_type="int8", settings=Whisper.Settings(model=plan["model"]))
        silence = UserTurnStrategies(stop=[SpeechTimeoutUserTurnStopStrategy()])
        user, assistant = LLMContextAggregatorPair(
            LLMContext(),
            user_params=LLMUserAggregatorParams(
                vad_analyzer=SileroVADAnalyzer(), user_turn_strategies=silence if plan["turns"] == "silence" else None
            ),
        )
        self.worker = PipelineWorker(
            Pipeline([self._in, self._stt, user, self._reply, PicoTTSService(), self._out, assistant]),
            params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
            # A telephone has no client that shows what goes on.
            enable_rtvi=False,
            idle_timeout_secs=None,
        )
        self.started = asyncio.Event()
        self.worker.add_event_handler("on_pipeline_started", self._starts)
        self._due = 0.0

    async def _starts(self, _worker, _frame):
        self.started.set()

    async def silence(self, seconds):
        """Of the caller, from now."""
        self._due = time.monotonic()
        await self._say(np.zeros(int(seconds * RATE), np.int16))

    async def turn(self, sound, language, over_ms):
        """The caller says this and waits for the reply; the tape, and when the bot was told to stop (ms on it)."""
        await self._speak_language(language)
        self._out.rewind()
        self._due = begin = time.monotonic()
        caller = []
        if over_ms is not None:
            await self.worker.queue_frame(TTSSpeakFrame(PROMPTS[language]))
            caller += await self._wait(lambda: _since(self._out.first_sound) >= over_ms / 1000, NO_REPLY_SECONDS)
        caller += await self._say(sound)
        said = time.monotonic()
        caller += await self._wait(lambda: self._answered(said), LONGEST_SECONDS)
        tape = np.zeros((len(caller) * FRAME_SAMPLES, 2), np.int16)
        tape[:, 0] = np.concatenate(caller)
        for when, data in self._out.played:
            samples, at = np.frombuffer(data, np.int16), int((when - begin) * RATE)
            room = tape[at : at + len(samples), 1]
            room[:] = samples[: len(room)]
        return tape, [(when - begin) * 1000 for when in self._out.stopped]

    async def _speak_language(self, language):
        if language != self._reply.language:
            self._reply.language = language
            heard = Whisper.Settings(language=Language(language))
            spoken = TTSSettings(voice=VOICES[language])
            await self.worker.queue_frames([STTUpdateSettingsFrame(delta=heard), TTSUpdateSettingsFrame(delta=spoken)])

    def _answered(self, said):
        if self._stt.ended is None:
            return False
        last = self._out.last_sound or 0.0
        wait = AFTER_SECONDS if last > said else NO_REPLY_SECONDS
        return _since(said) >= wait and _since(max(last, self._stt.ended)) >= QUIET_SECONDS

    async def _wait(self, until, at_most):
        frames, limit = [], time.monotonic() + at_most
        while not until() and time.monotonic() < limit:
            frames += await self._say(SILENCE)
        return frames

    async def _say(self, sound):
        """On absolute deadlines: what a stalled bot leaves waiting was said in time all the same."""
        padded = np.pad(sound, (0, -len(sound) % FRAME_SAMPLES)).reshape(-1, FRAME_SAMPLES)
        for samples in padded:
            await asyncio.sleep(max(0.0, self._due - time.monotonic()))
            self._due += FRAME_SECONDS
            await self._in.push_audio_frame(InputAudioRawFrame(samples.tobytes(), RATE, 1))
        return list(padded)


def _since(moment):
    return -1.0 if moment is None else time.monotonic() - moment


def _read(file):
    with wave.open(file) as opened:
        return np.frombuffer(opened.readframes(opened.getnframes()), np.int16)


def _write(path, tape):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tape.tobytes())


def _cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _kilobytes(file, name):
    lines = Path(f"/proc/self/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


async def _call(line, offset, waiting, over_ms, folder, turns):
    """One recording after the other until none is left."""
    await line.silence(offset)
    while waiting:
        number, recording = waiting.pop(0)
        sound = _read(recording["file"])
        tape, stopped_ms = await line.turn(sound, recording["language"], over_ms)
        _write(folder / f"{number:04}.wav", tape)
        turns.append({"number": number, "stopped_ms": stopped_ms})


async def main(plan, folder):
    """Plays every recording in `calls` calls at a time. The first turn of each call warms it up and is not counted."""
    lines = [Line(plan) for _ in range(plan["calls"])]
    runner = WorkerRunner()
    await runner.add_workers(*(line.worker for line in lines))
    running = asyncio.create_task(runner.run())
    await asyncio.gather(*(line.started.wait() for line in lines))
    first = plan["recordings"][0]
    await asyncio.gather(*(line.turn(_read(first["file"]), first["language"], plan["over_ms"]) for line in lines))
    waiting, turns, before = list(enumerate(plan["recordings"])), [], _cpu_seconds()
    step = SPREAD_SECONDS / len(lines)
    calls = [_call(line, i * step, waiting, plan["over_ms"], folder, turns) for i, line in enumerate(lines)]
    await asyncio.gather(*calls)
    report = {
        "turns": turns,
        "cpu_seconds": _cpu_seconds() - before,
        "peak_rss_kb": _kilobytes("status", "VmHWM"),
        "pss_kb": _kilobytes("smaps_rollup", "Pss"),
    }
    (folder / "report.json").write_text(json.dumps(report))
    await runner.cancel()
    await running


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])))
