"""A Rasa archive with other learning in it: where nothing but utterances has changed, all else stays.

The archive (Rasa 3.6) is a gzipped tar with a folder a component, and metadata.json; nothing in it depends on what the
classifier has learned.
"""

from __future__ import annotations

import io
import json
import tarfile
import uuid
from datetime import datetime
from pathlib import Path, PurePosixPath

from bot.corpus.learned import FILE as PHRASES
from bot.nlu.intent_model import FILES, GRAPH
from centralino.errors import UserError

METADATA = "metadata.json"
LEVEL = 1
"""Of compression: the classifier is noise to it, and its highest takes 20 times as long for a tenth less."""


def graft(archive: Path, learned: Path, target: Path, now: datetime) -> None:
    """Write `target`: `archive` with the classifier and the phrases that lie in the folder `learned`. Raises UserError
    for an archive that has none."""
    with tarfile.open(archive) as source, tarfile.open(target, "w:gz", compresslevel=LEVEL) as out:
        members = source.getmembers()
        own = next((PurePosixPath(one.name).parent for one in members if one.name.endswith(f"/{GRAPH}")), None)
        if own is None:
            raise UserError(f"{archive}: no intent classifier inside; run: centralino train --force")
        for member in members:
            path = PurePosixPath(member.name)
            if path.parent == own and path.name in FILES:
                continue
            content = source.extractfile(member) if member.isfile() else None
            data = content.read() if content else b""
            if path.name == PHRASES and (learned / PHRASES).exists():
                data = (learned / PHRASES).read_bytes()
            if path.name == METADATA and len([part for part in path.parts if part not in (".", "/")]) == 1:
                data = _renewed(data, now)
            member.size = len(data) if member.isfile() else 0
            out.addfile(member, io.BytesIO(data) if member.isfile() else None)
        for name in FILES:
            out.add(learned / name, str(own / name))


def _renewed(metadata: bytes, now: datetime) -> bytes:
    """Rasa tells models apart by their id."""
    data = json.loads(metadata)
    data |= {"trained_at": now.replace(tzinfo=None).isoformat(), "model_id": uuid.uuid4().hex}
    return json.dumps(data).encode()


def unpack(archive: Path, folder: Path) -> None:
    """The files of the classifier and the phrases into a folder. Raises UserError for an archive that is broken or has
    no classifier."""
    try:
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                source = tar.extractfile(member) if member.isfile() else None
                if source is not None and PurePosixPath(member.name).name in (*FILES, PHRASES):
                    (folder / PurePosixPath(member.name).name).write_bytes(source.read())
    except (OSError, tarfile.TarError, EOFError) as error:
        raise UserError(f"{archive}: cannot be read ({type(error).__name__}); run: centralino train --force") from error
    if not (folder / GRAPH).exists():
        raise UserError(f"{archive}: no intent classifier inside; run: centralino train --force")
