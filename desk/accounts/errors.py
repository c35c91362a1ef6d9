"""What accounts refuse."""

from __future__ import annotations


class AccountError(ValueError):
    """A user or token cannot be made or changed like this. The message is one line with the remedy."""

    def __init__(self, code: str, message: str) -> None:
        """`code`: for programs and for pages in other languages, such as `too_short`."""
        super().__init__(message)
        self.code = code


class LoginRefused(Exception):
    """Unknown name, wrong password, disabled, or too many tries: whoever tries does not learn which."""

    def __init__(self, retry_after: int = 0) -> None:
        """`retry_after`: seconds until a further try is looked at; 0 = at once."""
        super().__init__("this name and password do not let you in; after some tries you have to wait")
        self.retry_after = retry_after
