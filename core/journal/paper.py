"""Papers: plain values on their way to a page.

A paper is a kind, its languages and the content of one journal entry. The content is what the journal's hash covers, so
a page can never say anything that the chain does not. The room ``documents`` turns it into a PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page is drawn from.

    ``kind``: ``invoice``, ``receipt``, ``certificate``, ``repairs.quote`` …; ``languages``: BCP 47, the client's first,
    at most two; ``region``: ISO 3166-1 code of the law that governs it; ``number``: as printed; ``values``: plain JSON
    values, amounts as decimal text, texts by language as maps; ``subject``: for a certificate, the number of the line;
    ``duplicate_of``: number of the original where this is a duplicate.
    """

    kind: str
    languages: tuple[str, ...]
    region: str
    number: str
    values: Mapping[str, Any] = field(repr=False)
    subject: int | None = None
    duplicate_of: str | None = None
