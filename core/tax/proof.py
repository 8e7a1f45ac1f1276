"""The proof of an assessment: amount, rule, article of law, version, residual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from core.base.money import EXACT
from core.tax.assessment import Assessment, Part, Unit
from core.tax.exact import Cell
from core.tax.levy import Levy

#: Decimals beyond the currency's at which an endless fraction is cut for reading; its ratio is given as well.
_SHOWN_BEYOND = 6


@dataclass(frozen=True, slots=True)
class Proof:
    """A node of the proof.

    ``kind`` is ``document``, ``rounding``, ``levy``, ``share`` or ``untaxed``; ``amount`` is decimal text; ``facts``
    are texts under keys that no language owns; ``children`` add up to the amount of their rounding and levy.
    """

    kind: str
    amount: str
    facts: Mapping[str, str]
    children: tuple[Proof, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Plain dicts, lists and texts, ready for JSON."""
        node: dict[str, object] = {"kind": self.kind, "amount": self.amount, **self.facts}
        if self.children:
            node["children"] = [child.as_dict() for child in self.children]
        return node

    def walk(self) -> Iterator[Proof]:
        """This node and all below it, from the top down."""
        yield self
        for child in self.children:
            yield from child.walk()


def prove(assessment: Assessment) -> Proof:
    """Tell the proof of an assessment from the facts it keeps."""
    return _Teller(assessment).document()


class _Teller:
    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.rows = {(r.jurisdiction, r.code, r.category, r.rate, r.shown, r.withheld): r for r in assessment.summary}

    def document(self) -> Proof:
        it = self.assessment
        facts = {
            "currency": it.currency,
            "scope": it.rounding.scope,
            "rule": it.rounding.rule,
            "basis": it.rounding.basis,
            "net": _text(it.net),
            "tax": _text(it.tax),
            "gross": _text(it.gross),
            "withheld": _text(it.withheld),
            "rounding_amount": _text(it.rounding_amount),
        }
        children = [self._rounding(unit) for unit in it.units] + [self._untaxed(cell) for cell in it.untaxed]
        return Proof("document", _text(it.payable), MappingProxyType(facts), tuple(children))

    def _rounding(self, unit: Unit) -> Proof:
        facts = {
            "rule": self.assessment.rounding.rule,
            **self._exact("exact", unit.exact),
            **self._exact("residual", unit.tax - unit.exact),
        }
        children = tuple([self._levy(unit, part) for part in unit.parts])
        return Proof("rounding", self._amount(unit.tax), MappingProxyType(facts), children)

    def _levy(self, unit: Unit, part: Part) -> Proof:
        row = self.rows[part.row]
        facts = {
            "code": row.code,
            "jurisdiction": row.jurisdiction,
            "category": row.category,
            "rate": _text(row.rate),
            **self._exact("exact", part.exact),
            "row_base": _text(row.base),
            "row_tax": _text(row.tax),
            "restated": _text(row.restated),
        }
        if not row.shown:
            facts["shown"] = "no"
        if row.withheld:
            facts["withheld"] = "yes"
        children = tuple([self._share(unit, cell) for cell in part.cells])
        return Proof("levy", self._amount(part.tax), MappingProxyType(facts), children)

    def _share(self, unit: Unit, cell: Cell) -> Proof:
        line = self.assessment.inputs[cell.position]
        facts = {
            "line": line.id,
            "line_amount": _text(line.amount),
            **self._exact("exact", cell.exact),
            "moved": self._amount(self.assessment.moved(unit, cell)),
            **_law(cell.levy),
        }
        if cell.base is not None:
            facts |= self._exact("taxed_part", cell.base)
        return Proof("share", self._amount(cell.tax), MappingProxyType(facts))

    def _untaxed(self, cell: Cell) -> Proof:
        line = self.assessment.inputs[cell.position]
        facts = {
            "line": line.id,
            "line_amount": _text(line.amount),
            "quantity": _text(line.quantity),
            "code": cell.levy.code,
            "jurisdiction": cell.levy.jurisdiction,
            "rate": _text(cell.levy.rate),
            **_law(cell.levy),
        }
        return Proof("untaxed", self._amount(0), MappingProxyType(facts))

    def _amount(self, minor: int) -> str:
        return _text(self.assessment.amount(minor))

    def _exact(self, name: str, minor: Fraction) -> dict[str, str]:
        """An exact amount as text; an endless one is cut, and its ratio stands beside it."""
        numerator = minor.numerator
        denominator = minor.denominator * 10 ** _digits(self.assessment)
        if _ends(minor.denominator):
            return {name: _text(EXACT.divide(Decimal(numerator), Decimal(denominator)))}
        places = Decimal(1).scaleb(-_digits(self.assessment) - _SHOWN_BEYOND, EXACT)
        value = EXACT.divide(Decimal(numerator), Decimal(denominator)).quantize(places, context=EXACT)
        ratio = Fraction(numerator, denominator)
        return {name: _text(value), f"{name}_ratio": f"{ratio.numerator}/{ratio.denominator}"}


def _digits(assessment: Assessment) -> int:
    exponent = assessment.net.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _ends(denominator: int) -> bool:
    """True when a fraction of this denominator is a finite decimal."""
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def _law(levy: Levy) -> dict[str, str]:
    facts = {"mode": levy.mode.value, "source": levy.source, "since": levy.since.isoformat()}
    for name in ("amount", "taxed_from", "excess_over", "cap_base"):
        value: Decimal | None = getattr(levy, name)
        if value is not None:
            facts[f"per_unit_{name}" if name == "amount" else name] = _text(value)
    if levy.portion != 1:
        facts["portion"] = f"{levy.portion.numerator}/{levy.portion.denominator}"
    if levy.net_of:
        facts["net_of"] = " ".join(levy.net_of)
    if levy.group is not None:
        facts["group"] = levy.group
    if levy.contained:
        facts["contained"] = "yes"
    return facts


def _text(value: Decimal) -> str:
    return f"{value:f}"


_SCOPES = {
    "line": "once per line and levy",
    "rate": "once per rate",
    "sum_preserving": "once for the document, then shared out",
}

_MODES = {
    "inclusive": "contained in the price",
    "exclusive": "added to the price",
    "compound": "on the price and the levies before it",
    "inside": "a share of the price itself",
    "margin": "contained in the margin",
    "fixed": "an amount per unit",
    "withheld": "kept back by the buyer",
}


def explain(assessment: Assessment) -> str:
    """The proof as indented English text, for a person who asks why."""
    return "\n".join(_lines(prove(assessment), 0)) + "\n"


def _lines(node: Proof, depth: int) -> Iterator[str]:
    yield "  " * depth + _sentence(node)
    for child in node.children:
        yield from _lines(child, depth + 1)


def _sentence(node: Proof) -> str:
    f = node.facts
    if node.kind == "document":
        text = (
            f"To pay {node.amount} {f['currency']}: net {f['net']} + tax {f['tax']} = {f['gross']}, "
            f"rounded {_SCOPES[f['scope']]} ({f['rule']}, from the {f['basis']})"
        )
        if Decimal(f["withheld"]):
            text += f", less {f['withheld']} kept back by the buyer"
        if Decimal(f["rounding_amount"]):
            text += f"; base x rate would differ by {f['rounding_amount']}"
        return text + "."
    if node.kind == "rounding":
        return f"{node.amount} is {f['exact']} rounded ({f['rule']}); residual {f['residual']}."
    if node.kind == "levy":
        notes = ", not printed" * ("shown" in f) + ", kept back" * ("withheld" in f)
        return f"{node.amount} {f['code']} of {f['jurisdiction']}, category {f['category']}, rate {f['rate']}{notes}."
    law = f"{_MODES[f['mode']]}; {f['source']}, in force since {f['since']}"
    if node.kind == "untaxed":
        return f"Line {f['line']}: {f['code']} of {f['jurisdiction']} does not reach {f['line_amount']} ({law})."
    moved = "" if not Decimal(f["moved"]) else f", {f['moved']} moved here so that the total is right"
    return f"{node.amount} from line {f['line']} of {f['line_amount']}: exactly {f['exact']}{moved} ({law})."
