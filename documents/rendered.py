"""A finished page on its way from the process that draws to the one that files: it needs no layout engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished page.

    ``pdf``: the file; ``sha256``: 64 hex digits of it; ``pages``: how many; ``template_version``: 16 hex digits over
    template, styles and words; ``fonts``: families embedded.
    """

    pdf: bytes = field(repr=False)
    sha256: str
    pages: int
    template_version: str
    fonts: tuple[str, ...]


def describe(rendered: Rendered) -> Mapping[str, object]:
    """What the journal keeps of a page beside its bytes."""
    return {
        "sha256": rendered.sha256,
        "pages": rendered.pages,
        "template_version": rendered.template_version,
        "fonts": list(rendered.fonts),
    }
