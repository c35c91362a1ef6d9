"""The PBX of this installation: where it is and how to log in to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from centralino.errors import UserError
from centralino.settings import Telephone
from deploy.asterisk.render import read_site
from deploy.asterisk.tree import PbxError

FOLDER = Path("pbx")
"""Within `var`: what `make pbx` made."""
PASSWORD = Path("secrets") / "ari"
"""In that folder."""
APPLICATION = "centralino"


@dataclass(frozen=True)
class Pbx:
    """How to reach the control interface (ARI) of an Asterisk."""

    url: str
    user: str
    password: str
    briefings: str
    """Folder of briefings as the PBX sees it; empty: as we see it."""


def own_folder(telephone: Telephone, var: Path) -> Path | None:
    """What `make pbx` made for this installation; None without it."""
    if "://" in telephone.pbx:
        return None
    made = Path(telephone.pbx) if telephone.pbx else var / FOLDER
    return made if (made / PASSWORD).exists() else None


def configured(telephone: Telephone, var: Path) -> Pbx | None:
    """The PBX that the settings name, else the one that `make pbx` made, else None. Raises UserError when its password
    cannot be read."""
    if "://" in telephone.pbx:
        if not telephone.password_file:
            raise UserError("telephone.pbx is an address: name the file of its ARI password in telephone.password_file")
        password = _read(Path(telephone.password_file))
        return Pbx(telephone.pbx, telephone.user, password, telephone.briefings)
    folder = own_folder(telephone, var)
    if folder is None:
        if telephone.pbx:
            raise UserError(f"{telephone.pbx}: no PBX was made here; run: make pbx")
        return None
    try:
        site = read_site(folder / "site.ini")
    except PbxError as error:
        raise UserError(str(error)) from error
    password = _read(Path(telephone.password_file) if telephone.password_file else folder / PASSWORD)
    url = f"http://{site.http_address}:{site.http_port}"
    return Pbx(url, telephone.user, password, telephone.briefings)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise UserError(f"{file}: cannot be read ({error.strerror}); run: make pbx") from error
