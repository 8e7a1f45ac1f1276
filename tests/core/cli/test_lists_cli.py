"""Lists on the command line: how to go on, with every filter kept, and never «nothing» while more follows."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console

from core.base.announced import announced
from core.cli import context, main
from core.cli.words import WORDS, command
from core.commands import job_list, room
from core.commands.batches import commit_job
from core.commands.execute import execute
from core.commands.house import House
from core.commands.jobs import About, Job
from core.commands.unit import Unit
from core.customer_card import gather
from core.setup.organisation import DefineStaff
from tests.support.cast import CLAIRE, FOUNDED, advisor, key, sale, sqlite_house

__all__ = ["sqlite_house"]


@pytest.fixture
def shop(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house as the command line finds it, with two sales whose papers wait; lines of a person are narrow."""
    monkeypatch.setenv("VENDOME_HOME", str(sqlite_house.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    monkeypatch.setattr(context, "console", Console(width=60, highlight=False))
    for _ in range(2):
        execute(sqlite_house, sale(papers=("receipt",)), advisor(sqlite_house), key())
    return sqlite_house


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words]) == 0
    return capsys.readouterr().out


def more(text: str) -> list[str]:
    """The words after «More: vendome», as a shell reads them."""
    [line] = [line for line in text.splitlines() if line.startswith("More: vendome ")]
    return shlex.split(line)[2:]


@pytest.mark.parametrize(
    "words",
    [
        ("document", "list", "--state", "pending", "--limit", "1"),
        ("jobs", "list", "--state", "open", "--limit", "1", "--as", "hq"),
        ("customer", "purchases", CLAIRE, "--limit", "1", "--language", "fr", "--as", "cm"),
    ],
)
def test_a_page_says_how_to_see_the_next_with_every_filter(
    shop: House, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    first = shown(capsys, *words)
    following = more(first)
    *again, option, after = following
    assert (sorted(again), option) == (sorted(words), "--after")
    last = shown(capsys, *following)
    assert "More:" not in last
    assert last != first
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["next"] == after


def test_a_card_that_shows_the_newest_purchases_only_says_how_to_see_the_others(
    shop: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gather, "purchases", partial(gather.purchases, limit=1))
    following = more(shown(capsys, "customer", "show", CLAIRE, "--language", "fr"))
    assert following[:-1] == ["customer", "purchases", CLAIRE, "--language", "fr", "--after"]
    assert "More:" not in shown(capsys, *following)


@pytest.fixture
def others(shop: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Five jobs of Milan before one of Paris, and a manager of Paris; a page looks through two jobs."""
    boutiques = ["PAR1", *["MIL1"] * 5]
    whose = {shop.ids.new(): boutique for boutique in boutiques}
    work = Job("do the test's work", "a worker", about=lambda _, jobs: {j: About("work", "", whose[j]) for j in jobs})
    monkeypatch.setattr(room, "declaration", replace(room.declaration, jobs={"test.work": work}))
    monkeypatch.setattr(context, "console", Console(width=200, highlight=False))
    monkeypatch.setattr(job_list, "MOST", 2)
    monkeypatch.setattr(job_list, "LOOKED_THROUGH", 2)
    jobs: dict[UUID, dict[str, Any]] = {job: {} for job in whose}
    commit_job(shop, lambda session: Unit(shop, session, shop.system(), "k").send("test.work", jobs))
    execute(shop, DefineStaff("mg", "Lucie Bernard", ("manager",), "PAR1"), shop.actor("hq"), key())
    return shop


def test_nothing_waits_is_never_said_while_more_follows(others: House, capsys: pytest.CaptureFixture[str]) -> None:
    words, pages = ["jobs", "list", "--as", "mg"], list[str]()
    while words and len(pages) < 20:
        pages.append(shown(capsys, *words))
        words = more(pages[-1]) if "More:" in pages[-1] else []
    assert "Nothing waits" not in "".join(pages)
    assert "none is of your boutique" in pages[0]
    assert sum("test.work" in page for page in pages) == 1
    assert sum(page.count("document.render") for page in pages) == 2


def words_of(group: Any, typed: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Every word below one, with the options that it takes."""
    if hasattr(group, "commands"):
        for name, each in group.commands.items():
            yield from words_of(each, (*typed, name))
    else:
        yield typed, {option for parameter in group.params for option in parameter.opts}


def test_every_word_that_goes_on_after_a_row_says_how_many_it_shows() -> None:
    names = {*WORDS, *(entry.name for entry in announced().get("vendome.commands", ()))}
    paged = {typed: options for name in names for typed, options in words_of(command(name), (name,))}
    going_on = {typed for typed, options in paged.items() if "--after" in options}
    assert {("document", "list"), ("jobs", "list"), ("customer", "purchases")} <= going_on
    assert going_on == {typed for typed, options in paged.items() if "--limit" in options}


def test_a_list_of_nothing_says_so(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(sqlite_house.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    said = {
        "No paper was issued.": ("document", "list"),
        "No paper is failed.": ("document", "list", "--state", "failed"),
        "Nothing waits.": ("jobs", "list"),
        "No job is done.": ("jobs", "list", "--state", "done"),
        "No purchases.": ("customer", "purchases", CLAIRE),
    }
    assert {line: line in shown(capsys, *words) for line, words in said.items()} == dict.fromkeys(said, True)
