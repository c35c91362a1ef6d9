"""Recordings in the table and in the vault, on both databases."""

from __future__ import annotations

import io
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desk.database import Database
from desk.privacy.recordings import RATE, Recordings
from desk.privacy.vault import Vault, VaultError, load_keyring
from tests.desk.samples import NOW, PROCESSES

pytestmark = pytest.mark.contract


def recordings(database: Database, folder: Path) -> Recordings:
    return Recordings(database, Vault(folder / "recordings", load_keyring(folder / "key")), timedelta(days=30))


def tone(seconds: float) -> bytes:
    time_s = np.arange(round(seconds * RATE)) / RATE
    left = (8000 * np.sin(2 * np.pi * 440 * time_s)).astype("<i2")
    return np.stack([left, np.zeros_like(left)], axis=1).tobytes()


def test_a_recording_comes_back_as_a_wav_file(database: Database, tmp_path: Path) -> None:
    store = recordings(database, tmp_path)
    begun, writer = store.begin("call-1", "consent", NOW)
    assert store.of_call("call-1")[0].seconds is None
    writer.write(tone(2.5))
    writer.close()
    store.finish(begun.id, 2.5)
    kept = store.show(begun.id)
    assert (kept.seconds, kept.consent, kept.expires) == (2.5, "consent", NOW + timedelta(days=30))
    sound, rate = soundfile.read(io.BytesIO(b"".join(store.wav(begun.id))), dtype="int16")
    assert (rate, sound.shape) == (RATE, (40000, 2))
    assert sound.tobytes() == tone(2.5)


def kept(store: Recordings, call: str, seconds: float, at: timedelta = timedelta()) -> str:
    begun, writer = store.begin(call, "notice", NOW + at)
    writer.write(tone(seconds))
    writer.close()
    store.finish(begun.id, seconds)
    return begun.id


def test_the_parts_of_a_call_are_one_wav_file_that_is_read_from_any_byte_on(database: Database, tmp_path: Path) -> None:
    store, hour = recordings(database, tmp_path), timedelta(hours=1)
    kept(store, "call-1", 2.5)
    talk = kept(store, "call-1", 1.25, hour)
    kept(store, "call-2", 1.0)
    found = store.of("call-1", NOW + hour)
    assert found is not None
    whole = b"".join(found.read(0, found.size))
    assert len(whole) == found.size
    sound, rate = soundfile.read(io.BytesIO(whole), dtype="int16")
    assert (rate, sound.tobytes()) == (RATE, tone(2.5) + tone(1.25))
    joint = 44 + len(tone(2.5))
    for begin, end in [(0, 1), (40, 50), (64_043, 64_045), (joint - 7, joint + 9), (joint, joint + 1), (9, found.size)]:
        assert b"".join(found.read(begin, end)) == whole[begin:end], (begin, end)
    store.delete(talk)
    rest = store.of("call-1", NOW + hour)
    assert rest is not None
    assert rest.size == joint
    assert store.of("call-1", NOW + timedelta(days=30)) is None, "its time has come"
    assert store.of("call-3", NOW) is None


def test_a_recording_that_was_shortened_is_noticed(database: Database, tmp_path: Path) -> None:
    store = recordings(database, tmp_path)
    begun, writer = store.begin("call-1", "consent", NOW)
    writer.write(tone(2.5))
    writer.close()
    store.finish(begun.id, 2.5)
    raw = writer.path.read_bytes()
    writer.path.write_bytes(raw[:100_000])
    with pytest.raises(VaultError, match="cut off"):
        list(store.wav(begun.id))


def test_a_deleted_recording_leaves_neither_sound_nor_row(database: Database, tmp_path: Path) -> None:
    store = recordings(database, tmp_path)
    begun, writer = store.begin("call-1", "notice", NOW)
    writer.close()
    assert store.delete(begun.id)
    assert not store.delete(begun.id)
    assert store.of_call("call-1") == []
    assert list((tmp_path / "recordings").iterdir()) == []
    with pytest.raises(KeyError):
        list(store.wav(begun.id))


def test_a_vault_that_cannot_be_written_leaves_no_row(database: Database, tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")
    store = recordings(database, tmp_path)
    with pytest.raises((VaultError, OSError)):
        store.begin("call-1", "notice", NOW)
    assert store.of_call("call-1") == []


def test_after_a_kill_the_beginning_is_kept_and_gets_its_length(address: str, tmp_path: Path) -> None:
    child = PROCESSES.Process(target=_record_for_ever, args=(address, tmp_path))
    child.start()
    database = Database(address)
    store = recordings(database, tmp_path)
    file = None
    while file is None or file.stat().st_size < 200_000:
        time.sleep(0.05)
        file = next(iter((tmp_path / "recordings").glob("*.sealed")), None)
    assert store.mend() == 0, "it is still being written"
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert store.mend() == 1
    assert store.mend() == 0
    kept = store.of_call("call-1")[0]
    sound, _ = soundfile.read(io.BytesIO(b"".join(store.wav(kept.id))), dtype="int16")
    assert kept.seconds is not None
    assert kept.seconds >= 3
    assert abs(len(sound) / RATE - kept.seconds) < 0.01
    assert np.abs(sound[:, 0]).max() > 7000
    database.close()


def _record_for_ever(address: str, folder: Path) -> None:
    _, writer = recordings(Database(address), folder).begin("call-1", "notice", NOW)
    while True:
        writer.write(tone(0.2))
        time.sleep(0.01)


def test_a_crash_before_the_first_sound_leaves_nothing(database: Database, tmp_path: Path) -> None:
    store = recordings(database, tmp_path)
    _, writer = store.begin("call-1", "notice", NOW)
    os.close(writer.fileno())
    assert store.mend() == 1
    assert store.of_call("call-1") == []
    assert list((tmp_path / "recordings").iterdir()) == []
