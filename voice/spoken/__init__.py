"""What is said is not what is written: the spoken form of text, per language."""

from voice.spoken.form import LEXICONS, NORMALISER_VERSION, spoken_form

__all__ = ["LEXICONS", "NORMALISER_VERSION", "spoken_form"]
