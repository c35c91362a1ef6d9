"""What is wrong with the recordings of a speaker, each as one line with file and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from bot.messages import LANGUAGES
from centralino import recordable
from centralino.errors import UserError
from voice.spoken import spoken_form
from voice.tts.recordings import SUFFIX, Adopted, Texts, current, flat, place, read_adopted, said
from voice.tts.take import Take, read_take

ADOPT = "centralino prompts adopt"
LIST = "centralino prompts record-list"
SOUNDS = frozenset({".wav", ".wave", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma", ".amr"})
QUIET_DB = -45.0
"""Of speech: to raise it by more than 25 dB to the level of the other voices raises the room with it."""
CLIPPED_PEAKS = 3
"""One or two peaks at full scale are not heard."""
SLOWEST, FASTEST = 6.0, 32.0
"""Letters a second of the spoken form, and"""
SPARE_SECONDS = 1.5
"""so much more or less, for short texts. Synthesised speech has 11 to 19."""

Kind = Literal["unknown", "unreadable", "quiet", "clipped", "long", "short", "changed", "moved", "new", "missing"]


@dataclass(frozen=True)
class Remark:
    """About one file."""

    file: str
    """Within the folder."""
    kind: Kind
    detail: str
    remedy: str

    @property
    def severity(self) -> Literal["error", "warning"]:
        """What is not recorded is synthesised: no mistake."""
        return "warning" if self.kind == "missing" else "error"

    def __str__(self) -> str:
        return f"{self.file}: {self.detail} → {self.remedy}"


def mistakes(folder: Path, languages: tuple[str, ...] = LANGUAGES) -> list[Remark]:
    """Everything that is wrong, by file: of some languages, and of files that lie in the folder of none. Raises
    UserError when the replies, or what is known of the recordings, cannot be read."""
    heard = list(sounds(folder, languages))
    told = {remark.file for remark in heard}
    others = set(LANGUAGES) - set(languages)
    # What has a fault is not to be adopted.
    named = [
        remark
        for remark in names(folder)
        if key_of(remark.file)[0] not in others and not (remark.kind == "new" and remark.file in told)
    ]
    return sorted(named + heard, key=lambda remark: remark.file)


def names(folder: Path) -> list[Remark]:
    """What can be told without reading the sounds: files that nothing says, texts that have changed, files that are not
    adopted. Raises UserError."""
    texts, adopted = recordable.texts(), read_adopted(folder)
    remarks = []
    for file in sound_files(folder):
        remark = _name(file, texts) or _text(folder, file, texts, adopted.get(file))
        if remark is not None:
            remarks.append(remark)
    return remarks


def sounds(folder: Path, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Remark]:
    """What is wrong with the sounds of files whose names are right; those that were adopted have been looked at. Raises
    UserError."""
    texts, adopted = recordable.texts(), read_adopted(folder)
    for file in sound_files(folder):
        key = key_of(file)
        if _name(file, texts) is None and key[0] in languages and not current(folder / file, adopted.get(file)):
            yield from sound(folder, file, texts[key])


def sound(folder: Path, file: str, text: str) -> Iterator[Remark]:
    """What is wrong with one sound that has to say a text."""
    try:
        take = read_take(folder / file)
    except UserError as error:
        # Its message begins with the path, and has the remedy after a semicolon.
        detail, _, remedy = str(error).removeprefix(f"{folder / file}: ").partition("; ")
        yield Remark(file, "unreadable", detail, remedy or "record it again")
        return
    yield from _quality(file, take, len(spoken_form(text, key_of(file)[0])))


def missing(folder: Path, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Remark]:
    """Texts that nobody has recorded. Raises UserError."""
    played = said(folder, recordable.texts())
    for language in languages:
        for line in recordable.lines(language):
            if (language, flat(line.text)) not in played:
                detail = f"not recorded: {short(line.text)}"
                yield Remark(
                    place(language, line.name), "missing", detail, f"record it; all of these: {LIST} --missing"
                )


def sound_files(folder: Path) -> list[str]:
    """Everything in the folder that is sound, by its name. Raises UserError."""
    try:
        found = [file for file in folder.rglob("*") if file.suffix.lower() in SOUNDS and file.is_file()]
    except OSError as error:
        raise UserError(f"{folder}: cannot be read ({error.strerror}); run it as a user who may") from error
    relative = [file.relative_to(folder) for file in found]
    return sorted(file.as_posix() for file in relative if not any(part.startswith(".") for part in file.parts))


def key_of(file: str) -> tuple[str, str]:
    """(language, name) that a file's path stands for."""
    language, _, name = file.partition("/")
    return language, name.removesuffix(SUFFIX)


def _name(file: str, texts: Texts) -> Remark | None:
    language, name = key_of(file)
    if language not in LANGUAGES or "/" in name:
        remedy = f"put it into the folder of its language: {', '.join(LANGUAGES)}"
        return Remark(file, "unknown", "lies where no recording is looked for", remedy)
    if not file.endswith(SUFFIX):
        return Remark(file, "unknown", f"is no {SUFFIX} file", f"save it as WAV, named {Path(name).stem}{SUFFIX}")
    if (language, name) in texts:
        return None
    detail, remedy = _stranger(language, name, [known for code, known in texts if code == language])
    return Remark(file, "unknown", detail, remedy)


def _stranger(language: str, name: str, known: list[str]) -> tuple[str, str]:
    """Why a name is unknown, and the remedy."""
    from bot.replies.loader import load

    base, _, number = name.rpartition(".")
    reply = load()[language].get(base if number.isdigit() else name)
    alike = get_close_matches(name, known, 1)
    if reply and name == recordable.SAID_SLOWLY:
        return "is said slowly, and recordings are not slowed down", "remove it"
    if reply and number == "1":
        return "the first wording has no number", f"rename it to {base}{SUFFIX}"
    if reply and number.isdigit() and int(number) > len(reply.wordings):
        return f"{base} has {len(reply.wordings)} wordings", "rename or remove it"
    if reply and reply.name.startswith(recordable.SAID):
        return "this text is not always the same, so it is synthesised", "remove it"
    if reply:
        return "is a part of sentences, which are synthesised whole", "remove it"
    return "the bot has no text of that name", f"did you mean {alike[0]}{SUFFIX}?" if alike else f"see {LIST}"


def _text(folder: Path, file: str, texts: Texts, adopted: Adopted | None) -> Remark | None:
    language, name = key_of(file)
    entry, now = current(folder / file, adopted), texts[language, name]
    if entry is None:
        return Remark(file, "new", "not adopted yet: it is played, but not watched for changes of its text", ADOPT)
    if flat(entry.text) == flat(now):
        return None
    others = [known for (code, known), text in texts.items() if code == language and flat(text) == flat(entry.text)]
    if others:
        detail = f"says what is {others[0]} now, and is played there"
        return Remark(file, "moved", detail, f"rename it to {others[0]}{SUFFIX}, then: {ADOPT}")
    detail = f"not played: it was recorded for {short(entry.text)}, and the text is now {short(now)}"
    return Remark(file, "changed", detail, f"record it again; or, if it still fits: {ADOPT} {file}")


def _quality(file: str, take: Take, letters: int) -> Iterator[Remark]:
    if take.level_db < QUIET_DB:
        detail = f"too quiet: speech at {take.level_db:.0f} dB"
        yield Remark(file, "quiet", detail, "record it louder or closer, at -30 to -15 dB")
    if take.clipped >= CLIPPED_PEAKS:
        detail = f"clipped: {take.clipped} peaks are cut off"
        yield Remark(file, "clipped", detail, "record it again at a lower input level")
    if take.seconds > letters / SLOWEST + SPARE_SECONDS:
        detail = f"{take.seconds:.1f} s are long for its text"
        yield Remark(file, "long", detail, "listen whether it has two takes or another text, and cut it")
    if take.seconds + SPARE_SECONDS / 5 < letters / FASTEST:
        detail = f"{take.seconds:.1f} s are short for its text"
        yield Remark(file, "short", detail, "listen whether its end or half of it is missing")


def short(text: str) -> str:
    words = flat(text)
    return f"“{words}”" if len(words) <= 60 else f"“{words[:57]}…”"


def adoptable(folder: Path, given: tuple[str, ...], languages: tuple[str, ...]) -> Mapping[str, str]:
    """File → text, of those that are to be adopted: `given`, or else all whose names are right and whose text has not
    changed since. Raises UserError for a given file that nothing says."""
    texts = recordable.texts()
    if given:
        found = set(sound_files(folder))
        for file in given:
            if file not in found:
                raise UserError(f"{file}: no such recording in {folder}; give it as in da/utter_menu.wav")
            if (remark := _name(file, texts)) is not None:
                raise UserError(str(remark))
        return {file: texts[key_of(file)] for file in given}
    new = [remark.file for remark in names(folder) if remark.kind == "new"]
    return {file: texts[key_of(file)] for file in new if key_of(file)[0] in languages}
