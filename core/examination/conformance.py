"""The examination that every country passes before it may be enabled; for people (``vendome region check``) and tests.

Besides the shape of the folder it runs ``cases.toml``: sales with the result that the country's tax law gives,
written so that a tax lawyer can read and sign them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.base.errors import Refused, VendomeError
from core.base.findings import Finding
from core.base.money import minor_digits
from core.jurisdictions.hooks import SaleFacts
from core.jurisdictions.region import CORE_TABLES, Region, read_card
from core.jurisdictions.sandbox import contained
from core.jurisdictions.suite import Suite
from core.jurisdictions.tables import read_toml
from core.sales.taxation import cash_rounding, line_facts, mentions, tax_sale

#: Keys that every country's table must hold, for the core.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "tax": ("prices.include_tax", "rounding.tax", "supply.default"),
    "numbering": ("series.sale", "series.default"),
    "privacy": ("retention.invoice",),
}

#: How long one part of the examination may take, in seconds.
PATIENCE = 60.0

#: What a case may expect (it must expect something), and all that it may say; anything else is a slip of the pen.
EXPECTATIONS = frozenset(("tax", "net", "gross", "treatment", "cash_payable", "mentions", "no_mentions", "refused"))
_CIRCUMSTANCES = ("places", "buyer", "buyer_tax_number", "residence", "delivery", "currency", "cash")
CASE_KEYS = EXPECTATIONS.union(("name", "because", "on", "lines"), _CIRCUMSTANCES)
LINE_KEYS = frozenset(("supply", "amount", "quantity", "unit_price"))

#: Files of a country that are no dated tables.
_OTHER_FILES = frozenset(("region", "mentions", "profile", "cases"))

#: The word that the sources of ``core/examination/fictitious`` hold, from which new countries are begun.
INVENTED = "fictitious"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: passed when nothing of level ``error`` was found. ``fingerprint`` covers every file of the chain."""

    region: str
    findings: tuple[Finding, ...]
    cases: int
    fingerprint: str

    @property
    def passed(self) -> bool:
        """Whether the country may be enabled."""
        return not any(f.level == "error" for f in self.findings)


def examine(suite: Suite, code: str, *, on: date) -> Report:
    """Examine a region as it stands; ``on`` is the day on which tables must have a value.

    Whatever its code or files do, the outcome is a report; what cannot be read is an ``error`` in it.
    """
    name = code.upper()
    findings: list[Finding] = []
    cases: list[dict[str, Any]] = []
    fingerprint = ""

    def attempt(what: str, look: Callable[[], Iterable[Finding]]) -> None:
        try:
            told = contained(f"Region {name}", what, lambda: list(look()), patience=PATIENCE, remedy="Correct it.")
        except VendomeError as fault:
            told = [Finding("error", name, str(fault))]
        findings.extend(f for f in told if f not in findings)

    try:
        # A new object of its class: what the one at work has read of its files may be older than the files.
        region = type(suite.region(name))()
        suite = replace(suite, _loaded={name.lower(): region})
    except VendomeError as fault:
        return Report(name, (Finding("error", name, str(fault)),), 0, fingerprint)
    for check in (_card, _tables, _supplies, _mentions, _profile, _numbering, _invented):
        attempt(f"had its {check.__name__.strip('_')} examined", lambda check=check: check(region, on))  # type: ignore[misc]
    attempt("was asked for the tables of the plugins", lambda: _declared(suite, region, on))

    def hear_cases() -> Iterator[Finding]:
        cases.extend(region_cases(region))
        for case in cases:
            for fault in failures(suite, region, case):
                yield Finding("error", f"{name}.cases", fault)

    attempt("had its cases heard", hear_cases)
    if not cases:
        text = "cases.toml holds no case. Add sales with the result the law gives."
        findings.append(Finding("error", f"{name}.cases", text))
    try:
        fingerprint = fingerprint_of(region.chain)
    except OSError as fault:
        findings.append(Finding("error", name, f"Its files cannot be read: {fault}. Look at their rights."))
    return Report(name, tuple(findings), len(cases), fingerprint)


def fingerprint_of(chain: Iterable[Path]) -> str:
    """SHA-256 over every file of a region's folder and of those it inherits, translations included.

    The order of ``chain`` does not matter, nor where the folders lie; hidden files and compiled ones do not count.
    """
    digest = hashlib.sha256()
    for folder in sorted(set(chain), key=lambda folder: (folder.name, folder)):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder.parent)
            if path.is_file() and not any(part == "__pycache__" or part.startswith(".") for part in inside.parts[1:]):
                digest.update(f"{inside.as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def chain_by_cards(suite: Suite, code: str) -> tuple[Path, ...]:
    """The folders of a region and of all it inherits, read from their cards without importing any."""
    held: dict[str, Path] = {}
    waiting = [code.lower()]
    while waiting:
        name = waiting.pop().lower()
        if name not in held:
            card = suite.card(name)
            held[name] = card.folder
            waiting += card.inherits
    return tuple(held.values())


def region_cases(region: Region) -> list[dict[str, Any]]:
    """The cases of ``cases.toml`` of the country itself."""
    path = region.folder / "cases.toml"
    return list(read_toml(path).get("case", ())) if path.is_file() else []


def case_sale(region: Region, case: Mapping[str, Any]) -> SaleFacts:
    """The sale that a case describes. Keys: ``on``, ``lines`` (``supply``, ``amount``, ``quantity``, ``unit_price``),
    ``places``, ``buyer``, ``buyer_tax_number``, ``residence``, ``delivery``, ``currency``, ``cash``."""
    lines = []
    for n, row in enumerate(case["lines"], 1):
        quantity = Decimal(str(row.get("quantity", 1)))
        amount = Decimal(str(row["amount"]))
        unit = Decimal(str(row.get("unit_price", amount / quantity)))
        lines.append(line_facts(n, f"case-{n}", str(row["supply"]), quantity, unit, amount))
    return SaleFacts(
        region=region.code,
        on=case["on"],
        at=datetime(case["on"].year, case["on"].month, case["on"].day, 12, tzinfo=UTC),
        currency=str(case.get("currency", region.card.currency)),
        places=tuple(case.get("places", ())),
        buyer=str(case.get("buyer", "private")),
        buyer_tax_number=case.get("buyer_tax_number"),
        residence=case.get("residence"),
        delivery=case.get("delivery"),
        lines=tuple(lines),
        cash=Decimal(str(case.get("cash", 0))),
    )


def failures(suite: Suite, region: Region, case: Mapping[str, Any]) -> Iterator[str]:
    """One sentence per expectation that does not hold.

    Expectations: ``tax`` (an amount, or a map rate name → amount), ``net``, ``gross``, ``treatment``, ``cash_payable``,
    ``mentions`` (codes that must stand on an invoice), ``no_mentions``, ``refused`` (true).
    """
    name = f"{case.get('name', 'unnamed case')} ({case.get('on', 'no date')})"
    slips = list(_slips(case))
    yield from (f"{name}: {slip}" for slip in slips)
    if slips:
        return
    sale = case_sale(region, case)
    try:
        taxed = tax_sale(suite, sale)
    except VendomeError as fault:
        # A country that fails has refused nothing.
        if not (case.get("refused") and isinstance(fault, Refused)):
            yield f"{name}: refused with «{fault}»."
        return
    if case.get("refused"):
        yield f"{name}: was accepted, the law refuses it."
        return
    got = taxed.assessment
    told: dict[str, Any] = {"net": got.net, "gross": got.gross, "treatment": taxed.treatment.code}
    if isinstance(case.get("tax"), Mapping):
        by_code: dict[str, Decimal] = {}
        for row in got.summary:
            by_code[row.code] = by_code.get(row.code, Decimal(0)) + row.tax
        for code, expected in case["tax"].items():
            if by_code.get(code) != Decimal(str(expected)):
                yield f"{name}: tax {code} is {by_code.get(code)}, the case says {expected}."
    else:
        told["tax"] = got.tax
    told["cash_payable"] = got.payable + cash_rounding(region, got.payable, sale.currency, sale)
    for key, value in told.items():
        expected = case.get(key)
        if expected is not None and (
            Decimal(str(expected)) != value if isinstance(value, Decimal) else expected != value
        ):
            yield f"{name}: {key} is {value}, the case says {expected}."
    standing = {m.code for m in mentions(region, frozenset({"invoice"}), taxed.facts, sale)}
    for code in set(case.get("mentions", ())) - standing:
        yield f"{name}: mention {code} is missing."
    for code in set(case.get("no_mentions", ())) & standing:
        yield f"{name}: mention {code} must not stand."


def _slips(case: Mapping[str, Any]) -> Iterator[str]:
    lines = case.get("lines")
    if type(case.get("on")) is not date:
        yield "on is missing or no date. Write on = 2026-11-21."
    if not isinstance(lines, list) or not lines or not all(isinstance(row, Mapping) for row in lines):
        yield 'it has no lines. Write lines = [{ supply = "watch", amount = 100.00 }].'
    else:
        for row in lines:
            if not {"supply", "amount"} <= set(row) <= LINE_KEYS or not row.get("quantity", 1):
                yield f"a line has {', '.join(row)}. It needs supply and amount, and may have quantity and unit_price."
    for key in sorted(set(case) - CASE_KEYS):
        yield f"{key} is nothing that a case can say. It can say: {', '.join(sorted(CASE_KEYS))}."
    if EXPECTATIONS.isdisjoint(case):
        yield f"it expects nothing. Say one of {', '.join(sorted(EXPECTATIONS))}."


def _card(region: Region, on: date) -> Iterator[Finding]:
    card = region.card
    ancestors = {read_card(folder).code.lower() for folder in region.chain} - {region.code.lower()}
    if ancestors and not card.inherits:
        text = f"plugin.py inherits {', '.join(sorted(ancestors))}; region.toml does not say so. Add inherits."
        yield Finding("error", region.code, text)
    for name in card.inherits:
        if name.lower() not in ancestors:
            text = f"region.toml inherits {name}; the class in plugin.py does not. Make them agree."
            yield Finding("error", region.code, text)
    for currency in card.currencies:
        minor_digits(currency)
    if card.code != region.code:
        yield Finding(
            "error", region.code, f"region.toml says {card.code}, plugin.py says {region.code}. Make them agree."
        )
    if not (region.folder / "README.md").is_file():
        yield Finding("error", region.code, "README.md is missing. Say what is special here, with sources.")
    if (on - card.reviewed).days > 400:
        yield Finding("warn", region.code, f"Last reviewed on {card.reviewed}. Read it through again and set reviewed.")


def _tables(region: Region, on: date) -> Iterator[Finding]:
    own = {path.stem for folder in region.chain for path in folder.glob("*.toml")} - _OTHER_FILES
    for name in dict.fromkeys((*CORE_TABLES, *sorted(own))):
        table = region.table(name)
        for key in REQUIRED.get(name, ()):
            if table.find(key, on) is None:
                yield Finding(
                    "error",
                    f"{region.code}.{name}.{key}",
                    f"{name}.toml gives no {key} on {on}. Add it with its source.",
                )
        for key, entries in table.entries.items():
            for entry in entries:
                doubt = entry.more.get("confidence", "high")
                if doubt != "high":
                    text = f"{doubt} confidence, since {entry.since}: {entry.source}"
                    yield Finding("note", f"{region.code}.{name}.{key}", text)


def _numbering(region: Region, on: date) -> Iterator[Finding]:
    """Two series of one boutique must never print the same number."""
    table = region.table("numbering")
    for key in table.keys("series"):
        for entry in table.entries[key]:
            apart = {"till": ["{till}", "{boutique}"], "boutique": ["{boutique}"]}.get(str(entry.value), [])
            apart += ["{year}"] if entry.more.get("reset", "year") == "year" else []
            apart += ["{document_class}"] if key == "series.default" else []
            missing = [place for place in apart if place not in str(entry.more.get("pattern", ""))]
            if missing:
                lacks = " and ".join(missing)
                text = f"the pattern since {entry.since} lacks {lacks}: two series would print alike. Add it."
                yield Finding("error", f"{region.code}.numbering.{key}", text)


def _invented(region: Region, on: date) -> Iterator[Finding]:
    """What was copied from the model and not replaced yet."""
    counts = {}
    for path in sorted(region.folder.glob("*.toml")):
        count = path.read_text(encoding="utf-8").lower().count(f'"{INVENTED}')
        if count:
            counts[path.name] = count
    if counts:
        told = ", ".join(f"{count} in {name}" for name, count in counts.items())
        text = f"{sum(counts.values())} sources still say {INVENTED}: {told}. Replace value and source, then enable it."
        yield Finding("warn", f"{region.code}.{INVENTED}", text)


def _supplies(region: Region, on: date) -> Iterator[Finding]:
    tax = region.table("tax")
    for prefix in ("supply", "treatment"):
        for key in tax.keys(prefix):
            for entry in tax.entries[key]:
                for rate in entry.value if isinstance(entry.value, list) else [entry.value]:
                    if f"rate.{rate}" not in tax.entries:
                        yield Finding(
                            "error",
                            f"{region.code}.tax.{key}",
                            f"names rate.{rate}, which tax.toml does not hold. Add it.",
                        )
    # Before that day nothing can be sold, so nothing older need be whole.
    first = min((entry.since for entry in tax.entries.get("prices.include_tax", ())), default=on)
    for key in tax.keys("rate"):
        for entry in tax.entries[key]:
            where = f"{region.code}.tax.{key}"
            if (
                not isinstance(entry.value, Decimal | int)
                or not Decimal(entry.value).is_finite()
                or not 0 <= entry.value <= 2
            ):
                yield Finding("error", where, f"{entry.value!r} is no fraction such as 0.20. Correct it.")
            elif entry.holds(day := max(entry.since, first)):
                try:
                    region.levy(key.removeprefix("rate."), day)
                except (VendomeError, ValueError, TypeError, ArithmeticError) as fault:
                    yield Finding("error", where, f"the entry of {entry.since} makes no levy: {fault}")
            if not entry.more.get("label"):
                text = f"the entry of {entry.since} has no label to print. Add label = {{…}}."
                yield Finding("warn", where, text)


def _mentions(region: Region, on: date) -> Iterator[Finding]:
    languages = set(region.card.local) | set(region.card.required)
    for mention in region.mentions:
        if mention.language not in languages:
            yield Finding(
                "error",
                f"{region.code}.mentions.{mention.code}",
                f"is in {mention.language}, not a language of its law. Correct language.",
            )


def _profile(region: Region, on: date) -> Iterator[Finding]:
    for held in region.profile:
        if held.type not in ("text", "date", "choice", "yes_no", "number"):
            yield Finding(
                "error", held.key, f"type {held.type!r} is unknown. Use text, date, choice, yes_no or number."
            )
        if held.type == "choice" and not held.choices:
            yield Finding("error", held.key, "is a choice without choices. Add choices = […].")
        if "en" not in held.label or not any(lang in held.label for lang in region.card.local):
            yield Finding("error", held.key, "needs a label in English and in the country's own language. Add it.")


def _declared(suite: Suite, region: Region, on: date) -> Iterator[Finding]:
    for name in sorted(suite.enabled):
        for table, keys in suite.plugin_card(name).tables.items():
            for key in keys:
                if region.table(table).find(key, on) is None:
                    yield Finding(
                        "error",
                        f"{region.code}.{table}.{key}",
                        f"Plugin {name} reads {key} on {on}; {table}.toml has none. Add it with its source.",
                    )
