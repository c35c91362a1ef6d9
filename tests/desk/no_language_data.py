"""In place of language data that can be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from desk.training.ports import Coverage, DataError, Example, Finding, Labels, Written


class NoLanguageData:
    """Refuses whatever is to be written; see desk.training.ports.LanguageData."""

    def add(self, examples: Sequence[Example], by: str, now: datetime, note: str = "") -> NoReturn:  # noqa: ARG002
        """See LanguageData."""
        raise _refused()

    def take_back(self, id: str, by: str, now: datetime) -> NoReturn:  # noqa: ARG002
        """See LanguageData."""
        raise _refused()

    def missing(self) -> tuple[Written, ...]:
        """See LanguageData."""
        return ()

    def restore(self, by: str, now: datetime) -> tuple[Written, ...]:  # noqa: ARG002
        """See LanguageData."""
        return ()

    def check(self) -> tuple[Finding, ...]:
        """See LanguageData."""
        return ()

    def coverage(self) -> tuple[Coverage, ...]:
        """See LanguageData."""
        return ()

    def labels(self) -> Labels:
        """See LanguageData."""
        return Labels((), ())


def _refused() -> DataError:
    return DataError("this desk cannot write language data; write it into data/nlu by hand")
