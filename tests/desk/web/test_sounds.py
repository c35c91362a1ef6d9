"""Recordings and voicemail over HTTP: who may hear them, any part of them, and that it is written down."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import soundfile

from desk.audit.trail import Trail
from desk.calls.messages import Begun, Recorded
from desk.privacy.messages import Messages
from desk.privacy.recordings import Recordings
from desk.privacy.vault import Vault, load_keyring
from tests.desk.test_recordings import tone
from tests.desk.web.site import Site

pytestmark = pytest.mark.contract
NOW = datetime.now(UTC)


def vault(desk: Site, folder: str) -> Vault:
    """Of the machine of the desk."""
    var = desk.folder / "var"
    return Vault(var / folder, load_keyring(var / "secrets" / "recording_key"))


def recorded(desk: Site, call: str, *seconds: float) -> Vault:
    """A call of so many parts."""
    here = vault(desk, "recordings")
    store = Recordings(desk.database, here, timedelta(days=30))
    desk.calls.write([Begun(call, NOW, "phone", "da")])
    for part, length in enumerate(seconds):
        begun, writer = store.begin(call, "notice", NOW + timedelta(minutes=part))
        writer.write(tone(length))
        writer.close()
        store.finish(begun.id, length)
        desk.calls.write([Recorded(call, begun.id)])
    return here


def part(client: httpx.Client, path: str, wanted: str) -> httpx.Response:
    return client.get(path, headers={"Range": wanted})


def test_a_supervisor_hears_all_of_a_call_and_seeks_in_it(desk: Site) -> None:
    recorded(desk, "call-r1", 1.5, 0.75)
    boss, path = desk.user("supervisor"), "/api/v1/calls/call-r1/recording"
    whole = boss.get(path)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert (whole.headers["accept-ranges"], whole.headers["cache-control"]) == ("bytes", "no-store")
    sound, rate = soundfile.read(io.BytesIO(whole.content), dtype="int16")
    assert (rate, sound.tobytes()) == (16_000, tone(1.5) + tone(0.75))
    size = len(whole.content)
    for wanted, begin, end in [
        ("bytes=0-", 0, size),
        ("bytes=100-199", 100, 200),
        ("bytes=96000-96099", 96_000, 96_100),
        (f"bytes={size - 10}-{size + 10}", size - 10, size),
        ("bytes=-5", size - 5, size),
    ]:
        answer = part(boss, path, wanted)
        assert (answer.status_code, answer.content) == (206, whole.content[begin:end]), wanted
        assert answer.headers["content-range"] == f"bytes {begin}-{end - 1}/{size}"
    for none in ("bytes=5-2", "bytes=-", "seconds=1-2", "bytes=0-1,5-6"):
        assert part(boss, path, none).content == whole.content, none
    beyond = part(boss, path, f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")


def test_each_listening_is_in_the_audit_trail_once_and_no_sound_is_left_on_disk(desk: Site) -> None:
    here = recorded(desk, "call-r2", 1.0)
    path = "/api/v1/calls/call-r2/recording"
    for client in (desk.user("supervisor"), desk.user("trainer"), desk.user("supervisor")):
        for wanted in ("bytes=0-999", "bytes=500-"):
            assert part(client, path, wanted).status_code == 206
    entries = Trail(desk.database).entries(what="call-r2")
    assert [(entry.who, entry.action) for entry in entries] == [
        ("trainer", "recording.heard"),
        ("supervisor", "recording.heard"),
    ]
    written = [file for file in (desk.folder / "var").rglob("*") if file.is_file()]
    assert here.path(desk.calls.show("call-r2").recording_id or "") in written
    assert not any(tone(1.0)[:200] in file.read_bytes() for file in written)


def test_agents_and_strangers_hear_no_recording(desk: Site) -> None:
    recorded(desk, "call-r3", 0.5)
    path = "/api/v1/calls/call-r3/recording"
    assert desk.user("anna").get(path).status_code == 403
    assert desk.stranger().get(path).status_code == 401
    assert desk.token("anna", "read").get(path).status_code == 403
    assert Trail(desk.database).entries(what="call-r3") == []


def test_what_is_not_there_is_told_in_a_line(desk: Site) -> None:
    boss = desk.user("supervisor")
    recorded(desk, "call-r4")
    none = boss.get("/api/v1/calls/call-r4/recording")
    assert (none.status_code, none.json()["message"]) == (404, "there is no recording of this call")
    here = recorded(desk, "call-r5", 0.5)
    file: Path = here.path(desk.calls.show("call-r5").recording_id or "")
    file.write_bytes(b"RIFF" + file.read_bytes()[4:])
    broken = boss.get("/api/v1/calls/call-r5/recording")
    assert (broken.status_code, broken.json()["error"]) == (500, "unreadable")
    assert Trail(desk.database).entries(what="call-r5") == [], "nobody has heard anything"
    assert "is no file of the vault" in desk.log()


def test_an_agent_hears_a_voicemail(desk: Site) -> None:
    item = desk.call(kind="voicemail", message="ring mig op")
    call, store, anna = desk.queue.show(item).call_id, Messages(vault(desk, "messages")), desk.user("anna")
    path = f"/api/v1/queue/{item}/message"
    assert anna.get(f"/api/v1/queue/{item}").json()["message_seconds"] is None
    assert anna.get(path).json()["message"] == "there is no message with this item"
    store.keep(call, b"\1\0" * 24_000)
    assert anna.get(f"/api/v1/queue/{item}").json()["message_seconds"] == 1.5
    sound, rate = soundfile.read(io.BytesIO(anna.get(path).content), dtype="int16")
    assert (rate, sound.tolist()) == (16_000, [1] * 24_000)
    assert part(anna, path, "bytes=44-47").content == b"\1\0\1\0"
    assert desk.user("trainer").get(path).status_code == 403
