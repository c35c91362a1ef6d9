"""From edit to live: how long a candidate takes, step by step, cold and after one utterance more.

`python -m bench.training [--cold]`, on a machine that does nothing else. Works on a copy of the dialogue models; the
live one must have been trained from the tree's rules (centralino train).
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.candidates import live, trained, tree
from bot.candidates.tree import Lore
from bot.dialogue import model
from bot.nlu.lessons import Examples
from centralino.candidate_training import Sources, measure

MORE = ("I would like to know whether my parcel has been sent out by now", "order_status", "en")


class Watch:
    """Prints the seconds of each step: by the wall's clock and of all processors."""

    def __init__(self) -> None:
        self._step, self._began = "", (time.monotonic(), _processor())

    def __call__(self, step: str, _share: float) -> None:
        if step != self._step:
            now = (time.monotonic(), _processor())
            if self._step:
                wall, processor = (after - before for after, before in zip(now, self._began, strict=True))
                print(f"  {self._step:<22} {wall:6.1f} s  {processor:6.1f} s of processors", flush=True)
            self._step, self._began = step, now


def _processor() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def run(name: str, lore: Lore, models: Path) -> None:
    """One candidate from reading to live."""
    print(f"{name}: {len(lore.examples.texts)} utterances")
    began, watch, folder = time.monotonic(), Watch(), models / "made"
    trained.train(lore, models, folder, watch, datetime.now(UTC))
    watch("testing", 0.0)
    report = measure(folder / model.ARCHIVE, models, lambda _step, _share: None, Sources().test_set)
    watch("promoting", 0.0)
    now = datetime.now(UTC).isoformat()
    live.promote(models, folder, live.Live(name.replace(" ", "-"), now, now, "bench"))
    watch("done", 0.0)
    languages = report["candidate"]["languages"]
    print(f"  {'altogether':<22} {time.monotonic() - began:6.1f} s")
    print("  right: " + ", ".join(f"{one} {row['accuracy']:.1%}" for one, row in languages.items()))
    print(f"  better {report['counts']['better']}, worse {report['counts']['worse']} than before", flush=True)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", action="store_true", help="with nothing kept from former trainings")
    args = parser.parse_args()
    lore = tree.read()
    with tempfile.TemporaryDirectory() as scratch:
        models = Path(scratch)
        for name in (model.ARCHIVE, model.STAMP):
            shutil.copy(model.trained().parent / name, models / name)
        kept = trained.cache(model.FOLDER)
        if kept.exists() and not args.cold:
            shutil.copytree(kept, trained.cache(models))
        run("first", lore, models)
        old = lore.examples
        more = Examples((*old.texts, MORE[0]), (*old.intents, MORE[1]), (*old.languages, MORE[2]))
        run("one utterance more", replace(lore, examples=more), models)


if __name__ == "__main__":
    main()
