"""Sound as players ask for it: the whole, or a range of its bytes (RFC 9110, 14)."""

from __future__ import annotations

import itertools
import logging
import re
from typing import Any

from fastapi.responses import StreamingResponse

from desk.privacy.sound import Sound
from desk.privacy.vault import VaultError
from desk.web.problems import Problem

LOG = logging.getLogger(__name__)
KIND = "audio/wav"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "All of it.", "content": {KIND: {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "A range of it.", "content": {KIND: {"schema": {"type": "string", "format": "binary"}}}},
}


def answer(sound: Sound, wanted: str | None) -> StreamingResponse:
    """`wanted`: the header Range. What is not one range of bytes counts as none, as the RFC has it. Raises Problem."""
    found = _span(wanted, sound.size)
    begin, end = found or (0, sound.size)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(end - begin)}
    if found:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{sound.size}"
    pieces = sound.read(begin, end)
    try:
        # What cannot be opened is told by a status; what breaks later breaks the connection off.
        first = next(pieces)
    except (VaultError, OSError, StopIteration) as error:
        raise unreadable(error) from error
    return StreamingResponse(itertools.chain([first], pieces), 206 if found else 200, headers, KIND)


def unreadable(error: Exception) -> Problem:
    """Keys are missing, or a file was changed: the operator's business."""
    LOG.error("sound of a call cannot be opened: %s", error)
    return Problem(500, "the sound cannot be opened; the operator finds the reason in the log", "unreadable")


def _span(wanted: str | None, size: int) -> tuple[int, int] | None:
    """First byte, and the one after the last. Raises Problem for a range that is not there."""
    match = _RANGE.fullmatch((wanted or "").strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < begin:
            return None
    if begin >= size:
        raise Problem(416, headers={"Content-Range": f"bytes */{size}"})
    return begin, end
