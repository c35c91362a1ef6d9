"""Real SIP traffic from the trunk's side (sipp): callers from outside, and the provider who takes calls to outside."""

from __future__ import annotations

import audioop
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.telephony.pbx import TRUNK_ADDRESS, Pbx, free_range
from voice.audio import RATE
from voice.audio.files import to_float, to_int16
from voice.audio.resample import convert

SCENARIOS = Path(__file__).parent / "sipp"
TELEPHONE_RATE = 8_000
SOUND = "sound.al"
"""What the scenarios of callers stream, from their own folder."""


class Sipp:
    """One run of a scenario. `with Sipp(…)` starts it and ends it; `status` is 0 when the scenario came to its end."""

    def __init__(
        self, pbx: Pbx, folder: Path, scenario: str, *arguments: str, port: int | None = None, **words: str
    ) -> None:
        """`scenario`: name of a file in tests/telephony/sipp; `arguments`: of sipp, such as ("-d", "3000");
        `words`: what [name] in the scenario stands for (sipp knows no keywords in a status line)."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        text = (SCENARIOS / f"{scenario}.xml").read_text("utf-8")
        for name, word in words.items():
            text = text.replace(f"[{name}]", word)
        (folder / "scenario.xml").write_text(text, "utf-8")
        self._command = [
            "sipp", f"127.0.0.1:{pbx.sip_port}", "-i", TRUNK_ADDRESS, "-bind_local", "-mi", TRUNK_ADDRESS,
            "-p", str(port or free_range(2)), "-mp", str(free_range(4)),
            "-sf", str(folder / "scenario.xml"), "-aa", "-nostdin",
            "-trace_msg", "-message_file", str(folder / "messages"),
            "-trace_err", "-error_file", str(folder / "errors"),
            *arguments,
        ]  # fmt: skip

    def __enter__(self) -> Sipp:
        with (self._folder / "screen").open("wb") as output:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self._folder
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def wait(self, seconds: float = 30) -> int:
        """Until it has ended; its exit status."""
        return self._process.wait(seconds)

    @property
    def running(self) -> bool:
        """Whether the call goes on."""
        return self._process.poll() is None

    def messages(self) -> str:
        """All SIP messages, sent and received."""
        file = self._folder / "messages"
        return file.read_text("utf-8", "replace").replace("\r", "") if file.exists() else ""

    def asked_alive(self) -> bool:
        """Whether the PBX has asked whether this side lives."""
        return "OPTIONS sip:" in self.messages()

    def wait_for(self, text: str, seconds: float = 10) -> None:
        """Until a SIP message holds that text."""
        until = time.monotonic() + seconds
        while text not in self.messages():
            errors = self._folder / "errors"
            assert time.monotonic() < until, f"{text!r} did not come: {errors.read_text() if errors.exists() else ''}"
            time.sleep(0.05)


def caller(pbx: Pbx, folder: Path, number: str, *, sound: Path, stays_ms: int = 30_000, keys: str = "") -> Sipp:
    """Somebody outside calls `number`, says what is in `sound` and hangs up after `stays_ms`.

    `sound`: from `telephone_file`. `keys` are sent by SIP INFO a second after the answer.
    """
    scenario = "caller_info" if keys else "caller"
    folder.mkdir(parents=True, exist_ok=True)
    if sound.parent != folder:
        shutil.copy(sound, folder / SOUND)
    return Sipp(pbx, folder, scenario, "-m", "1", "-s", number, "-d", str(stays_ms), digit=keys)


def provider(pbx: Pbx, folder: Path, refusal: str = "") -> Sipp:
    """Takes calls to outside numbers: answers and sends the sound back, or refuses them, e.g. with "603 Decline"."""
    if refusal:
        return Sipp(pbx, folder, "provider_refuses", port=pbx.trunk_port, answer=refusal)
    return Sipp(pbx, folder, "provider_answers", "-rtp_echo", port=pbx.trunk_port)


def telephone_file(path: Path, samples: NDArray[np.int16]) -> Path:
    """A file in the form that sipp streams (8 kHz a-law without header), from 16 kHz samples."""
    path.write_bytes(a_law(samples))
    return path


def a_law(samples: NDArray[np.int16]) -> bytes:
    """16 kHz samples as A-law at 8 kHz, one byte a sample."""
    narrow = to_int16(convert(to_float(samples), RATE, TELEPHONE_RATE))
    return audioop.lin2alaw(narrow.astype("<i2").tobytes(), 2)
