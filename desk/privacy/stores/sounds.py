"""Sound of callers: recordings of calls, and messages that they left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from desk.privacy.messages import Messages
from desk.privacy.personal import Erased, File, Subject
from desk.privacy.recordings import Recording, Recordings
from desk.tables import text


class RecordingsPersonal:
    """See Personal."""

    name = "recordings"

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def find(self, _subject: Subject) -> frozenset[str]:
        """See Personal: it knows calls alone."""
        return frozenset()

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        return [
            {
                "id": one.id,
                "call_id": one.call_id,
                "began": text(one.began),
                "seconds": one.seconds,
                "consent": one.consent,
                "expires": text(one.expires),
                "file": _file(one),
            }
            for one in self._of(subject)
        ]

    def files(self, subject: Subject) -> Iterator[File]:
        """See Personal."""
        for one in self._of(subject):
            yield File(_file(one), self._recordings.wav(one.id))

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal. One that runs is deleted too: what comes after is not on disk any more."""
        return Erased(sum(self._recordings.delete(one.id) for one in self._of(subject)))

    def _of(self, subject: Subject) -> list[Recording]:
        return [one for call_id in sorted(subject.calls) for one in self._recordings.of_call(call_id)]


def _file(one: Recording) -> str:
    return f"recording-{one.id}.wav"


class MessagesPersonal:
    """See Personal. Voicemail: one message a call."""

    name = "messages"

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def find(self, _subject: Subject) -> frozenset[str]:
        """See Personal: it knows calls alone."""
        return frozenset()

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        return [
            {"call_id": call_id, "seconds": self._messages.seconds(call_id), "file": _message(call_id)}
            for call_id in sorted(subject.calls)
            if self._messages.has(call_id)
        ]

    def files(self, subject: Subject) -> Iterator[File]:
        """See Personal."""
        for call_id in sorted(subject.calls):
            if (sound := self._messages.of(call_id)) is not None:
                yield File(_message(call_id), sound.read(0, sound.size))

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal. Also what cannot be opened any more."""
        return Erased(sum(self._messages.delete(call_id) for call_id in sorted(subject.calls)))


def _message(call_id: str) -> str:
    # A PBX may name its calls as it likes, also like a path.
    return f"message-{re.sub('[^A-Za-z0-9_.:@+-]', '_', call_id)}.wav"
