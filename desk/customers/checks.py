"""What agents ask for, checked before anything is changed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from desk.customers.fields import FieldError, Problem, clean, clean_all
from desk.customers.model import EDITABLE, Account
from desk.customers.protocol import FieldsError

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
CALL_ID = re.compile(r"[A-Za-z0-9_.:@-]{1,128}")


def changed_fields(account: Account, changes: Mapping[str, str]) -> dict[str, str]:
    """The changes in their form, without what is so already. Raises FieldsError."""
    known = {name: getattr(account, name) for name in EDITABLE}
    cleaned, problems = clean_all({name: value for name, value in changes.items() if name in known}, known)
    for name in changes.keys() - known.keys():
        problems[name] = Problem("unknown_field", f"cannot be changed; one of {', '.join(EDITABLE)} can")
    if problems:
        raise FieldsError(problems)
    return {name: value for name, value in cleaned.items() if value != known[name]}


def written(text: str, required: bool = False) -> str:
    """A text that an agent wrote. Raises FieldsError."""
    return word("text", text, required)


def word(name: str, value: str, required: bool = True) -> str:
    """One field in its form. Raises FieldsError."""
    try:
        return clean(name, value, "", required)
    except FieldError as error:
        raise FieldsError({name: error.problem}) from None


def one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    """A word of a list. Raises FieldsError."""
    if value not in known:
        raise FieldsError({name: Problem("unknown_word", f"use one of {', '.join(known)}")})
    return value


def key_of(key: str | None) -> str:
    """The key that was made up by who asks, or a new one. Raises FieldsError."""
    if key is not None and not KEY.fullmatch(key):
        raise FieldsError({"key": Problem("unknown_word", f"a key is {KEY.pattern}")})
    return key or uuid.uuid4().hex


def check_call(call_id: str) -> None:
    """Raises FieldsError."""
    if not CALL_ID.fullmatch(call_id):
        raise FieldsError({"call": Problem("unknown_word", f"a call's id is {CALL_ID.pattern}")})
