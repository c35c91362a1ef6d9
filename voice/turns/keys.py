"""Keys pressed on the phone, gathered into turns. Time comes in as an argument."""

from __future__ import annotations

from voice.turns.patience import KEYS_MS

KEYS = "0123456789*#"


class KeyCollector:
    """In a number state keys are gathered until the number is whole; elsewhere each key is a turn of its own."""

    def __init__(self) -> None:
        self._keys = ""
        self._last_ms = 0
        self._gathers = False
        self._length: int | None = None
        self._pause_ms = KEYS_MS
        self._filled = False

    @property
    def pending(self) -> bool:
        """True while a number is being keyed in."""
        return bool(self._keys)

    def expect(self, number: bool, length: int | None = None, pause_ms: int = KEYS_MS) -> None:
        """What keys mean from here: a `number` of `length` digits (None = unknown), or single choices. Digits that were
        keyed in ahead of this are kept for a number that follows a number."""
        if not (number and self._gathers):
            self._keys = ""
        self._gathers, self._length, self._pause_ms = number, length, pause_ms

    def forget(self, until_ms: int) -> None:
        """What was keyed in until then does not count: the caller has said something instead."""
        if self._last_ms <= until_ms:
            self._keys = ""

    def press(self, key: str, now_ms: int) -> str | None:
        """Take one key; the turn that it completes, if any. Raises ValueError for what is no key."""
        if len(key) != 1 or key not in KEYS:
            raise ValueError(f"no key of a telephone: {key!r}")
        ends = key == "#" and self._filled and now_ms - self._last_ms < self._pause_ms
        self._last_ms, self._filled = now_ms, False
        if ends:
            # The number was whole without it.
            return None
        if not self._gathers:
            return key
        if key == "#" and self._keys:
            return self._take()
        if key in "*#":
            # A command such as "menu" rather than a part of a number.
            self._keys = ""
            return key
        self._keys += key
        self._filled = self._length is not None and len(self._keys) >= self._length
        return self._take() if self._filled else None

    def tick(self, now_ms: int) -> str | None:
        """The number that the caller has stopped keying in, if any."""
        return self._take() if self._keys and now_ms - self._last_ms >= self._pause_ms else None

    def _take(self) -> str:
        keys, self._keys = self._keys, ""
        return keys
