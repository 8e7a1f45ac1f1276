"""The house's own columns, by kind of file. The README's tables are compared with these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.base.errors import Refused


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one kind: ``named`` with what each holds; ``families`` of columns whose name goes on after a colon
    (``name:`` takes ``name:fr``); ``needed``: groups of which each must have at least one column in the file."""

    named: Mapping[str, str]
    families: Mapping[str, str]
    needed: tuple[tuple[str, ...], ...]

    def knows(self, column: str) -> bool:
        """Whether the house has a column of this name."""
        family, colon, rest = column.partition(":")
        return column in self.named or bool(colon and rest and f"{family}:" in self.families)

    def lacking(self, heading: tuple[str, ...]) -> str:
        """What a heading lacks, in words; "" when nothing."""
        for group in self.needed:
            if not any(name in group or f"{name.partition(':')[0]}:" in group for name in heading):
                return " or ".join(group)
        return ""


CUSTOMERS = Columns(
    {
        "number": "The client's number of this house, C-…; a client who is known by it is changed",
        "source_system": "Where the client comes from, such as crm; default: what --source-system says",
        "source_id": "The client's number there; with source_system it says who the client is",
        "kind": "person (default) or organisation",
        "title": "Title before the name, such as Dr.",
        "given": "Given name",
        "given_informal": "Given name in daily use",
        "given2": "Second given name or patronymic",
        "surname": "Surname; of an organisation, its name",
        "surname_prefix": "Prefix of the surname, which is then without it: de, van, bin",
        "surname2": "Second surname",
        "generation": "Jr, III",
        "credentials": "What stands after the name: MD",
        "name_language": "BCP 47 language of the name; default: language, or en beside a native name",
        "script": "ISO 15924 script of the name; default: told by its letters",
        "native_given": "Given name in the client's own script, when the name above is its Latin form",
        "native_surname": "Surname in the client's own script",
        "native_language": "BCP 47 language of the name in its own script; default: language",
        "kana_given": "Reading of the given name in kana",
        "kana_family": "Reading of the surname in kana",
        "language": "BCP 47 language the client reads; default: what --language says",
        "wish": "Form of address wished: madam, sir, none …",
        "residence": "ISO 3166-1 country where the client lives",
        "birth_date": "Date of birth, 1990-05-17",
        "email": "E-mail address",
        "phone": "Phone number, with country code or as dialled in the country of residence",
        "company_name": "Company at the address",
        "street_address": "Street and house number, in several lines if need be",
        "city": "City",
        "city_area": "District of the city, where addresses have one",
        "country_area": "State, province or prefecture",
        "postal_code": "Postal code",
        "country": "ISO 3166-1 country of the address; default: residence",
        "boutique": "Code of the boutique where the client was first met; taken for new clients",
    },
    {
        "contact:": "Another contact by the service's name: contact:wechat",
        "preference:": "A taste, size or wish by topic: preference:ring size",
    },
    (("source_id", "number"), ("given", "surname", "native_given", "native_surname")),
)

ITEMS = Columns(
    {
        "reference": "Model, such as AUR-25",
        "sku": "The article: the model in one size, colour and material",
        "supply": "Class of goods, such as leather_goods or watch",
        "unique": "yes: sold piece by piece, by serial; no (default): by quantity",
        "gtin": "GTIN of the label, 8, 12, 13 or 14 digits",
        "size": "Size",
        "colour": "Colour",
        "collection": "Collection",
        "metals": "Metals, such as rose_gold 750 12.40g; steel",
        "stones": "Stones, such as diamond x24 1.20ct F VVS1; ruby x1 0.30ct",
        "skins": "Skins, such as Crocodylus niloticus CITES 26FR0123456",
        "boutique": "Code of the boutique that holds the opening stock",
        "quantity": "Opening stock, booked once for article and boutique",
        "serial": "Serial of one unique piece, received in the boutique once",
        "epc": "RFID code of the piece",
        "made_on": "When the piece was made: 2026, 2026-03 or 2026-03-14",
        "made_in": "Where the piece was made",
    },
    {
        "name:": "Name by language: name:fr",
        "details:": "Size, colour, material in words by language: details:fr",
        "description:": "Longer text by language: description:fr",
    },
    (("reference",), ("sku",), ("supply",), ("name:",)),
)

PRICES = Columns(
    {
        "sku": "The article",
        "region": "Country of the price, such as FR",
        "currency": "ISO 4217 currency",
        "amount": "Price as the country's law shows it, such as 4200.00",
        "since": "First day, 2026-01-01",
        "until": "Last day, or empty",
    },
    {},
    (("sku",), ("amount",), ("region",), ("currency",), ("since",)),
)

RATES = Columns(
    {
        "on": "Day of the rate, 2026-11-20",
        "base": "ISO 4217 currency of which there is one",
        "quote": "ISO 4217 currency in which its worth is told",
        "rate": "Units of quote for one base, such as 1.1615",
        "source": "Who says so, such as ECB",
    },
    {},
    (("on",), ("base",), ("quote",), ("rate",), ("source",)),
)

OWN: Mapping[str, Columns] = {"customers": CUSTOMERS, "items": ITEMS, "prices": PRICES, "rates": RATES}


def require(kind: str, file: str, heading: tuple[str, ...]) -> None:
    """Refuse a heading that lacks what rows of the kind cannot do without."""
    lacking = OWN[kind].lacking(heading)
    if lacking:
        raise Refused(
            f"{file} lacks the column {lacking}, which {kind} need. Add it; core/importing/README.md lists all columns."
        )
