"""Fills in the configuration: templates in `etc`, what a site says, and passwords that are made once."""

from __future__ import annotations

import configparser
import os
import re
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass, fields
from pathlib import Path

from deploy.asterisk import music, prompts
from deploy.asterisk.tree import PbxError, Tree

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "etc"
PHONES = ("2001", "2002", "2003", "2004", "2005", "2006")
ARI_USER = "centralino"
FOLDERS = ("etc", "lib", "spool", "run", "log", "music", "keys", "secrets", "lib/keys", "data/sounds")
STUBS = ("acl", "ccss", "cel", "manager", "pjproject", "queuerules", "udptl", "websocket_client")
"""Asterisk complains when these are missing; empty, each means its defaults (the manager interface: off)."""
CHANNELS_A_CALLER = 4
"""That run the dialplan: three at the desk (the caller, and two that watch whether the bot lives), two on the way to a
person (measured)."""
FILES_A_CALLER, FILES_IDLE = 20, 200
"""Open files: 13 a caller, 19 without any (measured). Many systems allow 1,024 unless more is asked for."""
PLACEHOLDER = re.compile(r"@([A-Z][A-Z_0-9]*)@")


@dataclass(frozen=True)
class Site:
    """What differs from site to site; site.ini explains it."""

    sip_address: str
    sip_port: int
    tls_port: int
    rtp_first: int
    rtp_last: int
    networks: str
    trunk_address: str
    trunk_port: int
    http_address: str
    http_port: int
    media: str
    calls: int
    callers: int
    language: str
    numbers: dict[str, str]
    """Dialled number → language."""


def read_site(own: Path) -> Site:
    """The shipped site.ini with what `own` says otherwise. Raises PbxError."""
    parser = configparser.ConfigParser()
    known = {field.name: field.type for field in fields(Site) if field.name != "numbers"}
    try:
        parser.read([HERE / "site.ini", own], "utf-8")
        section = parser["pbx"]
        if unknown := sorted(set(section) - set(known)):
            raise PbxError(f"{own}: unknown setting {', '.join(unknown)}; see {HERE / 'site.ini'}")
        values = {name: _number(section, name) if kind == "int" else section[name] for name, kind in known.items()}
        _check_languages(section["language"], parser["numbers"])
    except (configparser.Error, ValueError) as error:
        raise PbxError(f"{own}: {' '.join(str(error).split())}") from error
    return Site(numbers=dict(parser["numbers"]), **values)  # type: ignore[arg-type]


def check_ports(site: Site) -> None:
    """Asterisk starts without what it cannot listen on, so it is told before. Raises PbxError."""
    listens = [
        ("sip_port", site.sip_address, site.sip_port, socket.SOCK_DGRAM),
        ("sip_port", site.sip_address, site.sip_port, socket.SOCK_STREAM),
        ("tls_port", site.sip_address, site.tls_port, socket.SOCK_STREAM),
        ("http_port", site.http_address, site.http_port, socket.SOCK_STREAM),
    ]
    for name, address, port, kind in listens:
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                raise PbxError(f"{name} {address}:{port}: {error.strerror}; set another in site.ini") from error


def _number(section: configparser.SectionProxy, name: str) -> int:
    if not section[name].isdecimal():
        raise ValueError(f"{name} must be a number, not {section[name]!r}")
    return int(section[name])


def _check_languages(language: str, numbers: configparser.SectionProxy) -> None:
    for name, value in [("language", language), *numbers.items()]:
        if value not in prompts.texts():
            raise ValueError(f"{name} must be one of {', '.join(sorted(prompts.texts()))}, not {value!r}")
    if wrong := [number for number in numbers if not re.fullmatch(r"\+?[0-9]+", number)]:
        raise ValueError(f"{wrong[0]!r} in [numbers] is no number: digits, with + before them or without")


def render(tree: Tree, site: Site, home: Path) -> bool:
    """Everything that Asterisk needs to start, under `home`. Returns whether a file changed. Raises PbxError."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "secrets").chmod(0o700)
    prompts.make(home / "prompts")
    _link_data(tree, home)
    _make_key(home / "keys")
    if not (home / "music/pad.wav16").exists():
        music.write(home / "music/pad.wav16")
    values = _values(tree, site, home)
    texts = {template.name: _filled(template, values) for template in TEMPLATES.glob("*.conf")}
    texts |= {f"{stub}.conf": "; defaults\n" for stub in STUBS}
    changed = [name for name, text in sorted(texts.items()) if _write(home / "etc" / name, text)]
    return bool(changed)


def secret(home: Path, name: str, length: int = 24, digits: bool = False) -> str:
    """The password of that name, made at the first call and readable for its owner alone."""
    file = home / "secrets" / name
    if not file.exists():
        word = "".join(secrets.choice("0123456789") for _ in range(length)) if digits else secrets.token_urlsafe(length)
        _write(file, word + "\n")
    return file.read_text("utf-8").strip()


def _values(tree: Tree, site: Site, home: Path) -> dict[str, str]:
    values = {field.name.upper(): str(getattr(site, field.name)) for field in fields(Site)}
    values["NUMBERS"] = "\n".join(f"exten => {number},1,Return({said})" for number, said in site.numbers.items())
    values |= {
        "HOME": str(home),
        "MODULES": str(tree.modules),
        "DATA": str(home / "data"),
        "CODEC": tree.codec,
        "MAXCALLS": str(CHANNELS_A_CALLER * site.callers),
        "MAXFILES": str(FILES_A_CALLER * site.callers + FILES_IDLE),
        "TRUNK": f"{site.trunk_address}:{site.trunk_port}",
        "ARI_USER": ARI_USER,
        "ARI_PASSWORD": secret(home, "ari"),
        "VOICEMAIL_PIN": secret(home, "voicemail", length=8, digits=True),
    }
    return values | {f"PASSWORD_{phone}": secret(home, phone) for phone in PHONES}


def _filled(template: Path, values: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise PbxError(f"{template}: unknown placeholder {found[0]}")
        return values[found[1]]

    return PLACEHOLDER.sub(value, template.read_text("utf-8"))


def _write(file: Path, text: str) -> bool:
    """Mode 0600, whole or not at all; returns whether it changed."""
    if file.exists() and file.read_text("utf-8") == text:
        return False
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as output:
        output.write(text)
    part.replace(file)
    return True


def _link_data(tree: Tree, home: Path) -> None:
    """Asterisk's documentation (it checks its configuration against it) and the prompts, by language; ours go first."""
    _link(home / "data/documentation", tree.data / "documentation")
    made = [file for file in prompts.files(home / "prompts") if file.exists()]
    packaged = tree.prompts()
    for language in {*packaged, *(file.parent.name for file in made)}:
        own = [file for file in made if file.parent.name == language]
        theirs = packaged[language].iterdir() if language in packaged else ()
        names = {file.stem for file in own}
        _link_all(home / "data/sounds" / language, [*own, *(file for file in theirs if file.stem not in names)])


def _link_all(folder: Path, files: list[Path]) -> None:
    if folder.is_symlink():  # to the packages' own folder, in which nothing may be changed
        folder.unlink()
    folder.mkdir(exist_ok=True)
    wanted = {file.name for file in files}
    for link in folder.iterdir():
        if link.is_symlink() and link.name not in wanted:
            link.unlink()
    for file in files:
        _link(folder / file.name, file)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _make_key(folder: Path) -> None:
    """A key and a certificate, signed by itself, for SIP over TLS."""
    if (folder / "certificate.pem").exists():
        return
    program = shutil.which("openssl")
    if program is None:
        raise PbxError("openssl is missing; run: apt-get install openssl")
    os.umask(0o077)
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=centralino"]
    paths = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    done = subprocess.run([*command, *paths], capture_output=True, text=True, check=False)
    if done.returncode:
        raise PbxError(f"openssl cannot make a certificate: {done.stderr.strip().splitlines()[-1]}")
