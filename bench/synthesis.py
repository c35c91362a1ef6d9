"""The synthesisers: time to first sound, speed against real time, loudness, intelligibility, per engine and language.

    python bench/synthesis.py [--engine pico] [--language fr] [--repeat 3] [--rate 0.85]
        [--levels] [--heard]

Through the worker process, as calls use it, the worker warm; 20 prompts a language from data/replies and from the
emergency prompts, in their spoken form. `first`: from asking to the first chunk, p50 and p95 in milliseconds. `rtf`:
synthesis time over the duration of the sound. `--levels`: the mean loudness of each voice on the telephone in LUFS
(ITU-R BS.1770) as calls have it, its spread from prompt to prompt, and the gain that it needs (voice/tts/levels.py).
`--heard`: words that whisper-base gets wrong (WER, pooled) of prompts without figures and names, and their duration.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import jiwer
import numpy as np

from bot.messages import LANGUAGES
from bot.replies.loader import load
from voice.audio import RATE
from voice.audio.files import to_float, to_int16
from voice.audio.g711 import through_telephone
from voice.audio.resample import convert
from voice.spoken import spoken_form
from voice.stt.text import folded
from voice.stt.whisper import Whisper
from voice.tts import prompts
from voice.tts.engines import ENGINES
from voice.tts.levels import GAINS_DB, TARGET_LUFS
from voice.tts.loudness import loudness
from voice.tts.protocol import Chunk, Synthesiser, Voice
from voice.tts.worker import WorkerSynthesiser

PROMPTS = 20
HEARD_BEAM = 5


@dataclass(frozen=True)
class Timing:
    """One prompt."""

    first_ms: float
    seconds: float
    audio_seconds: float


def texts(language: str) -> list[str]:
    """Prompts without variables, the same in every run."""
    wordings = [w.text for reply in load()[language].values() for w in reply.wordings[:1] if "{" not in w.text]
    sentences = [text for text in wordings if 25 < len(text) < 160 and not any(map(str.isdecimal, text))]
    return [*prompts.texts()[language].values(), *sentences][:PROMPTS]


def spoken(engine: Synthesiser, voice: Voice, text: str, rate: float = 1.0) -> tuple[Timing, list[Chunk]]:
    """One prompt, timed."""
    begun = time.perf_counter()
    chunks, first = [], 0.0
    for chunk in engine.speak(text, voice, rate):
        first = first or time.perf_counter()
        chunks.append(chunk)
    duration = sum(chunk.samples.size / chunk.rate for chunk in chunks)
    return Timing(1000 * (first - begun), time.perf_counter() - begun, duration), chunks


def measure(engine: WorkerSynthesiser, voice: Voice, repeat: int, rate: float) -> str:
    """One line of figures."""
    forms = [spoken_form(text, voice.language) for text in texts(voice.language)]
    spoken(engine, voice, forms[0])
    timings = [spoken(engine, voice, form, rate)[0] for _ in range(repeat) for form in forms]
    first = np.percentile([timing.first_ms for timing in timings], (50, 95))
    rtf = sum(timing.seconds for timing in timings) / sum(timing.audio_seconds for timing in timings)
    return f"first p50 {first[0]:7.1f} p95 {first[1]:7.1f} ms   rtf {rtf:6.3f}   n {len(timings)}"


def level(engine: WorkerSynthesiser, voice: Voice) -> str:
    """Loudness with the gain of the voice, and the gain that brings it to TARGET_LUFS."""
    levels = []
    for text in texts(voice.language):
        _, chunks = spoken(engine, voice, spoken_form(text, voice.language))
        whole = to_float(np.concatenate([chunk.samples for chunk in chunks]))
        levels.append(loudness(through_telephone(to_int16(convert(whole, chunks[0].rate, RATE))), RATE))
    mean, spread = np.mean(levels), np.std(levels)
    gain = GAINS_DB.get((voice.engine, voice.name), 0.0) + TARGET_LUFS - mean
    return f"{mean:6.1f} ± {spread:3.1f} LUFS   gain {gain:+5.1f} dB   n {len(levels)}"


def heard(engine: WorkerSynthesiser, voice: Voice, recogniser: Whisper, rate: float) -> str:
    """Word error rate of whisper-base on the prompts without figures."""
    references, hypotheses, seconds = [], [], 0.0
    for text in [text for text in texts(voice.language) if not any(map(str.isdecimal, text))]:
        timing, chunks = spoken(engine, voice, text, rate)
        seconds += timing.audio_seconds
        stream = recogniser.open(voice.language)
        for chunk in chunks:
            stream.accept(to_int16(convert(to_float(chunk.samples), chunk.rate, RATE)))
        references.append(folded(text))
        hypotheses.append(folded(stream.result().text))
        stream.close()
    return f"WER {100 * float(jiwer.wer(references, hypotheses)):5.1f} %   {seconds:.0f} s   n {len(references)}"


def lines(args: argparse.Namespace) -> Iterator[str]:
    """The report."""
    recogniser = Whisper(beam=HEARD_BEAM) if args.heard else None
    for name in [args.engine] if args.engine else list(ENGINES):
        engine = WorkerSynthesiser(name)
        for voice in engine.voices():
            if args.language and voice.language != args.language:
                continue
            if args.levels:
                figures = level(engine, voice)
            elif recogniser is not None:
                figures = heard(engine, voice, recogniser, args.rate)
            else:
                figures = measure(engine, voice, args.repeat, args.rate)
            yield f"{name:8} {voice.language} {voice.name:16} {figures}"
        engine.close()
        if not engine.voices():
            yield f"{name:8} not installed"


def main() -> None:
    """Print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=list(ENGINES))
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--levels", action="store_true")
    parser.add_argument("--heard", action="store_true")
    for line in lines(parser.parse_args()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
