"""Cutting long recordings into pieces that a recogniser takes, at the pauses. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice.audio import RATE
from voice.vad.segments import Segment

MARGIN_MS = 300
"""Kept around speech, since soft beginnings and endings lie below the VAD's threshold."""
LONGEST_PAUSE_MS = 2000
"""A longer pause parts two pieces: whisper is inclined to end its text there and to leave out what follows."""


@dataclass(frozen=True)
class Piece:
    """A stretch of samples to recognise at once."""

    start: int
    """First sample."""
    end: int
    """One past the last sample."""


def cut(speech: Sequence[Segment], length: int, window_seconds: int) -> tuple[Piece, ...]:
    """Pieces of at most `window_seconds` that hold all the speech of `length` samples; none where nobody speaks.

    A recording that fits and has no long pause is one piece, whole. Unbroken speech is cut where the window ends.
    """
    if not speech:
        return ()
    longest_ms = window_seconds * 1000 - 2 * MARGIN_MS
    groups = _grouped(_split(speech, longest_ms), longest_ms)
    if length <= window_seconds * RATE and len(groups) == 1:
        return (Piece(0, length),)
    pieces: list[Piece] = []
    for group in groups:
        start = max(0, (group[0].start_ms - MARGIN_MS) * RATE // 1000)
        end = min(length, (group[-1].end_ms + MARGIN_MS) * RATE // 1000)
        pieces.append(Piece(start, end))
    return tuple(pieces)


def _split(speech: Sequence[Segment], longest_ms: int) -> list[Segment]:
    """Segments of at most `longest_ms`."""
    out: list[Segment] = []
    for segment in speech:
        start = segment.start_ms
        while segment.end_ms - start > longest_ms:
            out.append(Segment(start, start + longest_ms))
            start += longest_ms
        out.append(Segment(start, segment.end_ms))
    return out


def _grouped(speech: Sequence[Segment], longest_ms: int) -> list[list[Segment]]:
    """Neighbouring segments together as long as they fit and no long pause lies between them."""
    groups: list[list[Segment]] = []
    for segment in speech:
        fits = bool(groups) and segment.end_ms - groups[-1][0].start_ms <= longest_ms
        if fits and segment.start_ms - groups[-1][-1].end_ms <= LONGEST_PAUSE_MS:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return groups
