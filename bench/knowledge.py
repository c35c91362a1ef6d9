"""How often an article is about what the caller wants, found by the caller's words alone: on test utterances.

    python -m bench.knowledge

Right: the intent of the utterance is among the article's own. With the intent understood, which the desk has from the
bot, the article is right whenever that is; the words then only choose between articles of one intent.
"""

from __future__ import annotations

from ruamel.yaml import YAML

from bot.messages import LANGUAGES
from centralino.paths import DATA, ROOT
from desk.knowledge.article import Article, load
from desk.knowledge.shelf import Shelf


def utterances(language: str) -> list[tuple[str, str]]:
    """(intent, text) of the test set."""
    data = YAML(typ="safe").load((ROOT / "tests" / "data" / "nlu" / f"{language}.yml").read_text("utf-8"))
    rows = [(block["intent"], line) for block in data["nlu"] for line in block["examples"].splitlines()]
    return [(intent, line.removeprefix("- ").strip()) for intent, line in rows]


def main() -> None:
    """Print a line a language."""
    articles = load(DATA / "knowledge")
    shelf, covered = Shelf(articles), {intent for article in articles for intent in article.intents}
    print(
        f"{len(articles)} articles, {len(covered)} intents; at random {_chance(articles, covered):.0%} would be right"
    )
    print("language     n   first right   among the first three")
    for language in LANGUAGES:
        rows = [(intent, text) for intent, text in utterances(language) if intent in covered]
        found = [(intent, shelf.suggest(language, [text], {}, least=0.0)) for intent, text in rows]
        first = sum(intent in one[0].article.intents for intent, one in found)
        three = sum(any(intent in each.article.intents for each in one) for intent, one in found)
        print(f"{language} {len(rows):11d} {first / len(rows):13.0%} {three / len(rows):23.0%}")


def _chance(articles: tuple[Article, ...], covered: set[str]) -> float:
    return sum(len(article.intents) for article in articles) / len(articles) / len(covered)


if __name__ == "__main__":
    main()
