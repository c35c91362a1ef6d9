"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import base64
import re
import secrets
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.accounts.errors import AccountError
from desk.accounts.rules import Cost

LONGEST = 256
"""Characters; SP 800-63B asks for 64 at least."""
LEFT_OVER = 8
"""Characters that a password has besides a name in it."""
HOUSE = "centralino"
COMMON = Path(__file__).with_name("common_passwords.txt")
ROWS = ("1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklm")
"""Rows of keys, and of the alphabet."""
AT_ONCE = 2
"""Hashes that a process reckons at a time: each takes memory and a core from the calls of this machine."""

_TURNS = threading.BoundedSemaphore(AT_ONCE)


def check(password: str, name: str, shortest: int) -> None:
    """Raises AccountError for a password that is too short, too long, too common, or made of the user's name.

    As NIST SP 800-63B-4 §3.1.1.2 has it: length and a list of what everybody tries, no rules on the kinds of
    characters, no expiry."""
    plain = _normal(password).casefold()
    if len(_normal(password)) < shortest:
        raise AccountError("too_short", f"the password is too short; at least {shortest} characters, as in a sentence")
    if len(_normal(password)) > LONGEST:
        raise AccountError("too_long", f"the password is too long; at most {LONGEST} characters")
    if len(_without(plain, (name, HOUSE))) < LEFT_OVER:
        raise AccountError("has_name", "the password is hardly more than the user's name; choose another")
    if _common(plain):
        raise AccountError("too_common", "the password is one of those that everybody tries first; choose another")


def _without(plain: str, words: tuple[str, ...]) -> str:
    for word in words:
        # One or two letters are in everything.
        plain = plain.replace(word, "") if len(word) > 2 else plain
    return plain


def _common(plain: str) -> bool:
    """Whether it is on the list, or a repetition of what is, with or without digits and signs around, or a row of
    keys."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    shapes = {plain, core, _unit(plain), _unit(core)}
    if len(set(plain)) < 4 or shapes & _list():
        return True
    return any(plain in row * (LONGEST // len(row) + 2) for keys in ROWS for row in (keys, keys[::-1]))


def _unit(text: str) -> str:
    """The shortest piece that it repeats."""
    again = (text + text).find(text, 1) if text else 0
    return text[:again]


@lru_cache(maxsize=1)
def _list() -> frozenset[str]:
    return frozenset(COMMON.read_text("utf-8").split())


def _normal(password: str) -> str:
    """The same characters, however the keyboard sends them."""
    return unicodedata.normalize("NFKC", password)


class Hasher:
    """Argon2id. Safe to use from several threads at once."""

    def __init__(self, cost: Cost) -> None:
        self._argon = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)
        salt, digest = (
            base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
            for length in (self._argon.salt_len, self._argon.hash_len)
        )
        self._nobody = f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${salt}${digest}"

    def hash(self, password: str) -> str:
        """To be stored: with parameters and salt."""
        with _TURNS:
            return str(self._argon.hash(_bytes(password)))

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether `stored` was made of this password. None, for a user who does not exist, takes as long and says
        no."""
        try:
            with _TURNS:
                return bool(self._argon.verify(stored or self._nobody, _bytes(password)))
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, stored: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return bool(self._argon.check_needs_rehash(stored))


def _bytes(password: str) -> bytes:
    """What is hashed: whatever came over the network, but never more than LONGEST characters of it."""
    return _normal(password[: LONGEST + 1]).encode("utf-8", "surrogatepass")
