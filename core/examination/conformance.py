"""The examination that every country passes before it may be enabled; for people (``vendome region check``) and tests.

Besides the shape of the folder it hears ``cases.toml`` (``core.examination.cases``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.base.errors import VendomeError
from core.base.findings import Finding
from core.base.money import minor_digits
from core.examination.cases import failures, region_cases
from core.jurisdictions.facts import MARGIN_SCHEMES
from core.jurisdictions.region import CORE_TABLES, Region, read_card
from core.jurisdictions.sandbox import contained
from core.jurisdictions.suite import Suite

#: Keys that every country's table must hold, for the core.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "tax": ("prices.include_tax", "rounding.tax", "supply.default"),
    "numbering": ("series.sale", "series.default"),
    "privacy": ("retention.invoice",),
}

#: How long one part of the examination may take, in seconds.
PATIENCE = 60.0

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
            seen = contained(f"Region {name}", what, lambda: list(look()), patience=PATIENCE, remedy="Correct it.")
        except VendomeError as fault:
            seen = [Finding("error", name, str(fault))]
        findings.extend(f for f in seen if f not in findings)

    try:
        # A new object of its class: what the one at work has read of its files may be older than the files.
        region = type(suite.region(name))()
        suite = replace(suite, _loaded={name.lower(): region})
    except VendomeError as fault:
        return Report(name, (Finding("error", name, str(fault)),), 0, fingerprint)
    for check in (_card, _tables, _supplies, _mentions, _profile, _deciding, _numbering, _invented):
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
    folders: dict[str, Path] = {}
    waiting = [code.lower()]
    while waiting:
        name = waiting.pop().lower()
        if name not in folders:
            card = suite.card(name)
            folders[name] = card.folder
            waiting += card.inherits
    return tuple(folders.values())


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
        places = ", ".join(f"{count} in {name}" for name, count in counts.items())
        text = (
            f"{sum(counts.values())} sources still say {INVENTED}: {places}. Replace value and source, then enable it."
        )
        yield Finding("warn", f"{region.code}.{INVENTED}", text)


def _supplies(region: Region, on: date) -> Iterator[Finding]:
    tax = region.table("tax")
    for prefix in ("supply", "treatment", "margin"):
        for key in tax.keys(prefix):
            for entry in tax.entries[key]:
                for rate in entry.value if isinstance(entry.value, list) else [entry.value]:
                    if f"rate.{rate}" not in tax.entries:
                        yield Finding(
                            "error",
                            f"{region.code}.tax.{key}",
                            f"names rate.{rate}, which tax.toml does not hold. Add it.",
                        )
    yield from _margins(region)
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


def _margins(region: Region) -> Iterator[Finding]:
    """A scheme that a piece can have, a rate that lies on a margin, and treatments that there are."""
    tax = region.table("tax")
    for key in tax.keys("margin"):
        where, scheme = f"{region.code}.tax.{key}", key.removeprefix("margin.")
        if scheme not in MARGIN_SCHEMES:
            text = f"{scheme} is no margin scheme of a piece. Use one of {', '.join(MARGIN_SCHEMES)}."
            yield Finding("error", where, text)
        for entry in tax.entries[key]:
            modes = {rate.more.get("mode") for rate in tax.entries.get(f"rate.{entry.value}", ())}
            if modes - {"margin"}:
                text = f'names rate.{entry.value}, which does not lie on a margin. Write mode = "margin" beside each.'
                yield Finding("error", where, text)


def _deciding(region: Region, on: date) -> Iterator[Finding]:
    """A table that looks at a client's field needs the field, and its leave to be handed over."""
    deciding = {field.name for field in region.profile if field.decides_sale}
    for key, entries in region.table("cash").entries.items():
        for entry in entries:
            for field in set(entry.more.get("unless", {})) - deciding:
                text = f"reads the client's {field}, which is not handed over. Declare it, with decides_sale = true."
                yield Finding("error", f"{region.code}.cash.{key}", text)


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
    for field in region.profile:
        if field.type not in ("text", "date", "choice", "yes_no", "number"):
            yield Finding(
                "error", field.key, f"type {field.type!r} is unknown. Use text, date, choice, yes_no or number."
            )
        if field.type == "choice" and not field.choices:
            yield Finding("error", field.key, "is a choice without choices. Add choices = […].")
        if "en" not in field.label or not any(lang in field.label for lang in region.card.local):
            yield Finding("error", field.key, "needs a label in English and in the country's own language. Add it.")


def _declared(suite: Suite, region: Region, on: date) -> Iterator[Finding]:
    for name in sorted(suite.enabled):
        for table, keys in suite.plugin_card(name).tables.items():
            for key in keys:
                if suite.table(region.code, table).find(key, on) is None:
                    yield Finding(
                        "error",
                        f"{region.code}.{table}.{key}",
                        f"Plugin {name} reads {key} on {on}; {table}.toml has none. Add it with its source.",
                    )
