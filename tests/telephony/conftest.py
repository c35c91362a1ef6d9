"""Fixtures of the telephone: a real Asterisk with the shipped configuration, real phones, real callers."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from centralino.sample_callers import SampleCallers
from tests.telephony import pbx as exchange
from tests.telephony import sipp
from tests.telephony.pbx import Pbx, is_free
from tests.telephony.phone import Phone
from tests.telephony.serving import Serving, serve
from tests.telephony.tones import tone_of
from tests.telephony.waiting import within
from voice.audio import RATE

CALLER_TONE_HZ = 350

OWN_BOTS = {"test_desk.py", "test_limits.py"}
"""These start `centralino serve` with settings of their own."""

NewPhone = Callable[..., Phone]
NewCaller = Callable[..., sipp.Sipp]
NewProvider = Callable[..., sipp.Sipp]


@pytest.fixture(scope="session")
def _asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    running = exchange.start(tmp_path_factory.mktemp("pbx"))
    yield running
    running.server.stop()


class Bot:
    """The one `centralino serve` with its usual settings, which takes a minute to start; and its place at the PBX."""

    def __init__(self, start: Callable[[], Serving]) -> None:
        self._start = start
        self._running: Serving | None = None

    def running(self) -> Serving:
        """It, started where it does not run."""
        if self._running is None or self._running.process.poll() is not None:
            self._running = self._start()
        return self._running

    def gives_way(self) -> None:
        """Another bot may take its place."""
        if self._running is not None:
            self._running.stop()
            self._running = None


@pytest.fixture(scope="session")
def bot_of_all(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    made = Bot(lambda: serve(request.getfixturevalue("_asterisk"), tmp_path_factory.mktemp("serve") / "var"))
    yield made
    made.gives_way()


@pytest.fixture(scope="module")
def serving(bot_of_all: Bot) -> Serving:
    """`centralino serve` with its usual settings."""
    return bot_of_all.running()


@pytest.fixture(autouse=True)
def _place_of_the_bot(request: pytest.FixtureRequest, bot_of_all: Bot) -> None:
    if "serving" not in request.fixturenames:
        bot_of_all.gives_way()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares a bot stays together, and last of it what takes the bot down."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        shares = "serving" in getattr(item, "fixturenames", ()) and item.path.name not in OWN_BOTS
        return 0 if not shares else 1 + (item.path.name == "test_calls.py")

    telephony = [index for index, item in enumerate(items) if here in item.path.parents]
    ordered = sorted((items[index] for index in telephony), key=place)
    for index, item in zip(telephony, ordered, strict=True):
        items[index] = item


@pytest.fixture
def pbx(_asterisk: Pbx) -> Iterator[Pbx]:
    """An Asterisk of the tests' own; no call is left on it afterwards."""
    yield _asterisk
    _asterisk.hang_up_all()
    within(5, lambda: "0 active channels" in _asterisk.cli("core show channels count"), "all calls end")
    _asterisk.cli("dialplan reload")


@pytest.fixture(scope="session")
def voices() -> Iterator[SampleCallers]:
    """What callers sound like."""
    callers = SampleCallers()
    yield callers
    callers.close()


@pytest.fixture
def phone(pbx: Pbx, tmp_path: Path) -> Iterator[NewPhone]:
    """`phone("2001", answers=…, tone=…, transport=…, password=…)`: a phone that has registered."""
    serial = itertools.count()
    with contextlib.ExitStack() as stack:

        def new(number: str, *, transport: str = "udp", password: str | None = None, **options: Any) -> Phone:
            port = pbx.tls_port if transport == "tls" else pbx.sip_port
            word = pbx.password(number) if password is None else password
            folder = tmp_path / f"phone-{number}-{next(serial)}"
            made = stack.enter_context(Phone(folder, number, word, port, transport=transport, **options))
            if password is None:
                assert made.registers(), f"phone {number} is not let in"
                within(5, lambda: pbx.may_ring(number), f"phone {number} is free")
            return made

        yield new


@pytest.fixture
def caller(pbx: Pbx, tmp_path: Path) -> Iterator[NewCaller]:
    """`caller("1000", sound=…, stays_ms=…, keys=…)`: somebody outside who calls; without `sound`, a tone of 350 Hz."""
    serial = itertools.count()
    with contextlib.ExitStack() as stack:

        def new(number: str, *, sound: Path | None = None, **options: Any) -> sipp.Sipp:
            folder = tmp_path / f"caller-{next(serial)}"
            folder.mkdir()
            if sound is None:
                sound = sipp.telephone_file(folder / sipp.SOUND, tone_of(CALLER_TONE_HZ, RATE, 2.0))
            return stack.enter_context(sipp.caller(pbx, folder, number, sound=sound, **options))

        yield new


@pytest.fixture
def provider(pbx: Pbx, tmp_path: Path) -> Iterator[NewProvider]:
    """`provider()` answers calls to outside numbers, `provider("603 Decline")` refuses them; the PBX finds it alive."""
    with contextlib.ExitStack() as stack:

        def new(refusal: str = "") -> sipp.Sipp:
            made = stack.enter_context(sipp.provider(pbx, tmp_path / "provider", refusal))
            # Asked once, and not before it is there: a question that nobody answers is a verdict three seconds later.
            within(10, lambda: not is_free(pbx.trunk_port), "the provider listens")
            pbx.cli("pjsip qualify trunk")
            within(10, made.asked_alive, "OPTIONS arrive")
            within(5, pbx.trunk_lives, "the trunk is found alive")
            return made

        yield new
