"""Numbers that open accounts, taken out of what was said: cards, bank accounts, security codes, PINs, passwords."""

from desk.privacy.masking.digits import DigitsOf, Span, written
from desk.privacy.masking.finder import Hidden, Kind, find
from desk.privacy.masking.masker import Masker, mask, mask_lines

__all__ = ["DigitsOf", "Hidden", "Kind", "Masker", "Span", "find", "mask", "mask_lines", "written"]
