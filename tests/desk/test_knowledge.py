"""The right article is found in each language, none for callers whom none helps; mistakes in the files are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages import LANGUAGES
from centralino.paths import DATA
from desk.knowledge.article import Article, KnowledgeError, Text, load
from desk.knowledge.shelf import Shelf

pytestmark = pytest.mark.unit
FOLDER = DATA / "knowledge"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(load(FOLDER))


def test_every_article_is_there_in_every_language_and_reads_as_steps() -> None:
    for article in load(FOLDER):
        assert set(article.texts) == set(LANGUAGES), article.key
        steps = {language: text.body.count("\n") + 1 for language, text in article.texts.items()}
        assert len(set(steps.values())) == 1, (article.key, steps)
        assert len({text.body for text in article.texts.values()}) == len(LANGUAGES), article.key


@pytest.mark.parametrize(
    ("language", "said", "key"),
    [
        ("fr", "la télé affiche aucun signal depuis ce matin", "television_picture"),
        ("fr", "j'ai plus de réseau sur mon portable à l'étranger", "mobile_no_signal"),
        ("nl", "het internet valt elke avond weg en is heel traag", "slow_internet"),
        ("nl", "mijn simkaart heeft geen bereik in het buitenland", "mobile_no_signal"),
        ("it", "il decoder non dà nessun segnale", "television_picture"),
        ("it", "il router ha la luce rossa e internet non va", "no_internet"),
        ("da", "tv-boksen viser intet signal", "television_picture"),
        ("da", "min mobil har ingen dækning i udlandet", "mobile_no_signal"),
        ("en", "the television says no signal", "television_picture"),
        ("en", "my phone has no signal abroad, is it the sim", "mobile_no_signal"),
    ],
)
def test_of_several_articles_on_one_problem_the_callers_words_choose(
    shelf: Shelf, language: str, said: str, key: str
) -> None:
    found = shelf.suggest(language, ["bonjour", said], {"technical_problem": 0.9})
    assert found[0].article.key == key
    assert all("technical_problem" in one.article.intents for one in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_understood_decides_without_a_word_in_common(shelf: Shelf, language: str) -> None:
    (first, *_) = shelf.suggest(language, ["xyz"], {"report_fraud": 0.8, "billing_question": 0.1})
    assert "report_fraud" in first.article.intents
    assert shelf.suggest(language, ["xyz"], {"ask_opening_hours": 0.9}) == []
    assert shelf.suggest(language, [], {}) == []


def test_the_department_decides_where_all_else_is_equal() -> None:
    text = {"en": Text("A title", "Some words.")}
    both = [Article(key, frozenset({"x"}), frozenset({key}), text) for key in ("sales", "training")]
    for key in ("sales", "training"):
        assert Shelf(both).suggest("en", [], {"x": 1.0}, key)[0].article.key == key


def test_another_language_is_better_than_none() -> None:
    article = Article("a", frozenset(), frozenset(), {"fr": Text("Titre", "x"), "da": Text("Titel", "y")})
    assert article.text("it", "fr")[0] == "fr"
    assert article.text("it")[0] == "da"


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("a: {intents: [x]}", "no title", "begin with '# Title'"),
        ("a: {intents: [x]}", "# Title\n", "begin with '# Title'"),
        ("a: {intent: [x]}", "# Title\n\ntext", "give it intents and departments"),
        ("b: {intents: [x]}", "# Title\n\ntext", "no text; write"),
        ("a: [", "# Title\n\ntext", "articles.yml"),
    ],
)
def test_mistakes_are_told_with_file_and_remedy(tmp_path: Path, table: str, text: str, told: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "articles.yml").write_text(table)
    (tmp_path / "en" / "a.md").write_text(text)
    with pytest.raises(KnowledgeError, match=r"(articles\.yml|a\.md)") as error:
        load(tmp_path)
    assert told in str(error.value)


def test_a_house_without_articles_has_none(tmp_path: Path) -> None:
    assert load(tmp_path) == ()
