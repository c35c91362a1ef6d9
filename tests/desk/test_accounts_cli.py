"""`centralino users` and `centralino audit` as an operator has them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from centralino.paths import ROOT
from desk.accounts.accounts import Accounts
from desk.database import Database
from tests.desk.accounts import HERE, OTHER, PASSWORD

pytestmark = pytest.mark.contract
COMMAND = [sys.executable, "-m", "centralino"]


@pytest.fixture
def site(address: str, tmp_path: Path) -> Mapping[str, str]:
    """The environment of an installation."""
    return installed(tmp_path, address if "://" in address else "")


@pytest.fixture
def small(tmp_path: Path) -> Mapping[str, str]:
    """One on SQLite, for what does not come to the database."""
    return installed(tmp_path, "")


def installed(folder: Path, address: str) -> Mapping[str, str]:
    settings = folder / "centralino.yml"
    settings.write_text(f'desk: {{database: "{address}"}}\n')
    return {**os.environ, "CENTRALINO_VAR": str(folder), "CENTRALINO_SETTINGS": str(settings)}


def run(site: Mapping[str, str], *args: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *args]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120, cwd=ROOT, env=site)


def done(site: Mapping[str, str], *args: str, typed: str = "") -> str:
    ended = run(site, *args, typed=typed)
    assert (ended.returncode, ended.stderr.count("Traceback")) == (0, 0), ended.stderr
    return ended.stdout


def refused(site: Mapping[str, str], *args: str, typed: str = "") -> str:
    """The one line on standard error."""
    ended = run(site, *args, typed=typed)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1), ended.stderr
    assert ended.stderr.startswith("centralino: ")
    return ended.stderr


def test_from_the_first_admin_to_the_trail(site: Mapping[str, str], address: str) -> None:
    assert "users add NAME --role admin" in done(site, "users", "list")
    done(site, "users", "add", "anna", "--role", "admin", typed=f"{PASSWORD}\n")
    done(site, "users", "add", "mette", "--language", "da", typed=PASSWORD)
    done(site, "users", "role", "mette", "supervisor")
    done(site, "users", "password", "mette", typed=f"{OTHER}\r\n")
    listed = [json.loads(line) for line in done(site, "users", "list", "--json").splitlines()]
    assert [(user["name"], user["role"], user["language"], user["disabled"]) for user in listed] == [
        ("anna", "admin", "en", False),
        ("mette", "supervisor", "da", False),
    ]
    database = Database(address)
    accounts, now = Accounts(database), datetime.now(UTC)
    session = accounts.log_in("mette", OTHER, HERE, now)
    done(site, "users", "disable", "mette")
    assert accounts.session(session.token, now) is None
    database.close()
    assert "disabled" in done(site, "users", "list")
    listing = done(site, "audit", "list", "--what", "mette")
    actions = re.findall(r"user_\w+|role_\w+|password_\w+|login", listing)
    assert actions == ["user_disabled", "login", "password_changed", "role_changed", "user_added"]
    assert PASSWORD not in listing
    entry = json.loads(done(site, "audit", "list", "--limit", "1", "--before", "2", "--json"))
    assert (entry["number"], entry["action"], entry["what"]) == (1, "user_added", "anna")
    assert entry["who"].startswith("cli:")


def test_tokens_are_told_once(site: Mapping[str, str], address: str) -> None:
    done(site, "users", "add", "mette", typed=PASSWORD)
    args = ("users", "tokens", "add", "mette", "wall board", "--scope", "read", "--scope", "act", "--days", "7")
    secret = done(site, *args).strip()
    database = Database(address)
    token = Accounts(database).token(secret, datetime.now(UTC))
    assert token is not None
    assert (token.user.name, token.label, token.scopes) == ("mette", "wall board", {"read", "act"})
    listing = done(site, "users", "tokens", "list", "mette", "--json")
    assert secret not in listing
    done(site, "users", "tokens", "revoke", json.loads(listing)["id"])
    assert Accounts(database).token(secret, datetime.now(UTC)) is None
    database.close()
    assert "No tokens" in done(site, "users", "tokens", "list")
    assert "not found" in refused(site, "users", "tokens", "revoke", token.id)
    assert "1 to 366 days" in refused(site, "users", "tokens", "add", "mette", "crm", "--days", "0")


def test_verify_tells_where_the_trail_is_broken(site: Mapping[str, str], address: str) -> None:
    done(site, "users", "add", "anna", typed=PASSWORD)
    noted = done(site, "audit", "head").strip()
    for language in ("da", "fr"):
        done(site, "users", "language", "anna", language)
    assert (
        done(site, "audit", "verify", "--head", noted)
        == "The trail is whole: 3 entries, and holds the noted entry 1.\n"
    )
    database = Database(address)
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE audit_trail SET who = 'mette' WHERE number = 2")
    database.close()
    broken = run(site, "audit", "verify")
    assert broken.returncode == 1
    assert "BROKEN at entry 2 (changed)" in broken.stdout
    assert noted in broken.stdout, "as far as it is in order"


def test_what_cannot_be_is_told_in_one_line(small: Mapping[str, str]) -> None:
    done(small, "users", "add", "anna", "--role", "admin", typed=PASSWORD)
    for args, typed, words in (
        (("users", "add", "mette"), "", "no password"),
        (("users", "add", "mette"), "password12345678", "everybody tries"),
        (("users", "password", "ghost"), PASSWORD, "users list"),
        (("users", "disable", "anna"), "", "make another one first"),
        (("audit", "verify", "--head", "12"), "", "centralino audit head"),
    ):
        assert words in refused(small, *args, typed=typed)
    assert len(done(small, "users", "list").splitlines()) == 1


def test_settings_that_cannot_be_are_told(small: Mapping[str, str]) -> None:
    settings = Path(small["CENTRALINO_SETTINGS"])
    settings.write_text(settings.read_text().replace("}", ", password_length: 7}"))
    assert "desk.password_length: 7 is too little; 8 or more" in refused(small, "users", "list")


@pytest.mark.parametrize("second", [PASSWORD, OTHER], ids=["the same", "another"])
def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(small: Mapping[str, str], second: str) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [*COMMAND, "users", "add", "mette"], dict(small))
    shown = b""
    for prompt, answer in ((b"Password for mette: ", PASSWORD), (b"Once more: ", second)):
        while not shown.endswith(prompt):
            shown += os.read(terminal, 1000)
        os.write(terminal, f"{answer}\n".encode())
    while True:
        try:
            read = os.read(terminal, 1000)
        except OSError:
            break
        if not read:
            break
        shown += read
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert PASSWORD.encode() not in shown
    assert OTHER.encode() not in shown
    assert os.waitstatus_to_exitcode(status) == (0 if second == PASSWORD else 2)
    assert (b"may log in as agent" in shown) is (second == PASSWORD)
