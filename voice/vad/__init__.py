"""Voice activity: where in the sound somebody speaks."""
