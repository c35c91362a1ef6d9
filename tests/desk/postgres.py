"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on loopback, with a password; no system service."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from tests.telephony.pbx import free_port

USER = "centralino"
SECONDS = 60.0
ICU_FROM = 150000
"""Version from which a database may have an order of texts that does not depend on the system's locales."""


@dataclass
class Cluster:
    """A running server."""

    folder: Path
    port: int
    password: str
    durable: bool
    process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        """Of a database, with password."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """As the superuser, outside a transaction."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database, which is dropped afterwards."""
        name = f"desk_{secrets.token_hex(4)}"
        # Of a language whose order of texts is not that of their bytes, as on most servers.
        english = " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'" if self.version() >= ICU_FROM else ""
        self.execute(f"CREATE DATABASE {name}{english}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def version(self) -> int:
        """As in 150018."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.close()
        return int(connection.server_version)

    def start(self) -> None:
        """Returns when it answers."""
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ""}
        if not self.durable:
            # It forgets a loss of power, not a killed client, which is what tests do.
            options["fsync"] = "off"
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            command = [binary("postgres"), "-D", str(self.folder / "data"), *settings]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **other_user())
        until = time.monotonic() + SECONDS
        while True:
            try:
                psycopg2.connect(self.url("postgres")).close()
                return
            except psycopg2.OperationalError:
                log_text = (self.folder / "log").read_text()
                assert self.process.poll() is None, log_text
                assert time.monotonic() < until, log_text
                time.sleep(0.05)

    def stop(self) -> None:
        """At once for clients, in order for the data."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(SECONDS)
            self.process = None


@contextmanager
def cluster(durable: bool = False) -> Iterator[Cluster]:
    """Made, started, and removed. `durable`: with fsync, as in operation."""
    folder = Path(tempfile.mkdtemp(prefix="centralino-postgres-"))
    try:
        made = Cluster(folder, free_port(), secrets.token_urlsafe(12), durable)
        (folder / "password").write_text(made.password)
        if other_user():
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        command = [binary("initdb"), "-D", str(folder / "data"), "-U", USER, "--encoding=UTF8", "--locale=C.UTF-8"]
        command += ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--no-sync"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **other_user())
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def binary(name: str) -> str:
    """Debian keeps the server's programs out of the PATH."""
    found = [*sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}")), shutil.which(name)]
    best = next((path for path in reversed(found) if path), None)
    assert best, "PostgreSQL is not installed; run: scripts/system-packages test"
    return best


def other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
