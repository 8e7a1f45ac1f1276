"""Sensitive values at rest: envelope encryption with a data key per client.

The house's root keys lie outside the database. From them come, by HKDF (RFC 5869), the keys that wrap the clients' data
keys, the key of the blind index and the legal entities' sealing secrets. A value is AES-256-GCM with a random 96-bit
nonce and associated data that names table, column and row, so that a cell moved elsewhere is refused. Destroying a
client's data key erases what it protected, backups included.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.base.errors import Refused

_NONCE = 12


class KeyRing:
    """The root keys, one file of 32 bytes per version (``1.key``, ``2.key`` …); the highest wraps what is new."""

    def __init__(self, roots: dict[int, bytes]) -> None:
        if not roots or any(len(root) != 32 for root in roots.values()):
            raise Refused("The key ring needs root keys of 32 bytes each. Restore the keys folder from its own backup.")
        self._roots = roots
        self.current = max(roots)
        self._derived = lru_cache(maxsize=512)(self._derive)

    @classmethod
    def at(cls, folder: Path) -> KeyRing:
        """Read the ring of a folder."""
        roots = {int(path.stem): path.read_bytes() for path in folder.glob("*.key") if path.stem.isdecimal()}
        if not roots:
            raise Refused(f"No key lies in {folder}. Restore the keys folder, or run «vendome init» for a new house.")
        return cls(roots)

    @classmethod
    def create(cls, folder: Path) -> KeyRing:
        """Make the first key of a new house, readable by its owner only. An existing ring is kept."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not any(folder.glob("*.key")):
            handle = os.open(folder / "1.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(32))
                file.flush()
                os.fsync(file.fileno())
        return cls.at(folder)

    def _derive(self, version: int, purpose: str) -> bytes:
        root = self._roots.get(version)
        if root is None:
            raise Refused(f"Key version {version} is not on the ring. Restore the keys folder from its own backup.")
        return HKDF(SHA256(), 32, salt=None, info=f"vendome:{purpose}".encode()).derive(root)

    def new_data_key(self, subject: str) -> bytes:
        """A fresh data key of a client (``subject``: their id), wrapped for storage."""
        return self._seal(self.current, "wrap", os.urandom(32), f"data-key:{subject}")

    def encrypt(self, wrapped: bytes, subject: str, text: str, place: str) -> bytes:
        """Encrypt a text of a client; ``place`` names table, column and row."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._unwrap(wrapped, subject)).encrypt(nonce, text.encode(), place.encode())

    def decrypt(self, wrapped: bytes | None, subject: str, cipher: bytes, place: str) -> str:
        """The text again. Refused when the key was destroyed, or the cell was moved or changed."""
        if wrapped is None:
            raise Refused(f"{place}: the client's key was destroyed; the value is erased and cannot be read again.")
        try:
            return (
                AESGCM(self._unwrap(wrapped, subject))
                .decrypt(cipher[:_NONCE], cipher[_NONCE:], place.encode())
                .decode()
            )
        except InvalidTag:
            raise Refused(
                f"{place}: the stored value was moved or changed. "
                "Run «vendome journal verify» and restore it from a backup."
            ) from None

    def blind(self, kind: str, value: str) -> str:
        """The blind index of an exact value: a keyed hash by which it is found without being readable."""
        return hmac.new(self._derived(min(self._roots), f"blind:{kind}"), value.encode(), hashlib.sha256).hexdigest()

    def secret(self, purpose: str) -> bytes:
        """32 bytes for one purpose, such as a legal entity's seal."""
        return self._derived(min(self._roots), purpose)

    def _unwrap(self, wrapped: bytes, subject: str) -> bytes:
        version = int.from_bytes(wrapped[:2], "big")
        try:
            return AESGCM(self._derived(version, "wrap")).decrypt(
                wrapped[2 : 2 + _NONCE], wrapped[2 + _NONCE :], f"data-key:{subject}".encode()
            )
        except InvalidTag:
            raise Refused(f"The data key of client {subject} does not open. Restore it from a backup.") from None

    def _seal(self, version: int, purpose: str, plain: bytes, about: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return (
            version.to_bytes(2, "big")
            + nonce
            + AESGCM(self._derived(version, purpose)).encrypt(nonce, plain, about.encode())
        )
