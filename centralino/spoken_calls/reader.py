"""Reading tests/calls/*.yml, strictly: a mistake is told with file, line and remedy. The form: docs/train/calls.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.directory import Company
from bot.messages import LANGUAGES, Final
from centralino.callers import KEYS
from centralino.errors import UserError
from centralino.paths import ROOT, TREE
from centralino.spoken_calls.script import (
    BANDS,
    NOISES,
    SNR_DB,
    Band,
    CallScript,
    Ends,
    Expect,
    Noise,
    NoiseKind,
    Step,
)
from desk.queue.packet import REASONS

FOLDER = (TREE if (TREE / "tests" / "calls").is_dir() else ROOT) / "tests" / "calls"
CALL = ("call", "language", "caller", "ends", "noise", "band")
SPOKEN = ("say", "language", "if_asked", "otherwise", "wav", "expect")
EXPECT = ("intent", "says", "within_s")
ENDS = ("final", "department", "reason", "person", "language", "or_person", "within_s")
LONGEST_SILENCE_S = 60.0
SNR = (-10.0, 60.0)


@dataclass(frozen=True)
class Names:
    """What a call may name."""

    intents: frozenset[str]
    departments: frozenset[str]
    people: frozenset[str]


def names_of(company: Company) -> Names:
    """Those of domain.yml and of a company."""
    domain = YAML(typ="safe").load((TREE / "domain.yml").read_text("utf-8"))
    return Names(frozenset(domain["intents"]), frozenset(company.departments), frozenset(company.people))


def read_all(places: Iterable[Path], names: Names) -> list[CallScript]:
    """The calls of files, and of all *.yml of folders. Raises UserError."""
    found: list[CallScript] = []
    for place in places:
        files = sorted(place.glob("*.yml")) if place.is_dir() else [place]
        if not files:
            raise UserError(f"{place}: no calls in it; give a .yml file with calls, or a folder of them")
        for file in files:
            found += read(file, names)
    return found


def read(file: Path, names: Names) -> list[CallScript]:
    """The calls of one file. Raises UserError."""
    try:
        data = YAML(typ="rt").load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserError(
            f"{file}: cannot be read ({reason}); give a .yml file with calls, or a folder of them"
        ) from error
    except MarkedYAMLError as error:
        at = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{file}:{at}: {error.problem}; mend the YAML (quote texts that hold a colon)") from error
    return _File(file, names).calls(data)


class _File:
    """One file on its way to being calls."""

    def __init__(self, file: Path, names: Names) -> None:
        self._file, self._names = file, names

    def calls(self, data: Any) -> list[CallScript]:
        if not isinstance(data, list) or not data:
            raise self._wrong(1, "expected a list of calls, each beginning with '- call: its name'")
        calls = [self._call(self._at(data, number), entry) for number, entry in enumerate(data)]
        seen: dict[str, int] = {}
        for call in calls:
            if call.name in seen:
                raise self._wrong(call.at, f"the call of line {seen[call.name]} has this name too; give it another")
            seen[call.name] = call.at
        return calls

    def _call(self, at: int, data: Any) -> CallScript:
        self._table(at, data, CALL, "a call")
        name = self._text(at, data, "call")
        if not name:
            raise self._wrong(at, "a call needs a name: '- call: what it is about'")
        language = self._language(at, data)
        steps = data.get("caller")
        if not isinstance(steps, list) or not steps:
            raise self._wrong(self._key(at, data, "caller"), f"{name}: 'caller' has to list what the caller says")
        spoken = "" if language == "auto" else language
        return CallScript(
            name, language, tuple(self._step(self._at(steps, n), step, spoken) for n, step in enumerate(steps)),
            self._ends(self._key(at, data, "ends"), data.get("ends", {})), self._file, at, self._noise(at, data),
            cast(Band | None, self._one(at, data, "band", BANDS)),
        )  # fmt: skip

    def _language(self, at: int, data: Any) -> str:
        own = self._one(at, data, "language", (*LANGUAGES, "auto"))
        if own is None and self._file.stem not in LANGUAGES:
            raise self._wrong(
                at, f"in which language? add 'language: da', or name the file after one ({', '.join(LANGUAGES)})"
            )
        return own or self._file.stem

    def _step(self, at: int, data: Any, language: str) -> Step:
        if isinstance(data, str):
            data = {"say": data}
        if not isinstance(data, dict):
            raise self._wrong(at, f"expected words in quotes or {{say: …}}, found {data!r}; quote what is said")
        if "keys" in data:
            return self._keys(at, data)
        if "silence" in data:
            return self._silence(at, data)
        return self._spoken(at, data, language)

    def _spoken(self, at: int, data: Any, language: str) -> Step:
        self._table(at, data, SPOKEN, "a line of the caller")
        say, wav = self._text(at, data, "say"), self._text(at, data, "wav")
        if_asked, otherwise = self._text(at, data, "if_asked"), self._text(at, data, "otherwise")
        if not say and not wav:
            raise self._wrong(at, "a line needs one of say, wav, keys or silence")
        if bool(if_asked) != bool(otherwise):
            raise self._wrong(at, "if_asked and otherwise belong together: what is said when the bot did not ask that?")
        if wav and otherwise:
            raise self._wrong(at, "a recording cannot have 'otherwise'; write the line as words to be spoken")
        voice = self._one(at, data, "language", LANGUAGES) or language
        if not voice and not wav:
            raise self._wrong(at, "in which language is this said? write {say: …, language: da}")
        path = self._recording(self._key(at, data, "wav"), wav) if wav else None
        return Step(at, say, voice, path, if_asked, otherwise, expect=self._expect(at, data))

    def _keys(self, at: int, data: Any) -> Step:
        self._table(at, data, ("keys", "expect"), "a line with keys")
        # YAML reads 2 as a number, and "*" needs its quotes anyway.
        keys = str(data["keys"])
        if not keys or not set(keys) <= KEYS or isinstance(data["keys"], bool):
            raise self._wrong(self._key(at, data, "keys"), 'keys of a telephone are 0-9, * and #: write keys: "2"')
        return Step(at, keys=keys, expect=self._expect(at, data))

    def _silence(self, at: int, data: Any) -> Step:
        self._table(at, data, ("silence", "expect"), "a silence")
        seconds = self._number(at, data, "silence", 0.1, LONGEST_SILENCE_S)
        assert seconds is not None
        return Step(at, silence_s=seconds, expect=self._expect(at, data))

    def _expect(self, at: int, data: Any) -> Expect:
        if "expect" not in data:
            return Expect()
        at, data = self._key(at, data, "expect"), data["expect"]
        self._table(at, data, EXPECT, "expect")
        intents = self._list(at, data, "intent")
        for intent in intents:
            if intent not in self._names.intents:
                raise self._wrong(self._key(at, data, "intent"), self._unknown("intent", intent, self._names.intents))
        return Expect(intents, self._list(at, data, "says"), self._number(at, data, "within_s", 0.1, 600))

    def _ends(self, at: int, data: Any) -> Ends:
        self._table(at, data, ENDS, "ends")
        department, person = self._text(at, data, "department"), self._text(at, data, "person")
        if department and department not in self._names.departments:
            raise self._wrong(
                self._key(at, data, "department"), self._unknown("department", department, self._names.departments)
            )
        if person and person not in self._names.people:
            raise self._wrong(self._key(at, data, "person"), self._unknown("person", person, self._names.people))
        reasons = self._list(at, data, "reason")
        for reason in reasons:
            if reason not in REASONS:
                raise self._wrong(self._key(at, data, "reason"), self._unknown("reason", reason, REASONS))
        or_person = data.get("or_person", False)
        if not isinstance(or_person, bool):
            raise self._wrong(self._key(at, data, "or_person"), "or_person is true or false")
        return Ends(
            self._one(at, data, "final", get_args(Final)), department or None, reasons, person or None,
            self._one(at, data, "language", LANGUAGES), or_person, self._number(at, data, "within_s", 1, 3600),
        )  # fmt: skip

    def _noise(self, at: int, data: Any) -> Noise | None:
        if "noise" not in data:
            return None
        at, noise = self._key(at, data, "noise"), data["noise"]
        if isinstance(noise, str):
            noise = {"kind": noise}
        self._table(at, noise, ("kind", "snr"), "noise")
        kind = self._one(at, noise, "kind", NOISES)
        if kind is None:
            raise self._wrong(at, f"noise is one of {', '.join(NOISES)}, or {{kind: babble, snr: 15}}")
        snr = self._number(at, noise, "snr", *SNR)
        return Noise(cast(NoiseKind, kind), SNR_DB if snr is None else snr)

    def _recording(self, at: int, name: str) -> Path:
        path = self._file.parent / name
        if not path.is_file():
            raise self._wrong(at, f"no recording {name!r}; put it beside this file, or mend its name")
        return path

    def _table(self, at: int, data: Any, known: tuple[str, ...], what: str) -> None:
        if not isinstance(data, dict):
            raise self._wrong(at, f"{what}: expected a table such as {{{known[0]}: …}}, found {data!r}")
        for key in data:
            if key not in known:
                place = self._key(at, data, key)
                raise self._wrong(place, f"{what} has no {key!r}; it may have {', '.join(known)}")

    def _text(self, at: int, data: Any, key: str) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(self._key(at, data, key), f"{key}: expected words, found {value!r}; put them in quotes")
        return value.strip()

    def _list(self, at: int, data: Any, key: str) -> tuple[str, ...]:
        values = data.get(key, [])
        values = [values] if isinstance(values, str | int | float) else values
        if not isinstance(values, list) or any(isinstance(value, dict | list | bool) for value in values):
            raise self._wrong(self._key(at, data, key), f"{key}: expected words or a list of them")
        return tuple(str(value) for value in values)

    def _number(self, at: int, data: Any, key: str, least: float, most: float) -> float | None:
        value = data.get(key)
        if value is None and key not in data:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self._wrong(
                self._key(at, data, key), f"{key}: expected a number from {least:g} to {most:g}, found {value!r}"
            )
        return float(value)

    def _one(self, at: int, data: Any, key: str, choices: tuple[str, ...]) -> str | None:
        value = data.get(key)
        if value is None and key not in data:
            return None
        if value not in choices:
            raise self._wrong(self._key(at, data, key), f"{key}: {value!r} is none of {', '.join(choices)}")
        return str(value)

    @staticmethod
    def _unknown(what: str, name: str, known: Iterable[str]) -> str:
        from rapidfuzz import process

        near = process.extractOne(name, list(known))
        return f"there is no {what} {name!r}; did you mean {near[0]}?" if near else f"there is no {what} {name!r}"

    @staticmethod
    def _at(sequence: Any, number: int) -> int:
        return _line(lambda: sequence.lc.item(number)[0], 0)

    @staticmethod
    def _key(at: int, data: Any, key: str) -> int:
        return _line(lambda: data.lc.key(key)[0], at - 1)

    def _wrong(self, at: int, problem: str) -> UserError:
        return UserError(f"{self._file}:{at}: {problem}")


def _line(place: Callable[[], int], otherwise: int) -> int:
    """Counted from 1; what was not read from the file, such as a plain text made a table, has no place of its own."""
    try:
        return place() + 1
    except (AttributeError, KeyError, TypeError):
        return otherwise + 1
