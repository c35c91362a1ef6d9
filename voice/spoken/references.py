"""Order, customer and case numbers, extensions, key names, abbreviations."""

from __future__ import annotations

import re

from voice.spoken.addresses import spell
from voice.spoken.amounts import grouped_digits
from voice.spoken.lexicon import Lexicon
from voice.spoken.numbers import digits
from voice.spoken.rules import Rule, expand

_MIXED = r"(?<![\w@.])(?=[A-Z\d\-/]*\d)(?=[\d\-/]*[A-Z])[A-Z\d]+(?:[-/][A-Z\d]+)*(?![\w@])"
_JOINT = (
    r"(?P<joint>\s?:?\s(?:(?:est le|est|is|er|è(?: il| lo)?|van|no\.?|n°|nr\.?|nummer|numéro|numero|number|client)"
    r"\s?:?\s)?)"
)
"""Between "order" and its number."""
_LINKED = r"(?<![\w.,])\d{2,}(?:-\d{2,})+(?![\w])"

_ENUMERATION_ENDS = frozenset({"etc.", "enz.", "ecc.", "osv.", "mv.", "m.m."})
_NEXT_SENTENCE = re.compile(r"\s+[A-ZÀ-ÖØ-Þ]")


def rules(lexicon: Lexicon) -> list[Rule]:
    """What is read out sign by sign."""
    after = r"(?!\d|[.,:]\d)"
    extension = rf"\b(?P<word>{lexicon.extension_pattern}){_JOINT}(?P<number>\d{{1,6}}){after}"
    reference = rf"\b(?P<word>{lexicon.reference_pattern}){_JOINT}(?P<number>\d{{3,}}){after}"
    return [
        Rule(re.compile(extension, re.IGNORECASE), _extension),
        Rule(re.compile(reference, re.IGNORECASE), _reference),
        Rule(re.compile(r"(?<![\w.,])(\d{4}) ?([A-Z]{2})(?!\w)"), _dutch_postcode),
        Rule(re.compile(r"(?<=, )(\d{4,5})(?= [A-ZÆØÅÉ])"), lambda m, lex: grouped_digits(m[1], lex)),
        Rule(re.compile(_MIXED), _mixed),
        Rule(re.compile(_LINKED), lambda m, lex: ", ".join(grouped_digits(part, lex) for part in m[0].split("-"))),
    ]  # fmt: skip


def abbreviation_rules(lexicon: Lexicon) -> list[Rule]:
    """Abbreviations, signs and acronyms; run before times and numbers, after addresses."""
    written = "|".join(sorted(map(re.escape, lexicon.abbreviations), key=len, reverse=True))
    signs = {"#": lexicon.symbols.hash, "*": lexicon.symbols.star, "&": f" {lexicon.symbols.ampersand} "}
    vowels = "AEIOUYÆØÅÉÈÀ"
    return [
        Rule(re.compile(r"(?<=\s)(?:[#*])(?=[\s.,;:!?]|$)|&"), lambda m, _: signs[m[0]]),
        Rule(
            re.compile(r"(?<!\w)(?<!\w\.)[A-Z]{2,5}(?![\w'’@-])"),
            lambda m, lex: spell(m[0], lex) if m[0] in lex.spelled or not set(m[0]) & set(vowels) else None,
        ),
        Rule(re.compile(rf"(?<![\w.])(?:{written})(?!\w)"), _abbreviation),
    ]  # fmt: skip


def _abbreviation(match: re.Match[str], lexicon: Lexicon) -> str:
    """Where an abbreviation ends an enumeration and a sentence, its full stop was also the sentence's."""
    words = lexicon.abbreviations[match[0]]
    return f"{words}." if match[0] in _ENUMERATION_ENDS and _NEXT_SENTENCE.match(match.string, match.end()) else words


def _extension(match: re.Match[str], lexicon: Lexicon) -> str:
    number = match["number"]
    if lexicon.extension_digits or len(number) > 3 or number.startswith("0"):
        words = digits(number, lexicon.language)
    else:
        words = lexicon.cardinal(int(number))
    return expand(f"{match['word']}{match['joint']}", lexicon) + words


def _reference(match: re.Match[str], lexicon: Lexicon) -> str:
    return expand(f"{match['word']}{match['joint']}", lexicon) + grouped_digits(match["number"], lexicon)


def _dutch_postcode(match: re.Match[str], lexicon: Lexicon) -> str:
    return f"{grouped_digits(match[1], lexicon)}, {spell(match[2], lexicon)}"


def _mixed(match: re.Match[str], lexicon: Lexicon) -> str | None:
    """ "LU-2026-00123": letters by name, digits by digit, a pause at every change."""
    pieces = re.findall(r"[A-Z]+|\d+", match[0])
    return ", ".join(grouped_digits(piece, lexicon) if piece.isdecimal() else spell(piece, lexicon) for piece in pieces)
