"""For all tests."""

from __future__ import annotations

import asyncio

import pytest

ONE_HOUSE = {"system", "bereft"}
"""Fixtures of tests.voice.house: the whole system, which takes a minute of a processor to start."""


@pytest.fixture(scope="session")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    """That of the processes that keep time. Rasa's web server sets another when it is loaded: never in those processes,
    but in tests it may have been."""
    return asyncio.DefaultEventLoopPolicy()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For runs on several cores: what shares something costly stays together."""
    for item in items:
        shares_house = not ONE_HOUSE.isdisjoint(getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.xdist_group("house" if shares_house else str(item.path)))
