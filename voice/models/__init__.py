"""Speech models: what exists, where it comes from, how it gets onto this machine and stays as it was published."""
