"""Whether the desk's database can be reached and fits this code. Nothing is changed by looking."""

from __future__ import annotations

from pathlib import Path

from centralino.findings import Finding

NAME = "desk database"


def finding(where: Path | str) -> Finding:
    """`where`: a file, or an address as in desk.database."""
    from desk import migrations
    from desk.database import StoreError, name, revision

    try:
        shown, found = name(where), revision(where)
    except StoreError as error:
        return Finding(NAME, "missing", str(error), "check desk.database in centralino.yml, and that the server runs")
    if found is None:
        return Finding(NAME, "ok", f"{shown}: its tables are made at the first use")
    if found not in migrations.REVISIONS:
        detail = f"{shown}: revision {found}, made by a newer Centralino (this one knows {migrations.HEAD})"
        return Finding(NAME, "missing", detail, "update Centralino")
    later = "" if found == migrations.HEAD else f", brought to {migrations.HEAD} at the next use"
    return Finding(NAME, "ok", f"{shown}: revision {found}{later}")
