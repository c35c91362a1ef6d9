"""Whether the PBX is there, lets us in, can do what calls need, and whether Centralino answers its calls."""

from __future__ import annotations

import base64
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from centralino.errors import UserError
from centralino.findings import Finding
from centralino.pbx import APPLICATION, Pbx, configured, own_folder
from centralino.settings import Dialogue, Telephone
from deploy.asterisk.render import read_site

SECONDS = 3.0
MODULES = ("res_ari_channels.so", "chan_audiosocket.so", "app_queue.so", "chan_pjsip.so", "func_jitterbuffer.so")
"""Of Asterisk; without one of them calls fail at some step."""


def findings(telephone: Telephone, dialogue: Dialogue, var: Path) -> Iterator[Finding]:
    """What was found, in the order in which it has to be mended."""
    try:
        pbx = configured(telephone, var)
    except UserError as error:
        yield Finding("pbx", "missing", str(error))
        return
    if pbx is None:
        yield Finding("pbx", "optional", "none: no calls by phone", "make pbx")
        return
    try:
        system = _get(pbx, "asterisk/info")["system"]["version"]
    except urllib.error.HTTPError as error:
        remedy = "check telephone.user and telephone.password_file" if error.code == 401 else "load Asterisk's res_ari"
        yield Finding("pbx", "missing", f"{pbx.url} answers {error.code}", remedy)
        return
    except (OSError, ValueError, KeyError):
        yield Finding("pbx", "missing", f"{pbx.url} does not answer", "scripts/pbx up, or start your Asterisk")
        return
    yield Finding("pbx", "ok", f"Asterisk {system} at {pbx.url}")
    yield _modules(pbx)
    listens = _listens(telephone)
    yield _application(pbx, listens)
    where = f"{telephone.host}:{telephone.port}"
    if listens:
        yield Finding("pbx sound", "ok", f"listens at {where}")
    else:
        yield Finding("pbx sound", "optional", f"nothing listens at {where}", "centralino serve")
    yield from agreement(telephone, dialogue, var)


def _modules(pbx: Pbx) -> Finding:
    running = {row["name"] for row in _get(pbx, "asterisk/modules") if row["status"] == "Running"}
    absent = [name for name in MODULES if name not in running]
    if absent:
        return Finding("pbx modules", "missing", f"without {', '.join(absent)}", "load them in modules.conf")
    return Finding("pbx modules", "ok", f"{len(MODULES)} looked for, all run")


def _application(pbx: Pbx, listens: bool) -> Finding:
    """Asterisk goes on listing an application that died with calls on it, so the sound has to have a place as well."""
    names = {row["name"] for row in _get(pbx, "applications")}
    if APPLICATION in names and listens:
        return Finding("pbx control", "ok", "Centralino answers its calls")
    return Finding("pbx control", "optional", "nobody answers: callers go to people", "centralino serve")


def _listens(telephone: Telephone) -> bool:
    try:
        socket.create_connection((telephone.host, telephone.port), SECONDS).close()
    except OSError:
        return False
    return True


def agreement(telephone: Telephone, dialogue: Dialogue, var: Path) -> Iterator[Finding]:
    """Whether the PBX of `make pbx` was told the same as Centralino: it keeps these for when the bot is not there."""
    folder = own_folder(telephone, var)
    if folder is None:
        return
    site = read_site(folder / "site.ini")
    ours = {number: stands_for.language for number, stands_for in dialogue.numbers.items()}
    ours = {number: language for number, language in ours.items() if language != "auto"}
    differing = sorted(number for number in {*ours, *site.numbers} if ours.get(number) != site.numbers.get(number))
    if site.calls != telephone.calls:
        detail = f"calls = {site.calls} in site.ini, telephone.calls = {telephone.calls} in centralino.yml"
        yield Finding(
            "pbx settings", "optional", detail, f"make them equal in {folder / 'site.ini'}; scripts/pbx render"
        )
    elif differing:
        detail = f"the languages of {', '.join(differing)} differ from dialogue.numbers"
        remedy = f"write them under [numbers] in {folder / 'site.ini'}; scripts/pbx render"
        yield Finding("pbx settings", "optional", detail, remedy)
    else:
        yield Finding("pbx settings", "ok", "site.ini and centralino.yml agree")


def _get(pbx: Pbx, path: str) -> Any:
    """Raises OSError, ValueError."""
    login = base64.b64encode(f"{pbx.user}:{pbx.password}".encode()).decode()
    request = urllib.request.Request(f"{pbx.url.rstrip('/')}/ari/{path}", headers={"Authorization": f"Basic {login}"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)
