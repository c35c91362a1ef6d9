"""`centralino`: the command line. Each module of this package that has `register` is one command."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys

from centralino.errors import UserError
from centralino.quiet import hush_libraries

USAGE_ERROR = 2


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command of this package."""
    parser = argparse.ArgumentParser(
        prog="centralino",
        description="An offline telephone voice bot in French, Dutch, Italian, Danish and English.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "register"):
            module.register(commands)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 the command's own no, 2 bad input."""
    hush_libraries()
    args = build_parser().parse_args(argv)
    try:
        status: int = args.run(args)
    except UserError as error:
        print(f"centralino: {error}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has gone: that is not an error of ours.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return 0
    return status
