"""An installed Asterisk: the host's own, or one in a folder of the project, installed there and run from there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 18
"""AudioSocket came with Asterisk 18."""
WIDE = {20: 16, 22: 6}
"""Release → first minor release whose AudioSocket carries 16 kHz (slin16); every later release does."""
PACKAGES = ("asterisk", "asterisk-core-sounds-en-gsm", "asterisk-core-sounds-fr-gsm", "asterisk-core-sounds-it-gsm")
"""Voicemail speaks English, French and Italian; Debian has it in no other language of ours."""
SUITE = "sid"
"""Debian's stable releases carry no Asterisk."""


class PbxError(RuntimeError):
    """One line for the person at the keyboard: what is wrong and what to do."""


@dataclass(frozen=True)
class Tree:
    """Asterisk under `root`; Path("/") is the host's own.

    A tree of the project is run by its own loader and not in a chroot, so that the files of both sides have one name
    (briefings are written by Centralino and read by Asterisk).
    """

    root: Path

    @property
    def program(self) -> Path:
        """The executable."""
        return self.root / "usr/sbin/asterisk"

    @property
    def command(self) -> list[str]:
        """What to execute, without arguments."""
        if self.root == Path("/"):
            return [str(self.program)]
        loaders = [*self.root.glob("lib64/ld-linux-*.so.*"), *self.root.glob("lib/ld-linux-*.so.*")]
        if not loaders:
            raise PbxError(f"{self.root} holds no usable system; remove it and run: scripts/pbx install")
        return [str(loaders[0]), "--library-path", str(self.modules.parent.parent), str(self.program)]

    @property
    def modules(self) -> Path:
        """Folder of the modules. Raises PbxError."""
        found = [*self.root.glob("usr/lib/*/asterisk/modules"), *self.root.glob("usr/lib*/asterisk/modules")]
        if not found or not (found[0] / "chan_audiosocket.so").exists():
            raise PbxError(f"the Asterisk under {self.root} has no AudioSocket (chan_audiosocket.so); install it")
        return found[0]

    @property
    def data(self) -> Path:
        """Folder of documentation and sounds: /usr/share/asterisk as packages have it, or as its own `make install`."""
        packaged = self.root / "usr/share/asterisk"
        return packaged if (packaged / "documentation").is_dir() else self.root / "var/lib/asterisk"

    @property
    def version(self) -> tuple[int, int]:
        """Release and minor release. Raises PbxError."""
        said = subprocess.run([*self.command, "-V"], capture_output=True, text=True, check=False).stdout
        numbers = re.search(r"(\d+)\.(\d+)", said)
        if numbers is None:
            raise PbxError(
                f"the Asterisk under {self.root} does not start; remove the folder and run: scripts/pbx install"
            )
        return int(numbers[1]), int(numbers[2])

    @property
    def codec(self) -> str:
        """The widest form in which its AudioSocket carries sound."""
        release, minor = self.version
        return "slin16" if release > max(WIDE) or minor >= WIDE.get(release, 1000) else "slin"

    def prompts(self) -> dict[str, Path]:
        """Language → folder of recorded prompts (the packages' own links lead out of the tree)."""
        spoken = {file.parent.resolve() for file in (self.data / "sounds").glob("*/vm-intro.gsm")}
        return {folder.name[:2]: folder for folder in sorted(spoken, reverse=True)}


def find(folder: Path) -> Tree | None:
    """The tree under `folder`, else the host's own Asterisk if it is new enough, else None."""
    if Tree(folder).program.exists():
        return Tree(folder)
    host = Tree(Path("/"))
    return host if host.program.exists() and host.version[0] >= OLDEST else None


def install(folder: Path) -> Tree:
    """Debian's Asterisk into `folder`, from the mirror that this machine uses. Needs root. Raises PbxError."""
    if os.geteuid() != 0:
        raise PbxError("installing Asterisk needs root: sudo scripts/pbx install")
    if shutil.which("debootstrap") is None:
        raise PbxError("debootstrap is missing; run: apt-get install debootstrap")
    source = mirror()
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    quiet = "printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d"
    inside = ["chroot", str(part), "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get", "-q"]
    old = ["-o", "Acquire::Check-Valid-Until=false"]
    log = folder.with_name("install.log")
    with log.open("wb") as output:
        for step in (
            ["debootstrap", "--variant=minbase", SUITE, str(part), source],
            ["chroot", str(part), "sh", "-c", quiet],  # packages start no service
            [*inside, *old, "update"],
            [*inside, "install", "-y", "--no-install-recommends", *PACKAGES],
            [*inside, "clean"],
        ):
            if subprocess.run(step, stdout=output, stderr=output, check=False).returncode:
                raise PbxError(f"installing Asterisk failed at `{step[0]} …`; see {log}")
    part.rename(folder)
    return Tree(folder)


def mirror(folder: Path = Path("/etc/apt")) -> str:
    """The address of the Debian archive in this machine's apt configuration. Raises PbxError."""
    addresses = [address for file in sorted(folder.glob("sources.list.d/*.sources")) for address in _deb822(file)]
    files = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    addresses += [address for file in files if file.exists() for address in _one_line(file)]
    debian = [address for address in addresses if re.search(r"/debian/?$", address)]
    if not debian:
        raise PbxError(f"{folder} names no Debian archive; put one into {folder}/sources.list: deb ADDRESS sid main")
    return debian[0]


def _deb822(file: Path) -> list[str]:
    lines = (line for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))
    values = [line.split(":", 1)[1] for line in lines if line.lower().startswith("uris:")]
    return [address for value in values for address in value.split()]


def _one_line(file: Path) -> list[str]:
    entry = re.compile(r"^\s*deb\s+(?:\[[^]]*\]\s+)?(\S+)")
    return [found[1] for line in file.read_text("utf-8").splitlines() if (found := entry.match(line))]
