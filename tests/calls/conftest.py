"""Spoken calls: one warm system for all of them, and a summary of what was understood."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.house import House, house

SPOKEN: list[str] = []
"""One line a caller's line: what was said and what was heard."""


@pytest.fixture(scope="session")
def system() -> House:
    """The running system."""
    return house()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the recogniser made of the callers, failures or not."""
    if SPOKEN:
        terminalreporter.section("spoken calls: said → heard")
        for line in SPOKEN:
            terminalreporter.write_line(line)
