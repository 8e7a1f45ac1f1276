"""Beginning a country: a copy of the complete fictitious one, under a new code and name."""

from __future__ import annotations

import importlib.util
import keyword
import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from core.base.errors import Refused

MODEL = Path(__file__).parent / "fictitious"
_MODEL_TEST = "test_zz.py.model"

# Whole words only: «zz» inside another word is no code. «Zembla» before a parenthesis is the class.
_WORDS = re.compile(r"\b(?:core\.examination\.fictitious|TestZembla|Zembla|ZZ|zz)\b")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’()-]){0,59}")


@dataclass(frozen=True, slots=True)
class Begun:
    """What was made: the country's ``folder``, its ``test`` (None where no folder of tests stands beside), and the
    ``entry_point`` that announces it, one line of ``[project.entry-points."vendome.regions"]``."""

    folder: Path
    test: Path | None
    entry_point: str


def begin_country(code: str, name: str, into: Path) -> Begun:
    """Copy the model into a new folder below ``into``, the package of a repository's countries.

    ``code``: ISO 3166-1, two letters; ``name``: in English. Refused when something of that name exists, or when Python
    would find another package under the name of ``into``. Nothing half made is left behind.
    """
    if not re.fullmatch("[a-z]{2}", code, re.ASCII | re.IGNORECASE):
        raise Refused(f"{code!r} is no ISO 3166-1 code. Write two letters, such as pt.")
    if not _NAME.fullmatch(name):
        raise Refused(f"{name!r} is no name of a country in English. Write such as --name Portugal.")
    code, package, top = code.lower(), *_package(into)
    folder_name = f"{code}_" if keyword.iskeyword(code) else code  # «from regions.in import …» is no Python
    words = {
        "core.examination.fictitious": f"{package}.{folder_name}",
        "TestZembla": f"Test{_class_name(name)}",
        "Zembla(": _class_name(name),
        "Zembla": name,
        "ZZ": code.upper(),
        "zz": code,
    }
    target, test = into / folder_name, _place_of_test(top, Path(os.path.abspath(into)).name, code)
    for path in (target, test):
        if path is not None and path.exists():
            raise Refused(f"{path} exists already. Remove it, or choose another folder with --into.")
    making = into / f".{code}.making"
    shutil.rmtree(making, ignore_errors=True)
    try:
        shutil.copytree(MODEL, making, ignore=shutil.ignore_patterns("__pycache__", _MODEL_TEST))
        for path in making.rglob("*"):
            if path.is_file():
                path.write_text(_reworded(path.read_text(encoding="utf-8"), words), encoding="utf-8")
        if test is not None:
            test.parent.mkdir(parents=True, exist_ok=True)
            test.write_text(_reworded((MODEL / _MODEL_TEST).read_text(encoding="utf-8"), words), encoding="utf-8")
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Begun(target, test, f'{code} = "{package}.{folder_name}.plugin:plugin"')


def _reworded(text: str, words: dict[str, str]) -> str:
    # In one pass, so that what was put in is never taken for a word of the model; by a function: a name is no pattern.
    def word(found: re.Match[str]) -> str:
        is_class = found[0] == "Zembla" and text[found.end() :][:1] == "("
        return words["Zembla(" if is_class else found[0]]

    return _WORDS.sub(word, text)


def _class_name(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    made = "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z]+", bare))
    if not made:
        raise Refused(f"{name!r} has no Latin letter, of which a class could be named. Write the English name.")
    return made


def _package(into: Path) -> tuple[str, Path]:
    """The dotted name by which Python imports what is in ``into``, and the topmost folder of that package."""
    top = Path(os.path.abspath(into))
    names = [top.name]
    while (top.parent / "__init__.py").is_file():
        top = top.parent
        names.insert(0, top.name)
    for name in names:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise Refused(f"{name!r} cannot be imported as a package. Choose a folder such as --into regions_of_house.")
    try:
        spec = importlib.util.find_spec(names[0])
    except (ImportError, ValueError):
        spec = None
    found = [Path(place).resolve() for place in (spec.submodule_search_locations or ())] if spec else []
    if spec is not None and top.resolve() not in found:
        raise Refused(
            f"Python finds a package {names[0]!r} elsewhere, which would hide {into}. "
            "Name the folder otherwise, such as --into regions_of_house."
        )
    return ".".join(names), top


def _place_of_test(top: Path, room: str, code: str) -> Path | None:
    """Beside the package, or beside its ``src``, where a folder ``tests`` stands."""
    for beside in (top.parent, top.parent.parent if top.parent.name == "src" else top.parent):
        if (beside / "tests").is_dir():
            return beside / "tests" / room / code / f"test_{code}.py"
    return None
