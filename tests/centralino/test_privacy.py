"""`centralino privacy`, and what settings of recording mean."""

from __future__ import annotations

import asyncio
import json
import os
import time
import zipfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.messages import CallInfo
from centralino import desk, privacy, settings
from centralino.cli import main
from centralino.errors import UserError
from centralino.keeping import keep_no_longer, keeping, open_recorder, seal_messages
from centralino.recording import policy
from centralino.settings import Desk, DialledNumber, Dialogue, Privacy, Settings
from desk.privacy.recordings import BYTES_A_SECOND
from desk.queue.packet import Line, Packet, Summary

pytestmark = pytest.mark.unit
PHONE = "+4530224466"
SECONDS = 20


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own with one closed call and its message."""
    monkeypatch.setattr(desk, "where", lambda: tmp_path / "queue.db")
    opened = (
        privacy.open_registry,
        privacy.open_retention,
        privacy.open_recordings,
        privacy.open_messages,
        privacy.open_vault,
    )
    for function in (*opened, privacy.key_file):
        monkeypatch.setattr(privacy, function.__name__, lambda var=tmp_path, function=function: function(var))
    created = datetime.now(UTC) - timedelta(days=100)
    store = desk.open_queue()
    said = (Line(0, "caller", "hvornår har I åbent"),)
    item = store.place(
        Packet("call-1", created.isoformat(), "da", "sales", "routed", Summary("x", "x"), caller=PHONE, transcript=said)
    )
    store.take("maria", created, item.item_id)
    store.close(item.item_id, created, "ringes op")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "call-1.wav").write_bytes(b"RIFF")
    return tmp_path


def packet(site: Path) -> dict[str, Any]:
    assert site.exists()
    return desk.open_queue().list(None)[0].packet


def test_a_caller_gets_everything_in_one_zip(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "export", "--phone", PHONE, str(site / "out.zip")]) == 0
    with zipfile.ZipFile(site / "out.zip") as packed:
        item = json.loads(packed.read("queue_items.json"))[0]
        assert (item["note"], item["packet"]["caller"]) == ("ringes op", PHONE)
        assert packed.read("messages/message-call-1.wav") == b"RIFF"
    assert "queue_items" in capsys.readouterr().out
    assert main(["privacy", "export", "--phone", PHONE, str(site / "out.zip")]) == 2
    assert "choose another name" in capsys.readouterr().err


def test_erasing_asks_first_counts_first_and_is_recorded(
    site: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["privacy", "erase", "--phone", PHONE, "--dry-run"]) == 0
    assert main(["privacy", "erase", "--phone", PHONE]) == 2, "nobody is there to ask"
    assert "--yes" in capsys.readouterr().err
    assert packet(site)["caller"] == PHONE
    assert main(["privacy", "erase", "--phone", PHONE, "--yes"]) == 0
    assert "caller" not in packet(site)
    assert not list((site / "messages").iterdir())
    (entry,) = desk.open_trail().entries(10, action="privacy.erase")
    assert (entry.what, entry.details["queue_items"]) == ("phone ending 466", "1")
    assert PHONE not in caplog.text + str(entry)
    assert main(["privacy", "erase", "--phone", PHONE, "--yes"]) == 0
    assert "Nothing is held" in capsys.readouterr().out


def test_a_person_who_types_the_word_erases(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert main(["privacy", "erase", "--call", "call-1"]) == 1
    assert packet(site)["caller"] == PHONE
    monkeypatch.setattr("builtins.input", lambda _: "erase")
    assert main(["privacy", "erase", "--call", "call-1"]) == 0
    assert "caller" not in packet(site)


@pytest.mark.parametrize("number", ["30224466", "+45 30 22 44 66", "0045 30224466"])
def test_a_number_that_may_be_of_several_people_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "erase", "--phone", number, "--yes"]) == 2
    assert "with country code" in capsys.readouterr().err


def test_what_is_too_old_is_deleted_and_counted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "retention", "--dry-run"]) == 0
    assert packet(site)["transcript"]
    assert main(["privacy", "retention"]) == 0
    assert packet(site)["transcript"] == []
    assert packet(site)["caller"] == PHONE
    assert "transcripts            1" in capsys.readouterr().out


def test_a_new_key_keeps_the_old_ones(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = privacy.open_vault(site).key_id
    assert main(["privacy", "new-key"]) == 0
    assert privacy.open_vault(site).key_id != first
    assert privacy.open_vault(site).key_id in capsys.readouterr().out


def test_a_period_of_no_days_would_delete_everything_and_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "load", lambda: Settings(privacy=Privacy(packets_days=0)))
    with pytest.raises(UserError, match=r"privacy.packets_days is 0; give at least 1"):
        privacy.open_retention(site)


def test_the_dialled_number_comes_before_the_language_and_both_before_the_rest() -> None:
    configured = Settings(
        desk=Desk(recording="notice", recording_languages={"da": "consent"}),
        dialogue=Dialogue({"+451": DialledNumber("da", recording="off"), "+452": DialledNumber("da")}),
    )
    chosen = policy(configured)
    assert [chosen.rule("da", "+451"), chosen.rule("da", "+452"), chosen.rule("fr", None)] == [
        "off",
        "consent",
        "notice",
    ]
    assert chosen.records
    assert not policy(Settings()).records


def test_a_rule_that_is_none_is_told_by_name() -> None:
    with pytest.raises(UserError, match=r"desk.recording_languages.da is 'always'; choose one of off, notice, consent"):
        policy(Settings(desk=Desk(recording_languages={"da": "always"})))


async def test_serve_deletes_what_is_too_old_when_it_starts(site: Path) -> None:
    task = asyncio.create_task(keep_no_longer(site))
    ends = time.monotonic() + SECONDS
    while packet(site)["transcript"] and time.monotonic() < ends:
        await asyncio.sleep(0.05)
    assert packet(site)["transcript"] == []
    assert not task.done(), "it goes on, each day"
    task.cancel()


async def test_keys_that_cannot_be_used_stop_no_call(site: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = privacy.key_file(site)
    file.parent.mkdir()
    file.write_text("no key")
    file.chmod(0o600)
    task = asyncio.create_task(keep_no_longer(site))
    ends = time.monotonic() + SECONDS
    while "is not deleted" not in caplog.text and time.monotonic() < ends:
        await asyncio.sleep(0.05)
    assert "each line is a key" in caplog.text
    assert not task.done()
    task.cancel()
    seal_messages(site)
    assert "are not sealed" in caplog.text
    with pytest.raises(UserError, match="each line is a key"):
        open_recorder(Settings(desk=Desk(recording="notice")), site)


async def test_an_agent_who_has_a_recording_deleted_is_in_the_audit_trail(site: Path) -> None:
    async with AsyncExitStack() as stack:
        kept = await keeping(stack, Settings(desk=Desk(recording="notice")), site)
        bot = kept.recorder.of(CallInfo("call-1", "da"))
        assert bot is not None
        bot.due("da")
        bot.told()
        bot.close()
        talk = kept.recorder.talk("call-1", "maria")
        assert talk is not None
        talk.decline()
        ends = time.monotonic() + SECONDS
        while not (entries := desk.open_trail().entries(action="recording.declined")):
            assert time.monotonic() < ends, "nothing is written down"
            await asyncio.sleep(0.05)
    assert [(entry.who, entry.what) for entry in entries] == [("maria", "call-1")]
    assert privacy.open_recordings(site).of_call("call-1") == []


def test_a_recording_that_a_crash_cut_off_is_put_in_order_at_the_start(site: Path) -> None:
    store = privacy.open_recordings(site)
    begun, writer = store.begin("call-1", "notice", datetime.now(UTC))
    writer.write(bytes(3 * BYTES_A_SECOND))
    os.close(writer.fileno())
    open_recorder(Settings(), site)
    assert store.show(begun.id).seconds is None, "where nothing is recorded nothing is looked for"
    open_recorder(Settings(desk=Desk(recording="consent")), site)
    assert store.show(begun.id).seconds == 2.0
