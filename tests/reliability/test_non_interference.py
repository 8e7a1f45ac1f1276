"""Enabling China changes no output of the other seven countries: compared byte for byte in a living house."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from core.cli import customer_
from core.commands.execute import execute
from core.commands.house import House
from core.commands.registry import records_of
from core.customers.commands import SetProfile
from core.examination.enabling import EnableRegion
from core.journal.chain import JournalEntry
from core.journal.issued import Document, paper_of
from core.jurisdictions.profile import fields_in_scope
from core.jurisdictions.region import Region
from core.sales.basket import BasketLine
from core.setup.organisation import DefineBoutique, DefineEntity, DefineStaff
from documents.filing import kinds_of
from documents.render import render
from regions.cn.plugin import plugin as china
from tests.support.cast import (
    BAG,
    CLAIRE,
    FOUNDED,
    HANAKO,
    NATCHA,
    SHAN_XUE,
    TILLS,
    CountedIds,
    advisor,
    copied_house,
    leave,
    sale,
)

SEVEN = tuple(region for region in TILLS if region != "CN")


def enable_china(house: House) -> None:
    """China comes to the house as it would any day, and its boutique is at work."""
    system = house.actor("hq")
    execute(
        house, DefineEntity("CN01", "奥雷尔（上海）商贸有限公司", "CN", "CNY", {"zh-Hans": ("上海",)}), system, "cn:1"
    )
    execute(house, EnableRegion("CN", "CN01"), house.actor("it"), "cn:2")
    boutique = DefineBoutique(
        "SHA1",
        "CN01",
        "CN",
        "flagship",
        {"zh-Hans": "上海恒隆广场"},
        {"zh-Hans": ("上海",)},
        "zh-Hans",
        "Asia/Shanghai",
        "CNY",
    )
    execute(house, boutique, system, "cn:3")
    execute(house, DefineStaff("wl", "王丽", ("advisor", "manager"), "SHA1"), system, "cn:4")
    house.forget()
    shanghai = house.actor("wl")
    for client in (SHAN_XUE, CLAIRE):
        values = {"cn.fapiao_title": "上海某公司", "cn.name_reading": "shan4 xue3"}
        execute(house, SetProfile(client, values), shanghai, f"cn:{client}")
    basket = replace(sale("CN", (BasketLine(sku=BAG, price="33600"),), paid="33600"), customer=NATCHA)
    # The shared card of a client tells every country what they bought: so it is another client who buys.
    execute(house, basket, shanghai, "cn:sale")


def outputs(house: House, regions: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Everything that these countries show and issue: (what, its bytes)."""
    url = house.engine.url.render_as_string(hide_password=False)
    environment = {"VENDOME_HOME": str(house.folder), "DATABASE_URL": url}
    for n, region in enumerate(regions, 1):
        actor = advisor(house, region)
        yield f"{region} profile", repr(fields_in_scope(house.suite, actor.regions, FOUNDED.date())).encode()
        for client in (CLAIRE, SHAN_XUE, HANAKO):
            words = ["show", client, "--as", actor.code]
            shown = CliRunner().invoke(customer_.app, words, env=environment, catch_exceptions=False)
            assert shown.exit_code == 0
            yield f"{region} card of {client}", shown.stdout_bytes
        house.ids = CountedIds(n * 1000)
        command = sale(region, customer=HANAKO if region == "JP" else CLAIRE)
        answer = execute(house, command, actor, f"sale:{region}")
        yield f"{region} answer", json.dumps(answer, sort_keys=True).encode()
        with house.engine.connect() as connection:
            record = connection.execute(select(JournalEntry.__table__).where(JournalEntry.label == answer["number"]))
            yield f"{region} record", repr(record.one()).encode()
        with house.reading(house.actor("hq")) as session:
            for document in session.scalars(select(Document).where(Document.entry_id == CountedIds(n * 1000).new())):
                drawn = render(paper_of(session, document, records_of(house.suite)), kinds=kinds_of(house))
                yield f"{region} {document.kind}", drawn.pdf


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Which outputs differ, or came or went."""
    return [what for what in sorted(before.keys() | after.keys()) if before.get(what) != after.get(what)]


def compared(folder: Path, regions: Iterable[str] = SEVEN) -> tuple[dict[str, bytes], list[str]]:
    """The outputs of these countries in a house without China, and which differ in the same house with it."""
    alone, together = (copied_house(folder / name, regions=SEVEN) for name in ("alone", "together"))
    before = dict(outputs(alone, regions))
    enable_china(together)
    after = dict(outputs(together, regions))
    leave(alone)
    leave(together)
    return before, changed(before, after)


@pytest.mark.slow
def test_enabling_china_changes_no_byte_of_what_the_other_seven_show_and_issue(tmp_path: Path) -> None:
    before, differing = compared(tmp_path)
    assert differing == []
    for region in SEVEN:
        assert {f"{region} invoice", f"{region} receipt", f"{region} record", f"{region} profile"} <= before.keys()
        assert before[f"{region} invoice"].startswith(b"%PDF")
    # The proof looks at something: the countries do differ from each other.
    assert before["FR profile"] != before["IT profile"]


@pytest.mark.slow
def test_a_country_that_reaches_into_all_of_them_turns_the_proof_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = vars(Region)["profile"].func
    labels = Region.rate_labels

    def reaching(self: Region) -> Any:
        # China's own table is read, and the shared class changed in passing.
        monkeypatch.setattr(Region, "rate_labels", lambda self, name, on: {**labels(self, name, on), "fr": "改"})
        return profile(self)

    monkeypatch.setattr(type(china), "profile", property(reaching))
    differing = compared(tmp_path, ("FR",))[1]
    assert "FR record" in differing
    assert "FR invoice" in differing
