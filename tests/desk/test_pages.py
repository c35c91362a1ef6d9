"""The pages' addresses: what browsers get, and what they may do with it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from desk.web import pages
from desk.web.pages.files import FOLDER
from desk.web.pages.texts import LANGUAGES, choose, texts

SHELLS = ("/", "/call", "/login", "/desk", "/board", "/train", "/account", "/admin")
ELSEWHERE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}""")
"""An address of another host; names of XML vocabularies are none."""


@pytest.fixture(scope="module")
def browser() -> Iterator[httpx.Client]:
    app = FastAPI()
    app.include_router(pages.router)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", SHELLS)
def test_a_shell_is_in_the_readers_language_and_runs_nothing_of_its_own(
    browser: httpx.Client, address: str, language: str
) -> None:
    answer = browser.get(address, headers={"Accept-Language": f"{language}-XX,{language};q=0.9,ja;q=0.5"})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert texts(language)["common.skip"] in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    # What the policy forbids would be blocked, and the page would be without it.
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", answer.text)
    assert not ELSEWHERE.search(answer.text)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy


def test_the_language_of_a_page_is_asked_for_remembered_or_preferred() -> None:
    assert choose("nl", "fr", "da") == "nl"
    assert choose("xx", "fr", "da") == "fr"
    assert choose(None, None, "sv, it;q=0.4, da-DK;q=0.8") == "da"
    assert choose(None, None, "ja;q=x,,;q=") == "en"


def test_a_remembered_language_is_used(browser: httpx.Client) -> None:
    answer = browser.get("/login", headers={"Cookie": "centralino_language=it", "Accept-Language": "da"})
    assert '<html lang="it">' in answer.text


@pytest.mark.parametrize("name", ["style.css", "pages/desk.js", "icons.svg", "atkinson.woff2"])
def test_a_file_is_sent_once_and_asked_after_each_time(browser: httpx.Client, name: str) -> None:
    first = browser.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
    assert first.status_code == 200
    assert first.content == (FOLDER / name).read_bytes()
    assert first.headers["cache-control"] == "no-cache"
    again = browser.get(f"/static/{name}", headers={"If-None-Match": f'W/"other", {first.headers["etag"]}'})
    assert again.status_code == 304
    assert not again.content


def test_code_travels_compressed(browser: httpx.Client) -> None:
    with browser.stream("GET", "/static/style.css", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join(answer.iter_raw())
    assert gzip.decompress(packed) == (FOLDER / "style.css").read_bytes()


@pytest.mark.parametrize(
    "name",
    ["../shells.py", "..%2f..%2fapp.py", "%2e%2e/texts/fr.yml", "none.js", "", "pages", "desk/../../texts/fr.yml"],
)
def test_nothing_else_is_served(browser: httpx.Client, name: str) -> None:
    assert browser.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_a_language_come_as_json(browser: httpx.Client, language: str) -> None:
    answer = browser.get(f"/texts/{language}.json")
    assert answer.json() == texts(language)
    assert browser.get(f"/texts/{language}.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_there_are_no_texts_of_other_languages(browser: httpx.Client) -> None:
    assert browser.get("/texts/de.json").status_code == 404


def test_no_file_needs_another_host() -> None:
    for path in FOLDER.rglob("*"):
        if path.suffix in {".js", ".css", ".svg"}:
            assert not ELSEWHERE.search(path.read_text("utf-8")), path.name
