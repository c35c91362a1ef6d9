"""`centralino prompts samples`: the page on which an operator compares voices, with real engines."""

from __future__ import annotations

import re
import subprocess
import sys
import wave
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import async_playwright

from bot.messages import LANGUAGES
from centralino.cli import main
from tests.browser import AT_ONCE, CHROMIUM
from voice.tts.engines import build

pytestmark = pytest.mark.contract

PICO = {"fr", "it", "en"}
PHONE = {"width": 360, "height": 740}


@dataclass
class Page(HTMLParser):
    """What stands on a page."""

    sounds: dict[str, str] = field(default_factory=dict)
    """File → accessible name."""
    languages: dict[str, str] = field(default_factory=dict)
    """Language → the text that is marked as being in it, of the quotation."""
    tags: list[str] = field(default_factory=list)
    text: str = ""
    _quoted: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "audio":
            self.sounds[given["src"]] = given["aria-label"]
        if tag == "blockquote":
            self._quoted = given["lang"]

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._quoted is not None:
            self.languages[self._quoted] = data
            self._quoted = None


def samples(*arguments: str) -> tuple[int, str]:
    """Exit status and standard error."""
    command = [sys.executable, "-m", "centralino", "prompts", "samples", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    return done.returncode, done.stderr.decode()


def read(folder: Path) -> tuple[Page, str]:
    source = (folder / "index.html").read_text("utf-8")
    page = Page()
    page.feed(source)
    return page, source


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of both engines that are always there."""
    out = tmp_path_factory.mktemp("samples") / "voices"
    status, message = samples("--out", str(out), "--engine", "pico", "--engine", "pyttsx3")
    assert status == 0, message
    return out


def test_every_language_by_every_engine_twice(folder: Path) -> None:
    page, _ = read(folder)
    names = {f"{lang}-pyttsx3" for lang in LANGUAGES} | {f"{lang}-pico" for lang in PICO}
    files = {f"{name}-{band}.wav" for name in names for band in ("telephone", "wideband")}
    assert set(page.sounds) == files
    assert {path.name for path in folder.iterdir()} == files | {"index.html"}, "and nothing else"
    assert list(folder.parent.iterdir()) == [folder]
    assert len(set(page.sounds.values())) == len(files), "each can be told from the others without seeing"


def test_each_text_is_marked_as_being_in_its_language(folder: Path) -> None:
    page, source = read(folder)
    assert set(page.languages) == set(LANGUAGES)
    assert len({text[:20] for text in page.languages.values()}) == len(LANGUAGES)
    assert all(re.search(r"\d[:. h\xa0]+\d\d.*\d{2}", text) for text in page.languages.values()), "a time, a number"
    assert source.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_needs_nothing_from_elsewhere(folder: Path) -> None:
    page, source = read(folder)
    assert not {"script", "link", "iframe", "img"} & set(page.tags)
    assert "http" not in source
    assert "url(" not in source


def test_the_figures_are_those_of_the_sounds(folder: Path) -> None:
    page, _ = read(folder)
    lengths = []
    for name in sorted(page.sounds):
        with wave.open(str(folder / name)) as file:
            rate, frames = file.getframerate(), file.getnframes()
            samples = np.frombuffer(file.readframes(frames), "<i2").astype(float)
        assert rate == (8000 if "telephone" in name else 16000)
        assert samples.std() > 200
        lengths.append(frames / rate)
    told = [float(each) for each in re.findall(r"(\d+\.\d) s\b", page.text)]
    assert sorted(told) == pytest.approx(sorted(lengths[::2]), abs=0.06)
    loud = [float(each) for each in re.findall(r"Loudness−(\d+\.\d) LUFS", re.sub(r"\s*\n\s*", "", page.text))]
    assert len(loud) == len(told)
    assert max(loud) - min(loud) < 2.5, "one sentence of each voice"


def test_tells_which_engine_calls_use_and_how_to_get_the_others(folder: Path) -> None:
    page, _ = read(folder)
    assert page.text.count("on calls") == len(LANGUAGES)
    if not build("piper").voices():
        assert "uv tool install piper-tts" in page.text
    assert "espeak-ng" in page.text
    assert "Apache-2.0" in page.text


async def test_fits_a_phone_and_plays(folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(AT_ONCE))
        page = await browser.new_page(viewport=PHONE)
        await page.goto((folder / "index.html").as_uri())
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        played = await page.evaluate(
            "Promise.all([...document.querySelectorAll('audio')].map(a => a.play().then(() => a.duration)))"
        )
        assert len(played) == 16
        assert min(played) > 5
        await browser.close()


@pytest.mark.slow
def test_the_best_voice_has_a_page_too(tmp_path: Path) -> None:
    status, message = samples("--out", str(tmp_path), "--language", "da", "--engine", "kokoro")
    assert status == 0, message
    assert set(read(tmp_path)[0].sounds) == {"da-kokoro-telephone.wav", "da-kokoro-wideband.wav"}


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--engine", "hal"], "'hal'"),
        (["--engine", "piper"], "uv tool install piper-tts"),
        (["--engine", "pico", "--language", "da"], "pico"),
    ],
    ids=["unknown", "not installed", "not this language"],
)
def test_one_clear_line_and_no_page(
    arguments: list[str], names: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prompts", "samples", "--out", str(tmp_path / "voices"), *arguments]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert names in message
    assert list(tmp_path.rglob("*.*")) == []


def test_folders_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    own = tmp_path / "own" / "index.html"
    own.parent.mkdir()
    own.write_text("<p>somebody's page</p>")
    for folder in (tmp_path / "file", tmp_path / "file" / "voices", own.parent):
        assert main(["prompts", "samples", "--out", str(folder)]) == 2
        message = capsys.readouterr().err
        assert message.count("\n") == 1
        assert str(folder) in message
    assert own.read_text() == "<p>somebody's page</p>"
    assert list(own.parent.iterdir()) == [own]
