"""Candidates: models that are trained beside the live one, measured against it, and promoted or discarded."""
