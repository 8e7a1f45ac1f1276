"""Names in Arabic and Hebrew script, which write consonants and leave most vowels to the reader.

A vowelled reading can only be looked up or guessed; the skeleton is worked out for the index and never shown as a name.
"""

from __future__ import annotations

import re

from core.names.transliteration import skeleton
from core.names.transliteration.folding import fold_own as fold
from core.names.transliteration.tables import spellings

#: Links of the name chain that stand between names: son of, daughter of, father of …
_LINKS = frozenset({"بن", "ابن", "إبن", "بنت", "ابنة", "آل", "ولد"})
_LINK_SPELLINGS = {
    "بن": ("bin", "ben", "ibn"),
    "ابن": ("ibn", "bin", "ben"),
    "إبن": ("ibn",),
    "بنت": ("bint", "bent"),
    "ابنة": ("ibnat",),
    "آل": ("al",),
    "ولد": ("ould", "walad"),
    "أبو": ("abu", "abou"),
    "ابو": ("abu", "abou"),
    "أم": ("umm", "oum"),
    "عبد": ("abd", "abdul", "abdel"),
}
_SUN = "تثدذرزسشصضطظلن"
#: عبد in Latin letters where it stands alone.
SERVANT = frozenset({"abd", "abdul", "abdel", "abdol"})
#: Links, which a seeker may leave out: in Latin spelling, and as folded in Arabic.
LINKS = frozenset(
    {"bin", "ben", "ibn", "bint", "bent", "al", "el", "ul", "ad", "as", "ash", "ar", "az", "ath", "adh", "ech", "ould"}
).union(map(fold, _LINKS))
_ARTICLE = re.compile(r"^ال(?=..)")
_LATIN_ARTICLE = re.compile(r"^(?:al|el)(?=[^aeiou].{3})")
#: Latin words glued from two: Abdelkader, Salahuddin, Hamdallah; and with what stands before a name: Bentaleb, Lamari.
_SERVANT_OF = re.compile(r"(abd)(?:[aeiou]l|[aeou](?=[dnrstz]{2}))(.{3,})$")
_GLUED_END = re.compile(r"(.{3,}?)(?:[aeou](?:l|d)?(?=d)(d[eiy]+n+e?)|u?ll?ah|all?ah|ulla)$")
_GLUED_START = re.compile(r"(?:ben|bel|bin|ibn|abou?|abu|bou|l(?=[aeiou])|al(?=[aeiou]))(.{3,})$")
_GLUED = ("din", "deen", "dine", "dyn", "ah", "ulla")
_HEBREW_BETWEEN = re.compile(r"[\s\-־–]+")
# ICAO Doc 9303-3 (8th ed. 2021), table C, simplified to the letters of names: the reading of a machine readable zone.
_ICAO = {
    "ء": "XE",
    "آ": "XAA",
    "أ": "XAE",
    "ؤ": "U",
    "إ": "I",
    "ئ": "XI",
    "ا": "A",
    "ب": "B",
    "ة": "XAH",
    "ت": "T",
    "ث": "XTH",
    "ج": "J",
    "ح": "XH",
    "خ": "XKH",
    "د": "D",
    "ذ": "XDH",
    "ر": "R",
    "ز": "Z",
    "س": "S",
    "ش": "XSH",
    "ص": "XSS",
    "ض": "XDZ",
    "ط": "XTT",
    "ظ": "XZZ",
    "ع": "E",
    "غ": "G",
    "ف": "F",
    "ق": "Q",
    "ك": "K",
    "ل": "L",
    "م": "M",
    "ن": "N",
    "ه": "H",
    "و": "W",
    "ى": "XAY",
    "ي": "Y",
    "پ": "P",
    "چ": "XC",
    "ژ": "XJ",
    "ک": "XKK",
    "گ": "XGG",
    "ی": "XYA",
}


def arabic_words(text: str) -> list[str]:
    """The words of an Arabic name without links; عبد stays with the word after it, for they are one name."""
    words, kept, place = text.split(), [], 0
    while place < len(words):
        word = words[place]
        if fold(word) == "عبد" and place + 1 < len(words):
            kept.append(f"{word} {words[place + 1]}")
            place += 1
        elif word not in _LINKS:
            kept.append(word)
        place += 1
    return kept


def without_article(word: str) -> str:
    """القحطاني → قحطاني; words of two letters keep what they have."""
    return _ARTICLE.sub("", word)


def latin_without_article(word: str) -> str:
    """``alqahtani`` → ``qahtani``, for a folded Latin word long enough to be an Arabic family name; else unchanged."""
    return _LATIN_ARTICLE.sub("", word)


def arabic_spellings(text: str) -> list[str]:
    """Customary spellings of a whole part, the most usual first; empty if one of its words is not in the table."""
    table = spellings("arabic_names.tsv")
    bare = _bare(text)
    if bare in table:
        return list(table[bare])
    chain = _chain(bare, table)
    return [chain] if chain else []


def _chain(bare: str, table: dict[str, tuple[str, ...]]) -> str:
    out: list[str] = []
    words, place = bare.split(), 0
    while place < len(words):
        pair = " ".join(words[place : place + 2])
        if pair in table and " " in pair:
            out.append(table[pair][0])
            place += 1
        elif words[place] in _LINK_SPELLINGS:
            out.append(_LINK_SPELLINGS[words[place]][0])
        elif words[place] in table:
            out.append(table[words[place]][0])
        else:
            return ""
        place += 1
    return " ".join(out)


def arabic_word_spellings(word: str) -> tuple[str, ...]:
    """Customary spellings of one word (or of عبد and its word)."""
    return spellings("arabic_names.tsv").get(_bare(word), ())


def arabic_icao(text: str) -> str:
    """The transliteration a machine readable zone may hold: consonants and X-escapes (محمد MXHMD)."""
    return " ".join("".join(_ICAO.get(char, "") for char in word) for word in _bare(text).split())


def arabic_skeletons(text: str, *, sought: bool = False) -> list[str]:
    """Skeletons of each word that counts, without its article; for the index, or ``sought`` for a query.

    عبد and its word count together, alone, and with the l of the article spoken like the next letter (Abderrahmane);
    two words also as one (صلاح الدين Salahuddin). A seeker may have glued the article (العماري Lamari).
    """
    found: list[str] = []
    words = arabic_words(_bare(text))
    for word in words:
        servant, _space, master = word.partition(" ")
        bare = without_article(word).replace(" ", "")
        found += skeleton.of_arabic(bare, sought=sought)
        if sought and bare != word and not master:
            found += [f"l{bones}" for bones in skeleton.of_arabic(bare, sought=True)[:6]]
        joined = servant.partition("عبدال")[2]
        master = without_article(master) or joined
        if master:
            found += skeleton.of_arabic(master, sought=sought)
            if master[0] in _SUN:
                found += skeleton.of_arabic("عبد" + master, sought=sought)
    if len(words) == 2:
        found += skeleton.of_arabic("".join(map(without_article, words)), sought=sought)
    return list(dict.fromkeys(found))


def latin_skeletons(word: str, *, sought: bool = False) -> list[str]:
    """Skeletons of one Latin word and of the parts that an Arabic name of two words is glued from.

    ``Abdelkader`` also ``kader``, ``Salahuddin`` also ``salah`` and ``din``; ``sought`` also without what the
    bearer may have written apart: ``Bentaleb`` ``taleb``, ``Lamari`` ``amari``.
    """
    found = skeleton.of_latin(word, sought=sought)
    plain = fold(word).replace(" ", "")
    parted = _SERVANT_OF.match(plain) if plain.startswith("abd") else None
    if plain.endswith(_GLUED):
        parted = parted or _GLUED_END.match(plain)
    if sought and not parted:
        parted = _GLUED_START.match(plain)
    for each in filter(None, parted.groups()) if parted else ():
        found += skeleton.of_latin(each, sought=sought)
    bare = latin_without_article(plain)
    if bare != plain:
        found += skeleton.of_latin(bare, sought=sought)
    return list(dict.fromkeys(found))


def hebrew_spellings(text: str) -> list[str]:
    """Customary spellings of a part in Hebrew, empty if one of its words is not in the table."""
    table = spellings("hebrew_names.tsv")
    found = [table.get(fold(word)) for word in re.split(r"[\s\-־]+", text.strip())]
    if not found or not all(found):
        return []
    if len(found) == 1 and found[0]:
        return list(found[0])
    return [" ".join(each[0] for each in found if each)]


def hebrew_words(text: str) -> list[str]:
    """The words of a Hebrew name; a hyphen parts too."""
    return [word for word in _HEBREW_BETWEEN.split(text) if fold(word)]


def hebrew_skeletons(text: str, *, sought: bool = False) -> list[str]:
    """Skeletons of each Hebrew word and of two as one (בן ציון Bentzion), for the index or ``sought`` for a query."""
    words = hebrew_words(text)
    found = [each for word in words for each in skeleton.of_hebrew(word, sought=sought)]
    if len(words) == 2:
        found += skeleton.of_hebrew("".join(words), sought=sought)
    return list(dict.fromkeys(found))


def _bare(text: str) -> str:
    """Vowel points, tatweel and direction marks taken away; hamza stays, for the table has both."""
    return " ".join("".join(c for c in text if (c.isalpha() and c != "ـ") or c == " ").split())
