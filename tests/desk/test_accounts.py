"""Users, their passwords, and what each may do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import extract_parameters

from desk.accounts.accounts import AccountError, Accounts, LoginRefused, Rules
from desk.accounts.roles import PERMISSIONS, ROLES, may
from desk.accounts.rules import Cost
from desk.accounts.tables import API_TOKENS, DEVICES, SESSIONS, USERS
from desk.audit.trail import Trail
from desk.database import Database
from tests.desk.accounts import CHEAP, HERE, OTHER, PASSWORD, accounts
from tests.desk.samples import NOW

pytestmark = pytest.mark.contract


def hash_of(database: Database, name: str) -> str:
    with database.reading() as connection:
        return str(connection.execute(sa.select(USERS.c.password).where(USERS.c.name == name)).scalar_one())


def test_a_user_is_kept_as_made(database: Database) -> None:
    desk = accounts(database)
    mette = desk.user("mette")
    assert (mette.name, mette.role, mette.language, mette.disabled) == ("mette", "agent", "da", False)
    assert [user.name for user in desk.users()] == ["anna", "mette"]
    session = desk.log_in("mette", PASSWORD, HERE, NOW + timedelta(seconds=1))
    assert session.user == mette
    assert desk.user("mette").logged_in == NOW + timedelta(seconds=1)
    with pytest.raises(KeyError):
        desk.user("nobody")


def test_names_are_taken_as_people_type_them(database: Database) -> None:
    assert accounts(database).log_in(" Mette ", PASSWORD, HERE, NOW).user.name == "mette"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "Mette"}, "bad_name"),
        ({"name": "-x"}, "bad_name"),
        ({"name": "a" * 65}, "bad_name"),
        ({"name": "a\n"}, "bad_name"),
        ({"name": "mette"}, "name_taken"),
        ({"role": "root"}, "bad_role"),
        ({"language": "de"}, "bad_language"),
        ({"password": "tiny!"}, "too_short"),
        ({"password": "x7!Kq9#pL2$vM4"}, "too_short"),
        ({"password": "ab" * 200}, "too_long"),
    ],
)
def test_what_makes_no_user_is_refused_in_one_line(database: Database, change: dict[str, Any], code: str) -> None:
    desk = accounts(database)
    with pytest.raises(AccountError) as error:
        desk.add(**({"name": "ole", "password": PASSWORD, "role": "agent", "language": "da", "now": NOW} | change))
    assert error.value.code == code
    assert "\n" not in str(error.value)
    assert [user.name for user in desk.users()] == ["anna", "mette"]
    if "password" in change:
        assert change["password"] not in str(error.value)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("password12345678", "too_common"),
        ("!!!Password2026!!!", "too_common"),
        ("passwordpassword", "too_common"),
        ("qwertyuiopasdfghj", "too_common"),
        ("0987654321098765", "too_common"),
        ("aaaaaaaaaaaaaaaa", "too_common"),
        ("abababababababab", "too_common"),
        ("mijnwachtwoord123", "too_common"),
        ("mette.knudsen-2026", "has_name"),
        ("METTE.KNUDSENmette.knudsen", "has_name"),
        ("centralino-centralino", "has_name"),
    ],
)
def test_what_everybody_tries_first_is_no_password(database: Database, password: str, code: str) -> None:
    desk = accounts(database)
    with pytest.raises(AccountError) as error:
        desk.add("mette.knudsen", password, "agent", "da", NOW)
    assert error.value.code == code


@pytest.mark.parametrize(
    "password",
    [
        "three geese on a roof",
        "ærøskøbing i regnvejr",
        "🦆🦢🦩🦚🦜🐦🐧🕊🐥🐣🐤🐔🦃🐓🪿",
        "mette likes rhubarb cake",
        "correct horse battery staple",
        "geese " * 42,
    ],
)
def test_any_characters_will_do(database: Database, password: str) -> None:
    desk = accounts(database)
    desk.set_password("mette", password, NOW)
    assert desk.log_in("mette", password, HERE, NOW).user.name == "mette"


def test_a_password_is_the_same_from_every_keyboard(database: Database) -> None:
    desk = accounts(database)
    desk.set_password("mette", "café sous la pluie", NOW)
    assert desk.log_in("mette", "cafe\u0301 sous la pluie", HERE, NOW)


def test_all_of_a_long_password_counts(database: Database) -> None:
    desk = accounts(database)
    desk.set_password("mette", "geese " * 40 + "1", NOW)
    with pytest.raises(LoginRefused):
        desk.log_in("mette", "geese " * 40 + "2", HERE, NOW)


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800", "x" * 100_000, "%s%s", "'; --"])
def test_whatever_is_typed_is_only_wrong(database: Database, odd: str) -> None:
    desk = accounts(database)
    for name, password in ((odd, PASSWORD), ("mette", odd), (odd, odd)):
        with pytest.raises(LoginRefused):
            desk.log_in(name, password, odd, NOW)
    assert desk.session(odd, NOW) is None
    assert desk.token(odd, NOW) is None
    desk.log_out(odd, NOW)
    assert desk.log_in("mette", PASSWORD, HERE, NOW, device=odd)
    assert Trail(database).verify().broken is None


def test_passwords_are_kept_as_owasp_has_it_today(database: Database) -> None:
    desk = Accounts(database)
    desk.add("ole", PASSWORD, "agent", "da", NOW)
    kept = hash_of(database, "ole")
    found = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)
    assert found.salt_len >= 16


def test_a_log_in_brings_the_hash_to_todays_parameters(database: Database) -> None:
    accounts(database)
    before = hash_of(database, "mette")
    tomorrow = accounts(database, cost=Cost(16, 2))
    with pytest.raises(LoginRefused):
        tomorrow.log_in("mette", OTHER, HERE, NOW)
    assert hash_of(database, "mette") == before, "not while the password is unknown"
    session = tomorrow.log_in("mette", PASSWORD, HERE, NOW)
    found = extract_parameters(hash_of(database, "mette"))
    assert (found.memory_cost, found.time_cost) == (16, 2)
    assert tomorrow.session(session.token, NOW) is not None
    after = hash_of(database, "mette")
    assert tomorrow.log_in("mette", PASSWORD, HERE, NOW)
    assert hash_of(database, "mette") == after, "once is enough"


def test_many_log_ins_at_the_moment_of_new_parameters_all_get_in(database: Database) -> None:
    accounts(database)
    tomorrow = accounts(database, cost=Cost(16, 2))
    devices = [accounts(database).log_in("mette", PASSWORD, HERE, NOW).device for _ in range(4)]
    together = threading.Barrier(4)

    def log_in(device: str) -> bool:
        together.wait(30)
        return bool(tomorrow.log_in("mette", PASSWORD, HERE, NOW, device))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(log_in, devices)) == [True] * 4


def test_passwords_are_nowhere(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    desk = accounts(database)
    session = desk.log_in("mette", PASSWORD, HERE, NOW)
    with pytest.raises(LoginRefused) as refused:
        desk.log_in("mette", "a wrong password", HERE, NOW)
    with pytest.raises(LoginRefused):
        desk.log_in("my own secret phrase", PASSWORD, HERE, NOW)
    desk.set_password("mette", OTHER, NOW)
    _, secret = desk.add_token("mette", "crm", ["read"], NOW)
    kept = dump(database) + caplog.text + repr(session) + str(refused.value)
    secrets = (PASSWORD, OTHER, "a wrong password", "my own secret phrase", session.token, session.csrf, secret)
    for text in (*secrets, session.device):
        assert text
        assert text not in kept


def dump(database: Database) -> str:
    """All that lies in the database."""
    with database.reading() as connection:
        names = sa.inspect(connection).get_table_names()
        return repr([connection.execute(sa.text(f"SELECT * FROM {name}")).all() for name in names])


def test_the_trail_tells_what_was_done_to_users(database: Database) -> None:
    desk = accounts(database)
    desk.set_role("mette", "supervisor", NOW, by="anna")
    desk.set_language("mette", "fr", NOW)
    desk.set_password("mette", OTHER, NOW, by="anna")
    token, _ = desk.add_token("mette", "crm", ["read", "act"], NOW, by="anna")
    desk.revoke_token(token.id, NOW, by="anna")
    session = desk.log_in("mette", OTHER, HERE, NOW)
    desk.log_out(session.token, NOW)
    desk.disable("mette", NOW, by="anna")
    desk.enable("mette", NOW, by="anna")
    told = [(entry.who, entry.action, dict(entry.details)) for entry in Trail(database).entries(what="mette")]
    assert told[::-1] == [
        ("cli", "user_added", {"role": "agent", "language": "da"}),
        ("anna", "role_changed", {"role": "supervisor"}),
        ("mette", "language_changed", {"language": "fr"}),
        ("anna", "password_changed", {}),
        ("anna", "token_added", {"token": token.id, "label": "crm", "scopes": "act read"}),
        ("anna", "token_revoked", {"token": token.id, "label": "crm"}),
        ("mette", "login", {"address": HERE}),
        ("mette", "logout", {}),
        ("anna", "user_disabled", {}),
        ("anna", "user_enabled", {}),
    ]
    assert Trail(database).verify().broken is None


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.set_password("ghost", OTHER, NOW),
        lambda desk: desk.set_role("ghost", "agent", NOW),
        lambda desk: desk.set_role("ghost", "admin", NOW),
        lambda desk: desk.set_language("ghost", "fr", NOW),
        lambda desk: desk.disable("ghost", NOW),
        lambda desk: desk.enable("ghost", NOW),
        lambda desk: desk.add_token("ghost", "crm", ["read"], NOW),
        lambda desk: desk.revoke_token("ghost", NOW),
    ],
)
def test_what_is_not_there_is_not_changed_and_not_told(database: Database, change: Callable[[Accounts], None]) -> None:
    desk = accounts(database)
    before = Trail(database).head()
    with pytest.raises(KeyError):
        change(desk)
    assert Trail(database).head() == before


def test_there_is_always_an_admin(database: Database) -> None:
    desk = accounts(database)
    for change in (lambda: desk.disable("anna", NOW), lambda: desk.set_role("anna", "agent", NOW)):
        with pytest.raises(AccountError, match="make another one first"):
            change()
    desk.set_role("mette", "admin", NOW)
    together = threading.Barrier(2)

    def disable(name: str) -> str:
        together.wait(30)
        try:
            desk.disable(name, NOW, by="anna" if name == "mette" else "mette")
        except AccountError as error:
            return error.code
        return "disabled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, ["anna", "mette"])) == ["disabled", "last_admin"]


def test_roles_may_what_the_table_says() -> None:
    assert all(may("admin", permission) for permission in PERMISSIONS)
    assert may("agent", "queue.act")
    assert not may("agent", "board.read")
    assert may("supervisor", "calls.listen")
    assert not may("supervisor", "users.act")
    assert not may("trainer", "customers.read")
    assert may("trainer", "training.act")
    assert not may("ghost", "queue.read")
    assert not any(may(role, "launch.missiles") for role in ROLES)  # type: ignore[arg-type]
    assert {role for role in ROLES if may(role, "users.act")} == {"admin"}


def test_a_role_holds_from_the_next_request_on(database: Database) -> None:
    desk = accounts(database)
    session = desk.log_in("mette", PASSWORD, HERE, NOW)
    assert not session.user.may("board.read")
    desk.set_role("mette", "supervisor", NOW)
    found = desk.session(session.token, NOW)
    assert found is not None
    assert found.user.may("board.read")


def test_what_has_expired_is_deleted_and_nothing_else(database: Database) -> None:
    desk = accounts(database)
    desk.add_token("mette", "old", ["read"], NOW, timedelta(days=1))
    desk.add_token("mette", "new", ["read"], NOW, timedelta(days=300))
    desk.log_in("mette", PASSWORD, HERE, NOW)
    with pytest.raises(LoginRefused):
        desk.log_in("anna", OTHER, HERE, NOW)
    later = NOW + timedelta(days=100)
    session = desk.log_in("mette", PASSWORD, HERE, later)
    assert desk.forget_expired(later) >= 4
    assert [token.label for token in desk.tokens()] == ["new"]
    assert desk.session(session.token, later) is not None
    kept = [sa.select(sa.func.count()).select_from(table) for table in (SESSIONS, DEVICES, API_TOKENS)]
    with database.reading() as connection:
        counts = [connection.execute(query).scalar() for query in kept]
    assert counts == [1, 1, 1]


def test_the_length_is_the_sites_to_choose(database: Database) -> None:
    desk = Accounts(database, Rules(cost=CHEAP, password_length=8))
    desk.add("ole", "x7!Kq9#p", "agent", "da", NOW)
    with pytest.raises(AccountError, match="at least 8 characters"):
        desk.add("per", "x7!Kq9#", "agent", "da", NOW)
