"""What Asterisk itself says to callers when the bot is not there, spoken by espeak-ng into files for any Asterisk.

Nothing but the standard library, as `scripts/pbx` runs before there is an environment.
"""

from __future__ import annotations

import configparser
import math
import shutil
import subprocess
import tempfile
import wave
from array import array
from functools import lru_cache
from operator import mul
from pathlib import Path

TEXTS = Path(__file__).resolve().parent / "prompts.ini"
PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 140
"""Slower than espeak-ng's 175: a caller hears it once, at 8 kHz."""
RATE = 8_000
"""Hz of an Asterisk `.wav`."""
CUTOFF_HZ = 3_600
TAPS = 96
"""Of the low-pass, at the synthesiser's rate (22,050 Hz): 4 kHz and above is 40 dB down."""
LEVEL_DB, PEAK_DB = -20.0, -1.0
"""RMS of speech without its pauses, as the bot's voices have it (voice.tts.levels), and the highest peak; dBFS."""
FRAME = RATE // 50
SPEECH_DB = 30
"""Frames further below the loudest one are pauses."""
BEFORE_SECONDS, AFTER_SECONDS = 0.4, 0.2
"""Silence around it: the first sound after an answer may not arrive."""


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Language → `voice` and the prompts' texts by name."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(TEXTS, "utf-8")
    return {language: dict(parser[language]) for language in parser.sections()}


def files(folder: Path) -> dict[Path, tuple[str, str]]:
    """File under `folder` → espeak-ng's voice and the text."""
    return {
        folder / language / f"{name}.wav": (section["voice"], text)
        for language, section in texts().items()
        for name, text in section.items()
        if name != "voice"
    }


def make(folder: Path) -> None:
    """Speaks those that are missing; does nothing where espeak-ng is."""
    program = shutil.which(PROGRAM)
    if program is None:
        return
    for file, (voice, text) in files(folder).items():
        if not file.exists() and (spoken := _speak(program, voice, text)) is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, _even(_narrow(*spoken)))


def lacking(folder: Path) -> str:
    """What to tell the operator about those that could not be made; empty when all are there."""
    languages = sorted({file.parent.name for file in files(folder) if not file.exists()})
    if not languages:
        return ""
    fault = "is missing" if shutil.which(PROGRAM) is None else f"cannot speak {', '.join(languages)}"
    return f"{PROGRAM} {fault}: voicemail asks in English; run: apt-get install espeak-ng, then: scripts/pbx render"


def _speak(program: str, voice: str, text: str) -> tuple[list[float], int] | None:
    """Samples (full scale 1) and their rate in Hz; None when espeak-ng does not manage it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spoken.wav"
        command = [program, "-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "-w", str(file), "--stdin"]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
        if done.returncode or not file.exists():
            return None
        with wave.open(str(file)) as sound:
            samples = array("h", sound.readframes(sound.getnframes()))
            return [sample / 32768 for sample in samples], sound.getframerate()


def _narrow(samples: list[float], hertz: int) -> list[float]:
    """At 8 kHz, by a windowed sinc whose middle lies where each new sample does."""
    common = math.gcd(hertz, RATE)
    up, down = RATE // common, hertz // common
    half = TAPS // 2
    kernels = [[_low_pass(at - half + 1 - phase / up, half, hertz) for at in range(TAPS)] for phase in range(up)]
    padded = [0.0] * (half - 1) + samples + [0.0] * (half + 1)
    places = (divmod(number * down, up) for number in range(len(samples) * up // down))
    return [sum(map(mul, kernels[phase], padded[at : at + TAPS])) for at, phase in places]


def _low_pass(at: float, half: int, hertz: int) -> float:
    """Its impulse response, `at` in samples."""
    if abs(at) >= half:
        return 0.0
    turn = math.pi * 2 * CUTOFF_HZ / hertz
    sinc = 1.0 if at == 0 else math.sin(turn * at) / (turn * at)
    return sinc * 2 * CUTOFF_HZ / hertz * (0.5 + 0.5 * math.cos(math.pi * at / half))


def _even(samples: list[float]) -> list[float]:
    """At LEVEL_DB, without the silence that espeak-ng puts around it."""
    frames = [samples[at : at + FRAME] for at in range(0, len(samples), FRAME)]
    power = [sum(map(mul, frame, frame)) / FRAME for frame in frames]
    spoken = [number for number, value in enumerate(power) if value > max(power) / 10 ** (SPEECH_DB / 10)]
    if not spoken:
        return []
    level = math.sqrt(sum(power[number] for number in spoken) / len(spoken))
    gain = min(10 ** (LEVEL_DB / 20) / level, 10 ** (PEAK_DB / 20) / max(map(abs, samples)))
    speech = samples[spoken[0] * FRAME : (spoken[-1] + 1) * FRAME]
    return [0.0] * int(BEFORE_SECONDS * RATE) + [gain * value for value in speech] + [0.0] * int(AFTER_SECONDS * RATE)


def _write(file: Path, samples: list[float]) -> None:
    part = file.with_name(file.name + ".part")
    with wave.open(str(part), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(array("h", (round(32767 * value) for value in samples)).tobytes())
    part.replace(file)
