"""Does a country disturb another? A portrait of every region, with and without the one in question, must be equal.

The portrait holds what a region shows and decides: card, profile fields, mentions, tables, who answers its questions,
and the outcome of every case that its tax lawyer wrote; beside it the database, the kinds of paper and who
may give which command. Each of the two is taken in a process of its own, so that nothing that was imported before can
hide a difference.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from core.base.errors import RegionFault, VendomeError
from core.base.findings import Finding
from core.examination.cases import case_sale, region_cases
from core.examination.conformance import chain_by_cards
from core.jurisdictions.hooks import RegionSpec
from core.jurisdictions.profile import fields_in_scope
from core.jurisdictions.region import Region
from core.jurisdictions.sandbox import contained, described
from core.jurisdictions.suite import Suite
from core.jurisdictions.tables import plain_value
from core.sales.taxation import cash_rounding, mentions, tax_sale

#: How long one portrait of all regions may take, in seconds.
PATIENCE = 300.0

#: What the portraits hold beside the regions: the house itself.
HOUSE = "house"


def portrait(suite: Suite, code: str, *, on: date) -> dict[str, Any]:
    """What region ``code`` shows and decides, as plain values; its fault, where it has one."""
    try:
        region = suite.region(code)
        return contained(f"Region {code}", "was portrayed", lambda: _sitting(suite, region, on), patience=60, remedy="")
    except VendomeError as fault:
        return {"fault": str(fault)}


def _sitting(suite: Suite, region: Region, on: date) -> dict[str, Any]:
    card = region.card
    tables = sorted({path.stem for folder in region.chain for path in folder.glob("*.toml")})
    hook = suite.manager(region.code).hook
    questions = [name for name, asked in vars(RegionSpec).items() if hasattr(asked, "vendome_spec")]
    return {
        "card": [list(card.currencies), list(card.offered), list(card.required), card.beside, card.calendar],
        "profile": [
            [f.key, dict(f.label), f.type, list(f.choices), f.check, f.sensitive, f.decides_sale]
            for f in fields_in_scope(suite, [region.code], on)
        ],
        "mentions": [[m.code, list(m.on), m.when, dict(m.text), f"{m.since}"] for m in region.mentions],
        "tables": {
            name: {
                key: [[f"{e.since}", plain_value(e.value), plain_value(e.more)] for e in entries]
                for key, entries in region.table(name).entries.items()
            }
            for name in tables
            if name not in ("region", "profile", "mentions", "cases")
        },
        "answers": {name: [impl.plugin_name for impl in getattr(hook, name).get_hookimpls()] for name in questions},
        "decisions": [_decision(suite, region, case) for case in region_cases(region)],
    }


def _decision(suite: Suite, region: Region, case: Mapping[str, Any]) -> dict[str, Any]:
    sale = case_sale(region, case)
    named = {"case": case["name"], "on": case["on"].isoformat()}
    try:
        taxed = tax_sale(suite, sale)
    except VendomeError as refused:
        return named | {"refused": str(refused)}
    amounts = taxed.assessment
    return named | {
        "treatment": [taxed.treatment.code, taxed.treatment.because],
        "amounts": [f"{amounts.net:f}", f"{amounts.tax:f}", f"{amounts.gross:f}", f"{amounts.payable:f}"],
        "cash": f"{cash_rounding(region, amounts.payable, sale.currency, sale):f}",
        "rows": [[row.code, f"{row.rate:f}", f"{row.base:f}", f"{row.tax:f}"] for row in amounts.summary],
        "mentions": [m.code for m in mentions(region, frozenset({"invoice", "receipt"}), taxed.facts, sale)],
        "findings": [asdict(finding) for finding in taxed.findings],
        "words": {name: dict(labels) for name, labels in taxed.labels.items()},
    }


def _house(suite: Suite) -> dict[str, Any]:
    """The schema, the kinds of paper and the rights: what no country owns."""
    from core.database import access  # the models and commands that the portrait is about
    from core.database import engine as db
    from core.sales import sell as selling

    assert selling.Sell.verb
    kinds = {
        kind: str(folder) for kinds in suite.functions.hook.document_kinds() for kind, folder in sorted(kinds.items())
    }
    return {
        "tables": {
            name: [f"{column.name} {column.type} {column.nullable}" for column in table.columns]
            for name, table in sorted(db.Base.metadata.tables.items())
        },
        "papers": kinds,
        "grants": {verb: sorted(roles) for verb, roles in access.GRANTS.items()},
    }


def differences(suite: Suite, code: str, *, on: date) -> list[Finding]:
    """What changes in any other region, or in the house, when ``code`` is there; empty as it must be.

    Heirs of ``code`` are left out: they share its law on purpose. A fault of ``code`` itself is a finding too; another
    region that is broken with it and without it is a ``warn``, since nothing is proved of it.
    """
    name = code.lower()
    suite.card(name)
    compared = others(suite, name)
    sitters = [_begin(suite, compared, guest, on) for guest in (None, name)]
    alone, together = (_finished(sitter, code) for sitter in sitters)
    found = []
    if fault := together[name].get("fault"):
        found.append(Finding("error", code.upper(), fault))
    for other in (*compared, HOUSE):
        if (fault := alone[other].get("fault")) and alone[other] == together[other]:
            found.append(
                Finding("warn", other.upper(), f"could not be compared, with or without {code.upper()}: {fault}")
            )
        for part in sorted({*alone[other], *together[other]}):
            before, after = alone[other].get(part), together[other].get(part)
            if other == HOUSE and isinstance(before, dict) and isinstance(after, dict):
                # What the country adds of its own changes nobody else's.
                after = {key: part for key, part in after.items() if key in before}
            if before != after:
                where = f"{other.upper() if other != HOUSE else other}.{part}"
                first = _first_difference(before, after)
                text = f"{first} when {code.upper()} is there. Look for what the two share."
                found.append(Finding("error", where, text))
    return found


def others(suite: Suite, code: str) -> Mapping[str, str]:
    """The regions compared: all but ``code`` and its heirs."""
    return {name: module for name, module in suite.regions.items() if not _is_or_inherits(suite, name, code.lower())}


def _is_or_inherits(suite: Suite, name: str, code: str) -> bool:
    if name == code:
        return True
    try:
        return suite.card(code).folder in chain_by_cards(suite, name)
    except VendomeError:  # a broken card is no reason to leave its country out
        return False


def _first_difference(before: Any, after: Any, path: str = "") -> str:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                return _first_difference(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for n, (one, other) in enumerate(zip(before, after, strict=True)):
            if one != other:
                return _first_difference(one, other, f"{path}[{n + 1}]")
    place = f"{path} " if path else ""
    return f"{place}was {json.dumps(before, ensure_ascii=False):.120}, is {json.dumps(after, ensure_ascii=False):.120}"


# Each portrait in a process of its own ------------------------------------------------------------------------------


def _begin(suite: Suite, compared: Mapping[str, str], guest: str | None, on: date) -> subprocess.Popen[str]:
    sitting = {
        "regions": {**compared, **({guest: suite.regions[guest]} if guest else {})},
        "plugins": dict(suite.plugins),
        "enabled": sorted(suite.enabled),
        "compared": list(compared),
        "guest": guest,
        "on": on.isoformat(),
    }
    # An heir's parents must be found even where they are not compared; modules are, by the path of this process.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "core.examination.non_interference"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(sitting))
    process.stdin.close()
    process.stdin = None  # communicate() would flush it again
    return process


def _finished(process: subprocess.Popen[str], code: str) -> dict[str, Any]:
    try:
        answer, complaint = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise RegionFault(
            f"The portraits with {code.upper()} took more than {PATIENCE:g} s. Look for a hang."
        ) from None
    try:
        portraits: dict[str, Any] = json.loads(answer)
    except ValueError:
        last = (complaint.strip().splitlines() or ["it ended without a word"])[-1]
        raise RegionFault(f"The portraits with {code.upper()} could not be taken: {last:.300}") from None
    return portraits


def _sit(sitting: Mapping[str, Any]) -> dict[str, Any]:
    """The portraits, in this process: the guest first, so that whatever it does is done before the others are asked."""
    suite = Suite(sitting["regions"], sitting["plugins"], frozenset(sitting["enabled"]))
    on = date.fromisoformat(sitting["on"])
    guest = sitting["guest"]
    taken = {guest: portrait(suite, guest, on=on)} if guest else {}
    taken |= {name: portrait(suite, name, on=on) for name in sitting["compared"]}
    try:
        taken[HOUSE] = _house(suite)
    except Exception as fault:
        taken[HOUSE] = {"fault": described(fault)}
    return taken


if __name__ == "__main__":
    out = sys.stdout
    sys.stdout = sys.stderr  # what a country prints is no portrait
    json.dump(_sit(json.load(sys.stdin)), out)
