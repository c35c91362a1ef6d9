"""A sound card for machines without one: PulseAudio in user space with a loudspeaker and a microphone that a test can
hear and speak into. `echo` lets the microphone hear the loudspeaker, as in a room."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.audio.files import write_wav

ASOUNDRC = """
pcm.!default { type asym
  playback.pcm { type plug slave.pcm { type pulse device speaker } }
  capture.pcm { type plug slave.pcm { type pulse device mic } } }
ctl.!default { type pulse }
"""
LOOP_MS = 60
"""What the way through the room adds."""

Samples = NDArray[np.int16]


@dataclass
class SoundCard:
    """A running card."""

    environment: dict[str, str]
    """For the process that is to find it."""
    folder: Path

    def speak(self, samples: Samples) -> None:
        """Say something into the microphone; returns when it has been said."""
        path = self.folder / "spoken.wav"
        write_wav(path, samples)
        subprocess.run(["paplay", "--device=room", str(path)], env=self.environment, check=True, timeout=60)

    @contextmanager
    def listening(self) -> Iterator[list[Samples]]:
        """What comes out of the loudspeaker within the block, in the list at its end."""
        heard: list[Samples] = []
        command = ["parec", "--device=speaker.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le", "--raw"]
        path = self.folder / "heard.raw"
        # Into a file: a pipe that nobody empties stops the recording after two seconds.
        with path.open("wb") as file:
            recorder = subprocess.Popen(command, env=self.environment, stdout=file)
            try:
                yield heard
            finally:
                recorder.terminate()
                recorder.wait(10)
        sound = path.read_bytes()
        heard.append(np.frombuffer(sound[: len(sound) // 2 * 2], np.int16))


@contextmanager
def sound_card(echo: bool = False) -> Iterator[SoundCard]:
    """A card of its own; ends with the block."""
    for tool in ("pulseaudio", "paplay", "parec"):
        assert shutil.which(tool), f"{tool} is missing: apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".asoundrc").write_text(ASOUNDRC)
        socket = folder / "pulse"
        environment = {
            **os.environ, "HOME": name, "XDG_RUNTIME_DIR": name, "PULSE_SERVER": f"unix:{socket}",
            "PULSE_RUNTIME_PATH": str(folder / "runtime"), "PULSE_STATE_PATH": str(folder / "state"),
        }  # fmt: skip
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
            "module-null-sink sink_name=speaker",
            "module-null-sink sink_name=room",
            "module-remap-source master=room.monitor source_name=mic",
        ]
        if echo:
            modules.append(f"module-loopback source=speaker.monitor sink=room latency_msec={LOOP_MS}")
        loads = [part for module in modules for part in ("-L", module)]
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--log-level=error"]
        server = subprocess.Popen([*command, *loads], env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait(socket, server)
            yield SoundCard(environment, folder)
        finally:
            server.terminate()
            server.wait(10)


def _wait(socket: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 10
    while not socket.exists():
        assert server.poll() is None, "pulseaudio does not start"
        assert time.monotonic() < until, "pulseaudio is not ready after 10 s"
        time.sleep(0.05)
