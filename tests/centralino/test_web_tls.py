"""HTTPS over real connections, with certificates made here."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from prometheus_client import CollectorRegistry

from centralino.errors import UserError
from centralino.settings import Web
from centralino.web import tls
from centralino.web.metrics import Observed
from centralino.web.server import Served, Server
from centralino.web.tls import Certificate, certificate
from desk.context import ContextStore
from desk.database import Database

pytestmark = pytest.mark.unit
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Pair:
    """Files in a folder."""

    certificate: Path
    key: Path


def make(folder: Path, name: str = "one", ends: datetime | None = None, password: bytes | None = None) -> Pair:
    """For 127.0.0.1, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - YEAR).not_valid_after(ends or now + YEAR)
    made = builder.add_extension(addresses, critical=False).sign(key, hashes.SHA256())
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pair = Pair(folder / f"{name}.pem", folder / f"{name}.key")
    pair.certificate.write_bytes(made.public_bytes(pem))
    pair.key.touch(0o600)
    pair.key.write_bytes(key.private_bytes(pem, pkcs8, hidden))
    return pair


async def ready() -> Mapping[str, str | None]:
    return {}


@asynccontextmanager
async def serving(folder: Path, shown: Certificate) -> AsyncIterator[int]:
    """The port."""
    registry = CollectorRegistry()
    contexts = ContextStore(Database(folder / "queue.db"))
    served = Served(ready, registry, Observed(registry, {"sales"}), contexts, "key")
    async with Server(served, port=0, certificate=shown) as running:
        yield running.port


def trusting(*pairs: Pair) -> ssl.SSLContext:
    context = ssl.create_default_context()
    for pair in pairs:
        context.load_verify_locations(pair.certificate)
    return context


async def health(port: int, context: ssl.SSLContext) -> int:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"https://127.0.0.1:{port}/health", ssl=context) as answer,
    ):
        return answer.status


async def test_whoever_trusts_the_certificate_is_answered(tmp_path: Path) -> None:
    pair = make(tmp_path)
    async with serving(tmp_path, Certificate(pair.certificate, pair.key)) as port:
        assert await health(port, trusting(pair)) == 200
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await health(port, ssl.create_default_context())
        async with aiohttp.ClientSession() as http:
            with pytest.raises(aiohttp.ClientError):
                await http.get(f"http://127.0.0.1:{port}/health")


@pytest.mark.parametrize(
    ("version", "ciphers", "works"),
    [
        (ssl.TLSVersion.TLSv1_3, "DEFAULT", True),
        (ssl.TLSVersion.TLSv1_2, "ECDHE+AESGCM", True),
        (ssl.TLSVersion.TLSv1_2, "ECDHE+CHACHA20", True),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0", False),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0", False),
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", False),
    ],
)
async def test_only_what_is_safe_today_is_spoken(
    tmp_path: Path, version: ssl.TLSVersion, ciphers: str, works: bool
) -> None:
    pair = make(tmp_path)
    client = trusting(pair)
    client.set_ciphers(ciphers)
    client.minimum_version = client.maximum_version = version
    async with serving(tmp_path, Certificate(pair.certificate, pair.key)) as port:
        if not works:
            with pytest.raises((ssl.SSLError, ConnectionResetError)):
                await asyncio.open_connection("127.0.0.1", port, ssl=client)
            return
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client)
        assert writer.get_extra_info("ssl_object").version() == version.name.replace("_", ".")
        writer.close()


async def test_a_renewed_one_is_shown_and_open_connections_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "LOOK_SECONDS", 0.02)
    old, new = make(tmp_path, "old"), make(tmp_path, "new")
    used = Pair(tmp_path / "used.pem", tmp_path / "used.key")
    os.link(old.certificate, used.certificate)
    os.link(old.key, used.key)
    async with (
        serving(tmp_path, Certificate(used.certificate, used.key)) as port,
        aiohttp.ClientSession() as http,
    ):
        url = f"https://127.0.0.1:{port}/health"
        before = trusting(old)
        async with http.get(url, ssl=before) as answer:
            assert answer.status == 200
        replace(new.certificate, used.certificate)
        await asyncio.sleep(0.2)
        assert await health(port, trusting(old)) == 200, "half a pair is not taken up"
        replace(new.key, used.key)
        only_new = trusting(new)
        async with asyncio.timeout(30):
            while True:
                try:
                    assert await health(port, only_new) == 200
                    break
                except aiohttp.ClientConnectorCertificateError:
                    await asyncio.sleep(0.02)
        async with http.get(url, ssl=before) as answer:
            assert answer.status == 200, "on the connection of before"


def replace(source: Path, target: Path) -> None:
    other = target.with_suffix(".new")
    os.link(source, other)
    other.rename(target)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda pair, _: pair.certificate.unlink(), r"^web\.certificate: .*one\.pem: No such file"),
        (lambda pair, _: pair.key.unlink(), r"^web\.key: .*one\.key: No such file"),
        (lambda pair, other: other.key.rename(pair.key), r"^web\.key: .*one\.key is not the key of web\.certificate"),
        (lambda pair, _: pair.certificate.write_text("hello"), r"^web\.certificate: .*one\.pem is no PEM file"),
        (lambda pair, _: pair.key.write_text("hello"), r"^web\.key: .*one\.key is no PEM file"),
        (lambda pair, _: pair.key.chmod(0o644), r"^web\.key: .*one\.key can be read by everybody; run: chmod 600"),
    ],
    ids=["no certificate", "no key", "another key", "not a certificate", "not a key", "open key"],
)
def test_what_cannot_be_used_is_told_at_the_start(tmp_path: Path, damage: object, told: str) -> None:
    pair, other = make(tmp_path), make(tmp_path, "other")
    assert callable(damage)
    damage(pair, other)
    with pytest.raises(UserError, match=told) as error:
        certificate(str(pair.certificate), str(pair.key))
    assert "\n" not in str(error.value)


def test_a_key_with_a_password_is_told_and_nobody_is_asked_for_it(tmp_path: Path) -> None:
    pair = make(tmp_path, password=b"secret")
    with pytest.raises(UserError, match=r"web\.key: .* has a password; store it without"):
        certificate(str(pair.certificate), str(pair.key))


def test_one_without_the_other_is_told(tmp_path: Path) -> None:
    pair = make(tmp_path)
    assert certificate("", "") is None
    with pytest.raises(UserError, match=r"web\.key is missing"):
        certificate(str(pair.certificate), "")
    with pytest.raises(UserError, match=r"web\.certificate is missing"):
        certificate("", str(pair.key))


@pytest.mark.parametrize(
    ("ends", "told"), [(-3, "ran out 3 days ago"), (3, "runs out in 2 days"), (100, "")], ids=["past", "soon", "fine"]
)
def test_one_that_runs_out_does_not_stop_the_telephone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, ends: int, told: str
) -> None:
    pair = make(tmp_path, ends=datetime.now(UTC) + timedelta(days=ends, minutes=5 if ends < 0 else -5))
    with caplog.at_level(logging.WARNING):
        assert certificate(str(pair.certificate), str(pair.key)) is not None
    assert told in caplog.text
    assert bool(caplog.text) is bool(told)


def test_addresses_are_told_as_they_are() -> None:
    assert (Web().scheme, Web(certificate="a.pem", key="a.key").scheme) == ("http", "https")
