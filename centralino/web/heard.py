"""POST /api/v1/training/heard: what the recogniser makes of a trainer's sentence. It is here, and not at the desk,
because the recognisers are. Nothing of it is kept."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from aiohttp import web
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from centralino.errors import UserError
from centralino.web.audio import Who, same_origin
from centralino.web.limits import Limits, retry_after
from voice.audio.files import read
from voice.stt.protocol import Recogniser, RecogniserError, Transcript

LOG = logging.getLogger(__name__)

ADDRESS = "/api/v1/training/heard"
MOST_BYTES = 4 << 20
"""Of a request: 20 s of stereo sound at 48 kHz."""
MOST_SECONDS = 30
TRIES_A_SECOND, TRIES_AT_ONCE = 0.5, 10
"""Sentences that one address may have recognised: it takes the processor that calls need."""


@dataclass(frozen=True)
class Hearing:
    """What the address is served from."""

    recogniser: Recogniser
    who: Who


def routes(hearing: Hearing) -> Sequence[web.RouteDef]:
    """To be added to an application that looks at networks already."""
    limits = Limits(TRIES_A_SECOND, TRIES_AT_ONCE)

    async def answer(request: web.Request) -> web.Response:
        return await _answer(request, hearing, limits)

    return [web.post(ADDRESS, answer)]


async def _answer(request: web.Request, hearing: Hearing, limits: Limits) -> web.Response:
    if not same_origin(request):
        return _problem(403, "origin", "Origin is not this site: open the page at the address that it is served from")
    if await hearing.who(request) is None:
        return _problem(401, "unauthorised", "log in first, as somebody who may train")
    wait = limits.admit(request.remote or "", time.monotonic())
    if wait:
        return _problem(429, "limited", "too many attempts; wait for the seconds of Retry-After", retry_after(wait))
    language = request.query.get("language", "")
    if language not in LANGUAGES:
        return _problem(422, "invalid", f"language is one of {', '.join(LANGUAGES)}")
    sound = await _body(request)
    if sound is None:
        return _problem(413, "too_large", f"a sentence has at most {MOST_BYTES >> 20} MB")
    try:
        found = await asyncio.to_thread(_recognised, hearing.recogniser, sound, language)
    except UserError as error:
        return _problem(422, "invalid", str(error))
    except RecogniserError as error:
        LOG.error("a trainer's sentence is not recognised: %s", error)
        return _problem(503, "unavailable", "the recogniser does not answer; try again", "2")
    answer = {"text": found.text, "confidence": round(found.confidence, 4), "language": language}
    return web.json_response(answer, headers={"Cache-Control": "no-store"})


async def _body(request: web.Request) -> bytes | None:
    """None for one that is too large."""
    sound = b""
    async for piece in request.content.iter_chunked(1 << 16):
        sound += piece
        if len(sound) > MOST_BYTES:
            return None
    return sound


def _recognised(recogniser: Recogniser, sound: bytes, language: str) -> Transcript:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sentence.wav"
        file.write_bytes(sound)
        samples = _decoded(file)
    stream = recogniser.open(language)
    try:
        stream.accept(samples)
        return stream.result()
    finally:
        stream.close()


def _decoded(file: Path) -> NDArray[np.int16]:
    """At 16 kHz. Raises UserError, for one too long before it is decoded: packed well, 4 MB are half an hour."""
    try:
        with soundfile.SoundFile(str(file)) as sound:
            too_long = sound.frames > MOST_SECONDS * sound.samplerate
        if not too_long:
            return read(file)
    except (soundfile.LibsndfileError, RuntimeError, UserError) as error:
        raise UserError("the body is no sound that can be read; send a WAV file") from error
    raise UserError(f"a sentence has at most {MOST_SECONDS} s")


def _problem(status: int, code: str, message: str, retry: str | None = None) -> web.Response:
    headers = {"Cache-Control": "no-store", **({"Retry-After": retry} if retry else {})}
    return web.json_response({"error": code, "message": message}, status=status, headers=headers)
