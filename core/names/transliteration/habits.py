"""Latin letters as other languages read and write them: for what somebody types, never for what is shown or filed.

A client filed in Cyrillic or Greek has a few spellings as keys; a seeker may spell by the habit of any language. What
was typed is therefore read back: sch, sz, š and ch may all be ш. The likeliest readings come first, then those in which
one letter is read otherwise, then two. Letters and their values are those of each language's everyday spelling of
foreign names: German and Dutch *Duden*, Polish *PWN*, Czech *Pravidla*, Hungarian *OH*, Swedish and Danish *tj sj*,
French *tch ou*, Spanish *j*, Catalan *tx x*, Azerbaijani and Turkish *c ç ş*, Uzbek *x j q*; for Greek ELOT 743 against
Cypriot and English custom.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from core.names.transliteration import tables
from core.names.transliteration.folding import fold_own as fold

#: A longer word is not read back.
_LONGEST = 24
_LAST_Y, _SILENT = re.compile("(?<=[^aeiou])y$"), re.compile("(?<=[^aeiou])e$")
#: Letters of Azerbaijani and Turkish, where c is дж.
_TURKIC = frozenset("əğşı")
_VOWEL = re.compile("([aeiouy])[\u0300-\u036f]+")
#: Readings kept of one word.
_KEPT = 10

# Token, then what it may be in English letters for Cyrillic (BGN/PCGN), the likeliest first; "-" for nothing.
_CYRILLIC = (
    r"schtsch shch|chtch shch|szcz shch|shch shch|stsch shch|šč shch|sjtsj shch|sjtj shch|tsch ch|tsj ch|tch ch|tsh ch|"
    r"sch sh,sk|sh sh|sz sh,s|cz ch,ts|cs ch|zs zh|zh zh|zj zh|tj ty,ch|sj sy,sh|tx ch|dzs dzh|dzh dzh|dsch dzh|dź dz|"
    r"dż dzh|dž dzh|dj dzh,dy|đ dzh,d|š sh|č ch|ž zh|ć ch|ś s|ź z|ż zh|ř rzh,r|ş sh|ç ch|ğ g|ń n|ł l|"
    r"rz rz,zh,r,sh|kh kh,k|ch ch,kh,sh,k|gh g,h|ph f|th t,f|ck k|qu kv|gu(?=[ei]) g|gy gy,d,g|dz dz|tz ts|ts ts|"
    r"j(?=[aouy]) y,dzh,zh,kh|j(?=e) -,dzh,zh,kh,y|j(?=i) dzh,-,zh,y|j y,dzh,zh,kh|w v,u|x ks,kh,sh|h h,kh,g,-|"
    r"c(?=[eiə]) ts,ch,s,dzh|c k,ts,ch,dzh|q(?=[iu]) q,k,g|q k,g|ff(?!.) v,f|f f,v|v v|z z,ts|s(?=[aeiouy]) s,z,sh|"
    r"\bs(?=[tp]) s,sh|ou u,ou|oe oe,u,e|oo u|ee i|ie ie,e,i|ye e|y(?!.) y,i|e(?!.) e,-|au au,o"
)
# The same in the letters of ELOT 743.
_GREEK = (
    r"ph f|kh ch|ch ch,ts,s|th th|h h,ch,-|x x,ch|mb mp|mp mp,b|b b,v,mp|nd nt,nd|nt nt|d d,nt|gh g|gg ng|gk gk|"
    r"ng ng,gk|nk nk,gk|dj tz,nt|dz tz|tz tz|j tz,z,g,i|yi gi,i|y(?=[aeou]) gi,y|w v,gou,ou|c(?=[ei]) k,s,ts|c k|q k|"
    r"sz s|eu(?=[aeioubgdzlmnrv]) ev,ef,eu|eu ef,ev|au(?=[aeioubgdzlmnrv]) av,au|au af,av,au|ks x|g g,gk,tz|dh d|"
    r"ts ts,tz|schtsch sts|tsch ts|sch s|shch sts|sh sh,s|tch ts|cz ts|zh z|š s|č ts|ž z|ć ts"
)
# How what ELOT 743 writes is spelled otherwise; each row is one custom: by Cypriots, by ear, by ear with u, in books
# and Latin, by older English and French, as it is typed without Greek letters, letter for letter, by Germans; the last
# lead back to foreign names, of whose sounds Greek has no letters for sh, ch, j, b, d, g, h and w.
_FROM_GREEK = (
    r"\bchatzǝ hadji|tz dj|ǝ e|mp mb|nt nd|gi(?=[aeou]) yi|g(?=[ei]) y",
    r"\bchatz hadj|tz dj|ǝ i|mp mb|nt nd|gi(?=[aeou]) y|ks x|k c|f ph",
    r"ch h|tz j|ǝ i|y i|ei i|oi i|ai e|mp b|nt d|gk g|gi(?=[aeou]) y",
    r"ch h|ǝ i|y i|ei i|oi i|ai e|ou u|mp b|nt nd|gk g|x ks",
    r"ǝ e|k c|f ph|ef eu|ev eu|af au|av au|ou u|os(?!.) us",
    r"ǝ e|ef eu|ev eu|af au|av au|oi oe|ai ae|ng gg",
    r"ch kh|g gh|d dh|ǝ i|mp mb|nt nd",
    r"ch x|ng gg|ǝ i|v b|y u|th t",
    r"ou u|ǝ i|gi(?=[aeou]) j|nt nd|mp mb|y i",
    r"ǝ i|mp mb|nt nd|gk ng",
    r"ts ch|tz j|ǝ i|ch h|mp b|nt d|gk g|y i|gi(?=[aeou]) y|gou(?=[aei]) w|\bou(?=[aei]) w|ou u|x ks",
    r"s sh|ts ch|tz j|z j|ǝ i|ch h|mp b|nt d|gk g|y i|gi(?=[aeou]) j|gou(?=[aei]) w|\bou(?=[aei]) w",
    r"s s|ts tsch|z s|tz dsch|v w|f w|ǝ i|mp b|nt d|gk g|y u|gi(?=[aeou]) j|\bs(?=[aeioumnlrv]) sch|ch h",
    r"ts c|z z|tz c|v v|f v|ǝ i|mp b|nt d|gk g|y i|gi(?=[aeou]) j|ch h",
)
# Hepburn as Polivanov's Cyrillic is spelled again: Yoshida Ёсида yosida, Kōji Кодзи kodzi.
_ROMAJI = re.compile("(?:(?:[kgsznhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwfj])?[aiueo]|n|(?:kk|ss|pp|tt|tc)(?=[aiueosh]))+")
_RUSSIAN = {
    **{f"sh{vowel}": f"s{glide}" for vowel, glide in zip("iauo", ("i", "ya", "yu", "yo"), strict=True)},
    **{f"ch{vowel}": f"t{glide}" for vowel, glide in zip("iauo", ("i", "ya", "yu", "yo"), strict=True)},
    **{f"j{vowel}": f"dz{glide}" for vowel, glide in zip("iauo", ("i", "ya", "yu", "yo"), strict=True)},
    "z": "dz",
    "h": "kh",
}
_POLIVANOV = re.compile("[scj]h?[iauo]|(?<![sc])h|z")
_SIBILANT = re.compile("(?:sh|ch|j)[iauo]|z")
_PINYIN = re.compile(
    "(?:(?:[bpmf]o|(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:[iu]?ang|i?ong|[ei]ng|[iu]?an|[eiu]n|i?ao|u?ai|[eu]i|i?ou|i[aeu]|"
    "u[aeo]|[aeiu]))|ang?|ai|ao|eng?|er|ou|a|e)+"
)
_SYLLABLE = re.compile("[aeiouy]+")
#: Юлия and Юрий might be pinyin, too.
_SLAVIC = ("juli", "juri")


@lru_cache(maxsize=512)
def spelled(word: str) -> tuple[str, ...]:
    """Folded spellings of a Greek word given as ELOT 743 writes it, but with ǝ for η."""
    ways = [_ways(word, *table)[0] for table in _CUSTOMS]
    ends = [way[:-2] + "es" for way in ways if way.endswith("is") and word.endswith("ǝs")]
    return _folded([*ways, *ends], set())


@lru_cache(maxsize=512)
def read_back(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a word typed in Latin letters may be as Cyrillic or Greek names are spelled in passports, folded, without
    the word itself: the readings that are most likely, and more of which only the consonants should count. ``word`` is
    as typed, marks and all: Radojičić, Schewtschenko."""
    own = fold(word).replace(" ", "")
    if not 2 < len(word) <= _LONGEST:
        return (), ()
    marked = _marked(word)
    japanese: list[str] = []
    if _SIBILANT.search(own) and _ROMAJI.fullmatch(own):
        japanese.append(_POLIVANOV.sub(lambda found: _RUSSIAN.get(found.group(), found.group()), own))
    if _asian(own):
        # Eleni, Dafni might be pinyin as well; what holds one of these letters is hardly Greek.
        return (), _folded([*japanese, *([] if set(own) & set("jqwxyz") else _ways(marked, *_FOR_GREEK))], {own})
    slavic, greek = _ways(marked, *_FOR_CYRILLIC), _ways(marked, *_FOR_GREEK)
    likely = [slavic[0], greek[0], *japanese]
    if "j" in marked:
        likely += [_ways(marked.replace("j", sound), *_FOR_CYRILLIC)[0] for sound in ("dzh", "zh")]
    if not _TURKIC.isdisjoint(marked):
        likely.append(_ways(marked.replace("c", "dzh").replace("ə", "a"), *_FOR_CYRILLIC)[0])
    # Of a short name the consonants tell too little: Terry Терри, Moore Мур.
    likely.append(_SILENT.sub("", _LAST_Y.sub("i", slavic[0])))
    first = _folded(likely, {own})
    return first, _folded([*slavic, *greek], {own, *first})


def _asian(word: str) -> bool:
    """Whether a folded word may be Chinese or a syllable of Korean or Vietnamese: there one letter more or less is
    another name, Zhou and Zhu, Lijun and Liyun."""
    if word.startswith(_SLAVIC):
        return False
    return bool(_PINYIN.fullmatch(word)) or (len(word) <= 5 and len(_SYLLABLE.findall(word)) < 2)


def _marked(word: str) -> str:
    """The word in small letters, with its marks on consonants: on vowels they tell nothing here."""
    return unicodedata.normalize("NFC", _VOWEL.sub(r"\1", unicodedata.normalize("NFD", word.casefold())))


def _folded(ways: list[str], known: set[str]) -> tuple[str, ...]:
    return tuple(way for way in dict.fromkeys(fold(way).replace(" ", "") for way in ways) if way and way not in known)


@cache
def everyday() -> dict[str, frozenset[str]]:
    """Everyday western names, folded: as Cyrillic and Greek write them by ear → Latin, and the other way round."""
    found: dict[str, set[str]] = {}
    for native, spellings in tables.spellings("western_names.tsv").items():
        for each in spellings:
            found.setdefault(fold(native), set()).add(fold(each))
            found.setdefault(fold(each), set()).add(fold(native))
    return {name: frozenset(others) for name, others in found.items()}


def _compiled(table: str) -> tuple[re.Pattern[str], list[tuple[str, ...]]]:
    # The longest first: schtsch before sch.
    rows = sorted((row.split(" ") for row in table.split("|")), key=lambda row: -len(row[0].partition("(")[0]))
    pattern = re.compile("|".join(f"({token})" for token, _ways in rows) + "|.", re.DOTALL)
    return pattern, [tuple(way.replace("-", "") for way in ways.split(",")) for _token, ways in rows]


def _ways(word: str, pattern: re.Pattern[str], values: list[tuple[str, ...]]) -> list[str]:
    ways: list[tuple[int, str]] = [(0, "")]
    for found in pattern.finditer(word):
        which = found.lastindex
        options = values[which - 1] if which else (found.group(),)
        ways = [(cost + place, way + one) for cost, way in ways for place, one in enumerate(options)]
        if len(options) > 1:
            ways = sorted(ways, key=lambda each: each[0])[:_KEPT]
    return [way for _cost, way in ways]


_FOR_CYRILLIC, _FOR_GREEK = _compiled(_CYRILLIC), _compiled(_GREEK)
_CUSTOMS = tuple(map(_compiled, _FROM_GREEK))
