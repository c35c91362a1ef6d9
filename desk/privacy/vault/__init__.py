"""Encrypted files: what is not sound to anybody who takes the disk, and cannot be changed unnoticed."""

from desk.privacy.vault.keys import Key, Keyring, KeyringError, load_keyring, rotate
from desk.privacy.vault.sealed import SealedReader, SealedWriter, VaultError
from desk.privacy.vault.vault import Vault

__all__ = [
    "Key", "Keyring", "KeyringError", "SealedReader", "SealedWriter", "Vault", "VaultError", "load_keyring", "rotate",
]  # fmt: skip
