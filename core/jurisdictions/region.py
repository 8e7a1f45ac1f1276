"""A country: its card, its dated tables and the few answers that data cannot give."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.base.errors import Refused
from core.jurisdictions.facts import LineFacts, SaleFacts, Treatment
from core.jurisdictions.hooks import RegionSpec
from core.jurisdictions.tables import Table, empty_table, load_table, read_toml
from core.tax import Levy, Mode, Rounding

#: The tables that the core itself reads; plugins declare theirs in ``plugin.toml``.
CORE_TABLES = ("tax", "cash", "numbering", "titles", "privacy")


@dataclass(frozen=True, slots=True)
class Card:
    """``region.toml``: what a country is, readable without importing it.

    ``languages``: BCP 47 tags its law requires on papers (empty: none); ``courtesy``: languages its boutiques offer;
    ``beside``: the language that stands beside the required one by custom, or ""; ``local``: the languages of its law;
    ``unprinted``: those of them in which no paper of the house is written yet; ``calendar``: a second calendar printed
    beside the Gregorian, or ""; ``reviewed``: the day someone who answers for it last read it through.
    """

    code: str
    name: str
    inherits: tuple[str, ...]
    currencies: tuple[str, ...]
    local: tuple[str, ...]
    required: tuple[str, ...]
    courtesy: tuple[str, ...]
    beside: str
    unprinted: tuple[str, ...]
    scripts: tuple[str, ...]
    zones: tuple[str, ...]
    calendar: str
    owner: str
    reviewed: date
    folder: Path

    @property
    def offered(self) -> tuple[str, ...]:
        """Every language in which its boutiques hand over papers, the law's first."""
        languages = dict.fromkeys((*self.required, *self.local, *self.courtesy))
        return tuple(language for language in languages if language not in self.unprinted)

    @property
    def currency(self) -> str:
        """The legal tender in which taxes are declared."""
        return self.currencies[0]


def read_card(folder: Path) -> Card:
    """Read a region's card; refused with the missing key named."""
    path = folder / "region.toml"
    if not path.is_file():
        raise Refused(f"{folder.name} has no region.toml. Copy one from another region and fill it in.")
    card = read_toml(path)
    languages = card.get("languages", {})
    try:
        return Card(
            code=str(card["code"]),
            name=str(card["name"]),
            inherits=tuple(card.get("inherits", ())),
            currencies=tuple(card["currencies"]),
            local=tuple(languages["local"]),
            required=tuple(languages.get("required", ())),
            courtesy=tuple(languages.get("courtesy", ())),
            beside=str(languages.get("beside", "")),
            unprinted=tuple(languages.get("unprinted", ())),
            scripts=tuple(card["scripts"]),
            zones=tuple(card["zones"]),
            calendar=str(card.get("calendar", "")),
            owner=str(card["owner"]),
            reviewed=card["reviewed"],
            folder=folder,
        )
    except KeyError as missing:
        raise Refused(f"{folder.name}/region.toml lacks {missing.args[0]!r}. Add it.") from None


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that the law wants on a paper: ``on`` kinds of paper, ``when`` a fact of the sale ("" = always),
    ``text`` by language, ``language`` the law's own."""

    code: str
    on: tuple[str, ...]
    when: str
    language: str
    text: Mapping[str, str]
    since: date
    until: date | None
    source: str

    def holds(self, kinds: frozenset[str], facts: frozenset[str], on: date) -> bool:
        """Whether it must stand on any of ``kinds`` of paper under ``facts`` on a day."""
        return (
            (not self.when or self.when in facts)
            and not kinds.isdisjoint(self.on)
            and self.since <= on
            and (self.until is None or on <= self.until)
        )


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A field that a country adds to the client's profile.

    ``type``: text, date, choice, yes_no, number; ``check``: name of a check (``stdnum:cn.uscc``, ``regex:…``) or "";
    ``sensitive``: encrypted at rest and shown only under permission; ``retention``: in words of the law;
    ``decides_sale``: the country's law reads it when something is sold, so a till hands it over
    (``SaleFacts.client``); no other field ever is.
    """

    region: str
    name: str
    label: Mapping[str, str]
    type: str
    choices: tuple[str, ...]
    check: str
    purpose: str
    legal_basis: str
    retention: str
    sensitive: bool
    decides_sale: bool
    since: date
    until: date | None
    source: str

    def holds(self, on: date) -> bool:
        """Whether the field is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def key(self) -> str:
        """``cn.wechat_openid``: a region's field carries its code."""
        return f"{self.region.lower()}.{self.name}"


class Region(RegionSpec):
    """Base of every country. A subclass gives ``code`` and the exceptions; its folder gives the rest."""

    code: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, method in vars(cls).items():
            asked = getattr(RegionSpec, name, None)
            if inspect.isfunction(method) and asked is not None and not hasattr(method, "vendome_impl"):
                raise TypeError(
                    f"{cls.__module__}.{cls.__name__}.{name} answers a question without @hookimpl. Add the mark."
                )

    @cached_property
    def folder(self) -> Path:
        """Where the country lives."""
        return Path(str(sys.modules[type(self).__module__].__file__)).parent

    @cached_property
    def card(self) -> Card:
        """Its ``region.toml``."""
        return read_card(self.folder)

    @cached_property
    def chain(self) -> tuple[Path, ...]:
        """Folders from the farthest ancestor down to this one."""
        folders: list[Path] = []
        for ancestor in type(self).__mro__:
            if issubclass(ancestor, Region) and "code" in vars(ancestor):
                folders.append(Path(str(sys.modules[ancestor.__module__].__file__)).parent)
        return tuple(reversed(folders))

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {}

    def table(self, name: str) -> Table:
        """A dated table by the name of its file, the inherited one overlaid by this country's; empty when absent."""
        table = self._tables.get(name)
        if table is None:
            table = empty_table(name, self.code)
            for folder in self.chain:
                path = folder / f"{name}.toml"
                if path.is_file():
                    table = table.overlaid(load_table(path, self.code))
            self._tables[name] = table
        return table

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The law's sentences; a child's mention of the same code replaces the inherited one."""
        found: dict[str, list[Mention]] = {}
        for folder in self.chain:
            path = folder / "mentions.toml"
            if path.is_file():
                own: dict[str, list[Mention]] = {}
                for row in read_toml(path).get("mention", ()):
                    mention = _mention(row, f"{self.code}.mentions")
                    own.setdefault(mention.code, []).append(mention)
                found.update(own)
        return tuple(mention for rows in found.values() for mention in rows)

    @cached_property
    def profile(self) -> tuple[ProfileField, ...]:
        """The profile fields of this country and of those it inherits, under its own code."""
        found: dict[str, ProfileField] = {}
        for folder in self.chain:
            path = folder / "profile.toml"
            if path.is_file():
                for row in read_toml(path).get("field", ()):
                    declared = _profile_field(row, self.code)
                    found[declared.name] = declared
        return tuple(found.values())

    @cached_property
    def version(self) -> str:
        """Short fingerprint of the tables that decide amounts, stored on every document made under them."""
        return self.table("tax").fingerprint[:12]

    # What the core asks when the country says nothing -----------------------------------------------------------------

    def domestic_levies(self, line: LineFacts, sale: SaleFacts, treatment: Treatment) -> tuple[Levy, ...]:
        """The taxes of ``tax.toml``: ``margin.<scheme>`` names the rate on the margin of a line under that scheme,
        under the treatments that stand beside it (``domestic`` where none do); else ``treatment.<code>`` names one for
        the whole sale; else ``supply.<class>`` (or ``supply.default``)."""
        tax = self.table("tax")
        margin = tax.find(f"margin.{line.margin_scheme}", sale.on) if line.margin_scheme else None
        if margin is not None and treatment.code in margin.more.get("treatments", ("domestic",)):
            return (self.levy(str(margin.value), sale.on),)
        special = tax.find(f"treatment.{treatment.code}", sale.on)
        if special is not None:
            return (self.levy(str(special.value), sale.on),)
        entry = tax.find(f"supply.{line.supply}", sale.on) or tax.entry("supply.default", sale.on)
        names = entry.value if isinstance(entry.value, list) else [entry.value]
        return tuple(self.levy(str(name), sale.on) for name in names)

    def levy(self, name: str, on: date, **more: Any) -> Levy:
        """The levy of ``rate.<name>`` in force on a day.

        The entry's ``value`` is the fraction (0.20). Beside it may stand ``mode`` (default: inclusive where
        ``prices.include_tax`` says so), ``category`` (UNCL5305, default S), ``jurisdiction``, ``group``, ``cap_base``,
        ``excess_over``, ``taxed_from``, ``amount``, ``net_of``, ``contained``, ``shown``, ``portion`` ("11/12"): see
        ``core.tax.Levy``. ``more`` overrides them.
        """
        tax = self.table("tax")
        entry = tax.entry(f"rate.{name}", on)
        terms = {**entry.more, **more}
        inclusive = self.prices_include_tax(on)
        return Levy(
            code=name,
            rate=Decimal(entry.value),
            mode=Mode(terms.get("mode", "inclusive" if inclusive else "exclusive")),
            category=str(terms.get("category", "S")),
            jurisdiction=str(terms.get("jurisdiction", self.code)),
            source=entry.source,
            since=entry.since,
            taxed_from=_exact(terms.get("taxed_from")),
            excess_over=_exact(terms.get("excess_over")),
            cap_base=_exact(terms.get("cap_base")),
            group=terms.get("group"),
            amount=_exact(terms.get("amount")),
            net_of=tuple(terms.get("net_of", ())),
            contained=bool(terms.get("contained", False)),
            shown=bool(terms.get("shown", True)),
            portion=Fraction(terms.get("portion", 1)),
        )

    def prices_include_tax(self, on: date) -> bool:
        """Whether prices shown to consumers contain the tax."""
        return bool(self.table("tax").value("prices.include_tax", on=on))

    def rounding(self, on: date) -> Rounding:
        """``rounding.tax`` of ``tax.toml``: its value is the scope (line, rate, sum_preserving); beside it ``rule``,
        ``basis`` and ``digits`` (decimals of tax where they are not the currency's)."""
        entry = self.table("tax").entry("rounding.tax", on)
        terms = entry.more
        return Rounding(
            scope=entry.value,
            rule=str(terms.get("rule", "half_up")),
            basis=terms.get("basis", "gross"),
            digits=terms.get("digits"),
        )

    def rate_labels(self, name: str, on: date) -> Mapping[str, str]:
        """Words for a rate on paper, by language (``label`` of its entry)."""
        entry = self.table("tax").find(f"rate.{name}", on)
        return MappingProxyType(dict(entry.more.get("label", {}))) if entry else MappingProxyType({})

    def rate_mark(self, name: str, on: date) -> str:
        """The sign that the law wants beside lines at a rate (``mark`` of its entry), or ""."""
        entry = self.table("tax").find(f"rate.{name}", on)
        return str(entry.more.get("mark", "")) if entry else ""


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _mention(row: Mapping[str, Any], where: str) -> Mention:
    for key in ("code", "on", "language", "text", "since", "source"):
        if key not in row:
            raise Refused(f"{where}: a mention lacks {key!r}. Add it.")
    language = str(row["language"])
    texts = {language: str(row["text"])} | {str(k): str(v) for k, v in dict(row.get("courtesy", {})).items()}
    return Mention(
        str(row["code"]),
        tuple(row["on"]),
        str(row.get("when", "")),
        language,
        MappingProxyType(texts),
        row["since"],
        row.get("until"),
        str(row["source"]),
    )


def _profile_field(row: Mapping[str, Any], region: str) -> ProfileField:
    try:
        return ProfileField(
            region=region,
            name=str(row["name"]),
            label=MappingProxyType(dict(row["label"])),
            type=str(row["type"]),
            choices=tuple(row.get("choices", ())),
            check=str(row.get("check", "")),
            purpose=str(row["purpose"]),
            legal_basis=str(row["legal_basis"]),
            retention=str(row["retention"]),
            sensitive=bool(row.get("sensitive", False)),
            decides_sale=bool(row.get("decides_sale", False)),
            since=row["since"],
            until=row.get("until"),
            source=str(row["source"]),
        )
    except KeyError as missing:
        raise Refused(f"{region}.profile: a field lacks {missing.args[0]!r}. Add it.") from None
