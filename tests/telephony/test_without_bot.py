"""The telephone without the bot: whoever calls ends at a person or in voicemail, by the dialplan alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from centralino.paths import COMPANY
from tests.telephony import pbx as exchange
from tests.telephony.conftest import CALLER_TONE_HZ, NewCaller, NewPhone
from tests.telephony.pbx import Pbx
from tests.telephony.waiting import within

pytestmark = pytest.mark.telephony

LOOPBACK = "0100007F"


def waiting(pbx: Pbx, queue: str) -> bool:
    return "No Callers" not in pbx.cli(f"queue show {queue}")


def test_bot_down_caller_reaches_a_person_with_sound_both_ways(phone: NewPhone) -> None:
    person, someone = phone("2001", tone=880), phone("2004", tone=440)
    someone.dial("1000")
    person.wait("CALL_ESTABLISHED", 5)
    within(8, lambda: person.hears_tone(440), "the person hears the caller")
    within(8, lambda: someone.hears_tone(880), "the caller hears the person")


def test_bot_down_caller_from_outside_reaches_a_person(phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2002")
    caller("+3221230100")
    person.wait("CALL_ESTABLISHED", 5)
    within(8, lambda: person.hears_tone(CALLER_TONE_HZ), "the person hears the caller")


def test_bot_down_and_nobody_there_caller_leaves_a_message(pbx: Pbx, caller: NewCaller) -> None:
    inbox = pbx.home / "spool/voicemail/default/2000/INBOX"
    before = set(inbox.glob("*.wav"))
    caller("1000", stays_ms=25_000)
    within(40, lambda: {path for path in inbox.glob("*.wav") if path.stat().st_size > 20_000} - before, "a message")


def test_one_caller_more_than_the_limit_is_refused_until_another_hangs_up(pbx: Pbx, caller: NewCaller) -> None:
    pbx.set_global("CALLERS_LIMIT", 1)
    first = caller("1000", stays_ms=3_000)
    first.wait_for("SIP/2.0 200 OK")
    refused = caller("1000")
    refused.wait_for("SIP/2.0 503 Service Unavailable", 2)
    assert "Q.850;cause=42" in refused.messages()
    assert first.wait() == 0
    caller("1000").wait_for("SIP/2.0 200 OK")


def test_caller_waits_while_every_person_talks(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2001")
    caller("1000")
    person.wait("CALL_ESTABLISHED", 5)
    caller("1000")
    within(5, lambda: waiting(pbx, "humans"), "the second caller waits")
    person.hang_up()
    person.wait("CALL_ESTABLISHED", 15, count=2)


def test_encrypted_phone_registers_and_is_called(phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2005", transport="tls")
    caller("1000")
    person.wait("CALL_ESTABLISHED", 5)
    assert "RTP/SAVP " in person.sdp()
    assert "a=crypto:" in person.sdp()
    within(8, lambda: person.hears_tone(CALLER_TONE_HZ), "the person hears the caller")


def test_encrypted_phone_may_not_fall_back_to_plain_sound(phone: NewPhone) -> None:
    plain = phone("2006", transport="udp", password="")
    assert not plain.registers()


def test_wrong_password_is_refused(phone: NewPhone) -> None:
    assert not phone("2003", password="guessed").registers()


def test_every_department_has_a_queue_with_phones(pbx: Pbx) -> None:
    from ruamel.yaml import YAML

    departments = set(YAML(typ="safe").load((COMPANY / "departments.yml").read_text("utf-8")))
    shown = [text.lstrip() for text in pbx.cli("queue show").split("\n\n") if "strategy" in text]
    queues = {text.split()[0]: text for text in shown}
    assert set(queues) == departments | {"humans"}
    assert all("PJSIP/200" in text for text in shown)
    assert {name for name, text in queues.items() if "'ringall' strategy" in text} == {"humans"}
    assert sum("'leastrecent' strategy" in text for text in shown) == len(departments)


def test_nothing_listens_beyond_loopback(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2001")
    caller("1000")
    person.wait("CALL_ESTABLISHED", 5)
    tcp = sockets(pbx, "tcp", "0A") + sockets(pbx, "tcp6", "0A")
    assert {port for address, port in tcp if address == LOOPBACK} >= {pbx.sip_port, pbx.tls_port}
    assert {address for address, _ in tcp} == {LOOPBACK}
    first, last = pbx.rtp_ports
    sound = [address for address, port in sockets(pbx, "udp", "07") if first <= port <= last]
    assert len(sound) >= 4  # RTP and RTCP of two legs
    assert set(sound) == {LOOPBACK}


def sockets(pbx: Pbx, table: str, state: str) -> list[tuple[str, int]]:
    """Local addresses (as /proc writes them) and ports of its sockets in a state (0A: listens, 07: not connected)."""
    links = [os.readlink(link) for link in Path(f"/proc/{pbx.server.pid}/fd").iterdir() if link.is_symlink()]
    own = {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:")}
    rows = [line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    local = [row[1].split(":") for row in rows if row[9] in own and row[3] == state]
    return [(address, int(port, 16)) for address, port in local]


def test_asterisk_starts_without_a_complaint(tmp_path: Path) -> None:
    # One of its own: what other tests did to theirs is no complaint about the configuration.
    fresh = exchange.start(tmp_path)
    fresh.server.stop()
    lines = (fresh.home / "log/messages").read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if "ERROR" in line or "WARNING" in line] == []
