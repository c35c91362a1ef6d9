"""Page, editor and other processes at the same files lose nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.corpus import files
from bot.corpus.additions import Additions, Wanted
from bot.corpus.errors import CorpusError
from bot.corpus.reading import read
from centralino.errors import UserError
from centralino.paths import ROOT
from tests.bot.corpora import ORDERS, additions, project

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.corpus.additions import Wanted
from tests.bot.corpora import additions
root, var, name = sys.argv[1:]
book = additions(Path(root), Path(var))
for number in range(8):
    book.add([Wanted("da", f"pakke {number} fra {name}", "order_status")], name, datetime.now(UTC))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project."""
    return project(tmp_path / "tree")


@pytest.fixture
def book(root: Path, tmp_path: Path) -> Additions:
    """What is added to it."""
    return additions(root, tmp_path / "var")


def texts(file: Path) -> list[str]:
    return [one.text for one in read(file).examples]


def test_two_processes_and_an_editor_that_reads_before_it_writes(root: Path, tmp_path: Path) -> None:
    file = root / "data/nlu/da/orders.yml"
    command = [sys.executable, "-c", WRITER, str(root), str(tmp_path / "var")]
    running = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("anna", "bob")]
    saved = 0
    while any(process.poll() is None for process in running) or saved < 3:
        # An editor that takes no part in our lock, and saves at once what it has just read.
        raw = file.read_text("utf-8")
        edited = raw.replace("    - hej\n", f"    - hej\n    - halløj {saved}\n")
        fresh = file.with_suffix(".tmp")
        fresh.write_text(edited, "utf-8")
        if file.read_text("utf-8") == raw:
            fresh.replace(file)
            saved += 1
        if saved > 40:
            break
    assert [process.wait(60) for process in running] == [0, 0]
    book = additions(root, tmp_path / "var")
    book.restore("anna")
    found = texts(file)
    assert {f"pakke {n} fra {name}" for n in range(8) for name in ("anna", "bob")} <= set(found)
    assert {f"halløj {n}" for n in range(saved)} <= set(found)
    assert len(found) == len(set(found))
    assert not list(file.parent.glob(".*"))


@pytest.mark.parametrize("by_rename", [True, False])
def test_what_an_editor_saves_between_our_reading_and_writing_stays(
    root: Path, book: Additions, monkeypatch: pytest.MonkeyPatch, by_rename: bool
) -> None:
    file = root / "data/nlu/da/orders.yml"
    edited = ORDERS.replace("    - hej\n", "    - hej\n    - goddag\n")
    exchanged, looks = files._exchanged, []

    def late(fresh: Path, path: Path) -> bool:
        if not looks:
            # At the worst moment: after the last look at the file.
            other = file.with_suffix(".tmp") if by_rename else file
            other.write_text(edited, "utf-8")
            other.replace(file)
        looks.append(path)
        return exchanged(fresh, path)

    monkeypatch.setattr(files, "_exchanged", late)
    (stands,) = book.add([Wanted("da", "hvor bliver min pakke af", "order_status")], "mette", NOW)
    assert len(looks) == 2
    wanted = edited.replace("    - hvornår kommer den\n", "    - hvornår kommer den\n    - hvor bliver min pakke af\n")
    assert file.read_text("utf-8") == wanted
    assert stands.line == 10


def test_an_editor_that_saves_a_stale_buffer_is_noticed_and_mended_with_one_call(root: Path, book: Additions) -> None:
    file = root / "data/nlu/da/orders.yml"
    buffer = file.read_text("utf-8").replace("    - hej\n", "    - hej\n    - goddag\n")
    first, second = book.add(
        [Wanted("da", "hvor bliver min pakke af", "order_status"), Wanted("da", "hejsa", "greet")], "mette", NOW
    )
    file.write_text(buffer, "utf-8")
    assert [one.id for one in book.missing()] == [first.addition.id, second.addition.id]
    restored = book.restore("anna")
    assert [one.addition.id for one in restored] == [first.addition.id, second.addition.id]
    assert texts(file) == [
        "hvor er min pakke",
        "hvornår kommer den",
        "hvor bliver min pakke af",
        "hej",
        "goddag",
        "hejsa",
    ]
    assert book.missing() == []
    book.take_back(first.addition.id, "mette", NOW)
    assert "hvor bliver min pakke af" not in texts(file)


def test_what_cannot_be_put_back_does_not_keep_the_rest_away(root: Path, book: Additions) -> None:
    file, tests = root / "data/nlu/da/orders.yml", root / "tests/data/nlu/da.yml"
    first, second = book.add(
        [Wanted("da", "hvor bliver min pakke af", "order_status"), Wanted("da", "hejsa", "greet")], "mette", NOW
    )
    file.write_text(ORDERS, "utf-8")
    tests.write_text(tests.read_text("utf-8") + "    - hvor bliver min pakke af\n", "utf-8")
    left, back = book.restore("anna")
    assert (left.addition.id, back.addition.id) == (first.addition.id, second.addition.id)
    assert "is no test" in str(left.left)
    assert back.left is None
    assert "hejsa" in texts(file)
    assert [one.id for one in book.missing()] == [first.addition.id]


def test_what_somebody_gave_another_label_or_moved_is_not_missed(root: Path, book: Additions) -> None:
    file = root / "data/nlu/da/orders.yml"
    (added,) = book.add([Wanted("da", "hvad så", "order_status")], "mette", NOW)
    moved = file.read_text("utf-8").replace("    - hvad så\n", "").replace("    - hej\n", "    - hej\n    - hvad så\n")
    file.write_text(moved, "utf-8")
    assert book.missing() == []
    book.take_back(added.addition.id, "mette", NOW)
    assert file.read_text("utf-8") == moved, "it is the editor's now"


def test_a_removal_in_the_editor_can_be_let_be(root: Path, book: Additions) -> None:
    (added,) = book.add([Wanted("da", "hvad så", "order_status")], "mette", NOW)
    (root / "data/nlu/da/orders.yml").write_text(ORDERS, "utf-8")
    assert book.take_back(added.addition.id, "mette", NOW).line == 0
    assert book.missing() == []


def test_a_killed_process_between_note_and_line_has_lost_nothing(root: Path, book: Additions, tmp_path: Path) -> None:
    journal = tmp_path / "var" / "journal.jsonl"
    (added,) = book.add([Wanted("da", "hvad så", "order_status")], "mette", NOW)
    (root / "data/nlu/da/orders.yml").write_text(ORDERS, "utf-8")
    with journal.open("ab") as file:
        file.write(b'{"event": "added", "id": "ab')
    assert [one.id for one in book.missing()] == [added.addition.id]
    (other,) = book.add([Wanted("da", "hvad nu", "order_status")], "mette", NOW)
    assert [one.id for one in book.missing()] == [added.addition.id]
    assert journal.stat().st_mode & 0o077 == 0
    book.take_back(other.addition.id, "mette", NOW)


def test_a_file_that_never_rests_and_a_lock_that_is_never_free(root: Path) -> None:
    file = root / "data/nlu/da/orders.yml"

    def restless(before: bytes | None) -> bytes:
        file.write_bytes((before or b"") + b"#")
        return (before or b"") + b"ours"

    with pytest.raises(CorpusError, match="keeps writing"):
        files.change(file, restless)
    assert b"ours" not in file.read_bytes()
    with (
        files.locked(root / "lock"),
        pytest.raises(CorpusError, match="try again") as busy,
        files.locked(root / "lock", 0.1),
    ):
        pass
    assert busy.value.code == "busy"
    with pytest.raises(CorpusError, match="see who owns its folder"), files.locked(Path("/proc/nothing/lock")):
        pass


def test_where_the_system_cannot_exchange_names(root: Path, book: Additions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    book.add([Wanted("da", "hvad så", "order_status")], "mette", NOW)
    assert "hvad så" in texts(root / "data/nlu/da/orders.yml")


def test_a_link_stays_a_link_and_a_folder_that_cannot_be_written_is_told(root: Path, book: Additions) -> None:
    file = root / "data/nlu/da/orders.yml"
    real = root / "elsewhere.yml"
    file.rename(real)
    file.symlink_to(real)
    book.add([Wanted("da", "hvad så", "order_status")], "mette", NOW)
    assert file.is_symlink()
    assert "hvad så" in real.read_text("utf-8")
    with pytest.raises(UserError, match="see who owns it"):
        files.change(Path("/proc/nothing/here.yml"), lambda _: b"x")


def test_threads_of_one_process_take_turns(root: Path, book: Additions) -> None:
    def many(name: str) -> None:
        for number in range(5):
            book.add([Wanted("da", f"pakke {number} fra {name}", "order_status")], name, NOW)

    threads = [threading.Thread(target=many, args=(name,)) for name in ("anna", "bob", "carla")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts(root / "data/nlu/da/orders.yml")) == 3 + 15
