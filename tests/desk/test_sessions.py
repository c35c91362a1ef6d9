"""A session lives as long as it should, belongs to who logged in, and cannot be planted or brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from desk.accounts import sessions
from desk.accounts.accounts import AccountError, Accounts, LoginRefused, Session
from desk.accounts.tables import API_TOKENS, SESSIONS
from desk.audit.trail import Trail
from desk.database import Database
from tests.desk.accounts import HERE, OTHER, PASSWORD, THERE, accounts
from tests.desk.samples import NOW

pytestmark = pytest.mark.contract
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(database: Database) -> Accounts:
    return accounts(database)


@pytest.fixture
def session(desk: Accounts) -> Session:
    return desk.log_in("mette", PASSWORD, HERE, NOW)


def test_use_keeps_it_alive_and_idleness_ends_it(desk: Accounts, session: Session) -> None:
    assert session.expires == NOW + 30 * MINUTE
    now = NOW
    for _ in range(5):
        now += 29 * MINUTE
        found = desk.session(session.token, now)
        assert found is not None
        assert found.expires == now + 30 * MINUTE
    assert desk.session(session.token, now + 30 * MINUTE) is None


def test_what_a_page_asks_by_itself_does_not_keep_it_alive(desk: Accounts, session: Session) -> None:
    for minutes in (10, 20, 29):
        assert desk.session(session.token, NOW + minutes * MINUTE, used=False) is not None
    assert desk.session(session.token, NOW + 30 * MINUTE) is None


def test_it_ends_after_twelve_hours_however_much_it_is_used(desk: Accounts, session: Session) -> None:
    for minutes in range(20, 12 * 60, 20):
        found = desk.session(session.token, NOW + minutes * MINUTE)
        assert found is not None
        assert found.expires <= NOW + timedelta(hours=12)
    assert desk.session(session.token, NOW + timedelta(hours=12)) is None


def test_the_times_are_the_sites_to_choose(database: Database) -> None:
    desk = accounts(database, idle=5 * MINUTE, longest=8 * MINUTE)
    token = desk.log_in("mette", PASSWORD, HERE, NOW).token
    assert desk.session(token, NOW + 4 * MINUTE) is not None
    assert desk.session(token, NOW + 7 * MINUTE) is not None
    assert desk.session(token, NOW + 8 * MINUTE) is None


def test_use_is_written_down_once_a_minute(desk: Accounts, session: Session, database: Database) -> None:
    seen = sa.select(SESSIONS.c.seen)
    for seconds, written in ((59, 0), (60, 60), (119, 60), (120, 120)):
        desk.session(session.token, NOW + timedelta(seconds=seconds))
        with database.reading() as connection:
            assert connection.execute(seen).scalar_one() == NOW + timedelta(seconds=written)


def test_every_log_in_makes_another_token(desk: Accounts, session: Session) -> None:
    """A browser cannot be given one beforehand (session fixation), and who had the old one has not the new one."""
    second = desk.log_in("mette", PASSWORD, HERE, NOW, session.device)
    assert len({session.token, second.token, session.csrf, second.csrf, session.device}) == 5
    assert min(len(text) for text in (second.token, second.csrf, second.device)) >= 43
    assert desk.session("planted-by-somebody-else", NOW) is None
    assert desk.session(session.token + "x", NOW) is None
    assert desk.session(session.token[:-1], NOW) is None


def test_the_csrf_token_is_one_a_session(desk: Accounts, session: Session) -> None:
    found = desk.session(session.token, NOW + MINUTE)
    assert found is not None
    assert found.csrf == session.csrf
    assert desk.session(session.csrf, NOW) is None, "which opens nothing by itself"


def test_what_lies_in_the_database_opens_nothing(desk: Accounts, session: Session, database: Database) -> None:
    _, secret = desk.add_token("mette", "crm", ["read"], NOW)
    with database.reading() as connection:
        stored = [*connection.execute(sa.select(SESSIONS.c.hash)).scalars()]
        stored += connection.execute(sa.select(API_TOKENS.c.hash)).scalars()
    assert len(stored) == 2
    for text in stored:
        assert desk.session(text, NOW) is None
        assert desk.token(text, NOW) is None
    assert desk.session(secret, NOW) is None
    assert desk.token(session.token, NOW) is None


def test_logging_out_ends_it_and_no_other(desk: Accounts, session: Session, database: Database) -> None:
    other = desk.log_in("mette", PASSWORD, THERE, NOW)
    desk.log_out(session.token, NOW)
    head = Trail(database).head()
    desk.log_out(session.token, NOW)
    assert Trail(database).head() == head, "once"
    assert desk.session(session.token, NOW) is None
    assert desk.session(other.token, NOW) is not None


@pytest.mark.parametrize(
    "end",
    [
        lambda desk: desk.set_password("mette", OTHER, NOW),
        lambda desk: desk.change_password("mette", PASSWORD, OTHER, HERE, NOW),
        lambda desk: desk.disable("mette", NOW),
        lambda desk: (desk.disable("mette", NOW), desk.enable("mette", NOW)),
    ],
    ids=["password", "own password", "disabled", "disabled and enabled"],
)
def test_all_sessions_of_a_user_end(desk: Accounts, session: Session, end: Callable[[Accounts], Any]) -> None:
    second, anna = desk.log_in("mette", PASSWORD, THERE, NOW), desk.log_in("anna", PASSWORD, HERE, NOW)
    end(desk)
    assert desk.session(session.token, NOW) is None
    assert desk.session(second.token, NOW) is None
    assert desk.session(anna.token, NOW) is not None


def test_who_changes_their_password_goes_on_with_a_new_session(desk: Accounts, session: Session) -> None:
    with pytest.raises(AccountError, match="at least 15"):
        desk.change_password("mette", PASSWORD, "short", HERE, NOW, session.device)
    assert desk.session(session.token, NOW) is not None, "nothing has changed"
    new = desk.change_password("Mette", PASSWORD, OTHER, HERE, NOW, session.device)
    assert desk.session(new.token, NOW) is not None
    assert new.device == session.device
    assert desk.log_in("mette", OTHER, HERE, NOW)


def test_a_change_from_an_address_that_is_slowed_down_is_whole(desk: Accounts) -> None:
    now = NOW
    for number in range(23):
        try:
            desk.log_in(f"name-{number}", OTHER, HERE, now)
        except LoginRefused as error:
            now += timedelta(seconds=error.retry_after)
    assert desk.session(desk.change_password("mette", PASSWORD, OTHER, HERE, now).token, now)


def test_a_session_that_is_touched_while_it_ends_stays_ended(
    desk: Accounts, session: Session, database: Database
) -> None:

    desk.disable("mette", NOW)
    with database.transaction() as connection:
        sessions.touch(connection, session.token, NOW + MINUTE)
    desk.enable("mette", NOW)
    assert desk.session(session.token, NOW + MINUTE) is None


# Tokens of other systems


def test_a_token_acts_within_its_scopes_and_its_users_role(desk: Accounts) -> None:
    desk.set_role("mette", "supervisor", NOW)
    _, reads = desk.add_token("mette", "wall board", ["read"], NOW)
    _, acts = desk.add_token("mette", "crm", ["act"], NOW)
    reader, actor = desk.token(reads, NOW), desk.token(acts, NOW)
    assert reader is not None
    assert actor is not None
    assert [reader.may(what) for what in ("board.read", "queue.act", "users.read")] == [True, False, False]
    assert [actor.may(what) for what in ("board.read", "queue.act", "users.act")] == [True, True, False]
    desk.set_role("mette", "agent", NOW)
    reader = desk.token(reads, NOW)
    assert reader is not None
    assert not reader.may("board.read")


def test_a_token_has_an_end_and_tells_when_it_was_used(desk: Accounts) -> None:
    token, secret = desk.add_token("mette", "crm", ["read"], NOW, timedelta(days=7))
    assert secret.startswith("centralino_")
    assert desk.tokens("mette")[0].used is None
    assert desk.token(secret, NOW + timedelta(days=7) - MINUTE) is not None
    assert desk.tokens()[0].used == NOW + timedelta(days=7) - MINUTE
    assert desk.token(secret, NOW + timedelta(days=7)) is None
    desk.revoke_token(token.id, NOW)
    assert desk.tokens() == []
    assert desk.token(secret, NOW) is None


def test_a_token_of_who_is_disabled_is_none_and_does_not_come_back(desk: Accounts) -> None:
    _, secret = desk.add_token("mette", "crm", ["read", "act"], NOW)
    desk.disable("mette", NOW)
    assert desk.token(secret, NOW) is None
    with pytest.raises(AccountError, match="disabled"):
        desk.add_token("mette", "crm", ["read"], NOW)
    desk.enable("mette", NOW)
    assert desk.token(secret, NOW) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": ""}, "bad_label"),
        ({"label": "a\nb"}, "bad_label"),
        ({"label": "x" * 65}, "bad_label"),
        ({"scopes": []}, "bad_scope"),
        ({"scopes": ["read", "root"]}, "bad_scope"),
        ({"lifetime": timedelta(0)}, "bad_lifetime"),
        ({"lifetime": timedelta(days=367)}, "bad_lifetime"),
    ],
)
def test_what_makes_no_token_is_refused(desk: Accounts, change: dict[str, Any], code: str) -> None:
    with pytest.raises(AccountError) as error:
        desk.add_token(**({"name": "mette", "label": "crm", "scopes": ["read"], "now": NOW} | change))
    assert error.value.code == code
    assert desk.tokens() == []
