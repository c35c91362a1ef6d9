"""What cannot be added."""

from __future__ import annotations

from centralino.errors import UserError


class CorpusError(UserError):
    """An example does not fit the language data. The message is one line with the remedy and does not repeat it."""

    def __init__(self, message: str, code: str = "invalid", place: tuple[str, int] | None = None) -> None:
        """`code`: invalid, conflict, unknown, busy, broken. `place`: file and line of the other side."""
        super().__init__(message)
        self.code, self.place = code, place
