"""The hold-out of real people: how a parliament's file becomes pairs, and who counts as an equal."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from core.commands.execute import execute
from core.commands.house import House
from core.customers.commands import NewName, RegisterCustomer
from core.customers.model import Customer
from tests.benchmarks import people_pairs
from tests.benchmarks.search_recall import chosen, equals
from tests.support.cast import key


def clone(folder: Path, path: str, text: str) -> Path:
    """A git repository that holds one file."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")
    who = ["-c", "user.name=Emma Johnson", "-c", "user.email=emma@example.com"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "one"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder


def persons(*names: tuple[str, str, str]) -> str:
    return json.dumps(
        {"persons": [{"name": latin, "other_names": [{"lang": tag, "name": own}]} for latin, tag, own in names]}
    )


def test_korean_members_have_their_family_name_in_capitals_first(tmp_path: Path) -> None:
    repository = clone(
        tmp_path,
        "data/South_Korea/National_Assembly/ep-popolo-v1.0.json",
        persons(("KIM Min Ji", "ko", "김민지"), ("No Hangul", "en", "Emma")),
    )
    (one,) = people_pairs.korean(repository)
    assert (one.native, one.latin) == (("김", "민지"), ("KIM", "Min Ji"))


def test_of_three_names_the_first_and_the_last_stand_and_titles_go(tmp_path: Path) -> None:
    repository = clone(
        tmp_path,
        "data/Kuwait/National_Assembly/ep-popolo-v1.0.json",
        persons(("Dr. Sara Al Qahtani", "ar", "د . سارة محمد القحطاني"), ("Ali", "ar", "علي")),
    )
    (one,) = people_pairs.by_order(repository)
    assert (one.native, one.latin) == (("القحطاني", "سارة"), ("Al Qahtani", "Sara"))


def test_a_missing_file_gives_nobody(tmp_path: Path) -> None:
    assert list(people_pairs.korean(clone(tmp_path, "README", "nothing"))) == []


def test_at_most_three_hundred_are_asked_of_a_group_and_always_the_same(tmp_path: Path) -> None:
    table = tmp_path / "pairs.tsv"
    rows = [f"Kore-kr\tko\t김\t민지{n}\tKim\tMinji{n}" for n in range(400)]
    table.write_text("#Kore-kr\ta source\n" + "\n".join(rows), "utf-8")
    people = chosen(table, ["Kore-kr"])
    assert len(people["Kore-kr"]) == 300
    assert people == chosen(table, ["Kore-kr"])


@pytest.mark.parametrize(("query", "others"), [("Zhang Wei", 11), ("张伟", 11), ("Zhang Weiwei", 0)])
def test_those_of_one_name_are_equals_and_no_search_can_tell_them_apart(house: House, query: str, others: int) -> None:
    for n in range(12):
        names = (NewName({"surname": "张", "given": "伟"}, "zh-Hans"),)
        execute(house, RegisterCustomer(names, "en", number=f"C-ZHANG{n:03d}"), house.actor("hq"), key())
    with house.reading(house.actor("hq")) as session:
        wanted = session.scalars(select(Customer.id).where(Customer.number == "C-ZHANG003")).one()
    assert equals(house.engine, query, wanted.hex) == others
