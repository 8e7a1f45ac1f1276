"""House rules: no bare rounding, no clock, no float, no stray commit, no unescaped value, no empty word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.lint import EXEMPTIONS, Offence, offences, raw_offences, unexempted

ROOT = Path(__file__).parents[2]


def judge(root: Path, name: str, content: str) -> list[str]:
    """The rules that one file breaks."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return [offence.rule for offence in offences(root)]


@pytest.fixture(scope="module")
def found() -> list[Offence]:
    """What the house's own files break, before the exemptions of whole files: they are read once."""
    return raw_offences(ROOT)


def test_the_rooms_keep_the_house_rules(found: list[Offence]) -> None:
    assert "\n".join(map(str, unexempted(found))) == ""


def test_no_exemption_outlives_its_reason(found: list[Offence]) -> None:
    broken = {(offence.path, offence.rule) for offence in found}
    assert [exemption for exemption in EXEMPTIONS if (exemption.path, exemption.rule) not in broken] == []


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("round", "total = round(amount, 2)"),
        ("float", "rate = float(text)"),
        ("clock", "from datetime import datetime\nat = datetime.now(UTC)"),
        ("clock", "from datetime import datetime as dt\nat = dt.utcnow()"),
        ("clock", "import datetime\nat = datetime.datetime.now()"),
        ("clock", "from datetime import date\non = field(default_factory=date.today)"),
        ("clock", "import time\nat = time.time()"),
        ("commit", "session.commit()"),
        ("commit", "def save(self):\n    self.session.commit()"),
        ("locale", "import locale"),
        ("safe", "from markupsafe import Markup\nhtml = Markup(text)"),
        ("safe", "import markupsafe\nhtml = markupsafe.Markup(f'<b>{text}</b>')"),
        ("safe", "environment = Environment(autoescape=False)"),
        ("reason", "width = 1  # exempt(float)"),
    ],
)
def test_a_broken_rule_is_found(tmp_path: Path, rule: str, content: str) -> None:
    assert judge(tmp_path, "core/till.py", content + "\n") == [rule]


@pytest.mark.parametrize(
    "content",
    [
        "for held in rows:\n    pass",
        "told = say()",
        "def bring(given):\n    pass",
        "class Held:\n    pass",
        "def _told():\n    pass",
        "rows = self.made",
    ],
)
def test_a_name_that_says_nothing_is_found(tmp_path: Path, content: str) -> None:
    assert judge(tmp_path, "core/base/till.py", content + "\n") == ["word"]


def test_a_given_name_is_a_word_of_the_trade_where_names_are_kept(tmp_path: Path) -> None:
    assert judge(tmp_path, "core/names/parts.py", "whole = family + given\n") == []
    assert judge(tmp_path / "other", "core/base/parts.py", "whole = family + given\n") == ["word"]


@pytest.mark.parametrize("line", ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape false %}"])
def test_a_template_that_escapes_escaping_is_found(tmp_path: Path, line: str) -> None:
    assert judge(tmp_path, "documents/invoice/page.html", f"<p>\n{line}\n</p>\n") == ["safe"]


@pytest.mark.parametrize(
    "path", ["core/cli/till_.py", "documents/page.py", "plugins/loans/cli.py", "regions/fr/plugin.py"]
)
@pytest.mark.parametrize(
    "content", ["from sqlalchemy import select", "import sqlalchemy.orm", "with house.reading(actor) as session: pass"]
)
def test_a_face_that_composes_a_query_is_found(tmp_path: Path, path: str, content: str) -> None:
    assert judge(tmp_path, path, content + "\n") == ["query"]
    assert judge(tmp_path / "behind", "core/sales/questions.py", content + "\n") == []


@pytest.mark.parametrize(
    "content",
    [
        "def on(clock):\n    return clock.now()",
        "width = float(text)  # exempt(float): a width on paper in millimetres, not money",
        "total = round_half_up(amount)",
        "import time\nstarted = time.monotonic()",
        "text = 'round(1.5) and date.today() in prose'",
        "safe = unsafe = 1",
        "from markupsafe import Markup, escape\nhtml = Markup('<bdi>{}</bdi>').format(text) + Markup(escape(text))",
        "environment = Environment(autoescape=True)",
    ],
)
def test_what_keeps_the_rules_is_left_alone(tmp_path: Path, content: str) -> None:
    assert judge(tmp_path, "core/till.py", content + "\n") == []


def test_an_offence_says_where_it_is_and_the_way_out() -> None:
    said = str(Offence("core/till.py", 3, "commit"))
    assert said.startswith("core/till.py:3: commit: ")
    assert "core/commands/execute.py" in said
