"""Numbers in words: num2words, mended where it is not what people say."""

from __future__ import annotations

from num2words import num2words


def cardinal(number: int, language: str) -> str:
    """The number as it is counted; beyond a thousand milliards digit by digit, for nobody could follow."""
    if abs(number) >= 10**12:
        return digits(str(number), language)
    if language == "da":
        return _danish(number)
    words = str(num2words(number, lang=language))
    if language == "en":
        return words.replace(",", "")
    # By itself with its accents, without which it is the article and hardly heard.
    return words.replace("één", "een") if language == "nl" and number != 1 else words


def year(number: int, language: str) -> str:
    """A year as it is said in a date."""
    century, rest = divmod(number, 100)
    if language == "da":
        if 1100 <= number < 2000:
            return f"{_danish(century)} hundrede{f' og {_danish(rest)}' if rest else ''}"
        return _danish(number)
    if language == "nl":
        if 1100 <= number < 2000:
            return f"{cardinal(century, 'nl')} {cardinal(rest, 'nl') if rest else 'honderd'}"
        return f"tweeduizend {cardinal(rest, 'nl')}" if century == 20 and rest else cardinal(number, "nl")
    if language == "en":
        return str(num2words(number, lang="en", to="year"))
    return cardinal(number, language)


def ordinal(number: int, language: str) -> str:
    """First, second …"""
    if language == "da":
        return _danish_ordinal(number)
    return str(num2words(number, lang=language, to="ordinal"))


def digits(text: str, language: str) -> str:
    """Each digit by its name."""
    return " ".join(cardinal(int(digit), language) for digit in text if digit.isdecimal())


def _danish(number: int) -> str:
    """num2words says "ettusinde og tohundrede og fireogtredive" where a Dane says "tusind to hundrede og …"."""
    if number < 0:
        return f"minus {_danish(-number)}"
    if number < 100:
        return str(num2words(number, lang="da"))
    for size, one, many in _DANISH_SIZES:
        if number >= size:
            count, rest = divmod(number, size)
            head = one if count == 1 else f"{_danish(count)} {many}"
            joint = " og " if 0 < rest < 100 else " "
            return f"{head}{joint}{_danish(rest)}" if rest else head
    raise AssertionError("unreachable")


_DANISH_SIZES = (
    (1_000_000_000, "en milliard", "milliarder"),
    (1_000_000, "en million", "millioner"),
    (1000, "tusind", "tusind"),
    (100, "hundrede", "hundrede"),
)
_DANISH_ORDINALS = {
    1: "første", 2: "anden", 3: "tredje", 4: "fjerde", 5: "femte", 6: "sjette", 7: "syvende", 8: "ottende", 9: "niende",
    10: "tiende", 11: "ellevte", 12: "tolvte", 13: "trettende", 14: "fjortende", 15: "femtende", 16: "sekstende",
    17: "syttende", 18: "attende", 19: "nittende", 20: "tyvende", 30: "tredivte",
}  # fmt: skip


def _danish_ordinal(number: int) -> str:
    if number in _DANISH_ORDINALS:
        return _DANISH_ORDINALS[number]
    unit, ten = number % 10, number - number % 10
    if ten in (20, 30):
        return f"{'en' if unit == 1 else _danish(unit)}og{_DANISH_ORDINALS[ten]}"
    return f"nummer {_danish(number)}"
