"""Errors that a user can mend."""

from __future__ import annotations


class UserError(Exception):
    """Bad input or a missing part. The message is one line that names the input and the remedy."""
