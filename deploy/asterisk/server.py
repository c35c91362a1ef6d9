"""A running Asterisk: started, asked, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.asterisk.tree import PbxError, Tree

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """The Asterisk of `tree` with the configuration under `home`."""

    tree: Tree
    home: Path

    @property
    def pid(self) -> int | None:
        """Of its process, None while it does not run."""
        try:
            pid = int((self.home / "run/asterisk.pid").read_text("utf-8"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, ValueError):
            return None
        return pid if str(self._configuration) in command and "-rx" not in command else None

    @property
    def _configuration(self) -> Path:
        return self.home / "etc/asterisk.conf"

    def start(self) -> None:
        """Start it as a daemon and wait until it answers. Raises PbxError."""
        with (self.home / "log/start").open("wb") as output:
            process = subprocess.Popen(
                [*self.tree.command, "-f", "-C", str(self._configuration)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd=self.home,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if process.poll() is not None:
                raise PbxError(f"Asterisk ended at once; see {self.home}/log/start and {self.home}/log/messages")
            if (self.home / "run/asterisk.ctl").exists() and "fully booted" in self.cli("core waitfullybooted"):
                return
            time.sleep(0.1)
        raise PbxError(f"Asterisk does not answer after {START_SECONDS} s; see {self.home}/log/messages")

    def stop(self) -> None:
        """Stop it; running calls end. Nothing happens when it does not run."""
        pid = self.pid
        if pid is None:
            return
        self.cli("core stop now")
        until = time.monotonic() + STOP_SECONDS
        while self.pid is not None and time.monotonic() < until:
            time.sleep(0.1)
        if self.pid == pid:
            os.kill(pid, signal.SIGKILL)

    def cli(self, command: str) -> str:
        """What Asterisk's console prints for a command; empty when it does not answer."""
        call = [*self.tree.command, "-C", str(self._configuration), "-rx", command]
        done = subprocess.run(call, capture_output=True, encoding="utf-8", errors="replace", timeout=60, check=False)
        return done.stdout
