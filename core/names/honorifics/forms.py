"""Finding and writing a form of address; the forms themselves are data, in ``forms.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from core.base.errors import Refused
from core.names.person_names import locale_tags
from core.names.person_names.locale_tags import Tag

Kind = Literal["person", "organisation"]
Place = Literal["address", "salutation"]
NameWanted = Literal["full", "surname", "none"]

#: What a person may wish to be called. "none" is a wish too: no honorific that tells gender or title.
WISHES = ("madam", "sir", "mx", "doctor", "madam-doctor", "sir-doctor", "none")


class Form(NamedTuple):
    """One form: the text with {name} or {surname} or neither, where it is from, and how sure we are of it."""

    text: str
    source: str
    confidence: Literal["high", "medium", "low"]


def address_form(name_text: str, *, language: str, wish: str | None, kind: Kind, place: Place) -> str:
    """The name with the honorific that its reader expects: "Frau Ursula Müller", "山田 花子 様".

    ``language`` is the document's (a BCP 47 tag), ``wish`` the person's own (None: not known, so the respectful
    neutral form), ``place`` the address block or the salutation of a letter. Ask :func:`name_wanted` which name
    to pass. The name is kept code point for code point; some salutations do not say it at all. In a language
    without forms the answer is the name alone. Refused: an unknown wish, kind or place, a wish for an
    organisation, a blank name where the form says it.
    """
    form = find_form(language=language, wish=wish, kind=kind, place=place)
    if form is None:
        before, placeholder, after = "", "{name}", ""
    else:
        before, placeholder, after = _split(form.text)
    if not placeholder:
        return before
    if not name_text.strip():
        raise Refused(f"The {place} in {language} says a name, and the name is blank. Give the name.")
    return before + name_text + after


def name_wanted(*, language: str, wish: str | None, kind: Kind, place: Place) -> NameWanted:
    """Which name the form says: the full name, the surname alone, or none. Refused as in :func:`address_form`."""
    form = find_form(language=language, wish=wish, kind=kind, place=place)
    placeholder = "{name}" if form is None else _split(form.text)[1]
    wanted: dict[str, NameWanted] = {"{name}": "full", "{surname}": "surname", "": "none"}
    return wanted[placeholder]


def find_form(*, language: str, wish: str | None, kind: Kind, place: Place) -> Form | None:
    """The form itself, with its source; None if the language has none. Refused as in :func:`address_form`."""
    if kind not in ("person", "organisation"):
        raise Refused(f"There is no form of address for a {kind!r:.64}. Use person or organisation.")
    if place not in ("address", "salutation"):
        raise Refused(f"There is no form of address in a {place!r:.64}. Use address or salutation.")
    if wish is not None and wish not in WISHES:
        raise Refused(f"Nobody can be addressed as {wish!r:.64}. Use one of {', '.join(WISHES)}, or no wish.")
    if kind == "organisation":
        if wish not in (None, "none"):
            raise Refused(f"An organisation is not addressed as {wish}. Leave the wish out.")
        wish = kind
    forms = _language(language)
    if forms is None:
        return None
    here = forms[place]
    # A language that does not tell doctors apart has one form for them; one that has no Mx has its neutral form.
    wished = wish or "none"
    return here.get(wished) or here.get(wished.rpartition("-")[2]) or here["neutral"]


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the placeholder, the placeholder ("" if none), and what stands after it."""
    for placeholder in ("{name}", "{surname}"):
        before, found, after = text.partition(placeholder)
        if found:
            return before, found, after
    return text, "", ""


def _language(language: str) -> Mapping[str, Mapping[str, Form]] | None:
    """The forms of the nearest language: en-US, then the script (zh-TW is zh-Hant), then the bare language."""
    tag = locale_tags.parse(language)
    if tag.language == "und":
        return None
    full = locale_tags.maximal(tag)
    for candidate in (Tag(tag.language, "", tag.region), Tag(full.language, full.script), Tag(full.language)):
        found = load_forms().get(str(candidate))
        if found is not None:
            return found
    return None


@cache
def load_forms() -> Mapping[str, Mapping[str, Mapping[str, Form]]]:
    """All forms by language, place and wish; sources are written out. Refused: a form whose source is not listed."""
    raw = tomllib.loads(resources.files(__package__).joinpath("forms.toml").read_text("utf-8"))
    sources = raw.pop("sources")
    loaded: dict[str, dict[str, dict[str, Form]]] = {}
    for language, places in raw.items():
        for place, forms in places.items():
            for wish, form in forms.items():
                if form["source"] not in sources:
                    raise Refused(f"{language}.{place}.{wish} names an unlisted source. Add it to [sources].")
                whole = Form(form["text"], sources[form["source"]], form["confidence"])
                loaded.setdefault(language, {}).setdefault(place, {})[wish] = whole
    return loaded
