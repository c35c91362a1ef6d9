"""Each addition is a commit of its own; whatever state the repository is in, the writing stands."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.corpus.additions import Additions, Stands, Wanted
from bot.corpus.markup import Mark
from tests.bot.corpora import additions, git, project, under_git

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
FILE = "data/nlu/da/orders.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in the site's own repository."""
    return under_git(project(tmp_path / "tree"))


@pytest.fixture
def book(root: Path, tmp_path: Path) -> Additions:
    """What is added to it."""
    return additions(root, tmp_path / "var")


def add(book: Additions, text: str = "hvor bliver min pakke af", note: str = "") -> Stands:
    (done,) = book.add([Wanted("da", text, "order_status")], "mette", NOW, note)
    return done


def test_one_commit_of_the_one_file_in_the_trainers_name(root: Path, book: Additions) -> None:
    stands = add(book, note="heard twice this week")
    assert stands.committed.commit == git(root, "rev-parse", "HEAD")
    assert git(root, "log", "-1", "--format=%an|%cn|%s|%b") == (
        'mette|Site|nlu(da): "hvor bliver min pakke af" is order_status|heard twice this week'
    )
    assert git(root, "show", "--numstat", "--format=") == f"1\t0\t{FILE}"
    back = book.take_back(stands.addition.id, "anna", NOW)
    assert back.committed.commit == git(root, "rev-parse", "HEAD")
    assert git(root, "log", "-1", "--format=%an|%s") == (
        'anna|nlu(da): "hvor bliver min pakke af" is no longer order_status'
    )
    assert git(root, "diff", "HEAD~2", "--stat") == git(root, "status", "--porcelain") == ""


def test_each_of_several_is_one_and_a_test_with_its_entities_is_one(root: Path, book: Additions) -> None:
    marked = Wanted("da", "æskefolkene tak", "reach_department", (Mark(0, 11, "department", "sales"),), "test")
    book.add([Wanted("da", "hvad så", "greet"), marked], "mette", NOW)
    assert git(root, "rev-list", "--count", "HEAD") == "3"
    assert git(root, "show", "--name-only", "--format=%s").splitlines() == [
        'nlu(da, test): "æskefolkene tak" is reach_department', "", "tests/data/entities/da.jsonl",
        "tests/data/nlu/da.yml",
    ]  # fmt: skip
    assert git(root, "status", "--porcelain") == ""


def test_what_others_have_staged_stays_staged(root: Path, book: Additions) -> None:
    (root / "domain.yml").write_text("# changed\n" + (root / "domain.yml").read_text("utf-8"), "utf-8")
    (root / "new.txt").write_text("new", "utf-8")
    git(root, "add", "domain.yml", "new.txt")
    assert add(book).committed.commit
    assert git(root, "show", "--name-only", "--format=") == FILE
    assert git(root, "status", "--porcelain").splitlines() == ["M  domain.yml", "A  new.txt"]


@pytest.mark.parametrize("staged", [True, False])
def test_half_done_edits_of_the_same_file_are_not_committed_with_ours(
    root: Path, book: Additions, staged: bool
) -> None:
    file = root / FILE
    file.write_text(file.read_text("utf-8").replace("    - hej\n", "    - hej\n    - goddag\n"), "utf-8")
    if staged:
        git(root, "add", FILE)
    stands = add(book)
    assert stands.committed.commit is None
    assert "changes of somebody" in str(stands.committed.why)
    assert git(root, "rev-list", "--count", "HEAD") == "1"
    assert "hvor bliver min pakke af" in file.read_text("utf-8")
    assert "goddag" in file.read_text("utf-8")


def test_detached_head(root: Path, book: Additions) -> None:
    git(root, "checkout", "--quiet", "--detach")
    stands = add(book)
    assert "detached" in str(stands.committed.why)
    assert "hvor bliver" in (root / FILE).read_text("utf-8")


def test_rebase_under_way(root: Path, book: Additions) -> None:
    git(root, "checkout", "--quiet", "-b", "other")
    for branch, word in (("other", "a"), ("main", "b")):
        git(root, "checkout", "--quiet", branch)
        (root / "note.txt").write_text(word, "utf-8")
        git(root, "add", "note.txt")
        git(root, "commit", "--quiet", "-m", word)
    with pytest.raises(Exception, match="returned non-zero"):
        git(root, "rebase", "other")
    stands = add(book)
    assert "rebase is under way" in str(stands.committed.why)
    assert "hvor bliver" in (root / FILE).read_text("utf-8")


def test_nobody_has_told_git_who_they_are(root: Path, book: Additions, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "config", "--unset", "user.name")
    git(root, "config", "--unset", "user.email")
    monkeypatch.setenv("HOME", str(root.parent))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(root.parent))
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    assert add(book).committed.commit
    assert git(root, "log", "-1", "--format=%an").strip() == "mette"


def test_a_hook_that_refuses_and_one_that_is_content(root: Path, book: Additions) -> None:
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'no commits on Fridays' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    stands = add(book)
    assert stands.committed.commit is None
    assert "no commits on Fridays" in str(stands.committed.why)
    assert "hvor bliver" in (root / FILE).read_text("utf-8")
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    git(root, "commit", "--quiet", "-am", "by hand")
    assert add(book, "hvad så").committed.commit


def test_another_git_at_work(root: Path, book: Additions) -> None:
    (root / ".git" / "index.lock").touch()
    stands = add(book)
    assert "git refused" in str(stands.committed.why)
    assert "hvor bliver" in (root / FILE).read_text("utf-8")


def test_a_new_file_beside_known_ones_is_committed_and_one_that_is_ignored_is_not(root: Path, book: Additions) -> None:
    wanted = Wanted("da", "stil mig om", "reach_department")
    (stands,) = book.add([wanted], "mette", NOW)
    assert stands.path.name == "added.yml"
    assert stands.committed.commit
    assert git(root, "status", "--porcelain") == ""


def test_a_repository_of_another_user_says_so_with_what_helps(
    root: Path, book: Additions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, real, wrapper = tmp_path / "gitconfig", shutil.which("git"), tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f"#!/bin/sh\nexport GIT_TEST_ASSUME_DIFFERENT_OWNER=1 GIT_CONFIG_SYSTEM={settings} HOME={tmp_path}\n"
        f'exec {real} "$@"\n',
        "utf-8",
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    stands = add(book)
    assert stands.committed.commit is None
    assert "hvor bliver" in (root / FILE).read_text("utf-8")
    why, _, remedy = str(stands.committed.why).partition("; run once: sudo ")
    assert "belongs to another user" in why
    subprocess.run(shlex.split(remedy), check=True)
    monkeypatch.undo()
    git(root, "commit", "--quiet", "-am", "by hand")
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    assert add(book, "hvad så").committed.commit


def test_without_git_nothing_is_told_of_it(tmp_path: Path) -> None:
    root = project(tmp_path / "plain")
    stands = add(additions(root, tmp_path / "var"))
    assert (stands.committed.commit, stands.committed.why) == (None, None)


def test_in_somebody_elses_repository_that_ignores_the_tree(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("/tree/\n", "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".gitignore")
    git(tmp_path, "commit", "--quiet", "-m", "home")
    root = project(tmp_path / "tree")
    stands = add(additions(root, tmp_path / "var"))
    assert (stands.committed.commit, stands.committed.why) == (None, None)
    assert git(tmp_path, "rev-list", "--count", "HEAD") == "1"
