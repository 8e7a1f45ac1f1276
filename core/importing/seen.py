"""Which rows a file had before, in 24 bytes a row at most: a million identities must not cost a hundred megabytes."""

from __future__ import annotations

import hashlib
from array import array


class Seen:
    """Remembers identities with a number each (a row, or a fingerprint of at most 63 bits).

    An identity is kept as 63 bits of its BLAKE2 hash. Two of a million meet with a chance of one in eighteen million;
    then the later row is refused by mistake, with a reason that shows it.
    """

    def __init__(self, *, prints: bool = False) -> None:
        """``prints``: the numbers are fingerprints; else they are rows, of which no sheet has four milliards."""
        self._slots, self._count = 1 << 12, 0
        self._kind = "Q" if prints else "I"
        self._keys, self._numbers = self._room()

    def _room(self) -> tuple[array[int], array[int]]:
        numbers = array(self._kind)
        return array("Q", bytes(8 * self._slots)), array(self._kind, bytes(numbers.itemsize * self._slots))

    def first(self, identity: str, number: int) -> int | None:
        """None when the identity is new (it is kept with ``number``), else the number it came with before."""
        if 2 * self._count >= self._slots:
            self._grow()
        key = digest(identity) | 1 << 63
        slot = self._slot(key)
        if self._keys[slot]:
            return self._numbers[slot]
        self._keys[slot], self._numbers[slot] = key, number
        self._count += 1
        return None

    def _slot(self, key: int) -> int:
        slot = key & (self._slots - 1)
        while self._keys[slot] not in (0, key):
            slot = (slot + 1) & (self._slots - 1)
        return slot

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        self._slots *= 2
        self._keys, self._numbers = self._room()
        for key, number in zip(keys, numbers, strict=True):
            if key:
                slot = self._slot(key)
                self._keys[slot], self._numbers[slot] = key, number


def digest(text: str) -> int:
    """63 bits that stand for a text."""
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big") >> 1
