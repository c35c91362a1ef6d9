"""Where things lie. Everything generated is under MODELS and VAR, which are never committed."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The product's tree: config.yml, domain.yml, data/."""
TREE = Path(os.environ.get("CENTRALINO_TREE", ROOT))
"""The Rasa project that trainers work on: config.yml, domain.yml, data/nlu, data/rules, data/stories, tests/data."""
ENDPOINTS = Path(os.environ.get("CENTRALINO_ENDPOINTS", ROOT / "endpoints.yml"))
"""Rasa's: where conversations are kept while they last."""
DATA = ROOT / "data"
COMPANY = Path(os.environ.get("CENTRALINO_COMPANY", DATA / "company"))
"""The organisation that the bot answers for: departments, people, sites, hours, customers."""
MODELS = Path(os.environ.get("CENTRALINO_MODELS", ROOT / "models"))
"""Speech models and the trained dialogue model."""
VAR = Path(os.environ.get("CENTRALINO_VAR", ROOT / "var"))
"""What running produces: the queue, caches, recordings."""
