"""How far a training is, for the terminal."""

from __future__ import annotations

import sys


class Printer:
    """Shows each step of the training once, with its progress where someone is watching."""

    def __init__(self) -> None:
        self._step, self._shown = "", -1

    def __call__(self, step: str, share: float) -> None:
        percent = int(share * 100)
        if step != self._step:
            print(f"{'' if not self._step else chr(10)}{step}: ", end="", file=sys.stderr, flush=True)
            self._step, self._shown = step, -1
        if percent // 10 > self._shown // 10 or self._shown < 0:
            print(f"{percent} % ", end="", file=sys.stderr, flush=True)
            self._shown = percent
