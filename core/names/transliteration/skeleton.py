"""Consonant skeletons: what is left of a name when its vowels, written or not, are taken away.

محمد has no vowel; Mohammed, Muhammad and Mohamed have each their own. Their skeletons meet. A skeleton is for the index
only; it is written with a tilde so that it can never be taken for a name.

A name is filed under the one or two likeliest skeletons of its letters, and sought (``sought=True``) under all that
somebody who writes it in the other script may have meant: ג is g or j, Latin g is غ, ج, ك or ق. So the index stays
small, and each side need not know what the other chose. Letters of a skeleton: the consonant in small letters, x for kh
(خ, ח), X for sh (ش, ש, and ch as in Charles).

Sources: what the same names are spelled like on travel documents and in libraries of the Arab world (English on the
Gulf, French in the Maghreb and Lebanon, Egypt's g for ج), and in Israel, Germany, Poland and Russia; the tables behind
them are the romanisations of the Academy of the Hebrew Language (2006), ALA-LC and the French SATTS habits.
"""

from __future__ import annotations

import re
from operator import itemgetter

from core.names.transliteration.folding import fold_own as fold

#: Skeletons kept for one word: on file, and when it is sought.
_KEPT, _KEPT_SOUGHT = 4, 60
#: Of a word with fewer consonants the long vowels are kept too: أيوب, מאיה, Levi.
_SHORT = 2


_Table = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def _letters(text: str) -> _Table:
    """``letters:filed/sought …``: ways by a bar, the likeliest first, - for none; without a stroke both alike."""
    found: _Table = {}
    for cell in text.split():
        letters, _colon, sounds = cell.rpartition(":")
        filed, _stroke, sought = sounds.partition("/")
        one, two = (tuple(each.replace("-", "") for each in ways.split("|")) for ways in (filed, sought or filed))
        found.update(dict.fromkeys(letters.split(","), (one, two)))
    return found


_ARABIC = _letters(
    "ب,پ:b ت,ٹ:t/t|d ة,ۃ:-/-|t ث:t|s/t|s ج:j/j|g|z چ:X/X|j ح:h/h|-|X خ:x/x|k|h|j|X د,ڈ:d/d|t ذ:d|z/d|z|t ر,ڑ,ڕ:r "
    "ز:z/z|s|j ژ:j س:s/s|z ش:X/X|s ص:s ض:d|z ط:t/t|d ظ:z|d/z|d|t غ:g/g|k|j ف,ڤ:f/f|- ق:k/k|g|X ك,ک:k/k|g|X "
    "گ,ڨ,ݣ,ڭ:g/g|k ل,ڵ:l م:m ن,ں:n ه,ھ,ہ:h/h|- و,ۆ:-/-|f ي,ی,ێ:-/-|j تش:X/X|tX|k|s|j تس:ts/s|ts|z تح,ته:th/t|th "
    "ده,دح,ضح:dh/d|dh زه,زح,ظه:zh/zh|j|d شه,شح:Xh/Xh|X سه,سح:sh/X|sh كس:ks/ks|s"
)
_ARABIC_FIRST = _letters("و:w/w|f ي,ی:y/y|j|- ا,اي:-/-|y ف,ڤ:f/f|w ه,ھ,ہ:h ح:h/h|X")
_ARABIC_LAST = _letters("ه,ھ,ہ,ة,ۃ:-/-|t ح:h/-|h|X")
_HEBREW = _letters(
    "א,ע,י:- ב:b/b|f|- ג:g/g|j ד:d ה:h/h|- ו:-/-|f וו:f/f|- ז:z/z|s|j ח:h/h|x|X|k ט,ת:t כ,ך:k/k|x|X|h ל:l מ,ם:m "
    "נ,ן:n ס:s/s|z פ,ף:f/f|b צ,ץ:s/s|z ק:k/k|X ר:r ש:X/X|s J:j/j|g|z C:X/X|k|s טש:X/X|tX טס,תס:ts/s|ts|z קס:ks "
    "צח:sh/sh|X|j|sX זה,זח:zh/zh|j יי:-/-|j"
)
_HEBREW_FIRST = _letters("ו,וו:f/f|w י:y/y|-|j ה:h או,עו:- אי,עי:-/-|y C:X/X|k ב:b/b|f")
_HEBREW_LAST = _letters("ה:- ח:h/-|h|x|X ץ:s/s|z|X")
_LATIN = _letters(
    "b:b/b|f c:k/k|X|s d:d f:f g:g/g|j|k h:h/h|-|x j:j/j|-|x|y l:l m:m n:n p:b/b|f r:r s:s/s|z|X t:t v:f/f|b|- w:-/-|f "
    "x:ks/ks|s|X|- z:z/z|s|ts|d X:X/X|s|z sch:X/X|sk|s tsch:X/X|sh tch,tsh:X/X|sh sh:X/X|sh|s ch:X/X|x|k|h "
    "kh:x/x|k|h|kh gh:g/g|-|j|f th:t/t|th|s|d dh:d/d|z|dh ph:f/f|fh zh:j/j|z|zh|sh dj,dzh,dsch,dg:j/j|dj dz:z/z|dz "
    "tz,ts,zz:s/s|ts|z cz:X/X|s sz:s/s|X|z sci,sce:X/X|s ck,cq,q,k,cc:k/k|x|g qu:k/k|kf|X ce,ci,cy:s/s|X|ts "
    "ge,gi,gy:j/j|g|x gu:g/g|j|k gn:n/n|gn ng:ng/ng|nj|n|nk wh:w/-|f|w pf:f/f|bf ll:l/l|-"
)
_LATIN_FIRST = _letters(
    "w,wh:w/w|f v:f/f|b|w i,e:-/-|y y:y/y|- j:j/j|y|x h:h/h|-|x x:ks/ks|z|s|X c:k/k|X|s gn:n gh:g rh:r "
    "th:t/t|s|th|d kh:x/x|k|h"
)
_LATIN_LAST = _letters(
    "h:-/-|h|x t:t/t|d d:d/d|t c:k/k|X|s ch:X/X|x|k|h tch,tsch:X g:g/g|j|k gh:g/g|-|f th:t/t|s z:z/z|s|ts"
)
#: Long vowels, for words that have little else: A where a word begins with a vowel, Y for i, W for u and o.
_LONG_VOWELS = _letters("و,ו:W/W|- ي,ی,י:Y/Y|- ى:-|Y ا,ع,א,ע,ء,ة:-")
_VOWELS = _letters("a:- e:-/-|Y i:Y/Y|- o,u:W/W|- y:Y w:W j:Y/Y|j v:f/f|b|W")
_VOWEL_FIRST = _letters("a:A e:A/A|AY i:AY/AY|A|Y o,u:AW/AW|A|W y:Y j:j/Y|j w:W/W|AW")
_WITH_VOWELS = {**_LATIN, **_VOWELS}
_WITH_VOWELS_FIRST, _WITH_VOWELS_LAST = {**_LATIN_FIRST, **_VOWEL_FIRST}, {**_LATIN_LAST, **_VOWELS}
#: Letters that carry a vowel where a word begins, and h that is not spoken where it ends.
_CARRIERS, _SILENT_LAST = frozenset("اعאע"), frozenset("هהة")
#: What a Frenchman writes at the end and does not speak, and the t that an Arabic name has or has not: Benoit, Hayat.
_SILENT_END = re.compile(r"(?<=..[aeiou])(?:r?[td]s?|[szx])$|(?<=i)er$|(?<=n)[ctd]s?$")
#: Slavic and Jewish names end alike in many spellings: -vich, -vitch, -witz, -wicz, -vić, -vics.
_VICH = re.compile(r"[vw]i(?:t?ch|tsch|[ct]z|ts|cs|ci?)$")
#: In German, h after a vowel says that it is long: Kuhn, Ohm, Mendelsohn.
_SILENT_H = re.compile(r"(?<=[iou])h(?=[lmn])|(?<=e)h(?=[lnr])")
#: What Latin letters with marks say, before the marks are taken away.
_MARKED = str.maketrans(
    {
        **dict.fromkeys("čćČĆ", "ch"),
        **dict.fromkeys("šşșśŠŞȘŚ", "sh"),
        **dict.fromkeys("žżŽŻ", "zh"),
        **dict.fromkeys("çÇ", "s"),
        **dict.fromkeys("țţȚŢ", "ts"),
        "ğ": "gh",
    }
)
_H = frozenset("هحהח")
_DOUBLED = re.compile(r"(.)\1+")
_APOSTROPHE = "['’‘´`ʼ׳′]"
_GERESH = ((re.compile(f"[גז]{_APOSTROPHE}"), "J"), (re.compile(f"[צץ]{_APOSTROPHE}"), "C"))
_COARSE = {
    **dict.fromkeys("kgcq", "k"),
    **dict.fromkeys("td", "t"),
    **dict.fromkeys("pbfv", "p"),
    **dict.fromkeys("rln", "n"),
    **dict.fromkeys(("ch", "j", "tch", "dj"), "c"),
    **dict.fromkeys("szx", "s"),
    **dict.fromkeys(("kh", "gh"), "k"),
    **dict.fromkeys(("th", "dh"), "t"),
    **dict.fromkeys(("ph", "bh"), "p"),
    "sh": "s",
    "ng": "n",
    "m": "m",
}
_COARSE_TOKEN = re.compile("|".join(sorted(_COARSE, key=len, reverse=True)))
_COARSE_LENGTH = 3


def _tokens(table: _Table, *more: str) -> re.Pattern[str]:
    """The longest first; h after a consonant only inside a word: راده Rade."""
    clusters = sorted({*table, *more}, key=len, reverse=True)
    return re.compile("|".join(f"{each}(?!$)" if each[1:] in _H else each for each in clusters) + "|.")


_ARABIC_TOKEN = _tokens(_ARABIC, *_ARABIC_FIRST)
_HEBREW_TOKEN = _tokens(_HEBREW, *_HEBREW_FIRST)
_LATIN_TOKEN = _tokens({each: way for each, way in _LATIN.items() if each[-1] not in "eiy"}, "^rh")


def _columns(tokens: list[str], inside: _Table, first: _Table, last: _Table, sought: bool) -> list[tuple[str, ...]]:
    """Each token's ways to be written, by its place in the word."""
    if not tokens:
        return []
    tables = [inside] * len(tokens)
    if tokens[-1] in last:
        tables[-1] = last
    if tokens[0] in first:
        tables[0] = first
    return [found[sought] for token, table in zip(tokens, tables, strict=True) if (found := table.get(token))]


def _ways(columns: list[tuple[str, ...]], sought: bool) -> list[str]:
    """The likeliest skeletons: all first choices, then those with few second ones."""
    kept = _KEPT_SOUGHT if sought else _KEPT
    ways: list[tuple[str, int]] = [("", 0)]
    for column in columns:
        if len(column) == 1:
            ways = [(way + column[0], cost) for way, cost in ways]
        else:
            ways = [(way + one, cost + place) for way, cost in ways for place, one in enumerate(column)]
            ways = sorted(ways, key=itemgetter(1))[: 2 * kept]
    return list(dict.fromkeys(way for way, _cost in ways))[:kept]


def _found(ways: list[str], with_vowels: list[tuple[str, ...]], sought: bool) -> list[str]:
    """Skeletons long enough to say something; of a word with one consonant or none, those with its long vowels."""
    found = [way for way in ways if len(way) >= _SHORT]
    if not ways or (len(found) == len(ways) if sought else len(ways[0]) >= _SHORT):
        return found
    longer = (_DOUBLED.sub(r"\1", way) for way in _ways(with_vowels, sought))
    return [*found, *dict.fromkeys(way for way in longer if len(way) >= _SHORT)]


def _native(plain: str, token: re.Pattern[str], tables: tuple[_Table, _Table, _Table], sought: bool) -> list[str]:
    ways = _ways(_columns(token.findall(plain), *tables, sought), sought)
    spelled = plain[:-1] if plain[-1:] in _SILENT_LAST else plain
    letters = [found[sought] for char in spelled if (found := _LONG_VOWELS.get(char) or tables[0].get(char))]
    if plain[:1] in _CARRIERS:
        letters.insert(0, ("A", "AW", "AY") if sought else ("A",))
    return _found(ways, letters, sought)


def of_arabic(word: str, *, sought: bool = False) -> list[str]:
    """Skeletons of one Arabic, Persian or Urdu word without its article."""
    # God's name has two l and is written with one sound: عبدالله Abdullah.
    plain = fold(word).replace("لل", "ل").replace(" ", "")
    return _native(plain, _ARABIC_TOKEN, (_ARABIC, _ARABIC_FIRST, _ARABIC_LAST), sought)


def of_hebrew(word: str, *, sought: bool = False) -> list[str]:
    """Skeletons of one Hebrew word."""
    return _native(geresh(word), _HEBREW_TOKEN, (_HEBREW, _HEBREW_FIRST, _HEBREW_LAST), sought)


def geresh(word: str) -> str:
    """A Hebrew word folded, its letters with a geresh replaced: ג' and ז' by J, צ' by C."""
    for with_mark, letter in _GERESH:
        word = with_mark.sub(letter, word)
    return "".join(each if each in "JC" else fold(each) for each in word).replace(" ", "")


def of_latin(word: str, *, sought: bool = False) -> list[str]:
    """Skeletons of one word in Latin letters, comparable with those of Arabic and Hebrew."""
    plain = fold(word if word.isascii() else word.translate(_MARKED))
    if not (plain.isascii() and plain.isalpha()):
        plain = "".join(char for char in plain if "a" <= char <= "z")
    found = _of_plain(_SILENT_H.sub("", _VICH.sub("viX", plain)), sought)
    if sought and (spoken := _SILENT_END.sub("", plain)) != plain:
        found += _of_plain(spoken, False)
    return found


def _of_plain(plain: str, sought: bool) -> list[str]:
    tokens = _latin_tokens(plain)
    ways = _ways(_columns(tokens, _LATIN, _LATIN_FIRST, _LATIN_LAST, sought), sought)
    if not ways or min(map(len, ways)) >= _SHORT:
        return ways
    return _found(ways, _columns(tokens, _WITH_VOWELS, _WITH_VOWELS_FIRST, _WITH_VOWELS_LAST, sought), sought)


def _latin_tokens(plain: str) -> list[str]:
    """Consonants and vowels apart; doubled ones once; c, g and sc with the vowel that softens them."""
    if plain[:2] == "ou" and plain[2:3] in ("a", "e", "i"):
        # Ouafa is the French way to write Wafa.
        plain = "w" + plain[2:]
    found: list[str] = []
    before = ""
    for token in _LATIN_TOKEN.findall(plain):
        if token[0] != before or token[0] in "aeiouhy":
            # Echchami is Chami with its article.
            if len(token) == 1 or found[-1:] != [token]:
                found.append(token)
        elif len(token) > 1:
            found[-1] = token
        before = token[-1]
    if "c" in plain or "g" in plain:
        for place, token in enumerate(found[:-1]):
            if token in ("c", "g", "sc") and found[place + 1][0] in "eiy":
                found[place] = token + found[place + 1][0]
    return found


def coarse_of_latin(word: str) -> str:
    """The coarse skeleton of one Latin word, "" if it has fewer than three sounds.

    For scripts whose Latin spellings follow now the sound, now the letter, as Thai: k kh g; t th d; p ph b f; r l n ng;
    ch j each count as one, h, w and y as none.
    """
    return coarse(coarse_sounds(fold(word)))


def coarse_sounds(text: str) -> str:
    """The sounds of folded Latin letters, of which :func:`coarse` makes a skeleton."""
    return "".join(_COARSE[found.group()] for found in _COARSE_TOKEN.finditer(text))


def coarse(sounds: str) -> str:
    """A coarse skeleton from its sounds: repeated ones once, "" if fewer than three are left."""
    plain = _DOUBLED.sub(r"\1", sounds)
    return plain if len(plain) >= _COARSE_LENGTH else ""
