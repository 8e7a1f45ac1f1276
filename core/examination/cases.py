"""``cases.toml``: sales in the language of facts with the result that the law gives, for a tax lawyer to sign.

What a case may say of a sale is what :class:`core.jurisdictions.facts.SaleFacts` and ``LineFacts`` hold, under the same
names: they are read from the dataclasses, so a fact added there can be said here at once. What a case may expect stands
in ``EXPECTATIONS``, one entry each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from core.base.errors import Refused, VendomeError
from core.catalogue.model import SUPPLIES
from core.jurisdictions.facts import MARGIN_SCHEMES, LineFacts, SaleFacts
from core.jurisdictions.region import Region
from core.jurisdictions.suite import Suite
from core.jurisdictions.tables import read_toml
from core.sales.model import TENDERS
from core.sales.taxation import Taxed, cash_rounding, mentions, tax_sale

#: What a case says beside facts and expectations.
_ABOUT = ("name", "because")
#: What the examination itself settles: a case cannot say it.
_SETTLED = frozenset(("region", "n"))
#: As at the till, ``unit_price`` times ``quantity`` less ``discount`` gives the amount; a case may say either.
_PRICING = ("unit_price", "discount")
#: The words that a fact may be, or the keys under which it may hold something.
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "supply": SUPPLIES,
        "margin_scheme": MARGIN_SCHEMES,
        "composition": ("metals", "stones", "skins"),
        "buyer": ("private", "business"),
        "cashless": tuple(kind for kind in TENDERS if kind != "cash"),
    }
)
#: Kinds of paper of a sale that bear the law's sentences.
_PAPERS = frozenset(("invoice", "receipt"))


def region_cases(region: Region) -> list[dict[str, Any]]:
    """The cases of ``cases.toml`` of the country itself."""
    path = region.folder / "cases.toml"
    return list(read_toml(path).get("case", ())) if path.is_file() else []


def case_sale(region: Region, case: Mapping[str, Any]) -> SaleFacts:
    """The sale that a case describes: built as the till builds it, from the fields of SaleFacts and LineFacts.

    What it leaves out is as usual: the country's currency, noon, a private client of whom nothing is known, one of a
    thing. Refused naming the slip and the nearest right word when it says what no sale can be.
    """
    on = _value(date, case.get("on"), "on", "2026-11-21")
    rows = case.get("lines")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise Refused('it has no lines. Write lines = [{ supply = "watch", amount = 100.00 }].')
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    usual = {"region": region.code, "at": noon, "currency": region.card.currency}
    client = tuple(field.name for field in region.profile if field.decides_sale and field.holds(on))
    words = {**_WORDS, "client": client}
    lines = tuple(_line(n, row, words) for n, row in enumerate(rows, 1))
    facts = {key: value for key, value in case.items() if key not in ("lines", *_ABOUT, *EXPECTATIONS)}
    return SaleFacts(**{**usual, **_facts(SaleFacts, facts, words), "lines": lines})


def failures(suite: Suite, region: Region, case: Mapping[str, Any]) -> Iterator[str]:
    """One sentence per slip of the pen, or per expectation that does not hold."""
    name = f"{case.get('name', 'unnamed case')} ({case.get('on', 'no date')})"
    yield from (f"{name}: {fault}" for fault in _failures(suite, region, case))


def _failures(suite: Suite, region: Region, case: Mapping[str, Any]) -> Iterator[str]:
    slips = list(_slips(case))
    sale = None
    try:
        sale = case_sale(region, case)
    except Refused as slip:
        slips.append(str(slip))
    yield from slips
    if sale is None or slips:
        return
    try:
        taxed = tax_sale(suite, sale)
    except VendomeError as fault:
        # A country that fails has refused nothing.
        if not (case.get("refused") and isinstance(fault, Refused)):
            yield f"refused with «{fault}»."
        return
    outcome = _Outcome(region, sale, taxed)
    for key, expectation in EXPECTATIONS.items():
        if key in case:
            yield from expectation(outcome, case[key])


def _slips(case: Mapping[str, Any]) -> Iterator[str]:
    sayable = (*_ABOUT, "lines", *_sayable(SaleFacts), *EXPECTATIONS)
    for key in case:
        if key not in sayable:
            yield _unknown(key, sayable, "nothing that a case can say")
    if not any(key in case for key in EXPECTATIONS):
        yield f"it expects nothing. Say one of {', '.join(EXPECTATIONS)}."


# What a case says ----------------------------------------------------------------------------------------------------


def _line(n: int, row: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> LineFacts:
    """A line as the till prices it: its amount, or unit price times quantity less discount."""
    sayable = (*_sayable(LineFacts), *_PRICING)
    for key in row:
        if key not in sayable:
            raise Refused(_unknown(key, sayable, f"nothing that line {n} can say"))
    facts = _facts(LineFacts, {key: value for key, value in row.items() if key not in _PRICING}, words)
    if "supply" not in facts or ("amount" not in facts and "unit_price" not in row):
        raise Refused(f"line {n} has {', '.join(row)}. It needs supply, and amount or unit_price.")
    quantity = facts.get("quantity", Decimal(1))
    if not quantity:
        raise Refused(f"line {n} has the quantity zero. Leave the line out, or give its quantity.")
    if "unit_price" in row:
        price, discount = (_value(Decimal, row.get(key, 0), key, "100.00") for key in _PRICING)
        amount = price * quantity - discount
        if facts.setdefault("amount", amount) != amount:
            raise Refused(f"line {n} costs {amount} by its unit price, not {facts['amount']}. Correct one of them.")
    elif "discount" in row:
        raise Refused(f"line {n} has a discount on no unit_price; amount is after discount. Give unit_price.")
    return LineFacts(n=n, **{"sku": f"case-{n}", **facts})


def _facts(kind: type, row: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The fields of a dataclass of facts that ``row`` states, each of the type that the field has."""
    hints = _hints(kind)
    facts = {}
    for key, stated in row.items():
        if key not in _sayable(kind):
            continue  # named by _slips, with the nearest right word
        value = facts[key] = _value(hints[key], stated, key, "")
        for word in value if isinstance(value, Mapping) else (value,):
            if key in words and word not in words[key]:
                raise Refused(_unknown(f"{key} {word}", words[key], "not known", word=str(word)))
    return facts


def _value(hint: Any, stated: Any, key: str, example: str) -> Any:
    """A value of TOML as the type of a fact; Refused when it is of another."""
    kinds = get_args(hint) if get_origin(hint) not in (tuple, Mapping, None) else (hint,)
    kind = next(kind for kind in kinds if kind is not type(None))
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if kind is Decimal and type(stated) in (int, Decimal, str):
        try:
            return Decimal(stated)
        except InvalidOperation:
            pass
    elif origin is tuple and isinstance(stated, (list, tuple)):
        return tuple(_value(inner[0], one, key, example) for one in stated)
    elif origin is Mapping and isinstance(stated, Mapping):
        return {
            name: stated[name] if inner[1] is Any else _value(inner[1], stated[name], key, example) for name in stated
        }
    elif type(stated) is kind:
        return stated
    such = example or _EXAMPLES.get(origin, "")
    raise Refused(f"{key} is missing or of another kind: {stated!r}. Write {key} = {such}.")


_EXAMPLES: Mapping[Any, str] = MappingProxyType(
    {
        Decimal: "100.00",
        str: '"…"',
        date: "2026-11-21",
        datetime: "2026-11-21T12:00:00Z",
        tuple: '["…"]',
        Mapping: "{ … = … }",
    }
)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _sayable(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in _SETTLED)


def _unknown(said: str, sayable: Iterable[str], what: str, *, word: str = "") -> str:
    sayable = tuple(sayable)
    near = get_close_matches(word or said, sayable, 1)
    meant = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(sorted(sayable)) or 'none'}."
    return f"{said} is {what}. {meant}"


# What a case expects -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Outcome:
    region: Region
    sale: SaleFacts
    taxed: Taxed

    def standing(self) -> frozenset[str]:
        return frozenset(m.code for m in mentions(self.region, _PAPERS, self.taxed.facts, self.sale))


_Expectation = Callable[[_Outcome, Any], Iterator[str]]


def _is(key: str, value_of: Callable[[_Outcome], Any]) -> _Expectation:
    """One value, an amount or a word, must be as the case says."""

    def compared(outcome: _Outcome, expected: Any) -> Iterator[str]:
        value = value_of(outcome)
        if (_value(Decimal, expected, key, "100.00") if isinstance(value, Decimal) else expected) != value:
            yield f"{key} is {value}, the case says {expected}."

    return compared


def _tax(outcome: _Outcome, expected: Any) -> Iterator[str]:
    """The tax in all, or by rate."""
    if not isinstance(expected, Mapping):
        yield from _is("tax", lambda outcome: outcome.taxed.assessment.tax)(outcome, expected)
        return
    by_code: dict[str, Decimal] = {}
    for row in outcome.taxed.assessment.summary:
        by_code[row.code] = by_code.get(row.code, Decimal(0)) + row.tax
    for code, tax in expected.items():
        if by_code.get(code) != _value(Decimal, tax, code, "100.00"):
            yield f"tax {code} is {by_code.get(code)}, the case says {tax}."


def _cash_payable(outcome: _Outcome) -> Decimal:
    payable = outcome.taxed.assessment.payable
    return payable + cash_rounding(outcome.region, payable, outcome.sale.currency, outcome.sale)


def _stand(outcome: _Outcome, expected: Any) -> Iterator[str]:
    for code in sorted(set(expected) - outcome.standing()):
        yield f"mention {code} is missing."


def _stand_not(outcome: _Outcome, expected: Any) -> Iterator[str]:
    for code in sorted(set(expected) & outcome.standing()):
        yield f"mention {code} must not stand."


def _shown(outcome: _Outcome, expected: Any) -> Iterator[str]:
    shown = {finding.where for finding in outcome.taxed.findings}
    for where in sorted(set(expected) - shown):
        yield f"the finding {where} is missing; there are: {', '.join(sorted(shown)) or 'none'}."


def _refused(outcome: _Outcome, expected: Any) -> Iterator[str]:
    if expected:
        yield "was accepted, the law refuses it."


#: What a case may expect: one entry each, which says what does not hold of the outcome.
EXPECTATIONS: Mapping[str, _Expectation] = MappingProxyType(
    {
        "tax": _tax,
        "tax_shown": _is("tax_shown", lambda outcome: outcome.taxed.assessment.tax_shown),
        "net": _is("net", lambda outcome: outcome.taxed.assessment.net),
        "gross": _is("gross", lambda outcome: outcome.taxed.assessment.gross),
        "treatment": _is("treatment", lambda outcome: outcome.taxed.treatment.code),
        "cash_payable": _is("cash_payable", _cash_payable),
        "mentions": _stand,
        "no_mentions": _stand_not,
        "findings": _shown,
        "refused": _refused,
    }
)
