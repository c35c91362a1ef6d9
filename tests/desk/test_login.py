"""What somebody would try who has no password, or one that is not theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.accounts import login, passwords
from desk.accounts.accounts import Accounts, LoginRefused
from desk.accounts.lockout import Tries, count, delay
from desk.accounts.passwords import Hasher
from desk.accounts.rules import Pace
from desk.audit.trail import Trail
from desk.database import Database
from tests.desk.accounts import HERE, OTHER, PASSWORD, THERE, accounts
from tests.desk.samples import NOW
from tests.desk.test_races import in_processes

pytestmark = pytest.mark.contract
FREE = 5
"""Tries of a name without a delay."""
GUESS = "six swans on the lake"


@pytest.fixture
def desk(database: Database) -> Accounts:
    return accounts(database)


def refused(desk: Accounts, name: str, password: str, address: str, now: datetime, device: str | None = None) -> int:
    """Seconds to wait that the refusal tells."""
    with pytest.raises(LoginRefused) as error:
        desk.log_in(name, password, address, now, device)
    return error.value.retry_after


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Fills with each stored hash that a password is held against."""
    seen: list[str | None] = []
    fits = Hasher.fits

    def counting(self: Hasher, stored: str | None, password: str) -> bool:
        seen.append(stored)
        return fits(self, stored, password)

    monkeypatch.setattr(Hasher, "fits", counting)
    return seen


@pytest.mark.parametrize("case", ["unknown", "wrong", "disabled", "disabled and wrong", "no name at all"])
def test_why_one_is_refused_cannot_be_told(desk: Accounts, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """Neither from the words, nor from the delays, nor from the work that is done: one hash of the same cost."""
    desk.disable("mette", NOW)
    name, password = {
        "unknown": ("ghost", PASSWORD),
        "wrong": ("anna", GUESS),
        "disabled": ("mette", PASSWORD),
        "disabled and wrong": ("mette", GUESS),
        "no name at all": ("\x00'--", PASSWORD),
    }[case]
    real, costs = desk._hasher._argon.verify, []

    def verify(stored: str, given: bytes) -> bool:
        costs.append(stored.split("$")[:4])
        return bool(real(stored, given))

    monkeypatch.setattr(type(desk._hasher._argon), "verify", staticmethod(verify))
    waits, words = [], set()
    for number in range(8):
        with pytest.raises(LoginRefused) as error:
            desk.log_in(name, password, HERE, NOW)
        waits.append(error.value.retry_after)
        words.add(str(error.value))
        assert len(costs) == min(number + 1, FREE)
    assert waits == [0, 0, 0, 0, 15, 15, 15, 15]
    assert words == {str(LoginRefused())}
    assert {tuple(cost) for cost in costs} == {("", "argon2id", "v=19", "m=8,t=1,p=1")}


def test_delays_grow_and_a_right_password_waits_too(desk: Accounts) -> None:
    now, waits = NOW, []
    for _ in range(14):
        wait = refused(desk, "mette", GUESS, HERE, now)
        waits.append(wait)
        if wait:
            assert refused(desk, "mette", PASSWORD, HERE, now + timedelta(seconds=wait - 1)) == 1
        now += timedelta(seconds=wait)
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 480, 900, 900, 900]
    assert desk.log_in("mette", PASSWORD, HERE, now).user.name == "mette"
    assert refused(desk, "mette", GUESS, HERE, now) == 0, "and begins anew"


def test_a_locked_name_is_not_looked_at_and_costs_no_write(
    desk: Accounts, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(FREE):
        refused(desk, "mette", GUESS, HERE, NOW)
    seen, head = looked_at(monkeypatch), Trail(database).head()
    for number in range(20):
        assert refused(desk, "mette", PASSWORD, f"192.0.2.{number}", NOW) == 15
    assert seen == []
    assert Trail(database).head() == head


def test_parallel_guesses_get_no_more_looks_than_single_ones(desk: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, together = looked_at(monkeypatch), threading.Barrier(16)

    def guess(number: int) -> int:
        together.wait(30)
        waits = [refused(desk, "mette", f"{GUESS} {number} {n}", f"198.51.{number}.{n}", NOW) for n in range(4)]
        return sum(1 for wait in waits if not wait)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(guess, range(16)))
    assert len(seen) == FREE


def _guess(address: str, number: int, together: Barrier) -> list[str]:
    desk, looks = accounts(Database(address)), []
    fits = Hasher.fits

    def counting(self: Hasher, stored: str | None, password: str) -> bool:
        looks.append(password)
        return fits(self, stored, password)

    Hasher.fits = counting  # type: ignore[method-assign]

    def guess(n: int) -> None:
        with pytest.raises(LoginRefused):
            desk.log_in("mette", f"{GUESS} {number} {n}", f"198.51.{number}.{n}", NOW)

    together.wait(60)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(guess, range(32)))
    return looks


def test_nor_do_those_of_several_processes(address: str) -> None:
    database = Database(address)
    accounts(database)
    assert sum(len(looks) for looks in in_processes(_guess, address)) == FREE
    database.close()


def test_an_address_that_tries_many_names_is_slowed_down_whichever_it_tries(desk: Accounts) -> None:
    waits = [refused(desk, f"name-{number}", GUESS, THERE, NOW) for number in range(21)]
    assert waits == [0] * 19 + [15, 15]
    assert refused(desk, "mette", PASSWORD, THERE, NOW) == 15
    assert desk.log_in("mette", PASSWORD, HERE, NOW), "others are not"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_an_address_is_whoever_can_choose_it(desk: Accounts, one: str, other: str, same: bool) -> None:
    for number in range(20):
        refused(desk, f"name-{number}", GUESS, one, NOW)
    assert (refused(desk, "ghost", GUESS, other, NOW) > 0) is same


def test_slips_of_those_who_get_in_do_not_count_against_their_office(desk: Accounts) -> None:
    for _ in range(30):
        assert refused(desk, "mette", GUESS, HERE, NOW) == 0
        desk.log_in("mette", PASSWORD, HERE, NOW)


def test_a_delay_that_others_bring_meanwhile_stays(desk: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """While mette's own log-in is under way she guesses at another name: her success forgives her own slips only."""
    for number in range(18):
        refused(desk, f"name-{number}", GUESS, HERE, NOW)
    fits = Hasher.fits

    def guessing_meanwhile(self: Hasher, stored: str | None, password: str) -> bool:
        monkeypatch.setattr(Hasher, "fits", fits)
        assert refused(desk, "anna", GUESS, HERE, NOW) == 15
        return fits(self, stored, password)

    monkeypatch.setattr(Hasher, "fits", guessing_meanwhile)
    desk.log_in("mette", PASSWORD, HERE, NOW)
    assert refused(desk, "anna", GUESS, HERE, NOW) == 15


def test_nobody_is_locked_out_for_ever_at_a_browser_that_is_known(desk: Accounts) -> None:
    device = desk.log_in("mette", PASSWORD, HERE, NOW).device
    now = NOW
    for number in range(40):
        refused(desk, "mette", GUESS, f"198.51.100.{number}", now)
        refused(desk, "mette", GUESS, HERE, now)
        now += timedelta(seconds=20)
    assert refused(desk, "mette", PASSWORD, HERE, now) > 0
    session = desk.log_in("mette", PASSWORD, HERE, now, device)
    assert session.device == device
    assert refused(desk, "mette", GUESS, THERE, now) > 0, "which gives nobody else a further try"


def test_nor_at_another_by_one_address_that_takes_every_turn(desk: Accounts) -> None:
    """Somebody tries a name the very second it may be tried, for a day; then its owner comes."""
    now, turns = NOW, 0
    while now < NOW + timedelta(days=1):
        now += timedelta(seconds=refused(desk, "mette", GUESS, THERE, now) or 1)
        turns += 1
    assert refused(desk, "mette", GUESS, THERE, now) > 900
    assert turns < 60
    assert desk.log_in("mette", PASSWORD, HERE, now)


def test_a_known_browser_has_its_own_delays_and_lets_nobody_else_in(desk: Accounts) -> None:
    device = desk.log_in("mette", PASSWORD, HERE, NOW).device
    waits = [refused(desk, "mette", GUESS, THERE, NOW, device) for _ in range(7)]
    assert waits == [0, 0, 0, 0, 15, 15, 15], "a stolen one gives no more tries than a name has"
    for _ in range(FREE):
        refused(desk, "anna", GUESS, THERE, NOW, device)
    assert refused(desk, "anna", PASSWORD, THERE, NOW, device) == 15, "it is mette's, not anna's"
    assert desk.log_in("mette", PASSWORD, HERE, NOW)


@pytest.mark.parametrize("end", ["disabled", "expired"])
def test_a_browser_is_not_known_for_ever(desk: Accounts, end: str) -> None:
    device, now = desk.log_in("mette", PASSWORD, HERE, NOW).device, NOW
    if end == "disabled":
        desk.disable("mette", NOW)
        desk.enable("mette", NOW)
    else:
        now = NOW + timedelta(days=90)
    for _ in range(FREE):
        refused(desk, "mette", GUESS, HERE, now)
    assert refused(desk, "mette", PASSWORD, HERE, now, device) == 15


@pytest.mark.parametrize("unlock", ["set_password", "enable"])
def test_an_admin_can_end_the_delays_of_a_name(desk: Accounts, unlock: str) -> None:
    for _ in range(9):
        refused(desk, "mette", GUESS, HERE, NOW)
    if unlock == "enable":
        desk.enable("mette", NOW, by="anna")
    else:
        desk.set_password("mette", PASSWORD, NOW, by="anna")
    assert desk.log_in("mette", PASSWORD, HERE, NOW)


def test_failures_fade(desk: Accounts) -> None:
    for _ in range(FREE + 1):
        refused(desk, "mette", GUESS, HERE, NOW)
    assert refused(desk, "mette", GUESS, HERE, NOW + timedelta(hours=2)) == 0


@pytest.mark.parametrize("change", ["password", "disabled"])
def test_what_changes_while_the_password_is_looked_at_counts(
    desk: Accounts, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A log-in that began before does not get past it."""
    fits = Hasher.fits

    def meanwhile(self: Hasher, stored: str | None, password: str) -> bool:
        answer = fits(self, stored, password)
        monkeypatch.setattr(Hasher, "fits", fits)
        if change == "password":
            desk.set_password("mette", OTHER, NOW)
        else:
            desk.disable("mette", NOW)
        return answer

    monkeypatch.setattr(Hasher, "fits", meanwhile)
    refused(desk, "mette", PASSWORD, HERE, NOW)


def test_the_trail_tells_who_was_tried_from_where(desk: Accounts, database: Database) -> None:
    for _ in range(FREE):
        refused(desk, "mette", GUESS, THERE, NOW)
    refused(desk, "my secret phrase", GUESS, THERE, NOW)
    told = [(entry.who, entry.action, entry.what, dict(entry.details)) for entry in Trail(database).entries(7)]
    failed = (login.STRANGER, "login_failed", "mette", {"address": THERE, "cause": "wrong password"})
    assert told[::-1] == [
        *[failed] * FREE,
        (login.STRANGER, "lockout", "mette", {"address": THERE, "seconds": "15"}),
        (login.STRANGER, "login_failed", "unknown", {"address": THERE, "cause": "unknown name"}),
    ]


def test_hashing_takes_two_cores_at_most(desk: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knocks often must not take the machine from those who talk."""
    running, most, lock = 0, 0, threading.Lock()
    real = desk._hasher._argon.verify

    def verify(stored: str, given: bytes) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            threading.Event().wait(0.02)
            return bool(real(stored, given))
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(type(desk._hasher._argon), "verify", staticmethod(verify))
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: refused(desk, f"name-{number}", GUESS, HERE, NOW), range(16)))
    assert most == passwords.AT_ONCE


PACE = Pace(free=5, longest_seconds=900.0)


@given(st.lists(st.floats(0, 4000), max_size=60))
def test_in_any_rhythm_a_day_has_few_tries(pauses: list[float]) -> None:
    """Free ones, and then one for each delay: whoever waits gets a turn, whoever does not gets none."""
    tries, now = Tries(0, NOW, NOW), NOW
    for pause in pauses:
        now = max(now + timedelta(seconds=pause), tries.until)
        after = count(tries, PACE, now)
        assert 1 <= after.count <= tries.count + 1
        assert after.since <= now
        assert 0 <= (after.until - now).total_seconds() <= PACE.longest_seconds
        assert (after.until > now) == (after.count >= PACE.free)
        tries = after


def test_delays_have_an_end() -> None:
    assert [delay(failures, PACE) for failures in (0, 4, 5, 6, 11, 1000, 10**9)] == [0, 0, 15, 30, 900, 900, 900]


@pytest.mark.parametrize("wrong", [("mette", GUESS), ("ghost", PASSWORD)])
def test_changing_ones_password_asks_for_the_old_one_like_a_log_in(desk: Accounts, wrong: tuple[str, str]) -> None:
    name, password = wrong
    change: Callable[[str], object] = lambda given: desk.change_password(name, given, OTHER, HERE, NOW)  # noqa: E731
    waits = []
    for _ in range(FREE):
        with pytest.raises(LoginRefused) as error:
            change(password)
        waits.append(error.value.retry_after)
    assert waits == [0, 0, 0, 0, 15]
    assert refused(desk, name, OTHER, HERE, NOW) == 15
