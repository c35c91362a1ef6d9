"""A Redis of the tests' own: in a temporary folder, on loopback, with a password; no system service."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.telephony.pbx import free_port

SECONDS = 30.0


@dataclass
class RedisServer:
    """A running server."""

    port: int
    password: str
    process: subprocess.Popen[bytes]

    def client(self) -> redis.Redis:
        """A connection to its database 1."""
        return redis.Redis(port=self.port, password=self.password, db=1)

    def stop(self) -> None:
        """As by a power cut."""
        self.process.kill()
        self.process.wait()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Started, and ended afterwards."""
    assert shutil.which("redis-server"), "no redis-server; run: scripts/system-packages test"
    password = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        file = Path(folder) / "redis.conf"
        file.write_text(f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\ndir {folder}\n')
        process = subprocess.Popen(["redis-server", str(file)], stdout=subprocess.DEVNULL)
        server = RedisServer(port, password, process)
        try:
            _wait(server)
            yield server
        finally:
            server.stop()


def _wait(server: RedisServer) -> None:
    ends = time.monotonic() + SECONDS
    while True:
        try:
            server.client().ping()
            return
        except redis.ConnectionError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
