"""Times and dates."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.dates import get_month_names

from voice.spoken.lexicon import Lexicon
from voice.spoken.rules import Rule, expand

_BEFORE = {
    "fr": r"de|entre", "nl": r"van|tussen", "it": r"dalle ore|dalle",
    "da": r"fra kl\.|fra klokken|fra|mellem|kl\.|klokken", "en": r"from|between",
}  # fmt: skip
_TO = {"fr": r"à|et", "nl": r"tot|en", "it": r"alle ore|alle", "da": r"til|og", "en": r"to|until|and"}


def rules(lexicon: Lexicon) -> list[Rule]:
    """Ranges of times before times, dates with a year before dates without."""
    # The full stop belongs to an abbreviation, or ends the sentence.
    names = sorted(_months(lexicon.language).items(), key=lambda name: -len(name[0]))
    whole = "|".join(re.escape(written) for written, name in names if written == name.lower())
    short = "|".join(re.escape(written) for written, name in names if written != name.lower())
    months = rf"(?:{whole})\b|(?:{short})\b\.?"
    day = rf"(?<![\d.,:/])(?P<day>3[01]|[12]\d|0?[1-9])(?:{lexicon.day_first_pattern})"
    lead = {"da": r"(?:\bden )?", "en": r"(?:\bthe )?"}.get(lexicon.language, "")
    of = r"(?:of )?" if lexicon.language == "en" else ""
    year = r"(?:,? (?P<year>(?:19|20)\d\d))?(?![\d])"
    written = [rf"{lead}{day} {of}(?P<month>{months}){year}"]
    if lexicon.language == "en":
        written.append(rf"\b(?P<month>{months}) (?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?!:){year}")
    return [
        _range_rule(lexicon),
        Rule(re.compile(r"(?<![\d\-])(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\d\-])"), _numeric),
        Rule(
            re.compile(
                rf"{lead}(?<![\d./])(?P<day>\d\d?)(?P<sign>[./-])(?P<number>\d\d?)(?P=sign)(?P<year>(?:19|20)\d\d)(?![\d/-])"
            ),
            _numeric,
        ),
        *(Rule(re.compile(pattern, re.IGNORECASE), _named) for pattern in written),
        Rule(re.compile(rf"(?<![\d.,:])(?:{lexicon.clock_pattern})"), _clock),
    ]


def _range_rule(lexicon: Lexicon) -> Rule:
    """Times on both sides of a dash, or of the word for "to": "9:00–18:00", "de 9 h à 18 h"."""
    language = lexicon.language
    time = _TIMES[language]
    one = time.replace("HOUR", "h1").replace("MINUTE", "m1").replace("HALF", "p1")
    two = time.replace("HOUR", "h2").replace("MINUTE", "m2").replace("HALF", "p2")
    before = rf"(?<![\d.,:])(?:\b(?P<before>{_BEFORE[language]}) )?"
    pattern = rf"{before}{one}\s?(?:[–—-]|\b(?P<to>{_TO[language]})\b)\s?{two}(?![\w:])"
    return Rule(re.compile(pattern, re.IGNORECASE), _say_range)


_H = r"(?P<HOUR>[01]?\d|2[0-4])"
_M = r"(?P<MINUTE>[0-5]\d)"
_TIMES = {
    "fr": rf"{_H}(?:\s?h(?:eures?)?\s?{_M}?|:{_M.replace('MINUTE', 'MINUTEx')})",
    "nl": rf"(?:{_H}[:.]{_M}(?:\s?(?:uur|u\.?))?|{_H.replace('HOUR', 'HOURx')}\s?(?:uur|u\.?))",
    "it": rf"{_H}[:.]{_M}",
    "da": rf"(?:(?:kl\.|klokken) )?{_H}[:.]{_M}",
    "en": rf"{_H}(?:[:.]{_M})?\s?(?:(?P<HALF>[ap])\.?m\b\.?)?",
}
"""A time within a range, where less context is needed to know it for one."""


def _say_range(match: re.Match[str], lexicon: Lexicon) -> str | None:
    groups = match.groupdict()
    if lexicon.language == "en" and not any(groups.get(name) for name in ("m1", "m2", "p1", "p2")):
        return None
    times = []
    for which in "12":
        hour = groups.get(f"h{which}") or groups.get(f"h{which}x")
        minute = groups.get(f"m{which}") or groups.get(f"m{which}x") or "0"
        times.append(_time(hour or "0", minute, groups.get(f"p{which}"), lexicon))
    if match["to"] in ("et", "en", "og", "and"):
        return f"{match['before'] or ''} {times[0]} {match['to']} {times[1]}".strip()
    return lexicon.time_range(expand((match["before"] or "").lower(), lexicon), times[0], times[1])


def _clock(match: re.Match[str], lexicon: Lexicon) -> str:
    groups = match.groupdict()
    hour = next(value for name, value in groups.items() if name.startswith("hour") and value)
    minute = next((value for name, value in groups.items() if name.startswith("minute") and value), "0")
    lead = f"{expand(groups['lead'], lexicon)} " if groups.get("lead") else ""
    return lead + _time(hour, minute, groups.get("half"), lexicon)


def _time(hour: str, minute: str, half: str | None, lexicon: Lexicon) -> str:
    number = int(hour)
    if half and half.lower() == "p" and number < 12:
        number += 12
    elif half and half.lower() == "a" and number == 12:
        number = 0
    return lexicon.clock(number, int(minute))


def _numeric(match: re.Match[str], lexicon: Lexicon) -> str | None:
    month, day = int(match["number"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    name = str(get_month_names("wide", locale=lexicon.language)[month])
    return lexicon.date(day, name, lexicon.year(int(match["year"])))


def _named(match: re.Match[str], lexicon: Lexicon) -> str:
    name = _months(lexicon.language)[match["month"].lower().rstrip(".")]
    year = lexicon.year(int(match["year"])) if match["year"] else ""
    return lexicon.date(int(match["day"]), name, year)


@lru_cache(maxsize=8)
def _months(language: str) -> dict[str, str]:
    """Written (lower case, without a full stop) → the whole name."""
    names = {}
    for width in ("abbreviated", "wide"):
        for number, written in get_month_names(width, locale=language).items():
            names[str(written).lower().rstrip(".")] = str(get_month_names("wide", locale=language)[number])
    return names
