"""For all tests."""

from __future__ import annotations

import asyncio
import os

import pytest

os.environ.setdefault("CENTRALINO_AHEAD", "off")
# What tests start must not render speech for hours beside them.

ONE_HOUSE = {"system", "bereft"}
"""Fixtures of tests.voice.house: the whole system, which takes a minute of a processor to start."""

LONG = {"test_openapi.py", "test_rasa_project.py", "test_training_loop.py", "test_candidates_training.py"}
"""Few tests that take minutes: begun first, so that no processor is idle while the last of them ends."""


@pytest.fixture(scope="session")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    """That of the processes that keep time. Rasa's web server sets another when it is loaded: never in those processes,
    but in tests it may have been."""
    return asyncio.DefaultEventLoopPolicy()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For runs on several cores: what shares something costly stays together, and what takes long comes first."""
    items.sort(key=lambda item: item.path.name not in LONG)
    for item in items:
        shares_house = not ONE_HOUSE.isdisjoint(getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.xdist_group("house" if shares_house else str(item.path)))
