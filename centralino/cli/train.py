"""`centralino train`: the language model, only when it is stale."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from centralino.errors import UserError


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("train", help="train the language model when its data have changed")
    parser.add_argument("--force", action="store_true", help="train although nothing has changed")
    parser.add_argument("--check", action="store_true", help="only tell whether it is stale (exit status 1)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 with --check and a stale model."""
    # Rasa's own bars; what takes time shows its progress itself. Read when tqdm is imported.
    os.environ["TQDM_DISABLE"] = "1"
    from bot.dialogue import model

    if args.check:
        is_stale = model.stale()
        print("stale" if is_stale else "up to date")
        return int(is_stale)
    if not args.force and not model.stale():
        print("The language model is up to date.")
        return 0
    check_data()
    begin = time.monotonic()
    archive = train(model.FOLDER)
    print(f"Trained {archive} in {time.monotonic() - begin:.0f} s.")
    return 0


def check_data() -> None:
    """A word on mistakes in the data before minutes are spent on it. Raises UserError for a file that is not YAML."""
    from bot.replies.check import check_nlu

    problems = check_nlu()
    broken = next((problem for problem in problems if "mend the YAML" in problem), None)
    if broken:
        raise UserError(broken)
    if problems:
        print(f"{len(problems)} mistakes in the training data; centralino data check lists them.", file=sys.stderr)


def train(folder: Path) -> Path:
    """Train from the tree into a folder; the former model stays until the new one is whole. Raises UserError."""
    from bot.dialogue import model
    from bot.dialogue.hush import hush

    hush()
    from bot.dialogue.understanding import quiet

    quiet()
    import rasa

    from centralino.paths import DATA, ROOT

    print_ = model.fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / ".new"
    training = [str(DATA / name) for name in ("nlu", "rules", "stories")]
    with redirect_stdout(io.StringIO()):
        result = rasa.train(str(ROOT / "domain.yml"), str(ROOT / "config.yml"), training, str(fresh),
                            fixed_model_name=model.NAME, force_training=True)  # fmt: skip
    if result.code != 0 or not result.model:
        raise UserError("the training failed; `rasa data validate` tells more")
    archive = folder / model.ARCHIVE
    Path(result.model).replace(archive)
    fresh.rmdir()
    model.stamp(print_, folder)
    return archive
