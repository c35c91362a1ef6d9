"""`centralino serve` beside the tests' Asterisk, as an operator runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.context import ContextStore
from desk.context import Transfer as Transferred
from desk.database import Database
from desk.queue.store import Item, QueueStore
from tests.telephony.pbx import NUMBERS, Pbx, free_port

READY_SECONDS = 420.0
SUPPORT_LINE = "1009"
"""Danish, with a greeting of its own."""


@dataclass
class Serving:
    """A running system with a store and a log of its own."""

    process: subprocess.Popen[bytes]
    var: Path
    web_port: int

    @property
    def queue(self) -> QueueStore:
        """Its queue."""
        return QueueStore(Database(self.var / "queue.db"))

    def items(self, caller: str) -> list[Item]:
        """What is stored of the calls from a number."""
        return [item for item in self.queue.list(state=None) if item.packet.get("caller") == caller]

    def note(self, call_id: str) -> str | None:
        """Of a call that was put through, once it is closed."""
        item = self.queue.of_call(call_id)
        return item.note if item else None

    def transfers(self, call_id: str) -> list[Transferred]:
        """What became of the transfers of a call, latest first."""
        return ContextStore(Database(self.var / "queue.db")).transfers(call_id)

    def packet(self, token: str) -> str:
        """What a CRM gets for the token of a header."""
        key = (self.var / "secrets/context_key").read_text().strip()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web_port}/context/{token}", headers={"Authorization": f"Bearer {key}"}
        )
        return urllib.request.urlopen(request, timeout=5).read().decode()

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's rows that carry these labels."""
        rows = self._rows(name)
        return sum(value for found, value in rows if all(found.get(key) == label for key, label in labels.items()))

    def labels(self, name: str, label: str) -> set[str]:
        """The values that a label of a metric has."""
        return {found[label] for found, _ in self._rows(name)}

    def _rows(self, name: str) -> list[tuple[dict[str, str], float]]:
        text = urllib.request.urlopen(f"http://127.0.0.1:{self.web_port}/metrics", timeout=5).read().decode()
        rows = re.finditer(rf"^{name}(?:\{{(.*?)\}})? (\S+)$", text, re.M)
        return [(dict(re.findall(r'(\w+)="(.*?)"', row[1] or "")), float(row[2])) for row in rows]

    def log(self) -> str:
        """All that it logged."""
        return (self.var / "log").read_text("utf-8", "replace")

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


def serve(pbx: Pbx, var: Path, **telephone: Any) -> Serving:
    """Start it and wait until it is ready for calls."""
    var.mkdir(parents=True, exist_ok=True)
    (var / "ari").write_text(pbx.ari_password)
    settings = {
        "pbx": pbx.ari_url,
        "user": pbx.ari_user,
        "password_file": str(var / "ari"),
        "port": pbx.media_port,
        **telephone,
    }
    lines = ["dialogue:", "  numbers:", *(f'    "{n}": {{language: {k}}}' for k, n in NUMBERS.items())]
    lines += [f'    "{SUPPORT_LINE}": {{language: da, greeting: support}}', "telephone:"]
    lines += [f"  {key}: {value}" for key, value in settings.items()]
    return begin(var, lines)


def begin(var: Path, settings: list[str], **environment: str) -> Serving:
    """The same with these lines of settings, to which its own address for browsers comes."""
    web_port = free_port()
    lines = [*settings, "web:", f"  port: {web_port}"]
    (var / "centralino.yml").write_text("\n".join(lines) + "\n")
    own = {"CENTRALINO_VAR": str(var), "CENTRALINO_SETTINGS": str(var / "centralino.yml")}
    with (var / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "centralino", "serve"],
            env={**os.environ, **own, **environment}, stdout=log, stderr=log, cwd=var.parent,
        )  # fmt: skip
    serving = Serving(process, var, web_port)
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended at once: {serving.log()}"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{web_port}/ready", timeout=10)
            return serving
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    serving.stop()
    raise AssertionError(f"not ready within {READY_SECONDS:g} s: {serving.log()}")
