"""A real SIP phone (baresip) on loopback, driven over its control port."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.telephony.pbx import free_port, free_sip_port
from tests.telephony.tones import tone_in, tone_of
from voice.audio.files import write_wav

MODULES = "/usr/lib/baresip/modules"
WAIT_SECONDS = 10.0
CODEC_HZ = 8_000
"""It speaks A-law, whose rate its sound files must have."""
SAYS_SECONDS = 120.0
WAV_HEADER = 44
"""Bytes. The length that it tells is not true before the call is over."""


class Phone:
    """One registered phone. `with Phone(…) as phone:` registers it and ends it.

    It answers by itself unless `answers` is False. It sends a tone of `tone` Hz and keeps what it hears.
    """

    def __init__(
        self, folder: Path, number: str, password: str, port: int, *, transport: str = "udp", answers: bool = True,
        tone: int = 440,
    ) -> None:  # fmt: skip
        self.number, self._folder, self._pbx_port, self._transport = number, folder, port, transport
        self._events: list[dict[str, object]] = []
        self._control_port, self._trace = free_port(), folder / "trace"
        folder.mkdir(parents=True, exist_ok=True)
        write_wav(folder / "says.wav", tone_of(tone, CODEC_HZ, SAYS_SECONDS), CODEC_HZ)
        (folder / "config").write_text(self._configuration(), "utf-8")
        (folder / "accounts").write_text(self._account(password, answers), "utf-8")
        (folder / "contacts").touch()

    def _configuration(self) -> str:
        modules = ["g711", "g722", "opus", "aufile", "sndfile", "srtp"]
        lines = [
            "poll_method epoll", "call_max_calls 4", "call_local_timeout 120", "net_interface 127.0.0.1",
            f"sip_listen 127.0.0.1:{free_sip_port()}", "sip_verify_server no",
            f"audio_source aufile,{self._folder}/says.wav", f"audio_player aufile,{self._folder}/player.wav",
            f"audio_alert aufile,{self._folder}/alert.wav", f"snd_path {self._folder}",
            f"ctrl_tcp_listen 127.0.0.1:{self._control_port}", f"module_path {MODULES}",
            *(f"module {name}.so" for name in modules), "module_tmp account.so",
            "module_app menu.so", "module_app ctrl_tcp.so",
        ]  # fmt: skip
        return "\n".join(lines) + "\n"

    def _account(self, password: str, answers: bool) -> str:
        secure = ";mediaenc=srtp-mand" if self._transport == "tls" else ""
        return (
            f"<sip:{self.number}@127.0.0.1:{self._pbx_port};transport={self._transport}>;auth_user={self.number}"
            f";auth_pass={password};regint=60;answermode={'auto' if answers else 'manual'}"
            f";audio_codecs=pcma{secure}\n"
        )

    def __enter__(self) -> Phone:
        self._output = self._trace.open("wb")
        self._process = subprocess.Popen(
            ["baresip", "-4", "-s", "-f", str(self._folder)],
            stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT, cwd=self._folder,
        )  # fmt: skip
        self._control = self._connect()
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the process at once; a call on it is hung up first."""
        if self._process.poll() is None:
            self.command("quit")
            try:
                self._process.wait(3)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control.close()
        self._output.close()

    def command(self, name: str, parameters: str = "") -> None:
        """A command of baresip: dial, accept, hangup, sndcode …"""
        text = json.dumps({"command": name, "params": parameters, "token": name}).encode()
        try:
            self._control.sendall(b"%d:%s," % (len(text), text))
        except OSError:
            return

    def registers(self) -> bool:
        """Wait for the outcome of the registration."""
        outcome = re.compile(r"\[(\d+) bindings?\]|reg: .*: (\d+ .*)|\} (40[13] .*)")
        self._wait(lambda: outcome.search(self._said()), "the registration")
        return "binding" in outcome.search(self._said())[0]  # type: ignore[index]

    def dial(self, number: str) -> None:
        """Call a number."""
        self.command("dial", f"sip:{number}@127.0.0.1:{self._pbx_port};transport={self._transport}")

    def press(self, keys: str) -> None:
        """Press keys in the call."""
        for key in keys:
            self.command("sndcode", key)
            time.sleep(0.15)

    def hang_up(self) -> None:
        """Hang up, or reject a call that rings (486)."""
        self.command("hangup")

    def events(self, kind: str) -> list[dict[str, object]]:
        """What has happened so far: REGISTER_OK, CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED …"""
        return [event for event in list(self._events) if event.get("type") == kind]

    def wait(self, kind: str, seconds: float = WAIT_SECONDS, count: int = 1) -> None:
        """Until that has happened so often."""
        self._wait(lambda: len(self.events(kind)) >= count, f"{kind} at phone {self.number}", seconds)

    def invite(self) -> str:
        """The last INVITE that it received, whole."""
        sent_by_itself = re.compile(rf"^From: .*<sip:{self.number}@", re.M)
        found = [part for part in re.split(r"\n(?=INVITE sip:)", self._said()) if part.startswith("INVITE")]
        received = [part for part in found if not sent_by_itself.search(part)]
        assert received, f"phone {self.number} received no INVITE"
        return received[-1]

    def sdp(self) -> str:
        """The body of the last INVITE that it received."""
        return self.invite().split("\n\n")[1]

    def header(self, name: str) -> str | None:
        """A header of the last INVITE that it received."""
        found = re.search(rf"^{re.escape(name)}:\s*(.*?)\s*$", self.invite().split("\n\n")[0], re.M | re.I)
        return found[1] if found else None

    def heard(self) -> NDArray[np.float64]:
        """The sound of its calls so far (decoded), mono, at CODEC_HZ; empty before the first sound."""
        files = [file.read_bytes()[WAV_HEADER:] for file in sorted(self._folder.glob("dump-*-dec.wav"))]
        return np.frombuffer(b"".join(file[: len(file) & ~1] for file in files), "<i2") / 32768

    def hears_tone(self, frequency: int) -> bool:
        """Whether a tone of that frequency dominates a half second of what it has heard."""
        return tone_in(self.heard(), frequency, CODEC_HZ)

    def _said(self) -> str:
        """What it printed, SIP messages among it, without colours."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self._trace.read_text("utf-8", "replace").replace("\r", ""))

    def _connect(self) -> socket.socket:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self._control_port), 1)
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"baresip does not start: {self._trace.read_text('utf-8', 'replace')[-500:]}")

    def _listen(self) -> None:
        self._control.settimeout(None)
        buffer = b""
        while True:
            try:
                data = self._control.recv(65536)
            except OSError:
                return
            if not data:
                return
            buffer += data
            while (head := re.match(rb"(\d+):", buffer)) and len(buffer) > (end := head.end() + int(head[1])):
                message = json.loads(buffer[head.end() : end])
                buffer = buffer[end + 1 :]
                if message.get("event"):
                    self._events.append(message)

    def _wait(self, done: Callable[[], object], what: str, seconds: float = WAIT_SECONDS) -> None:
        until = time.monotonic() + seconds
        while not done():
            tail = self._trace.read_text("utf-8", "replace")[-1500:]
            assert time.monotonic() < until, f"{what} did not come within {seconds} s: {tail}"
            time.sleep(0.02)
