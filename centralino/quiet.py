"""Keeps what libraries have to say to developers from callers' and operators' terminals."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any


def hush_libraries() -> None:
    """Silence start-up chatter, unless Python was started with -W. Call it before the libraries are imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    if not sys.warnoptions:
        # Filters would not do: one of the libraries turns deprecation warnings on again for everybody.
        warnings.showwarning = _swallow


def _swallow(*_args: Any, **_options: Any) -> None:
    pass
