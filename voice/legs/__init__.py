"""Ways in and out of the house for a caller's voice, behind one protocol."""
