"""Calls of the past run again on a trained model, the same way each time, and compared turn by turn."""
