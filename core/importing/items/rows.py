"""An article's row checked by itself, and what it says of stock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.base.errors import Refused
from core.base.text import line, note, required_line
from core.catalogue.commands import DefineItem, item_rows
from core.importing.items.composition import composition_of

#: Values of a yes/no cell, as people and spreadsheets write them.
YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
#: Most of one article in an opening stock, as in a delivery.
QUANTITY_LIMIT = 100_000


@dataclass(frozen=True)
class ItemRow:
    """One row: columns of reference and variant that the file has, and at most one piece or quantity."""

    row: int
    sku: str
    reference: Mapping[str, Any]
    variant: Mapping[str, Any]
    boutique: str
    quantity: int
    piece: Mapping[str, Any] | None


class BadCell(Exception):
    """A refusal with the column it belongs to."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason


def item_of(number: int, record: Mapping[str, str], columns: frozenset[str]) -> ItemRow:
    """Check a row. Raises BadCell."""
    for column, text in record.items():
        try:
            note(text, column) if column.startswith("description:") else line(text, column)
        except Refused as fault:
            raise BadCell(column, str(fault)) from None
    for column in ("reference", "sku", "supply"):
        if column not in record:
            raise BadCell(column, f"{column} is empty. Fill it in.")
    serial = record.get("serial", "")
    unique = YES_NO.get(record.get("unique", "yes" if serial else "no").casefold())
    if unique is None:
        raise BadCell("unique", "This is neither yes nor no. Write yes or no.")
    reference, variant = _checked(record, unique)
    boutique, quantity = record.get("boutique", ""), _quantity(record)
    if serial and not unique:
        raise BadCell(
            "serial", f"{record['sku']} is kept by quantity, so it has no serials. Write unique yes, or clear serial."
        )
    if quantity and unique:
        raise BadCell("quantity", f"{record['sku']} is received piece by piece. Give one row with a serial for each.")
    if (serial or quantity) and not boutique:
        raise BadCell("boutique", "Stock lies in a boutique. Fill in its code.")
    piece = None
    if serial:
        piece = {
            "serial": required_line(serial, "serial", 60),
            "epc": record.get("epc"),
            "made_on": record.get("made_on", ""),
            "made_in": record.get("made_in", ""),
        }
    return ItemRow(
        number,
        record["sku"],
        _present(reference, columns, _REFERENCE),
        _present(variant, columns, _VARIANT),
        boutique,
        quantity,
        piece,
    )


#: Columns of our tables → columns of the file, or beginnings of families, of which one must be there to set them.
_REFERENCE = {
    "code": ("reference",),
    "supply": ("supply",),
    "name": ("name:",),
    "description": ("description:",),
    "collection": ("collection",),
}
_VARIANT = {
    "sku": ("sku",),
    "gtin": ("gtin",),
    "size": ("size",),
    "colour": ("colour",),
    "details": ("details:",),
    "composition": ("metals", "stones", "skins"),
    "unique": ("unique", "serial"),
}


def _present(
    values: Mapping[str, Any], columns: frozenset[str], wanted: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """What the file has columns for; the rest of an article that is held stays as it is."""
    begins = {f"{column.partition(':')[0]}:" for column in columns if ":" in column}
    return {name: values[name] for name, of in wanted.items() if any(each in columns or each in begins for each in of)}


def _checked(record: Mapping[str, str], unique: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    families: dict[str, dict[str, str]] = {"name": {}, "details": {}, "description": {}}
    for column, text in record.items():
        family, _, language = column.partition(":")
        if language and family in families:
            families[family][language] = text
    try:
        composition = composition_of(record)
    except Refused as fault:
        column = next((each for each in ("metals", "stones", "skins") if each[:-1] in str(fault)), "metals")
        raise BadCell(column, str(fault)) from None
    command = DefineItem(
        reference=record["reference"],
        sku=record["sku"],
        name=families["name"],
        supply=record["supply"],
        unique=unique,
        details=families["details"],
        description=families["description"],
        composition=composition,
        collection=record.get("collection", ""),
        gtin=record.get("gtin"),
        size=record.get("size", ""),
        colour=record.get("colour", ""),
    )
    try:
        return item_rows(command)
    except Refused as fault:
        reason = str(fault)
        blamed = (
            "supply"
            if reason.startswith("Supply")
            else "gtin"
            if reason.startswith("GTIN")
            else reason.partition(" ")[0]
        )
        raise BadCell(blamed if blamed in record or blamed in ("supply", "gtin") else "", reason) from None


def _quantity(record: Mapping[str, str]) -> int:
    text = record.get("quantity", "0")
    if not (text.isascii() and text.isdecimal()) or int(text[:12]) > QUANTITY_LIMIT or len(text) > 12:
        raise BadCell("quantity", f"This is no whole number from 0 to {QUANTITY_LIMIT}. Correct it.")
    return int(text)
