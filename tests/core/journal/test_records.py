"""Records: what was ever posted reads and writes byte for byte, fits its schema, and nothing else does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from core.base.errors import Refused
from core.base.text import canonical
from core.cli import main
from core.commands.execute import execute
from core.commands.house import House
from core.commands.registry import records_of
from core.journal.chain import JournalEntry
from core.journal.issued import record_of
from core.journal.record import (
    Amount,
    Earlier,
    Record,
    Unreadable,
    from_plain,
    json_schema,
    kind_of,
    plain,
    read,
    schema_of,
    shapes,
    written,
)
from core.jurisdictions.suite import Suite
from core.sales.basket import BasketLine
from core.sales.record import SaleRecord
from tests.support.cast import CLAIRE, RING_SERIAL, advisor, copied_house, key, leave, sale

#: One file for every kind and version ever posted, as it stands in a journal: ``<kind>.<version>[.<what>].json``.
CORPUS = sorted((Path(__file__).parent / "records").glob("*.json"))
KINDS = records_of(Suite.installed().enabling(["repairs"]))


def parted(path: Path) -> tuple[str, int]:
    """(kind, version) of a file of the corpus."""
    parts = path.name.split(".")
    at = next(n for n, part in enumerate(parts) if part.isdecimal())
    return ".".join(parts[:at]), int(parts[at])


def version_of(shape: type[Record]) -> int:
    """The version that a class writes now."""
    return int(schema_of(shape).rpartition("/")[2])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_record_ever_posted_is_read_and_the_present_version_writes_the_same_bytes(path: Path) -> None:
    kind, version = parted(path)
    text = path.read_text("utf-8")
    record = read(text, kind_of(KINDS, kind), path.stem)
    if version == version_of(KINDS[kind]):
        assert written(record) == text
    # What an older text became is a present record like any other.
    assert read(written(record), type(record)) == record


def test_the_corpus_holds_every_kind_in_every_version_that_its_class_reads() -> None:
    corpus = {parted(path) for path in CORPUS}
    wanted = {
        (kind, int(schema.rpartition("/")[2]))
        for kind, shape in KINDS.items()
        for schema in (schema_of(shape), *shape.earlier)
        if kind != "return"  # no return has been posted yet; it is read by the class of the sale
    }
    assert wanted - corpus == set()


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus_fits_the_exported_schemas(path: Path) -> None:
    kind, version = parted(path)
    schema = json_schema(kind, KINDS[kind])
    Draft202012Validator.check_schema(schema)
    if version == version_of(KINDS[kind]):
        Draft202012Validator(schema).validate(json.loads(path.read_text("utf-8")))


SALE = (Path(__file__).parent / "records" / "sale.1.fr.json").read_text("utf-8")
SPOILT: Mapping[str, tuple[str, str, str]] = {
    "missing": ('"till":"T1",', "", "object missing required field till"),
    "type": ('"n":1', '"n":"1"', r"lines\[0\]\.n: expected int, got str"),
    "unknown": ('"till":', '"tilt":"T1","till":', "tilt is unknown"),
    "optional left out": ('"rate":null,', "", r"tenders\[0\]\.rate is missing"),
    "version": ("vendome.sale/1", "vendome.sale/9", r"has the schema 'vendome\.sale/9', and this version reads"),
    "other kind": ('"kind":"sale"', '"kind":"loan"', "kind: invalid enum value 'loan'"),
    "order": ('"currency":"EUR","hidden_taxes":[]', '"hidden_taxes":[],"currency":"EUR"', "is not canonical"),
}


@pytest.mark.parametrize("fault", list(SPOILT))
def test_a_text_that_is_not_exactly_a_record_is_refused_with_record_and_field(fault: str) -> None:
    old, new, reason = SPOILT[fault]
    assert old in SALE
    with pytest.raises(Unreadable, match=rf"The record of PAR1-1 .*{reason}.* (Run|Install) "):
        read(SALE.replace(old, new, 1), SaleRecord, "PAR1-1")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema":1}', SALE[:-1], SALE + " "])
def test_what_is_no_record_at_all_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"PAR1-1 .*\. (Run|Install) "):
        read(text, SaleRecord, "PAR1-1")


@pytest.mark.parametrize(
    ("field", "value"), [("gross", "1e3"), ("gross", 12), ("net", "٣.٠٠"), ("nett", "1.00"), ("tax", None)]
)
def test_the_schema_sees_a_record_that_is_none(field: str, value: Any) -> None:
    check = Draft202012Validator(json_schema("sale", SaleRecord))
    values = json.loads(SALE)
    assert check.is_valid(values)
    values["totals"] |= {field: value}
    assert not check.is_valid(values)
    del values["totals"]
    assert not check.is_valid(values)


def test_a_kind_that_nobody_posts_is_refused_with_the_way_out() -> None:
    with pytest.raises(Unreadable, match=r"records of kind 'loans\.out' such as L-1\. Enable the plugin"):
        kind_of(KINDS, "loans.out", "L-1")


def test_no_part_of_a_record_can_do_without_slots() -> None:
    # Without them the reader leaves a default out of the value, and a missing field would write the same text again.
    assert [part.__name__ for kind in KINDS.values() for part in shapes(kind) if "__slots__" not in vars(part)] == []


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstLoan(Record):
    """A loan as it was once written."""

    schema: Literal["test.loan/1"] = "test.loan/1"
    kind: Literal["loan"] = "loan"
    worth: Amount


def _upward(first: FirstLoan) -> Loan:
    return Loan(worth=first.worth, to="unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class Loan(Record):
    """A loan as it is written now."""

    schema: Literal["test.loan/2"] = "test.loan/2"
    kind: Literal["loan"] = "loan"
    earlier: ClassVar[Mapping[str, Earlier]] = {"test.loan/1": Earlier(FirstLoan, _upward)}
    worth: Amount
    to: str


def test_an_older_version_becomes_a_value_of_the_present_class() -> None:
    assert read('{"kind":"loan","schema":"test.loan/1","worth":"5.00"}', Loan) == Loan(worth="5.00", to="unknown")
    assert read(written(Loan(worth="5.00", to="Elle")), Loan) == Loan(worth="5.00", to="Elle")


def test_an_older_version_is_read_as_exactly_as_the_present_one() -> None:
    with pytest.raises(Unreadable, match=r"does not fit test\.loan/1: to is unknown"):
        read('{"kind":"loan","schema":"test.loan/1","to":"Elle","worth":"5.00"}', Loan)
    with pytest.raises(Unreadable, match=r"this version reads test\.loan/2 and test\.loan/1"):
        read('{"kind":"loan","schema":"test.loan/3","worth":"5.00"}', Loan)


@settings(max_examples=200)
@given(st.text(), st.dictionaries(st.text(), st.text(), max_size=8))
def test_the_writer_writes_the_canonical_text_of_any_words(words: str, titles: dict[str, str]) -> None:
    if any("\ud800" <= letter <= "\udfff" for text in (words, *titles, *titles.values()) for letter in text):
        return  # half characters are refused long before
    record = replace(read(SALE, SaleRecord), till=words, titles={"invoice": titles})
    assert written(record) == canonical(plain(record))
    assert read(written(record), SaleRecord) == record


def test_values_of_a_sample_must_fit_and_are_refused_with_the_fields_name() -> None:
    values = json.loads(SALE)
    assert written(from_plain(values, SaleRecord, "It")) == SALE
    for changes, why in (
        ({"totals": values["totals"] | {"nett": "1.00"}}, r"totals\.nett is unknown"),
        ({"totals": values["totals"] | {"net": 1}}, r"totals\.net: expected str, got int"),
        ({"lines": [{"n": 1}]}, r"lines\[0\]: object missing required field sku"),
    ):
        with pytest.raises(Refused, match=why):
            from_plain(values | changes, SaleRecord, "It")


def test_the_classes_of_records_need_neither_database_nor_reader_until_one_is_read() -> None:
    said = "import sys, core.sales.record, plugins.repairs.record; print(*sys.modules)"
    root = Path(__file__).parents[3]
    words = subprocess.run([sys.executable, "-c", said], cwd=root, capture_output=True, text=True, check=True).stdout
    assert [name for name in words.split() if name in ("sqlalchemy", "msgspec")] == []


def test_what_the_house_posts_now_is_read_back_by_kind(tmp_path: Path) -> None:
    house = copied_house(tmp_path, regions=("SA",))
    lines = (BasketLine(serial=RING_SERIAL),)
    answer = execute(house, sale("SA", lines, paid="25600", customer=CLAIRE), advisor(house, "SA"), key())
    with house.reading(house.actor("hq")) as session:
        [entry] = session.query(JournalEntry).filter(JournalEntry.label == answer["number"])
        record = record_of(entry, records_of(house.suite))
    assert isinstance(record, SaleRecord)
    assert (record.totals.gross, record.lines_of_pieces, record.lines[0].serial) == ("25600.00", (1,), RING_SERIAL)
    assert record.codes[0].purpose == "zatca"
    leave(house)


def test_the_schemas_are_printed_for_one_kind_and_for_all(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(sqlite_house.folder))
    assert main(["journal", "schema", "--json"]) == 0
    # Those of a plugin that takes part no longer too: what it posted stays readable.
    assert [schema["$id"] for schema in json.loads(capsys.readouterr().out)] == [
        "urn:vendome:document.filed:1",
        "urn:vendome:repairs.answer:1",
        "urn:vendome:repairs.quote:1",
        "urn:vendome:repairs.reception:1",
        "urn:vendome:repairs.return:1",
        "urn:vendome:return:1",
        "urn:vendome:sale:1",
    ]
    assert main(["journal", "schema", "sale"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema("sale", SaleRecord)
    assert main(["journal", "schema", "loan"]) == 3
    assert "Kinds: document.filed, repairs.answer" in capsys.readouterr().err
