"""The classifier on data that nobody here wrote: MASSIVE (five locales) and CLINC150 (out of scope).

    python -m bench.corpora massive|clinc150 [--data ../shared/eval]

The model is the product's own (bot/nlu/training.py), trained on the corpus's training part with the product's recipe
and scored on its test part. MASSIVE: FitzGerald et al. 2022, CC-BY-4.0. CLINC150: Larson et al. 2019, CC-BY-3.0.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from pathlib import Path

from bot.evaluation.evaluation import predict
from bot.evaluation.metrics import auroc, score, trade_off
from bot.evaluation.sets import Utterance
from bot.nlu.intent_model import IntentModel
from bot.nlu.lessons import Examples
from bot.nlu.training import OUTSIDE, train

LOCALES = {"en-US": "en", "da-DK": "da", "nl-NL": "nl", "fr-FR": "fr", "it-IT": "it"}
LINEAR = {"en": 85.2, "da": 85.4, "nl": 85.6, "fr": 85.1, "it": 84.7}
"""Accuracy of a linear model on tf-idf on the same split, for comparison."""


def massive(data: Path) -> tuple[list[Utterance], list[Utterance]]:
    """Training and test part of all locales; the development part is left out."""
    parts: dict[str, list[Utterance]] = {"train": [], "test": [], "dev": []}
    for locale, language in LOCALES.items():
        with gzip.open(data / "massive" / f"{locale}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                parts[row["partition"]].append(Utterance(row["utt"], language, row["intent"]))
    return parts["train"], parts["test"]


def clinc150(data: Path) -> tuple[list[Utterance], list[Utterance]]:
    """Training and test part with their out-of-scope queries."""
    with gzip.open(data / "clinc150" / "data_full.json.gz", "rt", encoding="utf-8") as file:
        content = json.load(file)

    def rows(*names: str) -> list[Utterance]:
        return [
            Utterance(text, "en", OUTSIDE if intent == "oos" else intent)
            for name in names
            for text, intent in content[name]
        ]

    return rows("train", "oos_train"), rows("test", "oos_test")


def main() -> int:
    """Train, score, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", choices=("massive", "clinc150"))
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    args = parser.parse_args()
    learn, test = (massive if args.corpus == "massive" else clinc150)(args.data)
    examples = Examples(*zip(*((row.text, row.intent, row.language) for row in learn), strict=True))
    with tempfile.TemporaryDirectory() as scratch:
        folder, began = Path(scratch), time.monotonic()
        train(examples, folder, lambda *_: None)
        print(f"{args.corpus}: {len(learn)} utterances learned in {time.monotonic() - began:.0f} s, {len(test)} tested")
        rows = predict(IntentModel(folder, threads=2), test)
    if args.corpus == "massive":
        for language in LINEAR:
            figures = score([row for row in rows if row.language == language])
            gain = 100 * figures.accuracy - LINEAR[language]
            print(f"{language}  n {figures.count}  accuracy {100 * figures.accuracy:.1f} %  against linear {gain:+.1f}")
    else:
        inside = score([row for row in rows if row.intent != OUTSIDE])
        print(
            f"in scope  n {inside.count}  accuracy {100 * inside.accuracy:.1f} %   AUROC out of scope {auroc(rows):.3f}"
        )
        for point in trade_off(rows, (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)):
            print(f"threshold {point.threshold:.1f}: caught {100 * point.caught:.1f} %, lost {100 * point.lost:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
