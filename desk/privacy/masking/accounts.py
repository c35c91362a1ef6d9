"""Bank accounts by their letters and digits (ISO 13616, the IBAN)."""

from __future__ import annotations

LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "IE": 22, "IT": 27,
    "LU": 20, "MC": 27, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "SE": 24, "SM": 27,
}  # fmt: skip
"""Country → characters of an IBAN."""
SHORTEST_DIGITS = 7
"""Of an account within a bank: customer numbers have six."""


def is_iban(text: str) -> bool:
    """Whether letters and digits without blanks, in capitals, are an IBAN with the right check digits."""
    if len(text) != LENGTHS.get(text[:2], 0) or not text[2:4].isdecimal() or not text.isalnum() or not text.isascii():
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def shaped(text: str) -> bool:
    """Whether it is as long as an IBAN of its country, with check digits that occur."""
    return len(text) == LENGTHS.get(text[:2], 0) and text[2:4].isdecimal() and 2 <= int(text[2:4]) <= 98
