"""Rebuild the character and name tables by hand: ``python -m core.names.transliteration.generate UNIHAN_FOLDER
NOUN_NAME_CSV``.

``UNIHAN_FOLDER`` holds ``Unihan_Readings.txt`` and ``Unihan_OtherMappings.txt`` (``.bz2`` welcome) of the Unicode
Character Database; ``NOUN_NAME_CSV`` is ``Noun.name.csv`` of mecab-ipadic (EUC-JP). Licences of both are kept in
``data/``. The tables are grouped by reading, so that they stay small and can be read by a person.
"""

from __future__ import annotations

import bz2
import math
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

DATA = Path(__file__).parent / "data"
#: A character that one of these standards holds may occur in a name; the others are left to ICU.
_CHARTED = ("kGB0", "kGB1", "kGB3", "kGB5", "kBigFive", "kHKSCS", "kJis0", "kJis1", "kJinmeiyoKanji", "kKoreanName")
_TONE_MARKS = {0x0300: None, 0x0301: None, 0x0304: None, 0x030C: None}
_HAN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def unihan(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """One Unihan file as field → character → value."""
    path = folder / f"{name}.txt"
    raw = path.read_bytes() if path.exists() else bz2.decompress((folder / f"{name}.txt.bz2").read_bytes())
    fields: dict[str, dict[str, str]] = defaultdict(dict)
    for line in raw.decode().splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t", 2)
            fields[field][chr(int(code[2:], 16))] = value
    return fields


def toneless(pinyin: str) -> str:
    """``lǚ`` → ``lü``; the diaeresis is a vowel, not a tone."""
    plain = unicodedata.normalize("NFD", pinyin.lower()).translate(_TONE_MARKS)
    return unicodedata.normalize("NFC", plain)


def pinyin_of(fields: Mapping[str, Mapping[str, str]], char: str) -> list[str]:
    """Readings without tones, the customary one first."""
    found = fields["kMandarin"].get(char, "").split()[:1]
    for name in ("kTGHZ2013", "kXHC1983"):
        for entry in fields[name].get(char, "").split():
            found += entry.split(":")[-1].split(",")
    found += re.findall(r"[^\s(]+(?=\()", fields["kHanyuPinlu"].get(char, ""))
    return list(dict.fromkeys(toneless(each) for each in found if each))


def write(name: str, heading: str, readings: Mapping[str, Iterable[str]], separator: str) -> None:
    """``reading<TAB>items whose first reading it is<TAB>items for which it is another one``."""
    first: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    for item, found in readings.items():
        for place, reading in enumerate(found):
            (other if place else first)[reading].append(item)
    lines = [f"# {line}" for line in heading.splitlines()]
    for reading in sorted({*first, *other}):
        row = f"{reading}\t{separator.join(sorted(first[reading]))}\t{separator.join(sorted(other[reading]))}"
        lines.append(row.rstrip("\t"))
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def han(folder: Path) -> None:
    """Mandarin, Cantonese and Korean readings of single characters."""
    fields, other = unihan(folder, "Unihan_Readings"), unihan(folder, "Unihan_OtherMappings")
    charted = sorted({char for name in _CHARTED for char in other[name]})
    source = "Unicode Unihan database; licence in LICENSE-unicode.md. Made by generate.py.\n"
    source += "reading, first for, also for"
    write("pinyin.tsv", source, {char: pinyin_of(fields, char) for char in charted}, "")
    jyutping = {
        char: list(dict.fromkeys(each.rstrip("123456") for each in fields["kCantonese"].get(char, "").split()))
        for char in charted
    }
    write("jyutping.tsv", source, jyutping, "")
    hangul = {
        char: list(dict.fromkeys(each.split(":")[0] for each in fields["kHangul"].get(char, "").split()))
        for char in charted
    }
    write("hanja.tsv", source, hangul, "")


def japanese(csv: Path) -> None:
    """Family and given names of mecab-ipadic that hold a Han character, with their readings in hiragana."""
    found: dict[str, dict[str, list[tuple[int, str]]]] = {"姓": defaultdict(list), "名": defaultdict(list)}
    for line in csv.read_bytes().decode("euc_jp").splitlines():
        cells = line.split(",")
        if cells[6] == "人名" and cells[7] in found and _HAN.search(cells[0]):
            found[cells[7]][cells[0]].append((int(cells[3]), cells[11].translate(_HIRAGANA)))
    source = "mecab-ipadic 2.7.0-20070801, Noun.name.csv; licence in LICENSE-ipadic.md. Made by generate.py."
    for part, name in (("姓", "kanji_family.tsv"), ("名", "kanji_given.tsv")):
        ordered = {
            kanji: list(dict.fromkeys(reading for _cost, reading in sorted(rows)))
            for kanji, rows in sorted(found[part].items())
        }
        write(name, f"{source}\nreading, first for, also for", ordered, " ")
        pieces(name.replace("kanji", "pieces"), source, ordered)


def pieces(name: str, source: str, readings: Mapping[str, Iterable[str]]) -> None:
    """What each kanji contributes to the names it is in, learnt from all of them: expectation maximisation over cuts.

    A name that no table holds can then still be guessed from its characters.
    """
    pairs = [(kanji, kana) for kanji, found in readings.items() for kana in found if len(kanji) in (1, 2, 3)]
    weight: dict[tuple[str, str], float] = defaultdict(lambda: 0.1)
    for _round in range(8):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        for kanji, kana in pairs:
            cuts = [list(zip(kanji, cut, strict=True)) for cut in cut_up(kana, len(kanji))]
            scores = [math.prod(weight[piece] for piece in cut) for cut in cuts]
            for cut, score in zip(cuts, scores, strict=True):
                for piece in cut:
                    counts[piece] += score / sum(scores)
        totals: dict[str, float] = defaultdict(float)
        for (char, _kana), count in counts.items():
            totals[char] += count
        weight = defaultdict(float, {piece: count / totals[piece[0]] for piece, count in counts.items()})
    kept: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (char, kana), count in counts.items():
        if count >= 1.0 and weight[char, kana] >= 0.04 and _HAN.match(char):
            kept[char].append((-count, kana))
    lines = [f"# {source}", "# kanji, what it is read as in names, the most frequent first"]
    lines += [f"{char}\t{' '.join(kana for _count, kana in sorted(found)[:4])}" for char, found in sorted(kept.items())]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def cut_up(kana: str, parts: int) -> list[tuple[str, ...]]:
    """All ways of cutting a reading into so many parts; a small kana never begins one."""
    if parts == 1:
        return [(kana,)]
    return [
        (kana[:place], *rest)
        for place in range(1, len(kana) - parts + 2)
        if kana[place] not in "ゃゅょっー"
        for rest in cut_up(kana[place:], parts - 1)
    ]


def simplified() -> None:
    """Characters that only writers of simplified Chinese write. OpenCC's own table for this direction holds all its
    phrases, 26 MB in memory, of which a name needs none."""
    from opencc import OpenCC

    back, forth = OpenCC("s2t"), OpenCC("t2s")
    blocks = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x323B0))
    every = (chr(code) for block in blocks for code in block)
    found = [char for char in every if back.convert(char) != char and forth.convert(char) == char]
    lines = ["# OpenCC 1.4, STCharacters and TSCharacters; licence in LICENSE-opencc.md. Made by generate.py."]
    lines += ["".join(found[at : at + 100]) for at in range(0, len(found), 100)]
    (DATA / "simplified_only.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m core.names.transliteration.generate UNIHAN_FOLDER NOUN_NAME_CSV")
    simplified()
    han(Path(sys.argv[1]))
    japanese(Path(sys.argv[2]))
