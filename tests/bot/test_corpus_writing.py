"""What a trainer adds stands in the files as a person would have written it, and nothing else has changed."""

from __future__ import annotations

import difflib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.corpus.additions import Additions, Stands, Wanted
from bot.corpus.errors import CorpusError
from bot.corpus.markup import Mark, parse, write
from bot.corpus.reading import read
from bot.evaluation.sets import utterances
from centralino.errors import UserError
from tests.bot.corpora import MORE, ORDERS, TEST, additions, project

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project."""
    return project(tmp_path / "tree")


@pytest.fixture
def book(root: Path, tmp_path: Path) -> Additions:
    """What is added to it."""
    return additions(root, tmp_path / "var")


def add(book: Additions, text: str, intent: str = "order_status", *marks: Mark, **more: str) -> Stands:
    (done,) = book.add([Wanted(more.pop("language", "da"), text, intent, marks, **more)], "mette", NOW)  # type: ignore[arg-type]
    return done


def changed(before: str, after: str) -> list[str]:
    """Added and removed lines."""
    rows = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [row for row in rows if row[0] in "+-"]


def test_one_line_more_where_most_of_the_intent_stand(root: Path, book: Additions) -> None:
    stands = add(book, "hvor bliver min pakke af")
    file = root / "data/nlu/da/orders.yml"
    assert (stands.path, stands.line) == (file, 10)
    assert changed(ORDERS, file.read_text("utf-8")) == ["+     - hvor bliver min pakke af\n"]
    assert file.read_text("utf-8").splitlines()[9] == "    - hvor bliver min pakke af"
    assert (root / "data/nlu/da/orders_2.yml").read_text("utf-8") == MORE


def test_taking_back_leaves_the_very_bytes_of_before(root: Path, book: Additions) -> None:
    first = add(book, "hvor bliver min pakke af")
    german = add(book, "zet me door", "reach_department", language="nl")
    book.take_back(german.addition.id, "mette", NOW)
    book.take_back(first.addition.id, "mette", NOW)
    assert (root / "data/nlu/da/orders.yml").read_text("utf-8") == ORDERS
    assert list(read(root / "data/nlu/nl/added.yml").examples) == []
    with pytest.raises(CorpusError, match="nothing that was added"):
        book.take_back(first.addition.id, "mette", NOW)


def test_line_endings_quoting_mode_and_a_missing_last_line_end_stay(root: Path, book: Additions) -> None:
    file = root / "data/nlu/da/orders_2.yml"
    raw = MORE.rstrip("\n").replace("\n", "\r\n").replace("intent: order_status", "intent: 'order_status'")
    many = raw + "".join(f"\r\n      - linje {n} om pakken" for n in range(5))
    file.write_bytes(many.encode())
    file.chmod(0o640)
    stands = add(book, "hvor bliver min pakke af")
    assert file.read_bytes() == f"{many}\r\n      - hvor bliver min pakke af".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    book.take_back(stands.addition.id, "mette", NOW)
    assert file.read_bytes() == many.encode()


def test_a_new_intent_of_a_language_gets_a_block_like_the_others(root: Path, book: Additions) -> None:
    add(book, "stil mig om", "reach_department")
    (root / "data/nlu/da/added.yml").rename(root / "data/nlu/da/talk.yml")
    add(book, "where is it", "order_status", language="en")
    added = (root / "data/nlu/en/orders.yml").read_text("utf-8")
    assert added == (
        'version: "3.1"\nnlu:\n- intent: order_status\n  metadata: {language: en}\n  examples: |\n    - where is it\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "# hvor er min pakke så",
        "- hvor er min pakke så",
        "nr: 12, kassen: [2] er væk",
        "'citat' og \"citat\" {x}",
        "| > & * ! % @ ` ~",
        "det er ${HOME} og så: 3",
        "true",
        "12",
        "null eller nej: …",
        "smiley 😀 og æøå",
    ],
)
def test_whatever_is_typed_is_read_again_as_it_was_by_us_and_by_rasa(book: Additions, text: str) -> None:
    if not any(letter.isalnum() for letter in text):
        with pytest.raises(CorpusError, match="no words"):
            add(book, text)
        return
    stands = add(book, text)
    (ours,) = [one for one in read(stands.path).examples if one.line == stands.line]
    assert ours.text == text
    assert text in rasa(stands.path)
    others = [one.text for one in read(stands.path).examples if one.line != stands.line]
    assert others == ["hvor er min pakke", "hvornår kommer den", "hej"]


def rasa(file: Path) -> list[str]:
    """The texts of a file as Rasa learns them."""
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    return [one.get("text") for one in RasaYAMLReader().read(str(file)).intent_examples]


def test_spaces_at_the_ends_go_and_marks_move_along(book: Additions) -> None:
    stands = add(book, "  stil om til æskefolkene\u00a0", "reach_department", Mark(14, 25, "department", "sales"))
    (example,) = read(stands.path).examples
    assert (example.text, example.marks) == ("stil om til æskefolkene", (Mark(12, 23, "department", "sales"),))


@pytest.mark.parametrize(
    "text", ["to\nlinjer", "en\ttabulator", "nul\x00", "en\u2028to", "usynlig\u200bt", "", " ", "?!"]
)
def test_what_does_not_stand_on_one_line_is_refused(root: Path, book: Additions, text: str) -> None:
    with pytest.raises(CorpusError) as refused:
        add(book, text)
    assert "\n" not in str(refused.value)
    assert (root / "data/nlu/da/orders.yml").read_text("utf-8") == ORDERS


def test_bad_labels_are_refused_with_what_there_is(root: Path, book: Additions) -> None:
    with pytest.raises(CorpusError, match=r"unknown intent 'greeet'; domain\.yml"):
        add(book, "goddag", "greeet")
    with pytest.raises(CorpusError, match="unknown intent 'nlu_fallback'"):
        add(book, "goddag", "nlu_fallback")
    with pytest.raises(CorpusError, match="unknown entity 'keys'"):
        add(book, "goddag", "greet", Mark(0, 6, "keys", "1"))
    with pytest.raises(CorpusError, match="no department 'sails'"):
        add(book, "goddag", "greet", Mark(0, 6, "department", "sails"))
    with pytest.raises(CorpusError, match="unknown language 'de'"):
        add(book, "guten Tag", "greet", language="de")
    with pytest.raises(CorpusError, match="within the text"):
        add(book, "goddag", "greet", Mark(3, 60, "department", "sales"))
    with pytest.raises(CorpusError, match="brackets would be read"):
        add(book, "[goddag](greet)", "greet")
    assert not (root / "data/nlu/de").exists()


def test_the_same_text_again_elsewhere_and_in_the_other_set(root: Path, book: Additions) -> None:
    again = add(book, "Hvor er min pakke?")
    assert (again.addition.id, again.line) == ("", 7)
    with pytest.raises(CorpusError, match=r"order_status at data/nlu/da/orders.yml:7") as conflict:
        add(book, "hvor er min pakke", "greet")
    assert (conflict.value.code, conflict.value.place) == ("conflict", ("data/nlu/da/orders.yml", 7))
    with pytest.raises(CorpusError, match="is no test"):
        add(book, "hvor er min pakke", to="test")
    with pytest.raises(CorpusError, match=r"test set \(tests/data/nlu/da.yml:5\)"):
        add(book, "er varen på vej")
    with pytest.raises(CorpusError, match="twice with different labels"):
        book.add([Wanted("da", "helt ny", "greet"), Wanted("da", "Helt ny!", "order_status")], "mette", NOW)
    assert (root / "data/nlu/da/orders.yml").read_text("utf-8") == ORDERS
    assert (root / "tests/data/nlu/da.yml").read_text("utf-8") == TEST


def test_all_or_none(root: Path, book: Additions) -> None:
    good, bad = Wanted("da", "hvor bliver den af", "order_status"), Wanted("da", "hej", "order_status")
    with pytest.raises(CorpusError, match="greet at"):
        book.add([good, bad], "mette", NOW)
    assert (root / "data/nlu/da/orders.yml").read_text("utf-8") == ORDERS


def test_marks_of_the_test_set_go_to_its_entities(root: Path, book: Additions) -> None:
    stands = add(book, "stil om til æskefolkene", "reach_department", Mark(12, 23, "department", "sales"), to="test")
    entities = root / "tests/data/entities/da.jsonl"
    (row,) = entities.read_text("utf-8").splitlines()
    found = [{"entity": "department", "value": "sales"}]
    assert json.loads(row) == {"text": "stil om til æskefolkene", "language": "da", "entities": found}
    assert "æ" in row
    assert "    - stil om til æskefolkene\n" in (root / "tests/data/nlu/da.yml").read_text("utf-8")
    assert "stil om til æskefolkene" in [one.text for one in utterances(root / "tests/data/nlu")]
    book.take_back(stands.addition.id, "mette", NOW)
    assert (root / "tests/data/nlu/da.yml").read_text("utf-8") == TEST
    assert entities.read_text("utf-8") == ""


def test_a_test_whose_entities_cannot_be_written_leaves_nothing(root: Path, book: Additions) -> None:
    (root / "tests/data/entities/da.jsonl").mkdir(parents=True)
    with pytest.raises(UserError, match="cannot be written"):
        add(book, "stil om til æskefolkene", "reach_department", Mark(12, 23, "department", "sales"), to="test")
    assert "æskefolkene" not in (root / "tests/data/nlu/da.yml").read_text("utf-8")
    assert book.missing() == []


def test_a_broken_line_of_the_entities_is_told_with_its_place(root: Path, book: Additions) -> None:
    marked = ("stil om til æskefolkene", "reach_department", Mark(12, 23, "department", "sales"))
    add(book, *marked, to="test")
    entities = root / "tests/data/entities/da.jsonl"
    for broken in ('{"text": "stil', "7"):
        entities.write_text(f"\n{broken}\n", "utf-8")
        with pytest.raises(CorpusError, match=r"tests/data/entities/da\.jsonl:2: .* mend the JSON"):
            add(book, *marked, to="test")


def test_classifier_evaluation_and_rasa_agree_on_the_plain_text(root: Path, book: Additions) -> None:
    stands = add(book, "stil om til æskefolkene", "reach_department", Mark(12, 23, "department", "technical_support"))
    line = stands.path.read_text("utf-8").splitlines()[stands.line - 1]
    assert line == '    - stil om til [æskefolkene]{"entity": "department", "value": "technical_support"}'
    assert rasa(stands.path) == [one.text for one in read(stands.path).examples] == ["stil om til æskefolkene"]
    assert "stil om til æskefolkene" in [one.text for one in utterances(root / "data/nlu")]


@pytest.mark.parametrize(
    "written",
    [
        "a [b c](department) d",
        "[b](department:sales)",
        '[b]{"entity": "day", "value": "2026-03-11", "role": "x"} og [c](site)',
        '[b][{"entity": "day", "value": "x"}, {"entity": "time"}]',
        "a [b] c",
        "a (b) {c}",
    ],
)
def test_markup_is_read_as_rasa_reads_it(written: str) -> None:
    from rasa.shared.nlu.training_data import entities_parser

    text, marks = parse(written)
    assert text == entities_parser.replace_entities(written)
    theirs = entities_parser.find_entities_in_training_example(written)
    assert [(m.start, m.end, m.entity, m.value) for m in marks] == [
        (one["start"], one["end"], one["entity"], one["value"]) for one in theirs
    ]
    assert write("er [x] her", ()) == "er [x] her"


@pytest.mark.parametrize(
    ("raw", "line", "remedy"),
    [
        (ORDERS.replace("    - hej\n", "   - hej\n  - [\n"), 16, "mend the YAML"),
        (ORDERS.replace("    - hej\n", "    hej\n"), 15, "begins with '- '"),
        (ORDERS.replace("- intent: greet", "- intent: greet\n  intent: x"), 13, "twice"),
        (ORDERS.replace("    - hej\n", '    - [hej]{"entity"}\n'), 15, "mend it"),
    ],
)
def test_a_file_in_mid_edit_is_refused_and_left_alone(
    root: Path, book: Additions, raw: str, line: int, remedy: str
) -> None:
    file = root / "data/nlu/da/orders.yml"
    file.write_text(raw, "utf-8")
    with pytest.raises(UserError) as refused:
        add(book, "hvor bliver min pakke af")
    assert remedy in str(refused.value)
    assert f"{file}:{line}" in str(refused.value)
    assert file.read_text("utf-8") == raw
    assert book._journal.standing() == {}
