"""What a caller mentions, with what is taken back: "not sales, billing" means billing."""

from __future__ import annotations

import re

from actions.reading import Reading
from bot.messages import Entity

NOT = {
    "fr": r"(?:pas|non|plutôt que|au lieu d[eu]|ni)(?: (?:pour|avec|chez|à|au|aux|de|du|des|le|la|les))*(?: l['’])?",
    "nl": r"(?:niet|geen|in plaats van|nee)(?: (?:voor|met|naar|bij|aan|op|de|het|een))*",
    "it": r"(?:non|no|invece d[ei]l?|anziché|mica)(?: (?:per|con|a|al|alla|di|del|della|il|lo|la|i|le|l['’]))*",
    "da": r"(?:ikke|nej|i stedet for|ingen)(?: (?:til|med|på|i|den|det|om))*",
    "en": r"(?:not|no|instead of|rather than|don't want|do not want)(?: (?:to|for|with|on|in|the|a|an|at))*",
}
"""Words before a mention that take it back, with what may stand between."""


def negated(text: str, start: int, language: str) -> bool:
    """Whether the mention that begins at `start` is taken back. A "no" set off by a comma corrects what was said
    before and does not touch what follows: "no, sales" means sales."""
    before = text[:start].lower()
    found = re.search(rf"(?:^|[\s,.;]){NOT[language]}\s*$", before.rstrip() + " ")
    if not found:
        return False
    word = found.group(0).strip(" ,.;").split()[0]
    # A bare "no" at the very beginning answers the bot; "non"/"no" directly before a name is a correction, too.
    return not (word in ("no", "non", "nee", "nej") and not before[: found.start()].strip())


def wanted(reading: Reading, language: str, *names: str) -> list[str]:
    """Values of the mentioned entities that are not taken back, without repetitions, in the order of the text."""
    values = [e.value for e in reading.all(*names) if not negated(reading.text, e.start, language)]
    return list(dict.fromkeys(values))


def refused(reading: Reading, language: str, *names: str) -> list[str]:
    """Values of the mentioned entities that are taken back."""
    return [e.value for e in reading.all(*names) if negated(reading.text, e.start, language)]


def named(reading: Reading, language: str, name: str) -> Entity | None:
    """The last mention that is not taken back: people correct themselves forwards ("Thursday, no, Friday")."""
    kept = [e for e in reading.all(name) if not negated(reading.text, e.start, language)]
    return kept[-1] if kept else None
