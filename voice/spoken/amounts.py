"""Money, percentages, measures, decimals, ordinals and plain numbers."""

from __future__ import annotations

import re

from voice.spoken.lexicon import Lexicon
from voice.spoken.numbers import digits
from voice.spoken.rules import Rule

# Atomic, and never begun within a run of digits: backtracking over 10 kB of digits would take seconds.
_NUMBER = r"(?<!\d)(?>\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d++(?:[.,]\d++)?)"
_CURRENCY = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "dkk": "DKK", "kr.": "DKK",
    "kr": "DKK", "kroner": "DKK", "couronnes": "DKK", "kronen": "DKK", "corone": "DKK",
}  # fmt: skip
_SIGN = r"€|£|kr\.?(?!\w)|\b(?:EUR|GBP|DKK|euros?|kroner|couronnes|kronen|corone)\b"
_MONEY = rf"(?:(?P<sign>{_SIGN})\s?)(?P<number>{_NUMBER})|(?P<number2>{_NUMBER})\s?(?P<sign2>{_SIGN})"
_SPAN = r"(?<![\w.,/-])(\d{1,4}) ?[-–] ?(\d{1,4})(?![\w/-]|[.,]\d)"
_ANY = rf"(?<![\w])(?P<minus>[-−](?=\d))?(?P<number>{_NUMBER})(?![\w])(?:(?P<space>\s)(?P<noun>[^\W\d_]+))?"


def rules(lexicon: Lexicon) -> list[Rule]:
    """From the most particular to the plain integer."""
    units = "|".join(sorted(map(re.escape, lexicon.units), key=len, reverse=True))
    return [
        Rule(re.compile(_MONEY, re.IGNORECASE), _money),
        Rule(re.compile(rf"(?P<number>{_NUMBER})\s?%"), _percentage),
        Rule(re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?P<unit>{units})(?![\w/])"), _measure),
        Rule(re.compile(rf"(?<![\w.,]){lexicon.ordinal_pattern}"), lambda match, lex: lex.ordinal(int(match[1]))),
        Rule(re.compile(_SPAN), _span),
        Rule(re.compile(_ANY), _plain),
        Rule(re.compile(r"\d+"), lambda match, lex: digits(match[0], lex.language)),
    ]


def say(written: str, lexicon: Lexicon) -> str:
    """A number with thousands and decimals as a language writes them."""
    whole, fraction = _parts(written, lexicon)
    words = lexicon.cardinal(int(whole))
    if not fraction:
        return words
    zeros = len(fraction) - len(fraction.lstrip("0"))
    tail = digits(fraction, lexicon.language)
    if zeros == 0 and len(fraction) == 2 and lexicon.decimal_comma:
        tail = lexicon.cardinal(int(fraction))
    return f"{words} {lexicon.symbols.decimal} {tail}"


def _parts(written: str, lexicon: Lexicon) -> tuple[str, str]:
    """Whole and fraction: the last sign with one or two digits behind it is the decimal sign, also a foreign one."""
    match = re.fullmatch(r"(.*?)(?:([.,])(\d+))?", written)
    assert match is not None
    head, sign, tail = match[1], match[2], match[3] or ""
    own = "," if lexicon.decimal_comma else "."
    if sign and len(tail) == 3 and sign != own:
        head, tail = head + tail, ""
    return re.sub(r"\D", "", head), tail


def _money(match: re.Match[str], lexicon: Lexicon) -> str | None:
    sign = (match["sign"] or match["sign2"]).lower()
    currency = lexicon.currencies[_CURRENCY[sign]]
    whole, fraction = _parts(match["number"] or match["number2"], lexicon)
    if len(fraction) > 2:
        return None
    units = int(whole)
    words = currency.one if units == 1 else f"{lexicon.cardinal(units)} {currency.many}"
    cents = int(fraction.ljust(2, "0")) if fraction else 0
    if cents:
        words += f"{currency.cent_joint}{lexicon.cardinal(cents)} {currency.cents}".rstrip()
    return words


def _percentage(match: re.Match[str], lexicon: Lexicon) -> str:
    return f"{say(match['number'], lexicon)} {lexicon.symbols.percent}"


def _span(match: re.Match[str], lexicon: Lexicon) -> str:
    return f"{lexicon.cardinal(int(match[1]))} {lexicon.to} {lexicon.cardinal(int(match[2]))}"


def _measure(match: re.Match[str], lexicon: Lexicon) -> str:
    one, many = lexicon.units[match["unit"]]
    if match["number"] == "1":
        return f"{_one_before(one.split()[0], lexicon)} {one}"
    return f"{say(match['number'], lexicon)} {many}"


def _plain(match: re.Match[str], lexicon: Lexicon) -> str:
    written, noun = match["number"], match["noun"]
    tail = f"{match['space']}{noun}" if noun else ""
    if match["minus"]:
        return f"{lexicon.symbols.minus} {say(written, lexicon)}{tail}"
    if written == "1" and noun:
        return _one_before(noun.lower(), lexicon) + tail
    if re.fullmatch(r"(?:19|20)\d\d", written):
        return lexicon.year(int(written)) + tail
    if written.isdecimal() and (len(written) > 4 or (len(written) > 1 and written.startswith("0"))):
        return grouped_digits(written, lexicon) + tail
    words = say(written, lexicon)
    if lexicon.language == "fr" and noun and words.endswith("et un") and noun.lower().rstrip("s") in lexicon.one_nouns:
        words += "e"
    return words + tail


def _one_before(noun: str, lexicon: Lexicon) -> str:
    if noun in lexicon.one_nouns:
        return lexicon.feminine_one
    if noun in lexicon.function_words:
        return lexicon.cardinal(1)
    return lexicon.masculine_one or lexicon.cardinal(1)


def grouped_digits(text: str, lexicon: Lexicon) -> str:
    """Digit by digit, a pause after every third, or after every second where that divides better."""
    size = 3 if len(text) % 3 == 0 or len(text) in (5, 7, 8, 11) else 2
    if len(text) <= 4:
        size = 4
    return ", ".join(digits(text[index : index + size], lexicon.language) for index in range(0, len(text), size))
