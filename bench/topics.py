"""How well utterances group, and topics come out, on data that nobody here wrote: python -m bench.topics.

MASSIVE's development part (FitzGerald et al. 2022, CC-BY-4.0): each language by itself, every intent taken for a kind.
Groups: of all its utterances, in random order. Topics: of ten intents that are hidden among single utterances of the
others, as what no intent covers stands among what was misunderstood for other reasons. Vectors are kept in --cache.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.metrics import normalized_mutual_info_score

from bench.corpora import LOCALES
from centralino.sentence_vectors import SPACE, SentenceVectors
from centralino.workbench import stop_words
from desk.training.grouping import Groups
from desk.training.mining import Asking, mine
from desk.training.vectors import Floats

HIDDEN, EACH, NOISE = 10, 30, 150
"""Intents that nothing covers, utterances of each, and single ones of other intents."""
NOW = datetime(2026, 11, 27, tzinfo=UTC)
Rows = list[tuple[str, str]]


def read(data: Path) -> dict[str, Rows]:
    """Language → utterances with their intents."""
    found = dict[str, Rows]()
    for locale, language in LOCALES.items():
        with gzip.open(data / "massive" / f"{locale}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        found[language] = [(row["utt"], row["intent"]) for row in rows if row["partition"] == "dev"]
    return found


def vectors(rows: Sequence[tuple[str, str]], language: str, cache: Path) -> Floats:
    """Of the utterances; made once."""
    file = cache / f"{SPACE}-{language}.npy"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, SentenceVectors()([text for text, _ in rows]))
    found: Floats = np.load(file)
    return found


def purity(labels: Sequence[int], kinds: Sequence[str], least: int = 2) -> tuple[float, float]:
    """Share of the utterances in groups of `least` or more that are of the group's commonest kind, and how many of all
    are in such groups."""
    sizes, pairs = Counter(labels), Counter(zip(labels, kinds, strict=True))
    best = dict[int, int]()
    for (label, _), count in pairs.items():
        best[label] = max(best.get(label, 0), count)
    inside = [label for label, size in sizes.items() if size >= least]
    total = sum(sizes[label] for label in inside)
    return sum(best[label] for label in inside) / max(1, total), total / max(1, len(labels))


def grouped(found: Iterable[Floats], like: float) -> list[int]:
    """The group of each, in the order in which they come."""
    groups = Groups(like)
    return [groups.place(vector).index for vector in found]


def groups_of(rows: Rows, found: Floats, language: str) -> None:
    """One line a threshold."""
    order = np.random.default_rng(0).permutation(len(rows))
    kinds = [rows[i][1] for i in order]
    for like in (0.5, 0.55, 0.6, 0.65, 0.7):
        labels = grouped(found[order], like)
        pure, inside = purity(labels, kinds)
        nmi = normalized_mutual_info_score(kinds, labels)
        print(f"{language}  {like:>5.2f} {len(rows):>6} {len(set(labels)):>7} {inside:>9.1%} {pure:>7.1%} {nmi:>6.3f}")


def topics_of(rows: Rows, found: Floats, language: str) -> None:
    """One line."""
    chance = np.random.default_rng(1)
    kinds = [kind for kind, count in Counter(kind for _, kind in rows).items() if count >= EACH]
    hidden = sorted(chance.choice(sorted(kinds), min(HIDDEN, len(kinds)), replace=False))
    chosen = [i for kind in hidden for i in chance.permutation(_of(rows, kind))[:EACH]]
    others = [i for i, (_, kind) in enumerate(rows) if kind not in hidden]
    chosen += list(chance.permutation(others)[:NOISE])
    chosen = [int(i) for i in chance.permutation(chosen)]
    asked = [
        Asking(group, NOW, rows[i][0], found[i])
        for i, group in zip(chosen, grouped(found[chosen], Groups().like), strict=True)
    ]
    topics = mine(asked, language, stop_words(language), NOW)
    of_group = {group: topic.id for topic in topics for group in topic.groups}
    labels = [of_group.get(one.group, -1 - number) for number, one in enumerate(asked)]
    true = [rows[i][1] for i in chosen]
    pure, _ = purity(labels, true, 4)
    wanted = [label > -1 for label, kind in zip(labels, true, strict=True) if kind in hidden]
    main = {topic.id: Counter(k for k, t in zip(true, labels, strict=True) if t == topic.id) for topic in topics}
    seen = {counted.most_common(1)[0][0] for counted in main.values()} & set(hidden)
    inside = [(label, kind) for label, kind in zip(labels, true, strict=True) if kind in hidden]
    nmi = normalized_mutual_info_score([kind for _, kind in inside], [label for label, _ in inside])
    print(
        f"{language} {len(asked):>6} {len(topics):>7} {len(seen):>3} of {len(hidden)} {np.mean(wanted):>9.1%} "
        f"{pure:>7.1%} {nmi:>6.3f}"
    )
    for topic in topics[:3]:
        print(f"      {topic.size:>3} {', '.join(topic.words)}  ({main[topic.id].most_common(1)[0][0]})")


def _of(rows: Rows, kind: str) -> list[int]:
    return [i for i, (_, one) in enumerate(rows) if one == kind]


def main() -> int:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--cache", type=Path, default=Path("var/bench"))
    args = parser.parse_args()
    rows = read(args.data)
    print("groups\n     like      n  groups  in groups  purity    NMI")
    for language, its in rows.items():
        groups_of(its, vectors(its, language, args.cache), language)
    print(f"\ntopics ({HIDDEN} intents of {EACH} utterances among {NOISE} others)")
    print("        n  topics    found  in topics  purity    NMI")
    for language, its in rows.items():
        topics_of(its, vectors(its, language, args.cache), language)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
