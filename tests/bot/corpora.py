"""Small projects of language data, as a site has them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bot.corpus.additions import Additions
from bot.corpus.labels import Labels
from bot.corpus.tree import Tree

VALUES = {
    "department": {"technical_support": {"en": "technical support"}, "sales": {"en": "sales"}},
    "language": {"fr": {"en": "French"}},
}
DOMAIN = """version: "3.1"
intents: [greet, order_status, reach_department, nlu_fallback]
entities:
  - department: {influence_conversation: false}
  - language
  - day
  - keys
slots: {call: {type: any}}
actions: [action_answer]
"""
RULES = """rules:
  - rule: greet back
    steps:
      - intent: greet
      - action: action_answer
  - rule: an order
    steps:
      - intent: order_status
      - action: action_answer
  - rule: put through
    steps:
      - intent: reach_department
      - action: action_answer
  - rule: keys
    steps:
      - intent: nlu_fallback
      - action: action_answer
"""
ORDERS = """# What callers ask of orders.
version: "3.1"
nlu:
- intent: order_status   # borders: docs/train/labels.md
  metadata: {language: da}
  examples: |
    - hvor er min pakke

    - hvornår kommer den

# Greetings, said first.
- intent: greet
  metadata: {language: da}
  examples: |
    - hej
"""
MORE = """version: "3.1"
nlu:
  - intent: order_status
    metadata: {language: da}
    examples: |
      - er mit køleskab sendt
"""
TEST = """version: "3.1"
nlu:
- intent: order_status
  examples: |
    - er varen på vej
"""


def project(root: Path) -> Path:
    """Danish with comments and blank lines, two topics, a test set."""
    for name, text in {
        "domain.yml": DOMAIN,
        "data/rules/all.yml": RULES,
        "data/nlu/da/orders.yml": ORDERS,
        "data/nlu/da/orders_2.yml": MORE,
        "tests/data/nlu/da.yml": TEST,
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def additions(root: Path, folder: Path) -> Additions:
    """As one process has them."""
    tree = Tree(root)
    return Additions(tree, folder, Labels(tree, lambda: VALUES))


def git(root: Path, *arguments: str) -> str:
    """In a repository with a person who has told who they are."""
    who = ("-c", "user.name=Site", "-c", "user.email=site@example.org")
    done = subprocess.run(["git", "-C", str(root), *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def under_git(root: Path) -> Path:
    """With one commit, and an identity."""
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "Site")
    git(root, "config", "user.email", "site@example.org")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "begin")
    return root
