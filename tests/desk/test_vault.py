"""Encrypted files: what was written comes back, nothing else does, and no plain byte is ever on disk."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from desk.privacy.vault import Keyring, KeyringError, Vault, VaultError, load_keyring, rotate
from desk.privacy.vault.sealed import CHUNK, TAG, SealedReader

pytestmark = pytest.mark.unit
SOUND = b"a caller who says something private. "
HEADER = 48


def keyring(folder: Path) -> Keyring:
    return load_keyring(folder / "secrets" / "recording_key")


def vault(folder: Path) -> Vault:
    return Vault(folder / "recordings", keyring(folder))


def stored(folder: Path, name: str, size: int) -> bytes:
    sound = (SOUND * (size // len(SOUND) + 1))[:size]
    writer = vault(folder).create(name)
    for start in range(0, size, 10_000):
        writer.write(sound[start : start + 10_000])
    writer.close()
    return sound


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_what_was_written_comes_back(tmp_path: Path, size: int) -> None:
    sound = stored(tmp_path, "one", size)
    here = vault(tmp_path)
    assert b"".join(here.read("one")) == sound
    assert here.size("one") == size
    assert here.names() == ["one"]
    raw = here.path("one").read_bytes()
    assert SOUND[:20] not in raw
    assert stat.S_IMODE(here.path("one").stat().st_mode) == 0o600


def _chunk(number: int) -> slice:
    start = HEADER + number * (CHUNK + TAG)
    return slice(start, start + CHUNK + TAG)


def _swapped(raw: bytes) -> bytes:
    return raw[:HEADER] + raw[_chunk(1)] + raw[_chunk(0)] + raw[_chunk(2)] + raw[_chunk(3)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda raw: raw[:-1], "cut off"),
        (lambda raw: raw[: HEADER + 2 * (CHUNK + TAG)], "cut off"),
        (lambda raw: raw[:HEADER], "cut off"),
        (_swapped, "was changed"),
        (lambda raw: raw[:HEADER] + raw[HEADER + CHUNK + TAG :], "was changed"),
        (lambda raw: raw[: HEADER + 100] + bytes([raw[HEADER + 100] ^ 1]) + raw[HEADER + 101 :], "was changed"),
        (lambda raw: raw + b"more", "cut off|changed"),
        (lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:], "was changed"),
        (lambda raw: b"RIFF" + raw[4:], "no file of the vault"),
    ],
    ids=["byte missing", "chunks missing", "all missing", "order", "first missing", "bit", "more", "salt", "magic"],
)  # fmt: skip
def test_what_was_changed_is_not_read(tmp_path: Path, change: object, told: str) -> None:
    stored(tmp_path, "one", 3 * CHUNK + 500)
    path = vault(tmp_path).path("one")
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(VaultError, match=told) as error:
        list(vault(tmp_path).read("one"))
    assert str(path) in str(error.value)


def test_no_file_passes_for_another(tmp_path: Path) -> None:
    stored(tmp_path, "one", 10)
    here = vault(tmp_path)
    os.rename(here.path("one"), here.path("two"))
    with pytest.raises(VaultError, match=r"was changed|cut off"):
        list(here.read("two"))


def test_a_crash_leaves_a_beginning_that_can_be_read(tmp_path: Path) -> None:
    here = vault(tmp_path)
    writer = here.create("one")
    sound = SOUND * 6000
    writer.write(sound)
    # Nobody closes it: this is what a killed process leaves.
    kept = b"".join(here.read("one", salvage=True))
    assert sound.startswith(kept)
    assert len(sound) - len(kept) <= CHUNK
    with pytest.raises(VaultError, match="cut off"):
        list(here.read("one"))
    raw = here.path("one").read_bytes()
    here.path("one").write_bytes(raw[: len(raw) - 100])
    assert b"".join(here.read("one", salvage=True)) == kept[:-CHUNK]


def test_a_crash_does_not_excuse_a_changed_beginning(tmp_path: Path) -> None:
    here = vault(tmp_path)
    here.create("one").write(SOUND * 6000)
    raw = bytearray(here.path("one").read_bytes())
    raw[HEADER + 5] ^= 1
    here.path("one").write_bytes(raw)
    with pytest.raises(VaultError, match="was changed"):
        list(here.read("one", salvage=True))


def test_old_keys_read_and_the_new_one_writes(tmp_path: Path) -> None:
    sound = stored(tmp_path, "old", 100)
    before = keyring(tmp_path)
    after = rotate(tmp_path / "secrets" / "recording_key")
    assert after.current.id != before.current.id
    stored(tmp_path, "new", 100)
    here = vault(tmp_path)
    assert b"".join(here.read("old")) == b"".join(here.read("new")) == sound
    assert SealedReader(here.path("new"), "new", after).key_id == after.current.id
    with pytest.raises(VaultError, match=f"its key {after.current.id} is not here"):
        Vault(tmp_path / "recordings", before).read("new")


def test_two_files_of_the_same_sound_have_nothing_in_common(tmp_path: Path) -> None:
    stored(tmp_path, "one", 1000)
    stored(tmp_path, "two", 1000)
    one, two = (vault(tmp_path).path(name).read_bytes()[HEADER:] for name in ("one", "two"))
    assert sum(a == b for a, b in zip(one, two, strict=True)) < 50


def test_discarded_sound_is_gone(tmp_path: Path) -> None:
    writer = vault(tmp_path).create("one")
    writer.write(SOUND * 6000)
    writer.discard()
    writer.discard()
    assert vault(tmp_path).names() == []
    assert not vault(tmp_path).remove("one")


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "recording_key"
    assert load_keyring(file) == load_keyring(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keyring(tmp_path).current.secret.hex() not in repr(keyring(tmp_path))


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [("", 0o600, "holds no key"), ("short", 0o600, "base64"), ("A" * 43 + "=", 0o644, "chmod 600")],
)
def test_a_key_file_that_cannot_be_used_is_told_with_the_remedy(
    tmp_path: Path, text: str, mode: int, told: str
) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    file.chmod(mode)
    with pytest.raises(KeyringError, match=told) as error:
        load_keyring(file)
    assert text == "" or text not in str(error.value)


@pytest.mark.parametrize("name", ["../other", "", "a/b", ".hidden", "x" * 200])
def test_names_stay_in_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a file"):
        vault(tmp_path).create(name)


def test_a_file_that_is_put_takes_the_place_of_another_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = vault(tmp_path)
    here.put("one", SOUND)
    here.put("one", SOUND * 5000)
    assert b"".join(here.read("one")) == SOUND * 5000

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError, match=r"cannot be written .No space left"):
        here.put("one", b"new")
    assert b"".join(here.read("one")) == SOUND * 5000
    assert [path.name for path in here.folder.iterdir()] == ["one.sealed"]
