"""The control of a PBX: which calls arrive, where they go next, what became of them."""
