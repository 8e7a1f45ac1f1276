"""The signature of the French fiscal chain: ES256, that is ECDSA on P-256 with SHA-256 (RFC 7518).

The tax doctrine leaves the algorithm free as long as it is state of the art, and prescribes no order of fields
(CGI art. 286 I 3° bis; BOI-TVA-DECLA-30-10-30). Ours covers the hash of the record before and the record's whole
canonical text. It is deterministic (RFC 6979): the same record sealed twice gives the same value.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.base.errors import Refused
from core.jurisdictions.hooks import Seal

ALGORITHM = "ES256"

#: Bytes of the legal entity's secret, and of each half of a signature on P-256.
_SIZE = 32
#: Order of the group of P-256 (FIPS 186-5, SP 800-186 section 3.2.1.3): private keys are 1 to this less one.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
#: Keeps this key apart from any other that may be derived from the same secret.
_PURPOSE = b"vendome fiscal seal ES256"
_SCHEME = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


def seal_of(text: bytes, previous: str, secret: bytes) -> Seal:
    """Sign a record: ``text`` is its canonical content, ``previous`` the hash of the record before ("" for the first).

    ``value`` is r and s, 32 bytes each, in base64url as JWS writes them; ``key`` the fingerprint of the public key.
    Refused when the secret is not 32 bytes.
    """
    private = _private_key(secret)
    r, s = decode_dss_signature(private.sign(_message(text, previous), _SCHEME))
    raw = r.to_bytes(_SIZE, "big") + s.to_bytes(_SIZE, "big")
    return Seal(ALGORITHM, _fingerprint_of(secret), _base64url(raw))


def holds(text: bytes, previous: str, seal: Seal, public: ec.EllipticCurvePublicKey) -> bool:
    """Whether ``seal`` is the signature over ``text`` and ``previous`` by the holder of ``public``."""
    if seal.algorithm != ALGORITHM or seal.key != fingerprint(public):
        return False
    try:
        raw = base64.b64decode(seal.value + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    # One text per signature: padding or stray bits that decode to the same bytes are an altered record too.
    if len(raw) != 2 * _SIZE or _base64url(raw) != seal.value:
        return False
    signature = encode_dss_signature(int.from_bytes(raw[:_SIZE], "big"), int.from_bytes(raw[_SIZE:], "big"))
    try:
        public.verify(signature, _message(text, previous), _SCHEME)
    except InvalidSignature:
        return False
    return True


def public_key(secret: bytes) -> ec.EllipticCurvePublicKey:
    """The public half of the entity's key, which an inspector needs to check the seals without the secret."""
    return _private_key(secret).public_key()


def fingerprint(public: ec.EllipticCurvePublicKey) -> str:
    """First 16 hexadecimal digits of SHA-256 over the key as SubjectPublicKeyInfo: names the key beside each seal."""
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()[:16]


@lru_cache(maxsize=64)
def _private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    if len(secret) != _SIZE:
        raise Refused(f"The entity's secret has {len(secret)} bytes, not {_SIZE}. Create the entity's keys again.")
    # Sixteen bytes more than needed make the remainder's bias negligible (FIPS 186-5 A.2.1).
    spread = HKDF(hashes.SHA256(), _SIZE + 16, salt=None, info=_PURPOSE).derive(secret)
    return ec.derive_private_key(int.from_bytes(spread, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


@lru_cache(maxsize=64)
def _fingerprint_of(secret: bytes) -> str:
    return fingerprint(_private_key(secret).public_key())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _message(text: bytes, previous: str) -> bytes:
    # A hash holds no line feed, so the border between the two cannot move.
    if "\n" in previous:
        raise Refused("The hash of the record before holds a line break. Give it as one line of text.")
    return previous.encode() + b"\n" + text
