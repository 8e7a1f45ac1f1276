"""The only door between a page and the outside: a table of pictures by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves ``asset:name`` from a table and refuses every other address: files, networks, ``data:``, unknown names.

    A refusal stops the render (WeasyPrint would otherwise leave the picture out and go on); ``refused`` keeps the
    address for the error's sentence.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"asset"}, allow_redirects=False, fail_on_errors=True)
        self._assets = assets
        self.refused: str | None = None

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The bytes of one asset. Raises FatalURLFetchingError for anything else."""
        scheme, _, name = url.partition(":")
        suffix = name[name.rfind(".") :]
        if scheme != "asset" or name not in self._assets or suffix not in _TYPES:
            self.refused = url
            raise FatalURLFetchingError(f"{url!r} is not an asset of this page")
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": _TYPES[suffix]})
