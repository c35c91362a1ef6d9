"""Files over HTTP: fail fast where a host is out of reach, resume after a break, never leave a file unchecked."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import IO

from tqdm import tqdm

CONNECT_SECONDS = 5.0
"""A host that does not answer within this time is out of reach."""
STALL_SECONDS = 30.0
"""A transfer that brings nothing for this long is broken off; what came is kept for the next attempt."""
BLOCK = 1 << 18


class DownloadError(RuntimeError):
    """The file could not be had from there. The message is one line."""


class Reach:
    """Remembers which hosts are out of reach, so that each costs the connect time-out once."""

    def __init__(self, connect_seconds: float = CONNECT_SECONDS) -> None:
        self._connect_seconds = connect_seconds
        self._known: dict[str, str | None] = {}
        self._said: set[str] = set()

    def is_news(self, line: str) -> bool:
        """True the first time a line is to be said: ten files of one host need no ten complaints."""
        news = line not in self._said
        self._said.add(line)
        return news

    def check(self, url: str) -> None:
        """Raises DownloadError when the host of the URL (or the proxy in front of it) takes no connection."""
        parts = urllib.parse.urlsplit(url)
        host, port = _gate(parts)
        key = f"{host}:{port}"
        if key not in self._known:
            self._known[key] = _probe(host, port, self._connect_seconds)
        if (reason := self._known[key]) is not None:
            raise DownloadError(f"{parts.hostname} is out of reach ({reason})")


def fetch(url: str, part: Path, reach: Reach, label: str, size: int | None = None, sha256: str | None = None) -> str:
    """Complete `part` from `url`, going on where an earlier attempt broke off, and return its sha256 (hex).

    `size` in bytes and `sha256` are checked; a file that differs is deleted. Raises DownloadError.
    """
    reach.check(url)
    part.parent.mkdir(parents=True, exist_ok=True)
    have = part.stat().st_size if part.exists() else 0
    if size is not None and have > size:
        part.unlink()
        have = 0
    if size is None or have < size:
        _transfer(url, part, have, label, size)
    digest = file_sha256(part)
    if size is not None and part.stat().st_size < size:
        raise DownloadError(
            f"{url} broke off at {part.stat().st_size:,} of {size:,} bytes; run it again to go on there"
        )
    if sha256 is not None and digest != sha256:
        part.unlink()
        raise DownloadError(f"{url} has sha256 {digest[:12]}…, expected {sha256[:12]}…: deleted")
    return digest


def file_sha256(path: Path, seen: Callable[[int], object] | None = None) -> str:
    """Hash of a file, hex; `seen` is told the bytes of every block."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            if seen is not None:
                seen(len(block))
    return digest.hexdigest()


def _transfer(url: str, part: Path, have: int, label: str, size: int | None) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "centralino", "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        with urllib.request.urlopen(request, timeout=STALL_SECONDS) as response:
            if have and response.status != 206:
                have = 0
            with part.open("ab" if have else "wb") as file:
                _copy(response, file, have, label, size)
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:
            # Nothing lies beyond what is here: either it is complete, or the hash will tell.
            return
        raise DownloadError(f"{url} answered {error.code} {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise DownloadError(f"{url} broke off ({_reason(error)}); run it again to go on there") from error


def _copy(response: IO[bytes], file: IO[bytes], have: int, label: str, size: int | None) -> None:
    with bar(label, size, have) as progress:
        while block := response.read(BLOCK):
            file.write(block)
            progress.update(len(block))
            if size is not None and file.tell() > size:
                raise ValueError(f"more than the {size:,} bytes expected")


def bar(label: str, total: int | None, initial: int = 0) -> tqdm:
    """A progress bar in bytes on standard error; silent where that is no terminal."""
    return tqdm(total=total, initial=initial, desc=label, unit="B", unit_scale=True, leave=False, disable=None)


def _gate(parts: urllib.parse.SplitResult) -> tuple[str, int]:
    """Where the first connection goes: the proxy of the environment if there is one for this host."""
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy and not urllib.request.proxy_bypass(host):
        gate = urllib.parse.urlsplit(proxy)
        return gate.hostname or "", gate.port or 80
    return host, parts.port or (443 if parts.scheme == "https" else 80)


def _probe(host: str, port: int, seconds: float) -> str | None:
    """None when the host takes a connection, else why not.

    In a thread of its own, since name resolution has no time-out that could be set.
    """
    outcome: list[str | None] = []

    def connect() -> None:
        try:
            socket.create_connection((host, port), timeout=seconds).close()
            outcome.append(None)
        except OSError as error:
            outcome.append(_reason(error))

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(seconds)
    return outcome[0] if outcome else f"no answer within {seconds:g} s"


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or getattr(error, "reason", None) or error
    return " ".join(str(text).split()) or type(error).__name__


def replace(source: Path, target: Path) -> None:
    """Put a file or folder into its final place in one step, on the same file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)
