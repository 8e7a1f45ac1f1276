"""Languages by BCP 47 tag, as CLDR knows them."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from core.base.errors import Refused

#: Language, script, region, as CLDR names its locales (of BCP 47; extensions and variants are not spoken to clients).
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", re.ASCII)


def known_language(tag: str) -> str:
    """The tag that somebody wished for or said of a client; refused where it is none, or none that CLDR knows."""
    if not _TAG.fullmatch(tag):
        raise Refused(f"Language {tag!r} is no BCP 47 tag. Write such as fr, ja or zh-Hans.")
    locale_of(tag)
    return tag


@cache
def locale_of(language: str) -> Locale:
    """CLDR locale of a BCP 47 tag, by way of its parents; refused when no parent is known.

    ``locale_of("zh-Hans-CN")`` and ``locale_of("ar")`` answer; ``locale_of("xx")`` does not.
    """
    for tag in fallbacks(language):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise Refused(f"Language {language!r} is none that CLDR knows. Give a BCP 47 tag such as fr, ja or zh-Hans.")


@cache
def fallbacks(language: str) -> tuple[str, ...]:
    """A tag and its parents, nearest first: ``zh-Hans-CN`` → ``zh-Hans-CN``, ``zh-Hans``, ``zh``."""
    parts = language.replace("_", "-").split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts), 0, -1))
