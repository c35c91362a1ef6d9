"""Written calls are read strictly: whoever mistypes is told the file, the line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages import LANGUAGES
from centralino.errors import UserError
from centralino.spoken_calls.reader import FOLDER, Names, names_of, read, read_all
from centralino.spoken_calls.script import Noise
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit
NAMES = Names(
    frozenset({"ask_opening_hours", "affirm"}), frozenset({"sales", "technical_support"}), frozenset({"lars-jensen"})
)
WHOLE = """
- call: everything that may be written
  caller:
    - "Hvornår har I åbent på lørdag?"
    - {say: "Ja tak.", if_asked: salg, otherwise: "Nej.", expect: {intent: affirm, says: salg, within_s: 2}}
    - {say: "English, please.", language: en}
    - {keys: 2}
    - {keys: "*"}
    - {silence: 3}
    - {wav: question.wav, say: "hvad der siges", expect: {intent: [affirm, ask_opening_hours]}}
  noise: {kind: street, snr: 5}
  band: phone
  ends: {final: routed, department: sales, reason: [routed], person: lars-jensen, language: da, within_s: 60}
"""


def written(folder: Path, text: str, name: str = "da.yml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_all_that_may_be_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "question.wav").write_bytes(b"RIFF")
    (call,) = read(written(tmp_path, WHOLE), NAMES)
    assert (call.name, call.language, call.band) == ("everything that may be written", "da", "phone")
    assert call.noise == Noise("street", 5.0)
    hours, choice, english, key, star, silence, recording = call.steps
    assert (hours.say, hours.language, hours.at) == ("Hvornår har I åbent på lørdag?", "da", 4)
    assert (choice.wordings, choice.if_asked, choice.expect.intent) == (("Ja tak.", "Nej."), "salg", ("affirm",))
    assert (choice.expect.says, choice.expect.within_s) == (("salg",), 2.0)
    assert (english.language, key.keys, star.keys, silence.silence_s) == ("en", "2", "*", 3.0)
    assert (recording.wav, recording.wordings) == (tmp_path / "question.wav", ())
    assert (call.ends.final, call.ends.person, call.ends.within_s) == ("routed", "lars-jensen", 60.0)


CALL = "- call: it\n  caller: ['Hej']\n"
MISTAKES = {
    "calls: []\n": (1, "list of calls"),
    "- caller: ['Hej']\n": (1, "needs a name"),
    "- call: it\n  caller: []\n": (2, "list what the caller says"),
    f"{CALL}  endss: {{}}\n": (3, "no 'endss'"),
    f"{CALL}  ends:\n    final: rooted\n": (4, "none of answered"),
    f"{CALL}  ends: {{department: sale}}\n": (3, "did you mean sales?"),
    f"{CALL}  ends: {{person: lars-jensn}}\n": (3, "did you mean lars-jensen?"),
    f"{CALL}  ends: {{reason: routd}}\n": (3, "did you mean routed?"),
    f"{CALL}  ends: {{or_person: yes please}}\n": (3, "true or false"),
    f"{CALL}  band: narrow\n": (3, "none of wide, phone"),
    f"{CALL}  noise: music\n": (3, "none of babble"),
    f"{CALL}  noise: {{kind: babble, snr: loud}}\n": (3, "expected a number"),
    f"{CALL}  language: de\n": (3, "none of fr"),
    f"{CALL}- call: it\n  caller: ['Hej']\n": (3, "line 1 has this name"),
    "- call: it\n  caller:\n    - 'Hej'\n    - {say: 'a', expect: {intent: afirm}}\n": (4, "did you mean affirm?"),
    "- call: it\n  caller:\n    - {wav: none.wav}\n": (3, "no recording 'none.wav'"),
    "- call: it\n  caller:\n    - {keys: '2a'}\n": (3, "keys of a telephone"),
    "- call: it\n  caller:\n    - {silence: long}\n": (3, "expected a number"),
    "- call: it\n  caller:\n    - {say: 'a', if_asked: 'b'}\n": (3, "belong together"),
    "- call: it\n  caller:\n    - {say: 'a', wait: 3}\n": (3, "no 'wait'"),
    "- call: it\n  caller:\n    - 7\n": (3, "quote what is said"),
    "- call: it\n  caller: ['Hej']\n ends: {}\n": (3, "mend the YAML"),
}


@pytest.mark.parametrize("text", list(MISTAKES))
def test_a_mistake_is_told_with_file_line_and_remedy(tmp_path: Path, text: str) -> None:
    line, remedy = MISTAKES[text]
    with pytest.raises(UserError) as told:
        read(written(tmp_path, text), NAMES)
    message = str(told.value)
    assert message.startswith(f"{tmp_path / 'da.yml'}:{line}: "), message
    assert remedy in message
    assert "\n" not in message


def test_a_file_with_another_name_needs_the_language(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"mine.yml:1: in which language\? add 'language: da'"):
        read(written(tmp_path, CALL, "mine.yml"), NAMES)
    (call,) = read(written(tmp_path, f"{CALL}  language: en\n", "mine.yml"), NAMES)
    assert call.steps[0].language == "en"


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no calls in it"):
        read_all([tmp_path], NAMES)
    with pytest.raises(UserError, match="cannot be read"):
        read_all([tmp_path / "none.yml"], NAMES)


def test_the_calls_of_the_house_can_be_read() -> None:
    calls = read_all([FOLDER], names_of(DEMO))
    assert {call.language for call in calls} == set(LANGUAGES)
