"""A further paper of a record is issued when it can be drawn, or nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

import documents.page
from core.base.errors import Refused
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.database.engine import reading
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage
from core.papers.questions import PapersByIdentity
from documents.copies import IssueCopy
from tests.support.cast import advisor, copied_house, leave, sale


@pytest.fixture
def sold(tmp_path: Path) -> Iterator[tuple[House, str]]:
    """A house where one bag without serial was sold, and the number of its papers."""
    house = copied_house(tmp_path, plugins=("repairs",))
    yield house, str(execute(house, sale("FR"), advisor(house), "bag")["number"])
    leave(house)


def papers_and_jobs(house: House) -> tuple[int, int]:
    with reading(house.engine) as session:
        papers = session.scalar(select(func.count()).select_from(Document)) or 0
        return papers, session.scalar(select(func.count()).select_from(OutboxMessage)) or 0


REFUSED = {
    "a language that nobody knows": (("invoice", ("xx",), None), "CLDR"),
    "a path for a language": (("invoice", ("../../x",), None), "BCP 47"),
    "a language in which the house has no words": (("invoice", ("sw",), None), "No paper speaks sw"),
    "a pair without the law's language": (("invoice", ("ja", "en"), None), r"wants fr .* such as ja\+fr"),
    "a language in capitals": (("invoice", ("JA",), None), "BCP 47"),
    "no language": (("invoice", (), None), "one or two languages|wants fr"),
    "three languages": (("invoice", ("en", "fr", "ja"), None), "one or two languages"),
    "the same language twice": (("invoice", ("fr", "fr"), None), "speaks fr once"),
    "a page of another record": (("repairs.quote", ("en",), None), "is a sale, of which no repairs.quote"),
    "a page that nobody prints": (("passport", ("en",), None), "Known are"),
    "a line for a page about the whole": (("receipt", ("en",), 7), "Leave the line out"),
    "a piece's page without a line": (("certificate", ("en",), None), "names no line"),
    "a piece's page of a line without a piece": (("certificate", ("en",), 1), "no piece in line 1"),
    "a piece's page of no line": (("certificate", ("en",), 9), "no line 9"),
}


@pytest.mark.parametrize("slip", REFUSED)
@pytest.mark.parametrize("duplicate", [False, True])
def test_a_copy_that_could_never_be_drawn_is_refused_and_nothing_is_written(
    sold: tuple[House, str], slip: str, duplicate: bool
) -> None:
    house, number = sold
    (kind, languages, line), why = REFUSED[slip]
    before = papers_and_jobs(house)
    with pytest.raises(Refused, match=why):
        execute(house, IssueCopy(number, kind, languages, line, duplicate), advisor(house), "copy")
    assert papers_and_jobs(house) == before
    # The key is free: the adviser corrects the word and asks again.
    assert execute(house, IssueCopy(number, "invoice", ("ja", "fr"), None), advisor(house), "copy")["documents"]


def test_the_laws_language_stands_beside_the_one_wished_and_the_same_paper_is_issued_once(
    sold: tuple[House, str],
) -> None:
    house, number = sold
    who = advisor(house)
    first = execute(house, IssueCopy(number, "invoice", ("ja",), None), who, "one")["documents"]
    again = execute(house, IssueCopy(number, "invoice", ("ja", "fr"), None), who, "two")["documents"]
    (paper,) = ask(house, PapersByIdentity(tuple(first)), who)
    assert paper.languages == ("ja", "fr")
    assert again == first
    chinese = execute(house, IssueCopy(number, "receipt", ("zh",), None), who, "three")["documents"]
    assert ask(house, PapersByIdentity(tuple(chinese)), who)[0].languages == ("zh-Hans", "fr")


def test_a_copy_whose_page_is_not_tried_first_turns_the_proof_red(
    sold: tuple[House, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, number = sold
    before = papers_and_jobs(house)
    monkeypatch.setattr(documents.page, "compose", lambda paper, kind: None)
    execute(house, IssueCopy(number, "receipt", ("de",), 7), advisor(house), "copy")
    assert papers_and_jobs(house) != before
