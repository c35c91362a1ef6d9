"""E-mail and web addresses, said so that they can be written down."""

from __future__ import annotations

import re

from voice.spoken.lexicon import Lexicon
from voice.spoken.numbers import digits
from voice.spoken.rules import Rule

PLAIN_WORDS = frozenset(
    """info contact support service services sales help helpdesk office mail admin jobs job press shop web online client
    clients privacy security reception marketing training hotel bank gmail hotmail outlook yahoo google telenet orange
    com net org example test local""".split()  # noqa: SIM905
)
"""Parts of addresses that everybody can spell."""

EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
URL = r"(?<![\w@.])(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?:/[\w\-./%]*[\w/])?"
DOMAIN = (
    r"(?<![\w@.-])[a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|eu|fr|be|nl|it|dk|ie|uk|example)(?:/[\w\-/]*)?\b"
)

_PART = re.compile(r"[^\W\d_]+|\d+|[._\-+/%~]")
_VOWEL = re.compile(r"[aeiouyæøåéèêàäöü]")
_CROWD = re.compile(r"[bcdfghjklmnpqrstvwxz]{4}")


def rules(plain: frozenset[str]) -> list[Rule]:
    """`plain`: further words that need no spelling, such as the company's name."""
    known = PLAIN_WORDS | {word.lower() for word in plain}
    return [
        Rule(re.compile(EMAIL), lambda match, lexicon: say_email(match[0], lexicon, known)),
        Rule(re.compile(URL), lambda match, lexicon: say_url(match[0], lexicon, known)),
        Rule(re.compile(DOMAIN), lambda match, lexicon: say_url(match[0], lexicon, known)),
    ]


def say_email(address: str, lexicon: Lexicon, plain: frozenset[str] = PLAIN_WORDS) -> str:
    """Words as words, names followed by their letters, everything else letter by letter."""
    local, _, domain = address.partition("@")
    return _tidy(f"{_say(local, lexicon, plain)}, {lexicon.symbols.at}, {_say(domain, lexicon, plain, domain=True)}")


def say_url(address: str, lexicon: Lexicon, plain: frozenset[str] = PLAIN_WORDS) -> str:
    """Without the scheme."""
    rest = re.sub(r"^https?://", "", address).rstrip("/")
    host, slash, path = rest.partition("/")
    words = _say(host, lexicon, plain, domain=True)
    if slash:
        words += f" {lexicon.symbols.slash} {_say(path, lexicon, plain)}"
    return _tidy(words)


def spell(word: str, lexicon: Lexicon) -> str:
    """Letter names with a pause after every third, digits by name."""
    names = [lexicon.cardinal(int(c)) if c.isdecimal() else lexicon.letters.get(c, c) for c in word.lower()]
    size = 4 if len(names) % 3 == 1 else 3
    return ", ".join(" ".join(names[index : index + size]) for index in _starts(len(names), size))


def _starts(length: int, size: int) -> range:
    return range(0, length, size)


def _say(text: str, lexicon: Lexicon, plain: frozenset[str], domain: bool = False) -> str:
    signs = lexicon.symbols
    names = {".": signs.dot, "-": signs.hyphen, "_": signs.underscore, "+": signs.plus, "/": signs.slash}
    parts = _PART.findall(text)
    out: list[str] = []
    for index, part in enumerate(parts):
        if part in names:
            out.append(names[part])
        elif part.isdecimal():
            out.append(digits(part, lexicon.language))
        elif part.lower() == "www":
            out.append(lexicon.web)
        else:
            top_level = domain and index == len(parts) - 1
            out.append(_word(part.lower(), lexicon, plain, top_level))
    return " ".join(out)


def _word(word: str, lexicon: Lexicon, plain: frozenset[str], top_level: bool) -> str:
    if word in plain:
        return word
    if top_level or len(word) < 3 or not _VOWEL.search(word) or _CROWD.search(word):
        return spell(word, lexicon)
    return f"{word}, {spell(word, lexicon)},"


def _tidy(text: str) -> str:
    return re.sub(r"[\s,]*,[\s,]*", ", ", text).strip(" ,")
