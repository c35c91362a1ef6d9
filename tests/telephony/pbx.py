"""An Asterisk of the tests' own: the shipped configuration on free ports, in a folder that goes away."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import socket
from dataclasses import dataclass
from pathlib import Path

from bot.messages import LANGUAGES
from centralino.paths import ROOT
from deploy.asterisk import render, tree
from deploy.asterisk.server import Server

TRUNK_ADDRESS = "127.0.0.2"
"""Calls from here come through the trunk: no password."""
RTP_PORTS = 200
NUMBERS = {language: f"100{n}" for n, language in enumerate(LANGUAGES, start=1)}
"""Dialled number of each language; 1000 is open to all."""
_given: set[int] = set()
"""Ports of ranges that somebody got, who may not have opened them yet."""


@dataclass(frozen=True)
class Pbx:
    """A running Asterisk."""

    server: Server
    sip_port: int
    """UDP and TCP."""
    tls_port: int
    trunk_port: int
    """Where it sends calls to outside numbers, on TRUNK_ADDRESS."""
    media_port: int
    """Where it dials the bot's AudioSocket, on 127.0.0.1."""
    rtp_ports: tuple[int, int]
    """First and last port of its RTP."""
    ari_url: str
    """Such as http://127.0.0.1:8088, without /ari."""
    ari_user: str
    ari_password: str

    @property
    def home(self) -> Path:
        """Its configuration, spool and logs."""
        return self.server.home

    def cli(self, command: str) -> str:
        """What its console prints."""
        return self.server.cli(command)

    def password(self, phone: str) -> str:
        """Of a phone (2001 … 2006)."""
        return render.secret(self.home, phone)

    def set_global(self, name: str, value: object) -> None:
        """A global variable of the dialplan, such as QUEUE_SECONDS."""
        self.cli(f"dialplan set global {name} {value}")

    def may_ring(self, phone: str) -> bool:
        """Whether the queues take a phone for free: they learn of a registration some time after it."""
        members = self.cli("queue show humans").splitlines()
        return any(f"PJSIP/{phone})" in line and "Not in use" in line for line in members)

    def trunk_lives(self) -> bool:
        """Whether the trunk has answered the last OPTIONS."""
        return any(" trunk/" in line and " Avail " in line for line in self.cli("pjsip show contacts").splitlines())

    def hang_up_all(self) -> None:
        """End every call."""
        self.cli("channel request hangup all")


def free_port(address: str = "127.0.0.1", kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def is_free(port: int, address: str = TRUNK_ADDRESS) -> bool:
    """Whether nobody takes UDP there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_range(length: int, kinds: tuple[socket.SocketKind, ...] = (socket.SOCK_DGRAM,)) -> int:
    """The first of so many consecutive ports, even, outside the range from which the system gives ports away."""
    for _ in range(200):
        first = 2 * random.randrange(5_500, (32_000 - length) // 2)
        wanted = range(first, first + length)
        if not _given.isdisjoint(wanted):
            continue
        with contextlib.ExitStack() as stack:
            try:
                for address, port, kind in itertools.product(("127.0.0.1", TRUNK_ADDRESS), wanted, kinds):
                    stack.enter_context(socket.socket(socket.AF_INET, kind)).bind((address, port))
            except OSError:
                continue
            _given.update(wanted)
            return first
    raise RuntimeError("no free range of ports")


def free_sip_port() -> int:
    """Free for UDP and TCP, and so is the next one, where baresip listens for TLS."""
    return free_range(2, (socket.SOCK_DGRAM, socket.SOCK_STREAM))


def installed() -> tree.Tree:
    """The tree to run. Fails with the command that installs it."""
    folder = Path(os.environ.get("CENTRALINO_PBX_ROOT", ROOT / "var/pbx/root"))
    found = tree.find(folder)
    if found is None:
        raise AssertionError(f"no Asterisk in {folder}; install it with: scripts/pbx install")
    return found


def start(home: Path) -> Pbx:
    """A running Asterisk with everything under `home`; end it with `server.stop()`."""
    found = installed()
    first = free_range(RTP_PORTS)
    site = render.Site(
        sip_address="127.0.0.1", sip_port=free_sip_port(), tls_port=free_port(),
        rtp_first=first, rtp_last=first + RTP_PORTS - 1, networks="127.0.0.0/255.0.0.0",
        trunk_address=TRUNK_ADDRESS, trunk_port=free_port(TRUNK_ADDRESS, socket.SOCK_DGRAM),
        http_address="127.0.0.1", http_port=free_port(), media=f"127.0.0.1:{free_port()}",
        calls=30, callers=200, language="en", numbers=dict(zip(NUMBERS.values(), NUMBERS, strict=True)),
    )  # fmt: skip
    render.render(found, site, home)
    queues = home / "etc/queues.conf"  # a person of the last test would be in wrap-up in the next one
    queues.write_text(queues.read_text("utf-8").replace("wrapuptime = 5", "wrapuptime = 0"), "utf-8")
    server = Server(found, home)
    server.start()
    return Pbx(
        server, site.sip_port, site.tls_port, site.trunk_port, int(site.media.rpartition(":")[2]),
        (site.rtp_first, site.rtp_last),
        f"http://127.0.0.1:{site.http_port}", render.ARI_USER, render.secret(home, "ari"),
    )  # fmt: skip
