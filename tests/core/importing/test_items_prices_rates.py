"""Articles with their opening stock, prices and exchange rates from files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from core.base.errors import Refused
from core.catalogue.model import ExchangeRate, Piece, Price, Reference, Variant
from core.commands.execute import execute
from core.commands.house import House
from core.importing import rates
from core.importing.formats.rows import Options
from core.importing.items.composition import composition_of
from core.inventory.model import PiecePlace, StockLevel, StockMove
from core.inventory.stock import stock_of
from tests.core.importing.conftest import Bring, Write, rows_of
from tests.support.cast import BAG, SCARF, STEEL, WATCH_SERIAL, advisor, key, sale

ITEMS = (
    "reference,sku,supply,unique,gtin,size,colour,collection,name:fr,name:en,details:fr,metals,stones,boutique,"
    "quantity,serial,epc,made_on,made_in"
)
SILK = "VEN-70,VEN-70-BL,silk,no,4006381333931,,bleu,Printemps,Carré Vendôme,Vendôme scarf,Soie,,,PAR1,40,,,,"
GOLD = (
    "ETO-BR,ETO-BR-16,jewellery,yes,,16,,Étoile,Bracelet Étoile,Étoile bracelet,Or rose,rose_gold 750 12.40g,"
    "diamond x24 1.20ct F VVS1; ruby x1 0.30ct,PAR1,,ETO-B-{n},,2026-03,FR"
)
ALL = (Reference, Variant, Piece, PiecePlace, StockLevel, StockMove, Price)


def variant(house: House, sku: str) -> Variant:
    with house.reading(house.actor("hq")) as session:
        return session.scalars(select(Variant).where(Variant.sku == sku)).one()


def test_articles_land_with_their_stock_and_pieces_and_can_be_sold(house: House, written: Write, bring: Bring) -> None:
    outcome, findings = bring(house, "items", written(ITEMS, SILK, GOLD.format(n=1), GOLD.format(n=2)))
    assert (outcome.tally.new, findings) == (3, [])
    assert variant(house, "ETO-BR-16").composition == {
        "metals": [{"metal": "rose_gold", "fineness": "750", "grams": "12.40"}],
        "stones": [
            {"stone": "diamond", "count": 24, "carats": "1.20", "quality": "F VVS1"},
            {"stone": "ruby", "count": 1, "carats": "0.30"},
        ],
    }
    with house.reading(house.actor("hq")) as session:
        assert stock_of(session, "VEN-70-BL") == [("PAR1", 40)]
        assert stock_of(session, "ETO-BR-16") == [("PAR1", 2)]
    prices = written("sku,region,currency,amount,since", "ETO-BR-16,FR,EUR,5000.00,2026-01-01")
    assert bring(house, "prices", prices)[0].tally.new == 1
    from core.sales.basket import BasketLine

    sold = execute(house, sale(lines=(BasketLine(serial="ETO-B-2"),), paid="5000"), advisor(house), key())
    assert sold


def test_the_same_articles_twice_change_nothing_even_after_a_sale(house: House, written: Write, bring: Bring) -> None:
    path = written(ITEMS, SILK, GOLD.format(n=1))
    bring(house, "items", path)
    bring(house, "prices", written("sku,region,currency,amount,since", "VEN-70-BL,FR,EUR,300,2026-01-01"))
    from core.sales.basket import BasketLine

    execute(house, sale(lines=(BasketLine(sku="VEN-70-BL"),), paid="300"), advisor(house), key())
    before = [rows_of(house, model.__table__) for model in ALL]
    outcome, _ = bring(house, "items", path)
    assert (outcome.tally.unchanged, outcome.tally.rows) == (2, 2)
    assert [rows_of(house, model.__table__) for model in ALL] == before


def test_columns_that_a_file_does_not_have_leave_the_article_as_it_is(
    house: House, written: Write, bring: Bring
) -> None:
    bring(house, "items", written(ITEMS, GOLD.format(n=1)))
    path = written("reference,sku,supply,name:fr,colour", "ETO-BR,ETO-BR-16,jewellery,Bracelet Étoile rose,rose")
    assert bring(house, "items", path)[0].tally.changed == 1
    article = variant(house, "ETO-BR-16")
    assert (article.colour, article.size, article.unique, article.composition["metals"][0]["fineness"]) == (
        "rose",
        "16",
        True,
        "750",
    )


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (SILK.replace("4006381333931", "4006381333932"), "gtin", "check digit"),
        (SILK.replace("silk", "silken"), "supply", "unknown"),
        (SILK.replace(",no,", ",perhaps,"), "unique", "yes or no"),
        (SILK.replace(",40,", ",1e3,"), "quantity", "whole number"),
        (SILK.replace(",40,", ",100001,"), "quantity", "whole number"),
        (SILK.replace("PAR1", "XXX1"), "boutique", "No boutique"),
        (SILK.replace("PAR1", ""), "boutique", "lies in a boutique"),
        (SILK.replace("Carré Vendôme,Vendôme scarf", ","), "", "no name"),
        (SILK.replace("VEN-70-BL", STEEL), "unique", "piece by piece"),
        (GOLD.format(n=1).replace("rose_gold 750", "750 rose_gold"), "metals", "material's name"),
        (GOLD.format(n=1).replace("PAR1,,", "PAR1,2,"), "quantity", "piece by piece"),
        (GOLD.format(n=1).replace("ETO-B-1", WATCH_SERIAL), "serial", "another article"),
        (GOLD.format(n=1).replace("yes", "no"), "serial", "by quantity"),
    ],
)
def test_a_refused_article_names_its_column_and_the_others_land(
    sqlite_house: House, written: Write, bring: Bring, line: str, column: str, reason: str
) -> None:
    good = GOLD.format(n=9).replace("ETO-BR", "ETO-XX")
    outcome, findings = bring(sqlite_house, "items", written(ITEMS, line, good))
    assert (outcome.tally.refused, outcome.tally.new) == (1, 1)
    [finding] = findings
    assert (finding.row, finding.column) == (2, column)
    assert reason in finding.reason


def test_rows_of_one_article_must_agree_and_stock_is_opened_once(
    sqlite_house: House, written: Write, bring: Bring
) -> None:
    other = GOLD.format(n=2).replace("Or rose", "Or gris")
    _, [finding] = bring(sqlite_house, "items", written(ITEMS, GOLD.format(n=1), other))
    assert (finding.row, "An earlier row says otherwise" in finding.reason) == (3, True)
    bring(sqlite_house, "items", written(ITEMS, SILK))
    _, [finding] = bring(sqlite_house, "items", written(ITEMS, SILK.replace(",40,", ",41,")))
    assert (finding.column, "was booked as 40" in finding.reason) == ("quantity", True)


def test_a_workbook_of_articles_is_read_like_a_csv(sqlite_house: House, tmp_path: Path, bring: Bring) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["reference", "sku", "supply", "unique", "name:fr", "boutique", "quantity"])
    book.active.append(["VEN-70", "VEN-70-BL", "silk", False, "Carré Vendôme", "PAR1", 40])
    path = tmp_path / "items.xlsx"
    book.save(path)
    assert bring(sqlite_house, "items", path)[0].tally.new == 1
    with sqlite_house.reading(sqlite_house.actor("hq")) as session:
        assert stock_of(session, "VEN-70-BL") == [("PAR1", 40)]


CLASSIC = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Option1 Linked To,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,"
    "Variant Barcode,Image Src,Google Shopping / Gender,Included / France,Status"
)
OF_2025 = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,"
    "Option1 name,Option1 value,Option2 name,Option2 value,Price,Compare-at price,Inventory quantity,Product image URL,"
    "Color (product.metafields.shopify.color-pattern)"
)


def test_both_forms_of_shopifys_product_export_are_recognised(house: House, written: Write, bring: Bring) -> None:
    classic = written(
        CLASSIC,
        "carre,Carré Jardin,<p>Twill &amp; roulotté<br>main</p><script>x</script>,Aurelle,,Silk,,TRUE,"
        "Couleur,Ivoire,,Size,90,SH-1,80,5,450.00,'4006381333931,https://a/1.jpg,female,true,active",
        "carre,,,,,,,,,Bleu,,,90,SH-2,80,3,450.00,,https://a/2.jpg,,,",
        "carre,,,,,,,,,,,,,,,,,,https://a/3.jpg,,,",
        "mug,Mug,,Aurelle,,Silk,,TRUE,Title,Default Title,,,,SH-3,80,0,90.00,,,,,active",
    )
    outcome, findings = bring(house, "items", classic, options=Options(language="fr", boutique="PAR1"))
    assert (outcome.layout, outcome.tally.new, findings) == ("shopify products", 3, [])
    assert "Vendor" in outcome.left_aside
    first, second, third = (variant(house, f"SH-{n}") for n in (1, 2, 3))
    assert (first.colour, first.size, first.gtin, first.details) == ("Ivoire", "90", "4006381333931", {})
    assert (second.colour, second.size, third.colour, third.size) == ("Bleu", "90", "", "")
    with house.reading(house.actor("hq")) as session:
        reference = session.scalars(select(Reference).where(Reference.code == "carre")).one()
        assert (reference.name, reference.description, reference.supply) == (
            {"fr": "Carré Jardin"},
            {"fr": "Twill & roulotté\nmain"},
            "silk",
        )
        assert stock_of(session, "SH-1") == [("PAR1", 5)]
    options = Options(region="FR", currency="EUR", since="2026-01-01")
    outcome, findings = bring(house, "prices", classic, options=options)
    assert (outcome.tally.new, findings) == (3, [])
    newer = written(OF_2025, "Carré,carre,,Aurelle,,,,true,active,SH-4,,Material,Cashmere,,,450.00,,7,,")
    outcome, findings = bring(house, "items", newer, options=Options(language="fr", supply="silk"))
    assert (outcome.layout, outcome.tally.new, findings) == ("shopify products", 1, [])
    assert variant(house, "SH-4").details == {"fr": "Material: Cashmere"}


def test_prices_land_once_and_change_when_they_differ(house: House, written: Write, bring: Bring) -> None:
    heading = "sku,region,currency,amount,since,until"
    path = written(heading, f"{BAG},FR,EUR,4400.00,2027-01-01,", f"{SCARF},FR,EUR,460.50,2027-01-01,2027-12-31")
    assert bring(house, "prices", path)[0].tally.new == 2
    assert bring(house, "prices", path)[0].tally.unchanged == 2
    raised = written(heading, f"{BAG},FR,EUR,4500.00,2027-01-01,")
    assert bring(house, "prices", raised)[0].tally.changed == 1
    with house.reading(house.actor("hq")) as session:
        prices = session.scalars(select(Price).where(Price.since == date(2027, 1, 1)).order_by(Price.amount)).all()
        assert [price.amount for price in prices] == [46050, 450000]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("NOPE,FR,EUR,1.00,2027-01-01", "sku"),
        (f"{BAG},XX,EUR,1.00,2027-01-01", "region"),
        (f"{BAG},FR,EUX,1.00,2027-01-01", "currency"),
        (f"{BAG},FR,EUR,1.005,2027-01-01", "amount"),
        (f'{BAG},FR,EUR,"1,00",2027-01-01', "amount"),
        (f"{BAG},FR,EUR,NaN,2027-01-01", "amount"),
        (f"{BAG},FR,EUR,１２,2027-01-01", "amount"),
        (f"{BAG},FR,EUR,-1.00,2027-01-01", "amount"),
        (f"{BAG},FR,JPY,10.5,2027-01-01", "amount"),
        (f"{BAG},FR,EUR,1.00,01/02/2027", "since"),
        (f"{BAG},FR,EUR,1.00,2027-02-30", "since"),
        (f"{BAG},FR,EUR,,2027-01-01", "amount"),
    ],
)
def test_a_price_that_cannot_be_is_refused_by_column(
    sqlite_house: House, written: Write, bring: Bring, line: str, column: str
) -> None:
    outcome, [finding] = bring(sqlite_house, "prices", written("sku,region,currency,amount,since", line))
    assert (outcome.tally.refused, finding.row, finding.column) == (1, 2, column)


def rates_of(house: House) -> dict[tuple[str, str, str], str]:
    with house.reading(house.actor("hq")) as session:
        return {(r.base, r.quote, r.on.isoformat()): r.rate for r in session.scalars(select(ExchangeRate))}


def test_the_central_banks_history_is_recognised(house: House, written: Write, bring: Bring) -> None:
    before = len(rates_of(house))
    path = written(
        "Date,USD,JPY,CYP,CHF,",
        "2026-11-20,1.1615,178.20,N/A,0.9312,",
        "2026-11-19,1.1600,178.00,N/A,0.9310,",
        name="eurofxref-hist.csv",
    )
    outcome, findings = bring(house, "rates", path)
    assert (outcome.layout, outcome.tally.new, findings) == ("ecb history", 6, [])
    assert rates_of(house)["EUR", "JPY", "2026-11-20"] == "178.20"
    assert bring(house, "rates", path)[0].tally.unchanged == 6
    assert len(rates_of(house)) == before + 6


def test_the_data_portals_series_are_recognised_and_other_frequencies_refused(
    house: House, written: Write, bring: Bring
) -> None:
    heading = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE"
    path = written(
        heading,
        "EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-11-20,1.1615,A,US dollar/Euro",
        "EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-11-21,,A,US dollar/Euro",
        "EXR.M.USD.EUR.SP00.A,M,USD,EUR,SP00,A,2026-11,1.1600,A,US dollar/Euro",
    )
    outcome, [finding] = bring(house, "rates", path)
    assert (outcome.layout, outcome.tally.new, finding.row, finding.column) == ("ecb data portal", 1, 4, "FREQ")
    assert rates_of(house)["EUR", "USD", "2026-11-20"] == "1.1615"


def test_a_corrected_rate_replaces_and_an_odd_one_is_noted(sqlite_house: House, written: Write, bring: Bring) -> None:
    heading = "on,base,quote,rate,source"
    bring(sqlite_house, "rates", written(heading, "2026-11-20,EUR,USD,1.16,ECB"))
    corrected = written(heading, "2026-11-20,EUR,USD,1.17,ECB", "2026-11-21,EUR,USD,0.8547,ECB")
    outcome, findings = bring(sqlite_house, "rates", corrected)
    assert (outcome.tally.changed, outcome.tally.new, findings) == (1, 1, [])
    inverted = written(
        heading, "2026-11-24,EUR,GBP,0.88,ECB", "2026-11-25,EUR,GBP,1.136,ECB", "2026-11-26,EUR,GBP,88.1,ECB"
    )
    _, findings = bring(sqlite_house, "rates", inverted)
    assert [(f.row, f.verdict) for f in findings] == [(4, "noted")]
    assert rates.ODD > 1


@pytest.mark.parametrize("rate", ["0", "-1", "1e5", "NaN", "1,16", "∞", "0.000", "٣"])
def test_what_is_no_rate_is_refused(sqlite_house: House, written: Write, bring: Bring, rate: str) -> None:
    path = written("on;base;quote;rate;source", f"2026-11-20;EUR;USD;{rate};ECB")
    outcome, [finding] = bring(sqlite_house, "rates", path)
    assert (outcome.tally.refused, finding.column) == (1, "rate")


def test_skins_carry_their_species_and_permit() -> None:
    composition = composition_of({"skins": "Crocodylus niloticus CITES 26FR0123456 (crocodile); Varanus salvator"})
    assert composition == {
        "skins": [
            {"species": "Crocodylus niloticus", "cites": "26FR0123456", "common": "crocodile"},
            {"species": "Varanus salvator"},
        ]
    }
    with pytest.raises(Refused, match="Latin name"):
        composition_of({"skins": "croc"})
