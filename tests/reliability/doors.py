"""Every door through which a client's words come in, made alike: what came of them, in the end, in the database."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from unittest.mock import patch
from xml.sax.saxutils import escape

from sqlalchemy import select

from core.base.errors import VendomeError
from core.cli import main
from core.commands.execute import execute
from core.commands.house import House
from core.customers.commands import NewAddress, NewName, RegisterCustomer
from core.customers.model import Customer
from core.customers.search import find_customers
from core.importing.outcome import RowFinding
from core.importing.run import bring_in
from tests.support.cast import FOUNDED, key

_COUNT = count(1)


@dataclass(frozen=True)
class Came:
    """``number``: of the client who was written, or ""; ``said``: the refusal, or ""; ``doubts``: what was flagged."""

    number: str = ""
    said: str = ""
    doubts: str = ""


@dataclass(frozen=True)
class Door:
    """``takes``: fields that can be given here, of surname, city and wechat."""

    enter: Callable[[House, Path, Mapping[str, str]], Came]
    takes: frozenset[str]


def by_command(house: House, folder: Path, words: Mapping[str, str]) -> Came:
    """The command that every screen gives."""
    command = RegisterCustomer(
        (NewName({"surname": words["surname"]}, "en"),),
        "en",
        contacts=(("wechat", words["wechat"]),),
        addresses=(NewAddress("FR", {"city": words["city"]}),),
    )
    try:
        answer = execute(house, command, house.actor("hq"), key())
    except VendomeError as fault:
        return Came(said=str(fault))
    return Came(answer["number"], doubts=" ".join(finding["text"] for finding in answer["findings"]))


def by_line(house: House, folder: Path, words: Mapping[str, str]) -> Came:
    """``vendome customer add``."""
    code, out, err = typed(
        house, "customer", "add", f"--surname={words['surname']}", f"--contact=wechat={words['wechat']}", "--json"
    )
    if code:
        return Came(said=err.strip() or "nothing was said")
    answer = json.loads(out)
    return Came(answer["number"], doubts=" ".join(finding["text"] for finding in answer["findings"]))


def by_csv(house: House, folder: Path, words: Mapping[str, str], *, encoding: str = "utf-8") -> Came:
    """A CSV of the house's own columns."""
    source = f"{next(_COUNT)}"
    rows = [["source_id", "surname", "contact:wechat", "city", "country"]]
    rows += [[source, words["surname"], words["wechat"], words["city"], "FR"]]
    return _brought(house, _csv(folder, rows, encoding), "hostile", source)


def by_utf_16(house: House, folder: Path, words: Mapping[str, str]) -> Came:
    """The same, as a spreadsheet program writes Unicode text."""
    return by_csv(house, folder, words, encoding="utf-16")


def by_shopify(house: House, folder: Path, words: Mapping[str, str]) -> Came:
    """Shopify's customer export."""
    source = f"{next(_COUNT)}"
    rows = [["Customer ID", "First Name", "Last Name", "Email", "Default Address City", "Default Address Country Code"]]
    rows += [[source, "", words["surname"], "", words["city"], "FR"]]
    return _brought(house, _csv(folder, rows, "utf-8"), "shopify", source)


def by_xlsx(house: House, folder: Path, words: Mapping[str, str]) -> Came:
    """A workbook. It is written by hand: a library would refuse what somebody else's program may well write."""
    source = f"{next(_COUNT)}"
    path = folder / f"{source}.xlsx"
    heading = ("source_id", "surname", "contact:wechat", "city", "country")
    write_workbook(path, (heading, (f"x{source}", words["surname"], words["wechat"], words["city"], "FR")))
    return _brought(house, path, "hostile", f"x{source}")


ALL = frozenset({"surname", "city", "wechat"})
DOORS: Mapping[str, Door] = {
    "command": Door(by_command, ALL),
    "command line": Door(by_line, ALL - {"city"}),
    "CSV": Door(by_csv, ALL),
    "CSV in UTF-16": Door(by_utf_16, ALL),
    "XLSX": Door(by_xlsx, ALL),
    "Shopify": Door(by_shopify, ALL - {"wechat"}),
}


def by_search(house: House, query: str) -> tuple[list[str], str]:
    """The search behind every screen: numbers found, or the refusal."""
    try:
        with house.reading(house.actor("hq")) as session:
            return [hit.customer.number for hit in find_customers(session, query)], ""
    except VendomeError as fault:
        return [], str(fault)


def by_finding_line(house: House, query: str) -> tuple[list[str], str]:
    """``vendome customer find``."""
    code, out, err = typed(house, "customer", "find", "--json", "--", query)
    return ([], err.strip() or "nothing was said") if code else ([hit["number"] for hit in json.loads(out)], "")


SEARCHES: Mapping[str, Callable[[House, str], tuple[list[str], str]]] = {
    "search": by_search,
    "find on the command line": by_finding_line,
}


def typed(house: House, *words: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of the command line, through streams as strict as a terminal's."""
    url = house.engine.url.render_as_string(hide_password=False)
    env = {"VENDOME_HOME": str(house.folder), "VENDOME_NOW": FOUNDED.isoformat(), "DATABASE_URL": url}
    told, complained = io.BytesIO(), io.BytesIO()
    out = io.TextIOWrapper(told, "utf-8", write_through=True)
    err = io.TextIOWrapper(complained, "utf-8", errors="backslashreplace", write_through=True)
    with patch.dict(os.environ, env), redirect_stdout(out), redirect_stderr(err):
        os.environ.pop("VENDOME_AS", None)
        code = main(list(words))
    return code, told.getvalue().decode(), complained.getvalue().decode()


def _csv(folder: Path, rows: list[list[str]], encoding: str) -> Path:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    path = folder / f"{next(_COUNT)}.csv"
    path.write_bytes(made.getvalue().encode(encoding, "surrogatepass"))
    return path


def _brought(house: House, path: Path, system: str, source: str) -> Came:
    from core.importing.formats.rows import Options

    found: list[RowFinding] = []
    try:
        outcome = bring_in(
            house, house.actor("hq"), "customers", path, options=Options(source_system=system), report=found.append
        )
    except VendomeError as fault:
        return Came(said=str(fault))
    refused = [finding.reason for finding in found if finding.verdict == "refused"]
    if refused:
        return Came(said=refused[0])
    assert outcome.tally.new == 1, f"neither written nor refused: {outcome}"
    with house.reading(house.actor("hq")) as session:
        mine = (Customer.source_system == system, Customer.source_id == source)
        number = session.scalars(select(Customer.number).where(*mine)).one()
    return Came(number, doubts=" ".join(finding.reason for finding in found))


def write_workbook(path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    """A workbook of one sheet, as Excel writes it; half characters stand there as bytes that are no UTF-8."""
    sheet = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'
            for c, text in enumerate(cells, 1)
        )
        + "</row>"
        for r, cells in enumerate(rows, 1)
    )
    main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main_ns}" xmlns:r="{office}">'
        '<sheets><sheet name="Clients" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main_ns}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            whole = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'
            archive.writestr(name, whole.encode("utf-8", "surrogatepass"))


def _xml(text: str) -> str:
    # ECMA-376 part 1, 22.9.2.19: a control character is written as its number, and so is what only looks like one.
    plain = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", escape(text))
    return re.sub(r"[\x00-\x09\x0b-\x1f]", lambda found: f"_x{ord(found[0]):04X}_", plain)


@contextmanager
def planted(*targets: tuple[str, object]) -> Iterator[None]:
    """A fault put in for a while: each name, such as ``core.customers.commands.line``, with what stands in its
    place."""
    patches = [patch(name, stand_in) for name, stand_in in targets]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in reversed(patches):
            each.stop()
