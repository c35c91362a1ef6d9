"""Phone numbers: in the groups in which a language says them, a pause after each group."""

from __future__ import annotations

import re

import phonenumbers

from voice.spoken.lexicon import Lexicon
from voice.spoken.numbers import digits
from voice.spoken.rules import Rule, expand

_INTERNATIONAL = r"(?<![\w+])(?:\+|00)(?P<international>[1-9]\d?(?:[ .\-/]?\(?\d\)?){6,13})(?![\d])"
_NATIONAL = r"(?<![\w+.,:])\(?0[1-9](?:[ .\-/)]{0,2}\d){7,9}(?![\d\w])"
_MOBILE = {"IT": r"|(?<![\w+.,:])3\d\d(?:[ .\-/]\d{3}){2}\d?(?![\d\w])"}
"""Italian mobile numbers have no zero in front; without any gaps they are known by the word before them alone."""
_PAIRS = r"(?<![\w+.,:])\d\d(?: \d\d){3,4}(?![\d\w])"


def rules(lexicon: Lexicon) -> list[Rule]:
    """International form, national form, four or five pairs, and eight to ten digits after "telephone"."""
    name = rf"(?P<name>\b{lexicon.phone_pattern}\s?:?\s)(?:est le |is |er |è (?:lo |il )?)?"
    named = rf"(?i:{name})(?P<bare>\d{{8,10}})(?!\d)"
    return [
        Rule(re.compile(_INTERNATIONAL), _international),
        Rule(re.compile(named), _named),
        Rule(
            re.compile(rf"{_NATIONAL}|{_PAIRS}{_MOBILE.get(lexicon.region, '')}"), lambda match, lex: say(match[0], lex)
        ),
    ]


def say(written: str, lexicon: Lexicon) -> str | None:
    """The words of a phone number in national or international form; None when it is none."""
    try:
        number = phonenumbers.parse(written, lexicon.region)
    except phonenumbers.NumberParseException:
        return None
    assert number.country_code is not None
    region = phonenumbers.region_code_for_country_code(number.country_code)
    home = region == lexicon.region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    groups = re.findall(r"\d+", phonenumbers.format_number(number, style))
    prefix = []
    if not home:
        groups = groups[1:]
        prefix = [f"{lexicon.symbols.plus} {_prefix(number.country_code, lexicon)}"]
    if region in lexicon.pairs:
        spoken = [_as_number(group, lexicon) for group in _paired(groups, region)]
    else:
        spoken = [digits(group, lexicon.language) for group in _short(groups)]
    return ", ".join(prefix + spoken)


def _prefix(code: int, lexicon: Lexicon) -> str:
    return lexicon.cardinal(code) if lexicon.pairs else digits(str(code), lexicon.language)


def _international(match: re.Match[str], lexicon: Lexicon) -> str | None:
    return say("+" + re.sub(r"\(0\)|\D", "", match["international"]), lexicon)


def _named(match: re.Match[str], lexicon: Lexicon) -> str | None:
    words = say(match["bare"], lexicon)
    return None if words is None else expand(match[0][: -len(match["bare"])], lexicon) + words


def _paired(groups: list[str], region: str) -> list[str]:
    """Belgian numbers keep a group of three; all else is said two by two."""
    if region == "BE":
        return [piece for group in groups for piece in (_two_by_two(group) if len(group) > 3 else [group])]
    joined = "".join(groups)
    # A French number abroad is said "one, ninety-nine, …": the odd digit stands first.
    return [joined[: len(joined) % 2]] * (len(joined) % 2) + _two_by_two(joined[len(joined) % 2 :])


def _two_by_two(text: str) -> list[str]:
    odd = len(text) % 2
    head = [text[: 2 + odd]] if text else []
    return head + [text[index : index + 2] for index in range(2 + odd, len(text), 2)]


def _short(groups: list[str]) -> list[str]:
    """No group longer than four digits."""
    out: list[str] = []
    for group in groups:
        size = 3 if len(group) % 3 == 0 or (len(group) > 4 and len(group) % 2) else 2
        out += [group] if len(group) <= 4 else [group[index : index + size] for index in range(0, len(group), size)]
    return out


def _as_number(group: str, lexicon: Lexicon) -> str:
    zeros = len(group) - len(group.lstrip("0"))
    rest = group[zeros:]
    return " ".join([lexicon.cardinal(0)] * zeros + ([lexicon.cardinal(int(rest))] if rest else []))
