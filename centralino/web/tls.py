"""TLS for the web address: certificate and key from files, taken up anew when they are renewed."""

from __future__ import annotations

import asyncio
import logging
import ssl
import stat
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from centralino.errors import UserError

LOG = logging.getLogger(__name__)

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: those with forward secrecy and authenticated encryption, as in Mozilla's «intermediate» (Server Side TLS
5.7). TLS 1.3 has no others. Browsers that can talk to us know 1.3; other systems may not."""
SOON_DAYS = 14
"""Before a certificate runs out, whoever starts with it is told."""
LOOK_SECONDS = 60.0
"""Between two looks whether the files have been renewed."""


class Certificate:
    """The one that browsers are shown."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """`certificate`: PEM, with those of the authorities between after it. Raises UserError."""
        self._certificate, self._key = certificate, key
        self._seen = self._stamp()
        self.context = _context()
        self._load(self.context)
        self._warn(datetime.now(UTC))

    def renew(self) -> bool:
        """Take up the files if they have changed; connections go on. False when they have not. Raises UserError, and
        then the old ones stay."""
        seen = self._stamp()
        if seen == self._seen:
            return False
        # A pair that does not fit, as when only one is there yet, would spoil the context in use.
        self._load(_context())
        self._load(self.context)
        self._seen = seen
        self._warn(datetime.now(UTC))
        return True

    async def keep(self) -> None:
        """Takes up renewed files, for ever."""
        told = ""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if await asyncio.to_thread(self.renew):
                    LOG.info("a renewed certificate is in use")
                told = ""
            except UserError as error:
                if told != str(error):
                    LOG.error("the certificate is not renewed: %s", error)
                told = str(error)

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = [file.stat() for file in (self._certificate, self._key)]
        except OSError as error:
            raise UserError(f"{_setting(error, self._key)}: {error.filename}: {error.strerror}") from error
        if found[1].st_mode & stat.S_IRWXO:
            raise UserError(f"web.key: {self._key} can be read by everybody; run: chmod 600 {self._key}")
        return tuple(value for one in found for value in (one.st_mtime_ns, one.st_ino, one.st_size))

    def _load(self, context: ssl.SSLContext) -> None:
        try:
            context.load_cert_chain(self._certificate, self._key, password=self._no_password)
        except OSError as error:
            raise UserError(self._why(error)) from error

    def _no_password(self) -> str:
        raise UserError(f"web.key: {self._key} has a password; store it without: openssl pkey -in {self._key} -out …")

    def _why(self, error: OSError) -> str:
        if not isinstance(error, ssl.SSLError):
            return f"web.certificate or web.key cannot be read: {error.strerror}; {self._certificate}, {self._key}"
        if error.reason == "KEY_VALUES_MISMATCH":
            return f"web.key: {self._key} is not the key of web.certificate: {self._certificate}"
        for setting, file, begins in (
            ("web.certificate", self._certificate, b"-----BEGIN CERTIFICATE-----"),
            ("web.key", self._key, b"PRIVATE KEY-----"),
        ):
            if begins not in file.read_bytes():
                return f"{setting}: {file} is no PEM file with one; it has a line {begins.decode()}"
        return f"web.certificate, web.key: {self._certificate}, {self._key} cannot be used: {error.reason}"

    def _warn(self, now: datetime) -> None:
        """Not an error: the telephone is answered without it as well."""
        shown = x509.load_pem_x509_certificate(self._certificate.read_bytes())
        left = (shown.not_valid_after_utc - now).days
        if left < 0:
            LOG.error("web.certificate ran out %d days ago: browsers refuse it; renew it", -left)
        elif now < shown.not_valid_before_utc:
            LOG.error("web.certificate is not valid yet: browsers refuse it; is the clock right?")
        elif left < SOON_DAYS:
            LOG.warning("web.certificate runs out in %d days; renew it", left)


def certificate(shown: str, key: str) -> Certificate | None:
    """As the settings web.certificate and web.key name it; None where they name none. Raises UserError."""
    if not shown and not key:
        return None
    for setting, given in (("web.certificate", shown), ("web.key", key)):
        if not given:
            raise UserError(f"{setting} is missing; TLS needs both web.certificate and web.key")
    return Certificate(Path(shown), Path(key))


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    return context


def _setting(error: OSError, key: Path) -> str:
    return "web.key" if str(error.filename) == str(key) else "web.certificate"
