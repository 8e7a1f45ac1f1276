"""What Vendome needs of the machine, looked at one by one, each with the way to put it right."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.metadata
import platform
import sqlite3
import subprocess
import sys
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core.base.errors import VendomeError
from core.commands.ask import ask
from core.commands.house import House
from core.commands.job_list import JobList
from core.commands.paging import MOST
from core.database.engine import check_durable, open_engine, said_plainly

#: Failed jobs that the doctor names; the list has all.
_NAMED = 3
OLDEST_PYTHON = (3, 11)
OLDEST_WEASYPRINT = 70
#: The first with UPDATE … RETURNING, by which numbers are given.
OLDEST_SQLITE = (3, 35)

#: Script → the serif in which its papers are set, and Debian's package that holds it.
FONTS: Mapping[str, tuple[str, str]] = {
    "Latin": ("Noto Serif", "fonts-noto-core"),
    "Greek": ("Noto Serif", "fonts-noto-core"),
    "Cyrillic": ("Noto Serif", "fonts-noto-core"),
    "Han, simplified": ("Noto Serif CJK SC", "fonts-noto-cjk"),
    "Han, traditional": ("Noto Serif CJK TC", "fonts-noto-cjk"),
    "Japanese": ("Noto Serif CJK JP", "fonts-noto-cjk"),
    "Korean": ("Noto Serif CJK KR", "fonts-noto-cjk"),
    "Arabic": ("Noto Naskh Arabic", "fonts-noto-core"),
    "Hebrew": ("Noto Serif Hebrew", "fonts-noto-core"),
    "Thai": ("Noto Serif Thai", "fonts-noto-core"),
    "Devanagari": ("Noto Serif Devanagari", "fonts-noto-core"),
}

#: A letter of each script by which fontconfig tells whether any font has it.
_LETTERS = {
    "Latin": "é",
    "Greek": "ή",
    "Cyrillic": "ш",
    "Han, simplified": "单",
    "Han, traditional": "單",
    "Japanese": "あ",
    "Korean": "민",
    "Arabic": "س",
    "Hebrew": "ש",
    "Thai": "ณ",
    "Devanagari": "अ",
}

#: Shared libraries that draw the papers: what it is for, its file on Linux, its general name, Debian's package.
_LIBRARIES = (
    ("Pango", "libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0"),
    ("Pango for FreeType", "libpangoft2-1.0.so.0", "pangoft2-1.0", "libpangoft2-1.0-0"),
    ("HarfBuzz", "libharfbuzz.so.0", "harfbuzz", "libharfbuzz0b"),
    ("HarfBuzz subsetting", "libharfbuzz-subset.so.0", "harfbuzz-subset", "libharfbuzz-subset0"),
)

_SAMPLE_LOCALES = ("fr", "it", "de_CH", "en_US", "ja", "zh_Hans", "zh_Hant", "ko", "ar", "he", "th", "hi", "el", "uk")
_SAMPLE_ZONES = ("Europe/Paris", "Europe/Zurich", "Asia/Tokyo", "Asia/Shanghai", "Asia/Riyadh", "America/New_York")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    ``name``: what; ``ok``: whether it will do; ``detail``: what was found; ``remedy``: the way out, "" when ok.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(database: str | Callable[[], str] | None = None) -> list[Check]:
    """Look at everything the suite needs from the machine. Nothing is changed and nothing raises.

    ``database``: the address of the house's database, which is opened and asked whether its commits are durable; or a
    question of the caller's own that returns what it found, or raises VendomeError with the way out (that is how the
    caller has its migrations looked at); None leaves it out.
    """
    checks = [_python(), _sqlite(), *_libraries(), _weasyprint(), _icu(), *_fonts(), _locales(), _zones()]
    if database is not None:
        checks.append(_database(database))
    return checks


def _python() -> Check:
    found = f"Python {platform.python_version()}"
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Check("Python", False, found, f"Install Python {'.'.join(map(str, OLDEST_PYTHON))} or newer.")
    if not __debug__:
        return Check("Python", False, f"{found}, run with -O", "Run it without -O: the ledger's own checks are off.")
    return Check("Python", True, found)


def _sqlite() -> Check:
    found = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info[:2] < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        return Check("SQLite", False, found, f"Use a Python built with SQLite {oldest} or newer, or PostgreSQL.")
    return Check("SQLite", True, found)


def _libraries() -> Iterator[Check]:
    for name, file, general, package in _LIBRARIES:
        for candidate in (file, ctypes.util.find_library(general)):
            try:
                if candidate:
                    ctypes.CDLL(candidate)
                    yield Check(name, True, candidate)
                    break
            except OSError:
                continue
        else:
            yield Check(name, False, f"{file} is not on this machine", f"apt-get install {package}")


def _weasyprint() -> Check:
    found = _version("weasyprint")
    if found is None or int(found.split(".")[0]) < OLDEST_WEASYPRINT:
        detail = f"WeasyPrint {found or 'is not installed'}"
        return Check("WeasyPrint", False, detail, "Run ./vendome prepare, which installs the locked version.")
    return Check("WeasyPrint", True, f"WeasyPrint {found}")


def _icu() -> Check:
    try:
        import icu
    except ImportError as error:
        remedy = "apt-get install libicu-dev pkg-config g++, remove .venv and run ./vendome prepare."
        return Check("ICU", False, f"PyICU does not load: {error}", remedy)
    return Check("ICU", True, f"ICU {icu.ICU_VERSION}, Unicode {icu.UNICODE_VERSION}, PyICU {icu.VERSION}")


def _fonts() -> Iterator[Check]:
    for script, (family, package) in FONTS.items():
        name = f"Font for {script}"
        having = _families_with(_LETTERS[script])
        if having is None:
            yield Check(name, False, "fontconfig's fc-list is not on this machine", "apt-get install fontconfig")
        elif family in having:
            yield Check(name, True, family)
        else:
            instead = f"only {min(having)}" if having else "no font at all"
            found = f"{family} is missing; {instead} has «{_LETTERS[script]}»"
            yield Check(name, False, found, f"apt-get install {package}")


def _families_with(letter: str) -> frozenset[str] | None:
    """The families of this machine that have a letter; None without fontconfig's programs."""
    command = ["fc-list", f":charset={ord(letter):x}", "family"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True, timeout=30, encoding="utf-8").stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return frozenset(family.strip() for line in listed.splitlines() for family in line.split(",") if family.strip())


def _locales() -> Check:
    from babel import Locale, UnknownLocaleError
    from babel.localedata import locale_identifiers

    missing = []
    for tag in _SAMPLE_LOCALES:
        try:
            Locale.parse(tag)
        except UnknownLocaleError:
            missing.append(tag)
    found = f"Babel {_version('babel')} with CLDR data for {len(locale_identifiers())} locales"
    if missing:
        found += f", but not {', '.join(missing)}"
        return Check("Locale data", False, found, "Remove .venv, then run ./vendome prepare.")
    return Check("Locale data", True, found)


def _zones() -> Check:
    missing = []
    for key in _SAMPLE_ZONES:
        try:
            zoneinfo.ZoneInfo(key)
        except (zoneinfo.ZoneInfoNotFoundError, OSError):
            missing.append(key)
    found = f"tzdata {_version('tzdata') or 'of the system'}"
    if missing:
        return Check("Time zones", False, f"{found} lacks {', '.join(missing)}", "apt-get install tzdata")
    return Check("Time zones", True, found)


def _database(database: str | Callable[[], str]) -> Check:
    try:
        with said_plainly():
            return Check("Database", True, database() if callable(database) else _opened(database))
    except VendomeError as error:
        return Check("Database", False, str(error), "Correct the address, or run what the message says.")
    except (SQLAlchemyError, OSError) as error:
        lines = str(getattr(error, "orig", error)).strip().splitlines()
        detail = lines[0] if lines else type(error).__name__
        return Check("Database", False, detail, "Start the server, or correct the database's address.")


def _opened(url: str) -> str:
    engine = open_engine(url)
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    # Opening it would make it, and looking changes nothing.
    if file and file != ":memory:" and not Path(file).is_file():
        raise VendomeError(f"The database {file} is not there. Run «vendome init» or correct the address.")
    try:
        faults = check_durable(engine)
        if faults:
            raise VendomeError(f"Commits are not durable: {', '.join(faults)}. Correct the server's settings.")
        return f"{engine.dialect.name} answers, and its commits are durable"
    finally:
        engine.dispose()


def jobs_of_house(house: House) -> Check:
    """Whether any work outside the sale failed for good; names the first few."""
    page = ask(house, JobList("failed", limit=MOST), house.system())
    if not page.rows:
        return Check("Jobs", True, "nothing failed for good")
    named = " ".join(f"{row.about}: {row.fault}" for row in page.rows[:_NAMED])
    count = f"{len(page.rows)}{' or more' if page.next else ''} failed for good."
    return Check("Jobs", False, f"{count} {named}", "Put the reason right, then run «vendome jobs retry --all».")


def _version(distribution: str) -> str | None:
    """The installed version of a Python package; None when it is not there."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
