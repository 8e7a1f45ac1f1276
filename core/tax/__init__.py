"""The tax kernel: one pure calculation for till, invoice, e-invoice and refund. See the README of this folder."""

from core.tax.assessment import Assessment, LineTax, Share, SummaryRow
from core.tax.kernel import assess
from core.tax.levy import Levy, Mode
from core.tax.line import TaxLine
from core.tax.proof import Proof, explain, prove
from core.tax.rounding import Basis, Rounding, Scope

__all__ = [
    "Assessment",
    "Basis",
    "Levy",
    "LineTax",
    "Mode",
    "Proof",
    "Rounding",
    "Scope",
    "Share",
    "SummaryRow",
    "TaxLine",
    "assess",
    "explain",
    "prove",
]
