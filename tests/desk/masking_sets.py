"""The utterances of tests/desk/masking, and how well they are masked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from desk.privacy.masking import DigitsOf, mask_lines

FOLDER = Path(__file__).parent / "masking"
LANGUAGES = ("fr", "nl", "it", "da", "en")
_MARKED = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Utterance:
    """Something said, over one or more lines."""

    language: str
    number: int
    """Among those of its kind."""
    marked: tuple[str, ...]
    """With [brackets] around what has to go."""

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Speaker and text of each, as Masker takes them."""
        plain = [_MARKED.sub(r"\1", line) for line in self.marked]
        return [("bot", line[5:]) if line.startswith("bot: ") else ("caller", line) for line in plain]


@dataclass(frozen=True)
class Score:
    """Of a set."""

    secrets: int = 0
    found: int = 0
    false_alarms: int = 0
    """Stretches that are masked and should have stayed, wholly or in part."""
    failed: tuple[tuple[Utterance, list[str]], ...] = ()

    @property
    def recall(self) -> float:
        """Of the secrets."""
        return self.found / self.secrets if self.secrets else 1.0

    @property
    def precision(self) -> float:
        """Of what was masked."""
        masked = self.found + self.false_alarms
        return self.found / masked if masked else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.secrets + other.secrets, self.found + other.found, self.false_alarms + other.false_alarms,
            self.failed + other.failed,
        )  # fmt: skip


def load(language: str) -> list[Utterance]:
    """All of a language."""
    data = YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return [
        Utterance(language, number, (said,) if isinstance(said, str) else tuple(said))
        for kind in ("positive", "negative")
        for number, said in enumerate(data[kind])
    ]


def held_out(utterance: Utterance) -> bool:
    """Whether it was unseen while the rules were made."""
    return utterance.number % 3 == 2


def score(utterances: Sequence[Utterance], digits_of: DigitsOf) -> Score:
    """A secret is found when none of its words is left, but four digits at most; everything beside it has to stay."""
    total = Score()
    for utterance in utterances:
        shown = mask_lines(utterance.lines, utterance.language, digits_of)
        result = Score()
        for marked, (speaker, _), line in zip(utterance.marked, utterance.lines, shown, strict=True):
            result += _line(marked.removeprefix("bot: ") if speaker == "bot" else marked, line)
        failed = result.found < result.secrets or result.false_alarms
        total += Score(result.secrets, result.found, result.false_alarms, ((utterance, shown),) if failed else ())
    return total


def _line(marked: str, shown: str) -> Score:
    """The shown line has to be the marked one with something masked in place of each bracket."""
    secrets = _MARKED.findall(marked)
    around = [re.escape(part) for part in re.split(r"\[[^\]]*\]", marked)]
    if re.fullmatch(r"(?:[A-Z]{2})?•{4}\d{0,4}".join(around), shown):
        return Score(len(secrets), len(secrets))
    found = sum(not _left(secret, shown) for secret in secrets)
    rest = _MARKED.sub("•", marked)
    outside = [
        word for word in re.findall(r"[^\W_]+", rest) if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown)
    ]
    masked = len(re.findall("•{4}", shown))
    return Score(len(secrets), found, max(masked - found, 1 if outside else 0))


def _left(secret: str, shown: str) -> bool:
    """Whether a part of a secret can still be read."""
    words = [word for word in re.findall(r"[^\W_]+", secret) if len(word) > 1]
    if len(words) <= 1:
        return secret in shown
    return any(f"{one} {two}" in shown or f"{one}-{two}" in shown for one, two in itertools.pairwise(words))
