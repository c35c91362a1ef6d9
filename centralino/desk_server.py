"""The desk's web process as this installation has it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from desk.hooks.sender import Sender

from centralino.errors import UserError
from centralino.precedence import step_back

GRACE_SECONDS = 3
"""What runs may end in; live events do not by themselves."""
IDLE_SECONDS = 75
READY_SECONDS = 0.05
BACKLOG = 512
"""Of connections that come before they can be taken: from the moment on at which the address is told."""
LONGEST_PATH = 107
"""Bytes of a Unix socket's path (unix(7))."""


@dataclass(frozen=True)
class Place:
    """Where it listens."""

    host: str = "127.0.0.1"
    port: int = 0
    path: Path | None = None
    """Of a Unix socket, instead of host and port."""

    def listen(self) -> socket.socket:
        """Raises UserError."""
        try:
            return _on_path(self.path) if self.path else _on_port(self.host, self.port)
        except OSError as error:
            where = self.path or f"{self.host}:{self.port}"
            raise UserError(f"cannot listen on {where}: {error.strerror or error}; choose another place") from error


def serve(place: Place, with_parent: bool = False) -> None:
    """Until SIGTERM, Ctrl-C or, `with_parent`, the end of the standard input. Raises UserError, StoreError."""
    from centralino import hooks, settings
    from centralino.desk_stores import open_stores, web_settings
    from centralino.paths import VAR
    from desk.hooks.outbox import Outbox
    from desk.hooks.sender import Sender
    from desk.web.app import create

    stores = open_stores()
    sender = Sender(Outbox(stores.database), hooks.configured(settings.load(), VAR))
    app = create(stores, web_settings(behind=place.path is not None))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            lifespan="on",
            ws="none",
            loop="asyncio",
            proxy_headers=False,
            server_header=False,
            date_header=True,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    listening = place.listen()
    if place.path is None:
        host, port = listening.getsockname()[:2]
        print(f"Desk: http://{host}:{port}/", flush=True)
    try:
        asyncio.run(_serve(server, listening, with_parent, sender))
    finally:
        listening.close()


async def _serve(server: uvicorn.Server, listening: socket.socket, with_parent: bool, sender: Sender) -> None:
    if with_parent:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _left_alone, server)
    sending, serving = asyncio.create_task(sender.run()), asyncio.create_task(server.serve([listening]))
    while with_parent and not (server.started or serving.done()):
        await asyncio.sleep(READY_SECONDS)
    if with_parent:
        # Only now: on a machine that is busy with calls it would take minutes to start.
        step_back()
    try:
        await serving
    finally:
        sending.cancel()


def _left_alone(server: uvicorn.Server) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        server.should_exit = True


def _on_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    return listening


def _on_path(path: Path) -> socket.socket:
    """For this user alone: who may connect is believed when it tells for whom it asks."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise UserError(f"{path}: too long for a socket; set CENTRALINO_VAR to a shorter folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_dead(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(mask)
    listening.listen(BACKLOG)
    return listening


def _remove_dead(path: Path) -> None:
    """Of a process that was killed. Raises UserError when somebody listens there."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trying:
        try:
            trying.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise UserError(f"{path}: another desk listens there already; end that one first")
