"""A sample is a record like any other: what does not fit its class is refused with the field's name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.base.errors import Refused
from core.journal.record import read, written
from core.sales.record import SaleRecord
from documents.kinds import Kind, Kinds
from documents.preview import preview

INVOICE = Kinds()["invoice"]


def sample(folder: Path, old: str, new: str) -> Kind:
    """The invoice with another sample."""
    kind = Kind("invoice", Path(shutil.copytree(INVOICE.folder, folder / "invoice")))
    path, text = kind.folder / "sample.toml", INVOICE.text("sample.toml")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return kind


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('quantity = "1"\n', "", r"lines\[0\]: object missing required field quantity"),
        ('quantity = "1"', "quantity = 1", r"lines\[0\]\.quantity: expected str, got int"),
        ('quantity = "1"', 'quantity = "1"\nquantitty = "1"', r"lines\[0\]\.quantitty is unknown"),
        ('schema = "vendome.sale/1"', 'schema = "vendome.sale/0"', r"schema: invalid enum value 'vendome\.sale/0'"),
        ("core.sales.record:SaleRecord", "core.sales.record:Sail", r"'core\.sales\.record:Sail' is no record"),
        ("core.sales.record:SaleRecord", "core.sales.record:Totals", r"is no record that a page is drawn from"),
        ('record = "core.sales.record:SaleRecord"', "", r"lacks 'record'"),
    ],
)
def test_a_sample_that_does_not_fit_is_refused_with_the_fields_name(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        preview(sample(tmp_path, old, new), ["fr"])


@pytest.mark.parametrize("kind", list(Kinds()))
def test_the_record_of_a_sample_is_read_back_from_its_canonical_text(kind: str) -> None:
    record = preview(Kinds()[kind], ["fr"]).record
    assert isinstance(record, SaleRecord)
    assert read(written(record), SaleRecord) == record
