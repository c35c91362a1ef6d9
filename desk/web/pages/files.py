"""Files that pages load. Browsers keep them and ask each time whether they are still the same, so that after an upgrade
no page runs with half of the old code."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parents[1] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".LICENSE": "text/plain; charset=utf-8",
}
COMPRESSED = {".css", ".js", ".svg"}
SAFE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


@dataclass(frozen=True)
class File:
    """What is sent."""

    body: bytes
    packed: bytes | None
    """The same by gzip, where that is smaller."""
    media_type: str
    etag: str


def find(name: str) -> File | None:
    """A file of the static folder, as it is now; None when there is no such file, or it is none that is served."""
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER) or path.suffix not in TYPES or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> File:
    return make(path.read_bytes(), TYPES[path.suffix], path.suffix in COMPRESSED)


def make(body: bytes, media_type: str, compress: bool) -> File:
    """A file of these bytes."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return File(body, gzip.compress(body, mtime=0) if compress else None, media_type, etag)


def answer(request: Request, file: File) -> Response:
    """The file, or 304 when the browser has it."""
    headers = {**SAFE, "ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if file.etag in known:
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = file.packed, "gzip"
    return Response(body, media_type=file.media_type, headers=headers)
