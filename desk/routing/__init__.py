"""Automatic call distribution: who gets which call next, and how long the others wait. Pure logic: time and randomness
come in, nothing is stored here."""
