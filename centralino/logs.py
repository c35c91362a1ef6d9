"""Structured logs of `centralino serve`: one JSON object a line on standard error, without what callers said.

The guarantee does not rest on what libraries choose to log. Every record is rewritten as it is made, before any handler
sees it:

- of a library's record stay its logger, its level and the place in the code; never its words, which may quote anything;
- of an exception stay its type and where it was raised; never its message, unless it is one of this house, whose
  messages hold nothing that was said (tests hold them to it);
- a value in a message of this house stays when it is a number or one plain word; text is withheld;
- what looks like a telephone number is withheld everywhere.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from centralino.paths import ROOT

HOUSE = ("centralino", "bot", "voice", "desk", "actions")
"""Loggers and exceptions of ours."""
INHERITED = "CENTRALINO_LOGS"
WITHHELD, NUMBER = "[withheld]", "[number]"
WORD = re.compile(r"[\w.:/@+*#~=\[\]-]{1,200}")
"""A value that may be logged: a name, an address, a path, never a sentence."""
UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
PHONE = re.compile(UUID + r"|\+?\d(?:[ ./()-]{0,2}\d){6,}", re.IGNORECASE)
"""Seven digits and more, in any of the usual ways to group them (ITU-T E.123); ids of calls are found to be spared."""

_CALL: ContextVar[str | None] = ContextVar("centralino_call", default=None)
_PLAIN = logging.LogRecord


@contextmanager
def on_call(call_id: str) -> Iterator[None]:
    """What is logged within, and by the tasks that are started within, carries the call's id."""
    token = _CALL.set(call_id)
    try:
        yield
    finally:
        _CALL.reset(token)


def setup(stream: TextIO | None = None) -> None:
    """Log this way from here on, in the whole process. `stream`: instead of standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(_worth_it)
    logging.setLogRecordFactory(scrubbed)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.INFO)
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def setup_with_children() -> None:
    """Log this way here and in the processes that are started from here on, which call `setup_as_parent`."""
    os.environ[INHERITED] = "json"
    setup()


def setup_as_parent() -> None:
    """Log this way if the process that started this one does."""
    if INHERITED in os.environ:
        setup()


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "message"}`, and `call`, `error` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in ("call", "error"):
            if (value := getattr(record, f"centralino_{name}", None)) is not None:
                line[name] = value
        return json.dumps(line, ensure_ascii=False)


def scrubbed(
    name: str, level: int, path: str, line: int, message: object, values: Any, failure: Any, *more: Any, **kinds: Any
) -> logging.LogRecord:
    """A log record without anything that a caller may have said: the record factory of `setup`."""
    del more, kinds  # the function's name and the stack: the place says as much
    place = f"{_short(path)}:{line}"
    text = _message(message, values) if _ours(name) else f"reported at {place}"
    record = _PLAIN(name, level, path, line, PHONE.sub(_mask, text), (), None)
    record.centralino_call = _CALL.get()
    record.centralino_error = PHONE.sub(_mask, _trace(failure[1])) if failure and failure[1] is not None else None
    return record


def _worth_it(record: logging.LogRecord) -> bool:
    return record.levelno >= (logging.INFO if _ours(record.name) else logging.WARNING)


def _message(message: object, values: Any) -> str:
    if not isinstance(message, str):
        return _value(message) if isinstance(message, BaseException) else WITHHELD
    safe: Any = tuple(_value(value) for value in values or ())
    if len(safe) == 1 and isinstance(values[0], dict):
        safe = {key: _value(value) for key, value in values[0].items()}
    try:
        return message % safe if safe else message
    except (TypeError, ValueError, KeyError):
        return message


def _value(value: object) -> Any:
    """What of a value may be logged."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, BaseException):
        return _told(value)
    text = str(value) if isinstance(value, str | Path) else ""
    return text if WORD.fullmatch(text) else WITHHELD


def _told(error: BaseException) -> str:
    kind = type(error)
    if _ours(kind.__module__):
        return str(error)
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{kind.__name__}: {reason}" if reason else kind.__name__


def _trace(error: BaseException) -> str:
    """The chain of exceptions, the first cause last: type and place of each."""
    told, seen = [], set[int]()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        told.append(f"{_told(following)} at {_where(following.__traceback__)}")
        following = following.__cause__ or following.__context__
    return "; from ".join(told)


def _where(trace: TracebackType | None) -> str:
    place = "unknown place"
    while trace is not None:
        place = f"{_short(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _short(path: str) -> str:
    """A file of ours from the root of the tree, any other with the folders that tell it from its namesakes."""
    file = Path(path)
    ours = file.is_relative_to(ROOT) and "site-packages" not in file.parts
    return str(file.relative_to(ROOT)) if ours else "/".join(file.parts[-3:])


def _ours(name: str | None) -> bool:
    return (name or "").split(".", 1)[0] in HOUSE


def _mask(found: re.Match[str]) -> str:
    text = found[0]
    if re.fullmatch(UUID, text, re.IGNORECASE):
        return text
    try:
        return str(ip_address(text))
    except ValueError:
        return NUMBER


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(__name__).critical("stopped by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None and found.exc_type is not SystemExit:
        logging.getLogger(__name__).error("a thread died", exc_info=found.exc_value)


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    if found.exc_value is not None:
        logging.getLogger(__name__).error("an error nobody waits for", exc_info=found.exc_value)
