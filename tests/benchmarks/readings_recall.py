"""How many names are found again in Latin letters, by script.

``PYTHONPATH=. python tests/benchmarks/readings_recall.py [PAIRS] [--missed N]``

PAIRS is a table ``family<TAB>name<TAB>latin|latin|…`` (default: ``readings_pairs.tsv`` beside this file; where it is
from is said there). ``--missed`` shows so many names that no spelling found. For each family of pairs it prints:

names   how many
any     share of names of which at least one Latin spelling finds them
all     share of all Latin spellings that find their name (they hold spellings of every European language)
keys    the same as ``all`` without skeletons
edit    the same as ``all``, a key at edit distance 1 counting too
false   share of foreign spellings (of another name of the same family) that find the name: what a clerk must read past
size    keys a name, on average
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from core.names.transliteration import NameParts, query_words, search_keys

_JAPANESE = ("Jpan", "faker-ja")


def index_keys(family: str, name: str) -> frozenset[str]:
    language = "ja" if family.startswith(_JAPANESE) else None
    keys: set[str] = set()
    if not family.endswith("given"):
        keys |= search_keys(NameParts(family=name), language=language)
    if not family.endswith("family"):
        keys |= search_keys(NameParts(given=name), language=language)
    return frozenset(keys)


def found(query: str, keys: frozenset[str], *, bones: bool = True, edits: bool = False) -> bool:
    """Whether every word of the query shares a key with the name, as :func:`core.names.transliteration.query_words`
    prescribes."""
    for word in query_words(query):
        wanted = word if bones else {key for key in word if not key.startswith("~")}
        if wanted & keys:
            continue
        near = edits and any(
            Levenshtein.distance(one, two, score_cutoff=1) <= 1
            for one in word
            for two in keys
            if len(one) > 3 and not one.startswith("~") and not two.startswith("~")
        )
        if not near:
            return False
    return True


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="?", type=Path, default=Path(__file__).parent / "readings_pairs.tsv")
    parser.add_argument("--missed", type=int, default=0)
    options = parser.parse_args(arguments)
    path, missed = options.pairs, options.missed
    pairs: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for row in path.read_text(encoding="utf-8").split("\n"):
        if row and not row.startswith("#"):
            family, name, spellings = row.split("\t")
            pairs[family].append((name, spellings.split("|")))
    chance = random.Random(20261121)
    began = time.perf_counter()
    print(f"{'family':14}{'names':>7}{'any':>8}{'all':>8}{'keys':>8}{'edit':>8}{'false':>8}{'size':>6}   seed=20261121")
    for family, rows in sorted(pairs.items()):
        keys = [index_keys(family, name) for name, _spellings in rows]
        hits = [[found(each, own) for each in spellings] for own, (_name, spellings) in zip(keys, rows, strict=True)]
        flat = [hit for row in hits for hit in row]
        plain = [found(each, own, bones=False) for own, (_n, sp) in zip(keys, rows, strict=True) for each in sp]
        near = [found(each, own, edits=True) for own, (_n, sp) in zip(keys, rows, strict=True) for each in sp]
        others = [(chance.randrange(len(rows)), chance.randrange(len(rows))) for _ in range(3000)]
        wrong = [found(chance.choice(rows[two][1]), keys[one]) for one, two in others if one != two]
        print(
            f"{family:14}{len(rows):7}{share(map(any, hits)):>8}{share(flat):>8}{share(plain):>8}{share(near):>8}"
            f"{sum(wrong) / max(1, len(wrong)):8.2%}{sum(map(len, keys)) // len(rows):6}"
        )
        for (name, spellings), hit, own in list(zip(rows, hits, keys, strict=True)):
            if missed and not any(hit):
                print("    ", name, spellings, sorted(own)[:14])
                missed -= 1
    print(f"{time.perf_counter() - began:.1f} s")
    return 0


def share(values: Iterable[bool]) -> str:
    listed = list(values)
    return f"{sum(listed) / max(1, len(listed)):.1%}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
