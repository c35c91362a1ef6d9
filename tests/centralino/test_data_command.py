"""`centralino data`: checks, additions and their undoing at the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from centralino.paths import ROOT
from tests.bot.corpora import git, under_git
from tests.own_tree import own_tree

pytestmark = pytest.mark.unit
FILE = "data/nlu/en/routing.yml"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A tree of its own under git, and the environment of its commands."""
    folder = tmp_path_factory.mktemp("site")
    own = own_tree(folder)
    under_git(folder / "tree")
    return folder / "tree", {**os.environ, "PYTHONPATH": str(ROOT), "CENTRALINO_VAR": str(folder / "var"), **own}


def data(site: tuple[Path, dict[str, str]], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "centralino", "data", *arguments]
    return subprocess.run(command, env=site[1], capture_output=True, text=True, timeout=120, check=False)


def test_add_check_restore_undo(site: tuple[Path, dict[str, str]]) -> None:
    tree = site[0]
    before = (tree / FILE).read_text("utf-8")
    marked = 'are the [box people]{"entity": "department", "value": "technical_support"} in'
    added = data(site, "add", marked, "--language", "en", "--intent", "reach_department")
    assert added.returncode == 0, added.stderr
    id, place, commit = added.stdout.split()
    file, line = place.split(":")
    assert (tree / file).read_text("utf-8").splitlines()[int(line) - 1] == f"    - {marked}"
    assert git(tree, "rev-parse", "HEAD").startswith(commit)
    again = data(site, "add", "are the box people in", "--language", "en", "--intent", "greet")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert place in again.stderr
    git(tree, "revert", "--no-edit", "HEAD")
    checked = data(site, "check", "--all")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"centralino data undo {id}" in checked.stdout
    assert data(site, "restore").stdout.startswith(f"{id} {place}")
    assert data(site, "undo", id).returncode == 0
    assert (tree / FILE).read_text("utf-8") == before
    gone = data(site, "undo", id)
    assert (gone.returncode, gone.stdout) == (2, "")


def test_only_errors_make_the_check_fail_and_warnings_are_counted(site: tuple[Path, dict[str, str]]) -> None:
    tree = site[0]
    checked = data(site, "check")
    assert checked.returncode == 0, checked.stderr
    assert "nearly the same text under two intents" in checked.stdout
    assert "near_duplicate" not in checked.stdout
    file = tree / "data/nlu/en/x.yml"
    file.write_text("nlu:\n- intent: greeet\n  examples: |\n    - ahoy there\n", "utf-8")
    checked = data(site, "check")
    file.unlink()
    assert checked.returncode == 1
    assert checked.stderr == f"{file}:4: unknown intent 'greeet'; domain.yml lists those there are\n"
