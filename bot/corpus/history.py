"""The site's own git history: one commit an addition, of the files that it touched and nothing else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60.0
"""A hook may take so long."""
UNDER_WAY = {
    "MERGE_HEAD": "merge", "rebase-merge": "rebase", "rebase-apply": "rebase", "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert", "BISECT_LOG": "bisect",
}  # fmt: skip
"""File of git's own folder → what somebody is in the midst of."""
NOBODY = "centralino.invalid"
"""Domain of addresses of people who have none (RFC 2606)."""
EXCEPTION = re.compile(r"git config --global --add safe\.directory (.+)")
"""What git proposes where the repository is another user's: the path is quoted for a shell already."""


@dataclass(frozen=True)
class Committed:
    """What became of a change."""

    commit: str | None = None
    """Its hash."""
    why: str | None = None
    """One line on why there is none although the files are under git."""


@dataclass(frozen=True)
class Ready:
    """How things stood before a change."""

    under_git: bool
    """As far as git tells."""
    why: str | None = None
    """What is in the way of a commit."""


class History:
    """Of one tree, with or without git."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def ready(self, files: Sequence[Path]) -> Ready:
        """Asked before files are changed: what others have changed in them is not ours to commit. Files that git does
        not know are not under it, unless it knows the tree and does not ignore them."""
        done = self._git("rev-parse", "--absolute-git-dir")
        if done is None:
            return Ready(False)
        if done.returncode:
            return Ready(False, _foreign(done.stderr))
        folder = Path(done.stdout.strip())
        if not self._known(files):
            return Ready(False)
        for name, what in UNDER_WAY.items():
            if (folder / name).exists():
                return Ready(True, f"a {what} is under way; commit when it is done")
        if not self._says("symbolic-ref", "-q", "HEAD"):
            return Ready(True, "no branch is checked out (detached head); check one out and commit")
        changed = self._says("status", "--porcelain", "--untracked-files=no", "--", *map(str, files))
        if changed:
            return Ready(True, "the file has changes of somebody that are not committed; commit them together")
        return Ready(True)

    def commit(self, files: Sequence[Path], message: str, by: str, before: Ready) -> Committed:
        """Of these files alone; whatever else is staged stays staged."""
        if not before.under_git or before.why:
            return Committed(None, before.why)
        fresh = [file for file in files if not self._says("ls-files", "--", str(file))]
        if fresh:
            self._git("add", "--intent-to-add", "--", *map(str, fresh))
        command = ["commit", "--quiet", "--only", f"--author={_author(by)}", "--cleanup=whitespace", "-F", "-"]
        done = self._git(*self._committer(), *command, "--", *map(str, files), words=message)
        if fresh and (done is None or done.returncode):
            self._git("reset", "--quiet", "--", *map(str, fresh))
        if done is None:
            return Committed(None, f"git took longer than {SECONDS:.0f} s; commit the file yourself")
        if done.returncode:
            return Committed(None, f"git refused: {_reason(done)}; commit the file yourself")
        return Committed(self._says("rev-parse", "HEAD") or None)

    def _known(self, files: Sequence[Path]) -> bool:
        fresh = [str(file) for file in files if not self._says("ls-files", "--", str(file))]
        ours = self._says("ls-files", "--", str(self._root / "domain.yml"))
        return not fresh or bool(ours and not self._says("check-ignore", "--", *fresh))

    def _committer(self) -> list[str]:
        """Who commits when nobody has told git who they are."""
        done = self._git("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
        if done is not None and done.returncode == 0:
            return []
        return ["-c", "user.name=Centralino", "-c", f"user.email=centralino@{NOBODY}"]

    def _says(self, *arguments: str) -> str:
        done = self._git(*arguments)
        return done.stdout.strip() if done is not None and done.returncode == 0 else ""

    def _git(self, *arguments: str, words: str = "") -> subprocess.CompletedProcess[str] | None:
        """None when it takes too long or is not installed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        own = {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C.UTF-8"}
        command = ["git", "-C", str(self._root), "--literal-pathspecs", *arguments]
        try:
            process = subprocess.Popen(command, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                       stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
                                       start_new_session=True)  # fmt: skip
        except OSError:
            return None
        with process:
            try:
                out, error = process.communicate(words, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return None
        return subprocess.CompletedProcess(command, process.returncode, out, error)


def _foreign(words: str) -> str | None:
    """Why git does nothing in a repository that belongs to another user; None where that is not the reason."""
    found = EXCEPTION.search(words)
    if found is None:
        return None
    remedy = f"git config --system --add safe.directory {found[1]}"
    return f"the repository belongs to another user, so git leaves it alone; run once: sudo {remedy}"


def _author(by: str) -> str:
    """As git writes people."""
    name = re.sub(r"[<>\x00-\x1f]", "", by).strip() or "trainer"
    return f"{name} <{re.sub(r'[^A-Za-z0-9._-]', '-', name)}@{NOBODY}>"


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """The first line that says something."""
    lines = [line.strip() for line in (done.stderr + "\n" + done.stdout).splitlines() if line.strip()]
    telling = next((line for line in lines if line.startswith(("fatal:", "error:"))), None)
    found = telling or (lines[0] if lines else f"status {done.returncode}")
    return found[:200].rstrip(".")
