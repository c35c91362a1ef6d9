"""How much of what has to be masked is masked, and how much that should stay: python -m bench.masking.

The utterances are in tests/desk/masking. Every third of each kind was held out: nobody looked at how the rules do on it
while they were made. Its failures are printed only with --held-out-failures, which spends it.
"""

from __future__ import annotations

import argparse
import sys
from random import Random

from centralino.spoken_digits import spoken_digits
from desk.privacy.masking import find
from desk.privacy.masking.cards import is_card
from tests.bot.dictation import Speaker
from tests.desk.masking_sets import LANGUAGES, Score, Utterance, held_out, load, score

DICTATED = 300
"""Cards, and other numbers, that a generated speaker dictates in each language."""
BEGINNINGS = ("4", "51", "5019", "6703", "4571", "2223")


def main() -> None:
    """Print a table, and the failures of the two thirds that were looked at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="of the part that was tuned on")
    parser.add_argument("--held-out-failures", action="store_true", help="spends the held-out part")
    args = parser.parse_args()
    print("language  part      secrets  found  recall  false alarms  precision")
    for part in ("tuned", "held out"):
        whole = Score()
        for language in LANGUAGES:
            utterances = [each for each in load(language) if held_out(each) == (part == "held out")]
            result = score(utterances, spoken_digits)
            whole += result
            _row(language, part, result)
            if args.failures if part == "tuned" else args.held_out_failures:
                _failures(result.failed)
        _row("all", part, whole)
    print("\nlanguage  cards dictated  masked with the right last digits  other numbers  masked")
    for language in LANGUAGES:
        print(f"{language:<9} {DICTATED:>14} {_cards(language):>34.1%} {DICTATED:>14} {_others(language):>7}")


def _cards(language: str) -> float:
    found = 0
    for seed in range(DICTATED):
        number = _card(Random(seed))
        hidden = find(Speaker(language, seed).dictate(number), language, spoken_digits)
        found += [one.shown for one in hidden] == [f"••••{number[-4:]}"]
    return found / DICTATED


def _card(chance: Random) -> str:
    begins = chance.choice(BEGINNINGS)
    body = begins + "".join(str(chance.randrange(10)) for _ in range(15 - len(begins)))
    return next(body + check for check in "0123456789" if is_card(body + check))


def _others(language: str) -> int:
    """Customer, order and phone numbers that are taken for something else."""
    masked = 0
    for seed in range(DICTATED):
        speaker = Speaker(language, DICTATED + seed)
        said = speaker.dictate(speaker.number(Random(seed).choice((6, 8, 10))))
        masked += bool(find(said, language, spoken_digits))
    return masked


def _row(language: str, part: str, result: Score) -> None:
    print(
        f"{language:<9} {part:<9} {result.secrets:>7} {result.found:>6} {result.recall:>7.1%} "
        f"{result.false_alarms:>13} {result.precision:>10.1%}"
    )


def _failures(failed: tuple[tuple[Utterance, list[str]], ...]) -> None:
    for utterance, shown in failed:
        print("   ", utterance.marked, "→", shown, file=sys.stderr)


if __name__ == "__main__":
    main()
