"""Sound as the house uses it: mono int16 at 16 kHz in frames of 20 ms, and the ways in and out of that form."""

RATE = 16_000
"""Samples a second inside the house."""
FRAME_MS = 20
FRAME_SAMPLES = RATE * FRAME_MS // 1000
