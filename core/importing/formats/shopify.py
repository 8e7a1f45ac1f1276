"""The customer and product exports of Shopify, as its admin wrote them in 2024 to 2026.

Headings were compared with exports published in open repositories (November 2026). Shopify puts an apostrophe before
numbers so that spreadsheets leave them alone. The product export changed its column names in 2025; both are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from core.importing.formats.rows import Options, Row, fits, misfit
from core.importing.outcome import RowFinding

Cells = Mapping[str, str]

#: How option names of the big languages say size and colour.
_SIZE = frozenset(
    {"size", "taille", "größe", "taglia", "talla", "tamanho", "maat", "サイズ", "尺码", "尺寸", "사이즈", "المقاس"}
)
_COLOUR = frozenset(
    {"color", "colour", "couleur", "farbe", "colore", "cor", "kleur", "カラー", "色", "颜色", "顏色", "색상", "اللون"}
)


@dataclass(frozen=True)
class Foreign:
    """Another system's columns. ``marks``: columns by which it is recognised; ``taken``: columns that are read;
    ``known``: others it is known to write, and ``families``, beginnings of such names; ``columns``: ours, in the order
    of what ``rows`` gives."""

    name: str
    marks: frozenset[str]
    taken: frozenset[str]
    known: frozenset[str]
    families: tuple[str, ...]
    columns: tuple[str, ...]
    headings: Mapping[str, str]
    rows: Callable[[Iterable[tuple[int, Cells]], Options], Iterator[Row | RowFinding]] = field(repr=False)

    def recognises(self, heading: tuple[str, ...]) -> bool:
        """Whether a heading is this system's."""
        return self.marks.issubset(heading)

    def takes(self, column: str) -> bool:
        """Whether the column is read."""
        return column in self.taken

    def knows(self, column: str) -> bool:
        """Whether the system is known to write the column."""
        return (
            column in self.taken or column in self.known or column.startswith(self.families) or ".metafields." in column
        )

    def translator(
        self, heading: tuple[str, ...], options: Options
    ) -> Callable[[Iterable[tuple[int, list[str]]]], Iterator[Row | RowFinding]]:
        """What makes our rows of theirs."""
        return lambda rows: self._translated(heading, options, rows)

    def _translated(
        self, heading: tuple[str, ...], options: Options, rows: Iterable[tuple[int, list[str]]]
    ) -> Iterator[Row | RowFinding]:
        broken: list[RowFinding] = []

        def whole() -> Iterator[tuple[int, Cells]]:
            for number, cells in rows:
                if fits(cells, len(heading)):
                    yield number, dict(zip(heading, map(bare, cells), strict=True))
                else:
                    broken.append(misfit(number, len(cells), len(heading)))
                    yield number, {}

        for row in self.rows(whole(), options):
            yield from broken
            broken.clear()
            yield row
        yield from broken


def bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reading it as a number or a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {*"0123456789+-=@"} else cell


def _customers(rows: Iterable[tuple[int, Cells]], options: Options) -> Iterator[Row]:
    system = options.source_system or "shopify"
    for number, cells in rows:
        if not cells:
            continue
        address = "Default Address "
        street = "\n".join(filter(None, (cells.get(f"{address}Address1", ""), cells.get(f"{address}Address2", ""))))
        other = cells.get(f"{address}Phone", "")
        phone = cells.get("Phone", "")
        yield (
            number,
            (
                system,
                cells["Customer ID"],
                cells["First Name"],
                cells["Last Name"],
                cells["Email"],
                phone or other,
                other if phone and other != phone else "",
                cells.get(f"{address}Company", ""),
                street,
                cells.get(f"{address}City", ""),
                cells.get(f"{address}Province Code", ""),
                cells.get(f"{address}Zip", ""),
                cells.get(f"{address}Country Code", ""),
                cells.get(f"{address}Country Code", ""),
            ),
        )


CUSTOMERS = Foreign(
    "shopify customers",
    frozenset({"Customer ID", "First Name", "Last Name", "Email"}),
    frozenset(
        {"Customer ID", "First Name", "Last Name", "Email", "Phone"}
        | {
            f"Default Address {part}"
            for part in ("Company", "Address1", "Address2", "City", "Province Code", "Country Code", "Zip", "Phone")
        }
    ),
    # Consents need the wording that was shown, which the export does not hold; sales are no part of a client.
    frozenset(
        {
            "Accepts Email Marketing",
            "Accepts SMS Marketing",
            "Accepts WhatsApp Marketing",
            "Total Spent",
            "Total Orders",
            "Note",
            "Tax Exempt",
            "Tags",
        }
    ),
    (),
    (
        "source_system",
        "source_id",
        "given",
        "surname",
        "email",
        "phone",
        "contact:phone",
        "company_name",
        "street_address",
        "city",
        "country_area",
        "postal_code",
        "country",
        "residence",
    ),
    {
        "source_id": "Customer ID",
        "given": "First Name",
        "surname": "Last Name",
        "email": "Email",
        "phone": "Phone",
        "contact:phone": "Default Address Phone",
        "company_name": "Default Address Company",
        "street_address": "Default Address Address1",
        "city": "Default Address City",
        "country_area": "Default Address Province Code",
        "postal_code": "Default Address Zip",
        "country": "Default Address Country Code",
        "residence": "Default Address Country Code",
    },
    _customers,
)


class _Text(HTMLParser):
    """The words of a piece of HTML, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")
        if tag in ("p", "br", "li", "div", "h1", "h2", "h3"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def plain_text(html: str) -> str:
    """The text of a description, one line for each of its paragraphs."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.words).split("\n"))
    return "\n".join(filter(None, lines))


@dataclass(frozen=True)
class _Names:
    """What the product export calls its columns."""

    handle: str
    title: str
    body: str
    sku: str
    barcode: str
    price: str
    quantity: str
    option_name: str
    option_value: str
    type: str = "Type"


_CLASSIC = _Names(
    "Handle",
    "Title",
    "Body (HTML)",
    "Variant SKU",
    "Variant Barcode",
    "Variant Price",
    "Variant Inventory Qty",
    "Option{} Name",
    "Option{} Value",
)
_OF_2025 = _Names(
    "URL handle",
    "Title",
    "Description",
    "SKU",
    "Barcode",
    "Price",
    "Inventory quantity",
    "Option{} name",
    "Option{} value",
)


def _variants(
    rows: Iterable[tuple[int, Cells]], names: _Names
) -> Iterator[tuple[int, Cells, Cells, Mapping[str, str]]]:
    """(row, its cells, those of the product's first row, option names by number). Rows that only add a picture are
    passed over: they carry neither a SKU nor an option."""
    first: Cells = {}
    for number, cells in rows:
        if not cells:
            continue
        if cells[names.handle] != first.get(names.handle) or cells[names.title]:
            first = cells
        if not cells.get(names.sku) and not cells.get(names.option_value.format(1)):
            continue
        yield number, cells, first, {n: first.get(names.option_name.format(n), "") for n in "123"}


def _products(names: _Names) -> Callable[[Iterable[tuple[int, Cells]], Options], Iterator[Row]]:
    def rows(source_rows: Iterable[tuple[int, Cells]], options: Options) -> Iterator[Row]:
        for number, cells, first, named in _variants(source_rows, names):
            size = colour = ""
            more: list[str] = []
            for n, name in named.items():
                value = cells.get(names.option_value.format(n), "")
                if not value or (name == "Title" and value == "Default Title"):
                    continue
                if name.strip().casefold() in _SIZE:
                    size = value
                elif name.strip().casefold() in _COLOUR:
                    colour = value
                else:
                    more.append(f"{name}: {value}" if name else value)
            supply = options.supply or first.get(names.type, "").strip().casefold().replace(" ", "_")
            # The quantity is opening stock only where the caller says in which boutique it lies.
            quantity = cells.get(names.quantity, "") if options.boutique else ""
            yield (
                number,
                (
                    first[names.handle],
                    cells[names.sku],
                    supply,
                    cells.get(names.barcode, ""),
                    size,
                    colour,
                    first[names.title],
                    ", ".join(more),
                    plain_text(first.get(names.body, "")),
                    options.boutique if quantity else "",
                    quantity,
                ),
            )

    return rows


def _prices(names: _Names) -> Callable[[Iterable[tuple[int, Cells]], Options], Iterator[Row]]:
    def rows(source_rows: Iterable[tuple[int, Cells]], options: Options) -> Iterator[Row]:
        for number, cells, _, _ in _variants(source_rows, names):
            yield number, (cells[names.sku], options.region, options.currency, cells[names.price], options.since, "")

    return rows


_MORE = {
    _CLASSIC: (
        "Vendor",
        "Product Category",
        "Tags",
        "Published",
        "Variant Grams",
        "Variant Inventory Tracker",
        "Variant Inventory Policy",
        "Variant Fulfillment Service",
        "Variant Compare At Price",
        "Variant Requires Shipping",
        "Variant Taxable",
        "Image Src",
        "Image Position",
        "Image Alt Text",
        "Gift Card",
        "SEO Title",
        "SEO Description",
        "Variant Image",
        "Variant Weight Unit",
        "Variant Tax Code",
        "Cost per item",
        "Status",
        "Option1 Linked To",
        "Option2 Linked To",
        "Option3 Linked To",
        "Unit Price Total Measure",
        "Unit Price Total Measure Unit",
        "Unit Price Base Measure",
        "Unit Price Base Measure Unit",
    ),
    _OF_2025: (
        "Vendor",
        "Product category",
        "Tags",
        "Published on online store",
        "Status",
        "Option1 Linked To",
        "Option2 Linked To",
        "Option3 Linked To",
        "Compare-at price",
        "Cost per item",
        "Charge tax",
        "Tax code",
        "Unit price total measure",
        "Unit price total measure unit",
        "Unit price base measure",
        "Unit price base measure unit",
        "Inventory tracker",
        "Continue selling when out of stock",
        "Weight value (grams)",
        "Weight unit for display",
        "Requires shipping",
        "Fulfillment service",
        "Product image URL",
        "Image position",
        "Image alt text",
        "Variant image URL",
        "Gift card",
        "SEO title",
        "SEO description",
    ),
}
_PRODUCT_FAMILIES = ("Google Shopping / ", "Included / ", "Price / ", "Compare At Price / ", "Compare-at price / ")


def _foreign(names: _Names, kind: str) -> Foreign:
    options = {form.format(n) for form in (names.option_name, names.option_value) for n in "123"}
    texts = {names.handle, names.title, names.body, names.type, names.barcode, names.quantity} | options
    of_price = kind == "prices"
    taken = {names.handle, names.title, names.sku, names.price} if of_price else texts | {names.sku}
    return Foreign(
        "shopify products",
        frozenset({names.handle, names.title, names.sku, names.price}),
        frozenset(taken),
        frozenset(_MORE[names]) | texts | {names.price},
        _PRODUCT_FAMILIES,
        ("sku", "region", "currency", "amount", "since", "until")
        if of_price
        else (
            "reference",
            "sku",
            "supply",
            "gtin",
            "size",
            "colour",
            "name:",
            "details:",
            "description:",
            "boutique",
            "quantity",
        ),
        {"sku": names.sku, "amount": names.price}
        if of_price
        else {
            "reference": names.handle,
            "sku": names.sku,
            "supply": names.type,
            "gtin": names.barcode,
            "name:": names.title,
            "description:": names.body,
            "quantity": names.quantity,
        },
        (_prices if of_price else _products)(names),
    )


PRODUCTS, PRODUCTS_OF_2025 = _foreign(_CLASSIC, "items"), _foreign(_OF_2025, "items")
PRICES, PRICES_OF_2025 = _foreign(_CLASSIC, "prices"), _foreign(_OF_2025, "prices")
