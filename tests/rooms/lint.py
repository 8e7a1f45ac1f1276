"""House rules that ruff and mypy do not know, read from the syntax trees and the templates."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.rooms.staircase import ROOMS


@dataclass(frozen=True, slots=True)
class Exemption:
    """A file in which a rule does not hold, and why."""

    path: str
    rule: str
    reason: str


#: Whole files. A single line is exempted beside itself: ``# exempt(float): why``.
EXEMPTIONS = (
    Exemption("core/base/clock.py", "clock", "it is the one place where the machine's time enters"),
    Exemption("core/commands/execute.py", "commit", "it is the unit of work: one command, one transaction, one commit"),
    Exemption("documents/filing.py", "query", "it is a job: it reads the one record whose page it draws"),
    Exemption("core/commands/batches.py", "commit", "it holds the few writes that are no command of a person"),
)

#: Names that say nothing of what they name.
EMPTY_WORDS = frozenset({"held", "told", "got", "made", "given"})

#: Here ``given`` is UTS 35's field of a person's name.
GIVEN_NAMES = ("core/customers/search/", "core/names/", "core/cli/customer_write.py")

WAY_OUT = {
    "round": "Bare round() is half-even. Use a rounding of core.base.money, which has the rule's name.",
    "clock": "Nothing looks at the clock: take a core.base.clock.Clock, or the date from the sale.",
    "float": "Amounts and rates are Decimal. Parse with core.base.money, or say why here: # exempt(float): the reason",
    "commit": "Only core/commands/execute.py commits. Make the change a command and execute() it.",
    "locale": "There is no ambient locale: the language is an argument.",
    "word": "The name says nothing. Call the thing what it is in the trade: entry, rows, findings, rates.",
    "safe": "Nothing on a page escapes escaping. Hand the value over as plain text.",
    "query": "A face composes no query. Make it a Question of its room, and ask() it.",
    "reason": "An exemption says why: # exempt(rule): the reason",
}


@dataclass(frozen=True, slots=True)
class Offence:
    """One place where a rule is broken. ``path`` is relative to the project's folder."""

    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {WAY_OUT[self.rule]}"


#: Where people and machines look in: words of the command line, pages, countries. Everything else of a room stands
#: behind its questions and commands.
_FACE = re.compile(r"(core/cli|documents|regions|plugins/demo)/|(plugins|core/examination)/\w+/(cli\.py|screens/)")

_EXEMPT = re.compile(r"#\s*exempt\((?P<rule>\w+)\)(?::\s*(?P<reason>\S.*))?")
_UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", re.IGNORECASE)
_AMBIENT_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("time", "strftime"),
}


def offences(root: Path) -> list[Offence]:
    """Every broken rule in the four rooms under ``root``, exemptions taken into account."""
    return unexempted(raw_offences(root))


def unexempted(found: list[Offence]) -> list[Offence]:
    """Those of the offences that lie in no file exempted as a whole."""
    whole_files = {(exemption.path, exemption.rule) for exemption in EXEMPTIONS}
    return [offence for offence in found if (offence.path, offence.rule) not in whole_files]


def raw_offences(root: Path) -> list[Offence]:
    """The same before the exemptions of whole files; those beside a line are already honoured."""
    found: list[Offence] = []
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            shown = path.relative_to(root).as_posix()
            if path.suffix == ".py":
                found.extend(_in_code(path.read_text("utf-8"), shown))
            elif path.suffix in {".html", ".css", ".svg", ".jinja", ".j2", ".txt"}:
                for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                    if _UNESCAPED.search(line):
                        found.append(Offence(shown, number, "safe"))
    return found


def _in_code(source: str, shown: str) -> Iterator[Offence]:
    exempt: dict[int, set[str]] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (match := _EXEMPT.search(token.string)):
            exempt.setdefault(token.start[0], set()).add(match["rule"])
            if not match["reason"]:
                yield Offence(shown, token.start[0], "reason")
    tree = ast.parse(source, shown)
    known = _imported_names(tree)
    for node in ast.walk(tree):
        rule = _rule_broken(node, known) or _word_broken(node, shown) or _query_composed(node, shown)
        if rule and isinstance(node, (ast.expr, ast.stmt, ast.arg)):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if not any(rule in exempt.get(line, ()) for line in lines):
                yield Offence(shown, node.lineno, rule)


def _imported_names(tree: ast.AST) -> dict[str, str]:
    """What a name stands for, so that ``from datetime import datetime as dt`` hides nothing."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in node.names:
                names[name.asname or name.name] = name.name
    return names


def _is_our_own_markup(content: ast.expr) -> bool:
    """Whether marking it as markup is harmless: it stands in the source, or is escaped on the spot."""
    match content:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="escape") | ast.Attribute(attr="escape")):
            return True
    return False


def _query_composed(node: ast.AST, shown: str) -> str | None:
    """Whether a line of a face composes a query or opens a session."""
    if not _FACE.match(shown):
        return None
    match node:
        case ast.ImportFrom(module=str(module)) if module.partition(".")[0] == "sqlalchemy":
            return "query"
        case ast.Import(names=names) if any(name.name.partition(".")[0] == "sqlalchemy" for name in names):
            return "query"
        case ast.Call(func=ast.Name(id="select" | "reading" | "writing") | ast.Attribute(attr="reading" | "writing")):
            return "query"
    return None


def _word_broken(node: ast.AST, shown: str) -> str | None:
    """Whether a name is one of :data:`EMPTY_WORDS`, a leading underscore apart."""
    match node:
        case (
            ast.Name(id=name)
            | ast.arg(arg=name)
            | ast.Attribute(attr=name)
            | ast.FunctionDef(name=name)
            | ast.ClassDef(name=name)
        ):
            word = name.lstrip("_").lower()
            if word in EMPTY_WORDS and not (word == "given" and shown.startswith(GIVEN_NAMES)):
                return "word"
    return None


def _rule_broken(node: ast.AST, known: dict[str, str]) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id="round" | "float" as name)):
            return name
        case ast.Call(func=ast.Name(id=name)) if known.get(name) == "time_ns":
            return "clock"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[content, *_]) if known.get(
            name, name
        ) == "Markup" and not _is_our_own_markup(content):
            return "safe"
        case ast.Call(func=ast.Attribute(attr="commit")):
            return "commit"
        # Also without a call: default_factory=date.today hands the clock over unasked.
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if (known.get(owner, owner), name) in _AMBIENT_TIME:
            return "clock"
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=name) if (owner, name) in _AMBIENT_TIME:
            return "clock"
        case ast.keyword(arg="autoescape", value=ast.Constant(value=False)):
            return None  # reported by the call that holds it
        case ast.Call(keywords=keywords) if any(
            word.arg == "autoescape" and isinstance(word.value, ast.Constant) and not word.value.value
            for word in keywords
        ):
            return "safe"
        case ast.Import(names=names) if any(name.name == "locale" for name in names):
            return "locale"
        case ast.ImportFrom(module="locale", level=0):
            return "locale"
    return None
