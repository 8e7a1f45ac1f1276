"""Real people's names in two scripts, for the recall of the search: a table made outside, never kept in the repository.

``python tests/benchmarks/people_pairs.py FOLDER... > TABLE``, then ``search.py --recall --pairs TABLE``. Needs the
packages pypinyin (0.55) and names-dataset (3.3.1), which the product does not use. FOLDER is a git clone, bare or not,
of

* github.com/everypolitician/everypolitician-data, commit 0642e77 (2015): members of parliaments, whole people as their
  parliament writes them in both scripts. Of three names or more the first and the last stand, as at a till; titles are
  left out. China gives Han alone: their pinyin is pypinyin's, in the surname's own reading where that differs
  (``_SURNAMES``, by hand).
* github.com/steveash/NETransliteration-COLING2018 (Merhav and Ash, 2018; Wikidata, CC0): the test slices ``wd_*_20``,
  parts of names with how many people bear each. Kept where the Latin form is borne mainly in countries that write the
  script (names-dataset: half of its bearers or more), pieces such as bin or de left out; whole names are two parts,
  drawn by their bearers.

A row: group, language, family and given name as written, the same in Latin letters; ``#`` begins a group's source.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 20261121
#: Whole names drawn of parts, a script.
_DRAWN = 400
#: Share of the bearers of a Latin form who live where the script is written.
_HOME = 0.5
_SCRIPTS = {
    "arabic": ("Arab", "ar", "SA EG IQ AE KW QA BH OM YE JO LB SY PS LY TN DZ MA SD MR"),
    "hebrew": ("Hebr", "he", "IL"),
    "russian": ("Cyrl", "ru", "RU KZ BG MD UA BY RS"),
}
_COMMIT = "0642e77"
#: Readings that these characters have as surnames, where pypinyin gives that of the word.
_SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "曾": "zeng",
    "翟": "zhai",
    "缪": "miao",
    "盖": "ge",
    "朴": "piao",
    "种": "chong",
    "万俟": "moqi",
    "尉迟": "yuchi",
    "么": "yao",
    "覃": "qin",
    "任": "ren",
    "乜": "nie",
    "冼": "xian",
    "繁": "po",
    "折": "she",
    "黑": "he",
    "员": "yun",
    "召": "shao",
    "秘": "bi",
}
_COMPOUND = ("上官", "欧阳", "司马", "诸葛", "尉迟", "夏侯", "皇甫", "东方", "慕容", "令狐", "司徒", "万俟")
_TITLE = re.compile(r"\b(?:dr|prof|eng|sheikh)\b\.?|(?:^|\s)(?:د|أ|م)\s?\.\s?", re.IGNORECASE)
#: Words of a family name that belong to the next: Al Khorafi, Abdul Rahman, عبد الله.
_JOINED = {
    "al",
    "el",
    "abdul",
    "abdel",
    "abd",
    "abu",
    "abū",
    "bin",
    "ben",
    "ibn",
    "bou",
    "عبد",
    "أبو",
    "ابو",
    "بو",
    "بن",
    "آل",
}
#: Items of Wikidata that are a piece of a name, or a numeral: nobody bears them alone.
_PIECES = {*_JOINED, "bint", "bent", "abdal", "abdull", "abou", "ould", "van", "von", "der", "den", "del", "dos", "las"}
_SHORTEST = 3


@dataclass(frozen=True)
class Pair:
    """A person's family and given name, as written and in Latin letters."""

    group: str
    language: str
    native: tuple[str, str]
    latin: tuple[str, str]


def shown(folder: Path, path: str) -> str | None:
    """A file of the clone; None if the clone has it not."""
    done = subprocess.run(["git", "-C", str(folder), "show", f"HEAD:{path}"], capture_output=True, check=False)
    return None if done.returncode else done.stdout.decode("utf-8")


def members(folder: Path, parliament: str) -> list[dict[str, Any]]:
    held = shown(folder, f"data/{parliament}/ep-popolo-v1.0.json")
    return [] if held is None else list(json.loads(held)["persons"])


def native_of(person: dict[str, Any], *languages: str) -> str:
    names = {each.get("lang"): each["name"] for each in person.get("other_names", [])}
    return next((names[language] for language in languages if language in names), "")


def words_of(name: str) -> list[str]:
    """The words of a name, those that belong together joined."""
    found: list[str] = []
    for word in _TITLE.sub(" ", name).split():
        if found and found[-1].split()[-1].casefold().rstrip("-") in _JOINED:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(char, "") for char in text if char.isalpha())


def ends(name: str) -> tuple[str, str]:
    """First and last name of two or more."""
    words = words_of(name)
    return (words[0], words[-1]) if len(words) > 1 else ("", "")


def first_two(name: str) -> tuple[str, str]:
    words = words_of(name)
    return (words[0], words[1]) if len(words) > 1 else ("", "")


def turned(name: tuple[str, str], family_first: bool) -> tuple[str, str]:
    return name if family_first else (name[1], name[0])


def by_order(folder: Path) -> Iterator[Pair]:
    """Where both scripts write the words in one order: the first and the last of them."""
    for group, language, parliament, family_first, tags in (
        ("Cyrl-bg", "bg", "Bulgaria/National_Assembly", False, ("bg",)),
        ("Cyrl-mn", "mn", "Mongolia/Assembly", True, ("mn",)),
        ("Cyrl-ky", "ky", "Kyrgyzstan/Council", True, ("ru",)),
        ("Cyrl-tg", "tg", "Tajikistan/Representatives", True, ("tj",)),
        ("Grek-cy", "el", "Cyprus/House_of_Representatives", True, ("el",)),
        ("Arab-kw", "ar", "Kuwait/National_Assembly", False, ("ar",)),
        ("Arab-lb", "ar", "Lebanon/Parliament", False, ("ar",)),
        ("Arab-ae", "ar", "United_Arab_Emirates/Federal_National_Council", False, ("ar",)),
    ):
        for person in members(folder, parliament):
            native, other = native_of(person, *tags), person["name"]
            if not native or not latin(other) or any("LATIN" in unicodedata.name(char, "") for char in native):
                continue
            # In Central Asia the father's name is the third.
            way = first_two if language in ("ky", "tg") else ends
            written, spelled = way(native), way(other)
            # A Latin name that ends with the father's is of another kind than an Arabic one that ends with the tribe's.
            if all((*written, *spelled)) and not spelled[1].casefold().startswith("bin "):
                yield Pair(group, language, turned(written, family_first), turned(spelled, family_first))


def korean(folder: Path) -> Iterator[Pair]:
    for person in members(folder, "South_Korea/National_Assembly"):
        native, spelled = native_of(person, "ko").replace(" ", ""), person["name"].split()
        if 2 <= len(native) <= 4 and len(spelled) > 1 and spelled[0].isupper():
            cut = 2 if len(native) == 4 or native.startswith(("남궁", "황보", "선우", "제갈", "독고")) else 1
            yield Pair("Kore-kr", "ko", (native[:cut], native[cut:]), (spelled[0], " ".join(spelled[1:])))


def own_spelling(folder: Path) -> Iterator[Pair]:
    """Han of Hong Kong, Macao and Taiwan beside the bearer's own spelling; a Western given name is left out."""
    places = (("HK", "Hong_Kong/Legislative_Council"), ("MO", "Macao/Assembly"), ("TW", "Taiwan/Legislative_Yuan"))
    for place, parliament in places:
        for person in members(folder, parliament):
            native = native_of(person, f"zh-{place.lower()}", "zh-hant", "yue", "zh")
            spelled = re.split(r"[\s\-]+", person["name"])
            if place == "TW":
                family, _comma, given = person["sort_name"].partition(", ")
            else:
                at = next((at for at, word in enumerate(spelled) if word.isupper() and len(word) > 1), len(spelled) - 1)
                family, given = spelled[at], " ".join(spelled[at + 1 :])
                given = given if place == "MO" else re.sub(r"^.*?" + re.escape(family), "", person["name"]).strip()
            syllables = len(re.split(r"[\s\-]+", given)) if given else 0
            if re.fullmatch("[\u4e00-\u9fff]{2,3}", native) and syllables == len(native) - 1:
                yield Pair(f"Hant-{place}", "zh-Hant", (native[:1], native[1:]), (family, given))


def mainland(folder: Path) -> Iterator[Pair]:
    pypinyin = importlib.import_module("pypinyin")
    for person in members(folder, "China/Congress"):
        name = re.sub(r"\s", "", person["name"])
        cut = 2 if name.startswith(_COMPOUND) and len(name) > 2 else 1
        if not re.fullmatch("[\u4e00-\u9fff]{2,3}", name) and cut == 1:
            continue  # Names of other peoples in Han, by sound.
        surname = _SURNAMES.get(name[:cut]) or "".join(pypinyin.lazy_pinyin(name[:cut], v_to_u=True))
        read = (surname, "".join(pypinyin.lazy_pinyin(name[cut:], v_to_u=True)))
        # ü as passports print it (GB/T 28039-2011).
        family, given = (re.sub("ü(?!e)", "yu", each).replace("üe", "ue").title() for each in read)
        yield Pair("Hans-CN", "zh-Hans", (name[:cut], name[cut:]), (family, given))


def of_parts(folder: Path, chance: random.Random) -> Iterator[Pair]:
    names = importlib.import_module("names_dataset").NameDataset()
    for script, (group, language, countries) in _SCRIPTS.items():
        parts: list[tuple[str, str]] = []
        bearers: list[int] = []
        for row in (shown(folder, f"data/wd_{script}_20") or "").split("\n"):
            if row.count("\t") != 2:
                continue
            spelled, written, count = row.split("\t")
            written = written.replace(" ", "")
            whole = len(spelled) >= _SHORTEST and not {written, spelled} & _PIECES and set(spelled) - set("ivx")
            if whole and home(names, spelled, set(countries.split())) >= _HOME:
                parts.append((written, spelled.title()))
                bearers.append(int(count))
        made: dict[tuple[str, str], Pair] = {}
        while parts and len(made) < _DRAWN:
            one, two = chance.choices(parts, bearers, k=2)
            if one[0] != two[0]:
                made.setdefault((one[0], two[0]), Pair(f"{group}-home", language, (one[0], two[0]), (one[1], two[1])))
        yield from made.values()


def home(names: Any, name: str, countries: set[str]) -> float:
    """Share of a name's bearers who live in ``countries``, as a given name or a surname, whichever is more."""
    bare = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    found = [0.0]
    for table in (names.first_names, names.last_names):
        known = table.get(bare.title()) or table.get(name.title()) or {}
        found.append(sum(share for country, share in (known.get("country") or {}).items() if country in countries))
    return max(found)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="clones of the two repositories named above")
    options = parser.parse_args(arguments)
    chance = random.Random(SEED)
    made: list[Pair] = []
    for folder in options.folders:
        if shown(folder, "data/wd_arabic_20") is not None:
            made += of_parts(folder, chance)
        else:
            for source in (by_order, korean, own_spelling, mainland):
                made += source(folder)
    for group in sorted({pair.group for pair in made}):
        drawn = "two parts of Wikidata names (NETransliteration-COLING2018, test slice), borne at home"
        print(f"#{group}\t{drawn if group.endswith('-home') else f'members of parliament (EveryPolitician {_COMMIT})'}")
    for pair in dict.fromkeys(made):
        print("\t".join((pair.group, pair.language, *pair.native, *pair.latin)))
    return 0 if made else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
