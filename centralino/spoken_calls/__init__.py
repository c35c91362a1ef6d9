"""Calls written down as data, played through the whole loop and judged: `centralino evaluate --calls`."""
