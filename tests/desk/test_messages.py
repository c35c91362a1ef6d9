"""The sound of voicemail: sealed, one a call, and what lay there unsealed before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk.privacy.messages import BYTES_A_SECOND, Messages
from desk.privacy.vault import Vault, load_keyring

pytestmark = pytest.mark.unit
SOUND = b"words after the tone, " * 3000
PBX = "1764164000.12"
"""Calls of a PBX are named like this."""


def messages(folder: Path) -> Messages:
    return Messages(Vault(folder / "messages", load_keyring(folder / "key")))


def heard(store: Messages, call: str) -> bytes | None:
    found = store.of(call)
    return b"".join(found.read(0, found.size)) if found else None


def test_a_message_is_kept_sealed_and_one_spoken_again_takes_its_place(tmp_path: Path) -> None:
    store = messages(tmp_path)
    store.keep(PBX, b"never mind")
    store.keep(PBX, SOUND)
    found = store.of(PBX)
    assert found is not None
    assert b"".join(found.read(44, found.size)) == SOUND
    assert b"".join(found.read(64_040, 64_060)) == SOUND[63_996:64_016]
    assert store.seconds(PBX) == len(SOUND) / BYTES_A_SECOND
    (file,) = (tmp_path / "messages").iterdir()
    assert SOUND[:20] not in file.read_bytes()
    assert PBX not in file.name
    assert store.delete(PBX)
    assert not store.delete(PBX)
    assert heard(store, PBX) is None


def test_what_lies_there_unsealed_is_heard_and_is_sealed_as_old_as_it_is(tmp_path: Path) -> None:
    store, folder = messages(tmp_path), tmp_path / "messages"
    folder.mkdir()
    (folder / f"{PBX}.wav").write_bytes(b"RIFF" + SOUND)
    os.utime(folder / f"{PBX}.wav", (1000, 1000))
    assert heard(store, PBX) == b"RIFF" + SOUND
    assert (store.seal_old(), store.seal_old()) == (1, 0)
    (file,) = folder.iterdir()
    assert (file.suffix, file.stat().st_mtime) == (".sealed", 1000)
    assert heard(store, PBX) == b"RIFF" + SOUND


def test_no_call_is_named_so_that_it_leads_to_another_file(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "secret.wav").write_bytes(SOUND)
    store = messages(tmp_path)
    assert heard(store, "../secret") is None
    assert not store.delete("../secret")


def test_a_message_that_cannot_be_opened_is_told_and_can_be_deleted(tmp_path: Path) -> None:
    messages(tmp_path).keep("call-1", SOUND)
    (tmp_path / "key").unlink()
    store = messages(tmp_path)
    assert (store.has("call-1"), store.seconds("call-1")) == (True, None)
    assert store.delete("call-1")
