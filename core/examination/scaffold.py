"""Beginning a country or a plugin: a copy of a complete model under a name of its own."""

from __future__ import annotations

import importlib.util
import keyword
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.base.errors import Refused

_HERE = Path(__file__).parent
COUNTRY = _HERE / "fictitious"
PLUGIN = _HERE / "engraving"

_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’()-]){0,59}")
_PLUGIN_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_NAME_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Begun:
    """What was made: its ``folder``, its ``test`` (None where no folder of tests stands beside), the ``entry_points``
    that announce it (group → line of that group), and ``project``, the folder of a distribution of its own (None
    inside a package that exists)."""

    folder: Path
    test: Path | None
    entry_points: Mapping[str, str]
    project: Path | None = None

    @property
    def entry_point(self) -> str:
        """The line that announces the thing itself, without a word of the command line."""
        return next(iter(self.entry_points.values()))


def begin_country(code: str, name: str, into: Path) -> Begun:
    """Copy the fictitious country into a new folder below ``into``, the package of a repository's countries.

    ``code``: ISO 3166-1, two letters; ``name``: in English. Refused when something of that name exists, or when Python
    would find another package under the name of ``into``. Nothing half made is left behind.
    """
    if not re.fullmatch("[a-z]{2}", code, re.ASCII | re.IGNORECASE):
        raise Refused(f"{code!r} is no ISO 3166-1 code. Write two letters, such as pt.")
    if not _NAME.fullmatch(name):
        raise Refused(f"{name!r} is no name of a country in English. Write such as --name Portugal.")
    code, package, top = code.lower(), *_package(into, "regions_of_house")
    folder_name = f"{code}_" if keyword.iskeyword(code) else code  # «from regions.in import …» is no Python
    reworded = _reworder(
        (r"\bcore\.examination\.fictitious\b", f"{package}.{folder_name}"),
        (r"\bTestZembla\b", f"Test{_class_name(name)}"),
        (r"\bZembla(?=\()", _class_name(name)),
        (r"\bZembla\b", name),
        (r"\bZZ\b", code.upper()),
        (r"\bzz\b", code),
    )
    test = _place_of_test(top, Path(os.path.abspath(into)).name, code)
    _copy(COUNTRY, into / folder_name, test, reworded)
    return Begun(into / folder_name, test, {"vendome.regions": f'{code} = "{package}.{folder_name}.plugin:plugin"'})


def begin_plugin(name: str, title: str = "", into: Path | None = None, *, taken: Collection[str] = ()) -> Begun:
    """Copy the model plugin under a new ``name``: into the package ``into``, or, where that is None, as a distribution
    of its own in the folder ``vendome-<name>`` here, with its tests.

    ``name``: small letters, such as ``gift_wrapping``; ``title``: in English, for people, "" = the name; ``taken``:
    names that plugins and words of the command line have. Refused when the name cannot be used or something of that
    name exists. Nothing half made is left behind.
    """
    if not _PLUGIN_NAME.fullmatch(name) or len(name) > _NAME_LIMIT or keyword.iskeyword(name):
        raise Refused(f"{name!r} is no name of a plugin. Write small letters and no word of Python, such as gifting.")
    if name in taken:
        raise Refused(f"{name} is taken by a plugin or a word of the command line. Choose another name.")
    title = title or name.replace("_", " ").capitalize()
    if not _NAME.fullmatch(title):
        raise Refused(f"{title!r} is no title. Write such as --title 'Gift wrapping'.")
    project: Path | None = None
    test: Path | None
    if into is None:
        _refuse_hidden(name, Path(f"vendome-{name}", name), "another name")
        into = project = Path(f"vendome-{name}")
        package, test = name, project / "tests" / f"test_{name}.py"
    else:
        above, top = _package(into, "plugins_of_house")
        package, test = f"{above}.{name}", _place_of_test(top, Path(os.path.abspath(into)).name, name)
    reworded = _reworder(
        (r"\bcore\.examination\.engraving\b", package),
        (r'(?:(?<=")|(?<=# ))Engraving\b', title),
        (r"(?<![A-Za-z])engraving(?=s?(?![A-Za-z]))", name),
        (r"Engraving(?=s?(?![a-z]))", "".join(part.capitalize() for part in name.split("_"))),
    )
    _copy(PLUGIN, into / name, test, reworded, project)
    lines = {
        "vendome.plugins": f'{name} = "{package}.plugin:plugin"',
        "vendome.commands": f'{name} = "{package}.cli:app"',
    }
    return Begun(into / name, test, lines, project)


def _reworder(*words: tuple[str, str]) -> Callable[[str], str]:
    """Replaces words of a model, each a pattern without groups. In one pass, so that what was put in is never taken for
    a word of the model."""
    pattern = re.compile("|".join(f"({word})" for word, _ in words))
    return lambda text: pattern.sub(lambda found: words[(found.lastindex or 1) - 1][1], text)


def _copy(
    model: Path, target: Path, test: Path | None, reworded: Callable[[str], str], project: Path | None = None
) -> None:
    """Copy ``model`` to ``target`` and its test to ``test``, whole or not at all. ``project``: the folder of a new
    distribution, which gets its pyproject.toml."""
    whole = project or target
    for path in (whole, test):
        if path is not None and path.exists():
            raise Refused(f"{path} exists already. Remove it, or choose another folder with --into.")
    making = whole.parent / f".{whole.name}.making"
    inside = making / target.relative_to(whole)
    [own_test] = model.glob("test_*.py")
    shutil.rmtree(making, ignore_errors=True)
    added: list[Path] = []
    try:
        ignored = shutil.ignore_patterns("__pycache__", own_test.name, "*.model")
        shutil.copytree(model, inside, ignore=ignored)
        for path in sorted(inside.rglob("*"), reverse=True):
            if path.is_file():
                path.write_text(reworded(path.read_text(encoding="utf-8")), encoding="utf-8")
            path.rename(path.with_name(reworded(path.name)))
        if project is not None:
            for path in model.glob("*.model"):
                (making / path.stem).write_text(reworded(path.read_text(encoding="utf-8")), encoding="utf-8")
        if test is not None:
            place = making / test.relative_to(project) if project is not None else test
            added = [folder for folder in place.parents if not folder.exists()]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(reworded(own_test.read_text(encoding="utf-8")), encoding="utf-8")
            added.insert(0, place)
        making.rename(whole)
        added = []
    finally:
        shutil.rmtree(making, ignore_errors=True)
        for path in added:
            with suppress(OSError):
                path.unlink() if path.is_file() else path.rmdir()


def _class_name(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z]+", bare))
    if not words:
        raise Refused(f"{name!r} has no Latin letter, of which a class could be named. Write the English name.")
    return words


def _package(into: Path, such: str) -> tuple[str, Path]:
    """The dotted name by which Python imports what is in ``into``, and the topmost folder of that package."""
    top = Path(os.path.abspath(into))
    names = [top.name]
    while (top.parent / "__init__.py").is_file():
        top = top.parent
        names.insert(0, top.name)
    for name in names:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise Refused(f"{name!r} cannot be imported as a package. Choose a folder such as --into {such}.")
    _refuse_hidden(names[0], top, f"--into {such}")
    return ".".join(names), top


def _refuse_hidden(name: str, top: Path, instead: str) -> None:
    """Refused when Python finds another package under the name that a folder is imported by."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    found = [Path(place).resolve() for place in (spec.submodule_search_locations or ())] if spec else []
    if spec is not None and top.resolve() not in found:
        raise Refused(
            f"Python finds a package {name!r} elsewhere, which would hide {top}. Name it otherwise, such as {instead}."
        )


def _place_of_test(top: Path, room: str, name: str) -> Path | None:
    """Beside the package, or beside its ``src``, where a folder ``tests`` stands."""
    for beside in (top.parent, top.parent.parent if top.parent.name == "src" else top.parent):
        if (beside / "tests").is_dir():
            return beside / "tests" / room / name / f"test_{name}.py"
    return None
