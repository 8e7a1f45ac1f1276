"""The cast: the house, the pieces and the clients by which every test is recognised.

``found_house`` gives a house with its companies, boutiques, staff, articles, prices, stock and clients. The founding is
done once per process and set of countries and then copied, so that a test pays for a copy only: a file on SQLite, a
template database on PostgreSQL. Fixtures for test modules stand at the end; a ``conftest.py`` imports them.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from core.base.clock import Clock, FixedClock, SystemClock
from core.catalogue.commands import DefineItem, SetPrice
from core.commands.command import CommandRecord
from core.commands.execute import execute
from core.commands.house import House, open_house
from core.customers.commands import NewAddress, NewName, RegisterCustomer
from core.database.access import Actor
from core.database.engine import reading
from core.inventory.commands import Receive, ReceivedPiece
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.sales.sell import Sell
from core.setup.organisation import DefineStaff
from plugins.demo.founding import found
from tests.support.postgres import Postgres

#: When the house of the tests was founded, and where its clock stands unless a test says otherwise.
FOUNDED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

#: Every house of the tests has the same root key, so that a copied database opens with it.
ROOT_KEY = b"Maison Aurelle, for tests only: "

SHAN_XUE = "C-CASTAAA2"
HANAKO = "C-CASTAAA3"
SARA = "C-CASTAAA4"
CLAIRE = "C-CASTAAA5"
GIULIA = "C-CASTAAA6"
URSULA = "C-CASTAAA7"
OLENA = "C-CASTAAA8"
MIN_JI = "C-CASTAAA9"
NIKI = "C-CASTAABA"
NATCHA = "C-CASTAABB"
EMMA = "C-CASTAABC"

#: Boutique, till and advisor of each country, with its currency.
TILLS = {
    "FR": ("PAR1", "T1", "cm", "EUR"),
    "MC": ("MCM1", "T1", "sp", "EUR"),
    "IT": ("MIL1", "T1", "mr", "EUR"),
    "CH": ("ZRH1", "T1", "lk", "CHF"),
    "JP": ("TYO1", "T1", "st", "JPY"),
    "CN": ("SHA1", "T1", "wl", "CNY"),
    "SA": ("RUH1", "T1", "na", "SAR"),
    "US": ("NYC1", "T1", "ob", "USD"),
}

#: What one euro of the price list costs in each currency, so that a price has no more decimals than its currency.
_FACTOR = {"EUR": 1, "CHF": 1, "JPY": 160, "CNY": 8, "SAR": 4, "USD": 1}

BAG, CROCODILE, STEEL, GOLD, RING, SCARF, COAT = (
    "AUR-25-BK",
    "AUR-25-CR",
    "MER-38-ST",
    "MER-38-AU",
    "ETO-RG-52",
    "JAR-90-IV",
    "NOC-CT-38",
)
WATCH_SERIAL, RING_SERIAL, CROCODILE_SERIAL = "M38-000117", "ETO-2041", "AUR-C-0007"

_GOLD = {"metals": [{"metal": "gold", "fineness": 750}]}
_ITEMS = (
    (
        DefineItem(
            "AUR-25", BAG, {"fr": "Sac Aurore 25", "en": "Aurore 25 bag", "ja": "オーロール 25"}, "leather_goods"
        ),
        4200,
    ),
    (
        DefineItem(
            "AUR-25-CROCO",
            CROCODILE,
            {"fr": "Sac Aurore 25, crocodile", "en": "Aurore 25 bag, crocodile"},
            "leather_goods",
            unique=True,
            composition={"skins": [{"species": "Crocodylus niloticus", "source": "C", "cites": "II", "permit": ""}]},
        ),
        38000,
    ),
    (DefineItem("MER-38", STEEL, {"fr": "Montre Méridien 38", "en": "Méridien 38 watch"}, "watch", unique=True), 9800),
    (
        DefineItem(
            "MER-38-OR",
            GOLD,
            {"fr": "Montre Méridien 38, or", "en": "Méridien 38 watch, gold"},
            "watch",
            unique=True,
            composition=_GOLD,
        ),
        28500,
    ),
    (
        DefineItem(
            "ETO",
            RING,
            {"fr": "Bague Étoile", "en": "Étoile ring", "it": "Anello Étoile"},
            "jewellery",
            unique=True,
            size="52",
            composition=_GOLD | {"stones": [{"stone": "diamond", "carats": "0.52", "count": 1}]},
        ),
        6400,
    ),
    (
        DefineItem(
            "JAR-90",
            SCARF,
            {"fr": "Carré Jardin 90", "en": "Jardin 90 scarf", "ja": "ジャルダン 90"},
            "silk",
            colour="ivory",
        ),
        450,
    ),
    (DefineItem("NOC-CT", COAT, {"fr": "Manteau Nocturne", "en": "Nocturne coat"}, "clothing", size="38"), 12500),
)


def _name(language: str, given: str, surname: str, **more: str) -> NewName:
    return NewName({"given": given, "surname": surname, **more}, language)


_CLIENTS = (
    RegisterCustomer(
        (_name("zh-Hans", "雪", "单"), NewName({"given": "Xue", "surname": "Shan"}, "en", source="passport")),
        "zh-Hans",
        number=SHAN_XUE,
        residence="CN",
        contacts=(("phone", "+86 138 0013 8000"),),
        addresses=(
            NewAddress(
                "CN",
                {"street_address": "南京西路1266号", "city": "静安区", "country_area": "上海市"},
                "200040",
                "zh-Hans",
            ),
        ),
    ),
    RegisterCustomer(
        (
            NewName({"given": "花子", "surname": "山田"}, "ja", kana={"family": "ヤマダ", "given": "ハナコ"}),
            _name("en", "Hanako", "Yamada"),
        ),
        "ja",
        number=HANAKO,
        residence="JP",
        contacts=(("phone", "+81 90-1234-5678"),),
        addresses=(
            NewAddress(
                "JP", {"street_address": "銀座1-2-3", "city": "中央区", "country_area": "東京都"}, "104-0061", "ja"
            ),
        ),
    ),
    RegisterCustomer(
        (_name("ar", "سارة", "القحطاني"), _name("en", "Sara", "Al-Qahtani")), "ar", number=SARA, residence="SA"
    ),
    RegisterCustomer(
        (
            NewName(
                {"given": "Claire", "surname-prefix": "de", "surname-core": "La Tour", "surname": "de La Tour"}, "fr"
            ),
        ),
        "fr",
        number=CLAIRE,
        residence="FR",
        contacts=(("email", "claire@example.com"),),
        addresses=(NewAddress("FR", {"street_address": "18, rue de Grenelle", "city": "Paris"}, "75007", "fr"),),
    ),
    RegisterCustomer((_name("it", "Giulia", "Bianchi"),), "it", number=GIULIA, residence="IT"),
    RegisterCustomer((_name("de", "Ursula", "Müller"),), "de", number=URSULA, residence="CH"),
    RegisterCustomer(
        (_name("uk", "Олена", "Шевченко"), _name("en", "Olena", "Shevchenko")), "en", number=OLENA, residence="MC"
    ),
    RegisterCustomer((_name("ko", "민지", "김"), _name("en", "Min-ji", "Kim")), "en", number=MIN_JI, residence="KR"),
    RegisterCustomer(
        (_name("el", "Νίκη", "Παπαδοπούλου"), _name("en", "Niki", "Papadopoulou")), "en", number=NIKI, residence="GR"
    ),
    RegisterCustomer(
        (_name("th", "ณัฐชา", "ศรีสุข"), _name("en", "Natcha", "Srisuk")), "en", number=NATCHA, residence="TH"
    ),
    RegisterCustomer((_name("en", "Emma", "Johnson"),), "en", number=EMMA, residence="US"),
)


class CountedIds:
    """Identities that count up from ``after``: for tests that compare every byte of two runs."""

    def __init__(self, after: int = 0) -> None:
        self._last = after

    def new(self) -> UUID:
        self._last += 1
        return UUID(int=self._last)


def found_house(
    folder: Path,
    url: str | None = None,
    regions: Iterable[str] = ("FR",),
    plugins: Iterable[str] = (),
    clock: Clock | None = None,
) -> House:
    """A house with the whole cast, founded now in ``folder`` (and in the empty database at ``url``).

    It takes about half a second; tests rather take a copy: :func:`copied_house`.

    ``regions``: ISO codes; ``clock``: of the house afterwards, default one that stands at ``FOUNDED``.
    """
    codes, names = tuple(regions), tuple(plugins)
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    (folder / "keys" / "1.key").write_bytes(ROOT_KEY)
    address = url or f"sqlite:///{folder / 'vendome.db'}"
    house = found(folder, url=address, clock=FixedClock(FOUNDED), regions=codes, plugins=names)
    _fill(house, codes)
    house.engine.dispose()
    return open_house(folder, url=address, clock=clock or FixedClock(FOUNDED))


def _fill(house: House, regions: tuple[str, ...]) -> None:
    system = house.actor("hq")
    for item, price in _ITEMS:
        execute(house, item, system, f"cast:item:{item.sku}")
        for region in regions:
            currency = TILLS[region][3]
            amount = str(price * _FACTOR[currency])
            execute(
                house,
                SetPrice(item.sku, region, currency, amount, date(2026, 1, 1)),
                system,
                f"cast:price:{item.sku}:{region}",
            )
    for n, region in enumerate(regions):
        boutique = TILLS[region][0]
        # The named serials are in the first boutique; the others have pieces of their own.
        own = "" if n == 0 else f"-{region}"
        given = {CROCODILE: CROCODILE_SERIAL, STEEL: WATCH_SERIAL, GOLD: "M38-G00042", RING: RING_SERIAL}
        for item, _ in _ITEMS:
            pieces = (ReceivedPiece(given[item.sku] + own, made_in="FR", made_on="2026-03"),) if item.unique else ()
            quantity = 0 if item.unique else 1000
            execute(house, Receive(boutique, item.sku, quantity, pieces), system, f"cast:stock:{boutique}:{item.sku}")
    for client in _CLIENTS:
        execute(house, client, system, f"cast:client:{client.number}")


_FOUNDED: dict[tuple[tuple[str, ...], tuple[str, ...]], Path] = {}


def named(house: House) -> House:
    """A new house with its first people: headquarters and regional IT."""
    execute(house, DefineStaff("hq", "Camille Roy", ("hq", "auditor")), house.founder(), key())
    execute(house, DefineStaff("it", "Noé Petit", ("regional_it",)), house.actor("hq"), key())
    return house


def copied_house(
    folder: Path,
    postgres: Postgres | None = None,
    regions: Iterable[str] = ("FR",),
    plugins: Iterable[str] = (),
    clock: Clock | None = None,
) -> House:
    """Like :func:`found_house`, as a copy of one founded before: SQLite in ``folder``, or a database of its own on the
    server ``postgres`` (take it away with :func:`leave`)."""
    codes, names = tuple(regions), tuple(plugins)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys" / "1.key").write_bytes(ROOT_KEY)
    if postgres is None:
        shutil.copyfile(_template(codes, names), folder / "vendome.db")
        url = f"sqlite:///{folder / 'vendome.db'}"
    else:
        name = "_".join(("cast", *codes, *names)).lower()

        def prepare(address: str) -> None:
            found_house(Path(tempfile.mkdtemp(dir=folder)), address, codes, names).engine.dispose()

        url = postgres.create(postgres.template(name, prepare))
    return open_house(folder, url=url, clock=clock or FixedClock(FOUNDED))


def _template(codes: tuple[str, ...], names: tuple[str, ...]) -> Path:
    held = _FOUNDED.get((codes, names))
    if held is None:
        folder = Path(tempfile.mkdtemp(prefix="vendome-cast-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        # Closing the last connection folds the write-ahead log into the file, which then is the whole house.
        found_house(folder, None, codes, names).engine.dispose()
        held = _FOUNDED[codes, names] = folder / "vendome.db"
    return held


def leave(house: House, postgres: Postgres | None = None) -> None:
    """Close a house; its database on ``postgres`` is removed."""
    house.engine.dispose()
    if postgres is not None:
        postgres.drop(house.engine.url.render_as_string(hide_password=False))


def advisor(house: House, region: str = "FR") -> Actor:
    """Who sells in a country's boutique."""
    return house.actor(TILLS[region][2])


def sale(
    region: str = "FR",
    lines: tuple[BasketLine, ...] = (BasketLine(sku=BAG), BasketLine(sku=SCARF)),
    *,
    paid: str | None = None,
    customer: str | None = CLAIRE,
    papers: tuple[str, ...] = ("invoice", "receipt"),
    till: str | None = None,
) -> Sell:
    """A basket at a country's till; by default a bag and a scarf for Claire de La Tour, paid by card.

    ``paid``: decimal text; default the price of the default basket in that country's currency. Where tax comes on top,
    more than enough is paid, in cash.
    """
    boutique, first, staff, currency = TILLS[region]
    tender = (
        Tender("cash", currency, "6000") if region == "US" else Tender("card", currency, str(4650 * _FACTOR[currency]))
    )
    if paid is not None:
        tender = Tender("card", currency, paid)
    return Sell(boutique, till or first, staff, lines, (tender,), customer=customer, papers=papers)


def key() -> str:
    """A fresh idempotency key."""
    return str(uuid4())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A French house with the cast, once on each database; its clock stands."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    house = copied_house(tmp_path, server)
    yield house
    leave(house, server)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def standing_house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same, one for all tests of a file that only read; it fails if any of them gave a command."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    house = copied_house(tmp_path_factory.mktemp("standing"), server)
    with left_alone(house):
        yield house
    leave(house, server)


@contextmanager
def left_alone(house: House) -> Iterator[None]:
    """Fails at its end if a command took effect in the house meanwhile."""
    before = _commands(house)
    yield
    assert _commands(house) == before, "A test changed the standing house. Give it the fixture house, its own."


def _commands(house: House) -> int:
    with reading(house.engine) as session:
        return session.scalar(select(func.count()).select_from(CommandRecord)) or 0


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    """The same on SQLite alone."""
    house = copied_house(tmp_path)
    yield house
    leave(house)


@pytest.fixture
def postgres_house(tmp_path: Path, postgres: Postgres) -> Iterator[House]:
    """The same on PostgreSQL alone, with a running clock."""
    house = copied_house(tmp_path, postgres, clock=SystemClock())
    yield house
    leave(house, postgres)


def reopened(house: House) -> House:
    """The same house as another process would open it."""
    return open_house(house.folder, url=house.engine.url.render_as_string(hide_password=False), clock=house.clock)
