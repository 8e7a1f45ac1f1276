"""Korean names: Revised Romanization, McCune-Reischauer, and the spellings that passports really carry."""

from __future__ import annotations

import re
import unicodedata

from core.names.transliteration.han import is_han
from core.names.transliteration.tables import readings_by_item, spellings

_FIRST, _LAST = 0xAC00, 0xD7A3
# 국어의 로마자 표기법 (문화관광부 고시 2000-8): initials, vowels, finals in the order of Unicode; - is silent. In names
# the syllables do not act upon each other.
_RULE = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h",
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
_INITIALS, _VOWELS, _FINALS = ([cell.replace("-", "") for cell in row.split()] for row in _RULE)
# McCune and Reischauer (Transactions of the Korea Branch of the Royal Asiatic Society 29, 1939), in the same order;
# after a bar the letter that stands between vowels and after n, m, ng, l.
_MCCUNE = (
    "k|g kk n t|d tt r m p|b pp s ss - ch|j tch ch' k' t' p' h",
    "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i",
)
_MCCUNE_INITIALS, _MCCUNE_VOWELS = ([cell.replace("-", "").split("|") for cell in row.split()] for row in _MCCUNE)
_VOICING = frozenset({"", "n", "m", "ng", "l"})
#: What is written in the North, and by whoever leaves the marks of McCune-Reischauer out.
_UNMARKED = {"eo": "o", "yeo": "yo", "eu": "u", "wo": "wo", "ui": "ui"}
_NORTH = {"t": ("th",), "p": ("ph",), "k": ("kh",)}
#: The same sounds in Czech and in Hungarian, without marks, longest first: 정수 čong-su, csongszu; 명훈 mjong-hun.
_ABROAD = (
    ("ch' cch", "t' tch", "k' kch", "p' pch", "ch c", "j dz", "y j", "ae a"),
    ("ch' cs", "ch cs", "j dzs", "ss ssz", "s sz", "y j", "w v", "ae e", "' "),
)
#: What people write instead, most usual first.
_OTHER_INITIALS = {"g": ("k",), "j": ("ch",), "b": ("p",), "r": ("l",), "d": ("t",)}
_OTHER_VOWELS = {
    "eo": ("u", "o", "uh"),
    "yeo": ("yu", "yo", "you"),
    "u": ("oo",),
    "yu": ("yoo", "you"),
    "eu": ("u",),
    "ui": ("ee", "i"),
    "i": ("ee",),
    "wo": ("wo", "weo"),
    "ae": ("ai",),
    "o": ("oh",),
    "a": ("ah",),
    "oe": ("oi",),
}
#: Syllables of given names with a spelling more usual than the rule's.
_CUSTOM = {
    "현": "hyun",
    "영": "young",
    "정": "jung jeong chung",
    "경": "kyung kyeong kyoung",
    "준": "jun joon",
    "우": "woo",
    "성": "sung",
    "승": "seung sung",
    "희": "hee",
    "훈": "hoon hun",
    "선": "sun seon",
    "순": "soon",
    "숙": "sook suk",
    "연": "yeon youn",
    "윤": "yoon yun",
    "유": "yoo yu",
    "규": "kyu gyu kyoo",
    "기": "ki gi kee",
    "근": "keun geun",
    "건": "gun kun geon keon",
    "구": "koo gu",
    "국": "kook",
    "철": "chul cheol",
    "석": "suk seok",
    "주": "ju joo",
    "수": "su soo",
    "서": "seo suh",
    "운": "woon un",
    "문": "moon",
    "범": "bum beom",
    "병": "byung",
    "형": "hyung",
    "명": "myung",
    "동": "dong",
    "지": "ji jee",
    "미": "mi mee",
    "은": "eun",
    "섭": "sub seop",
    "업": "up",
    "렬": "ryul yeol",
    "률": "ryul yul",
    "령": "ryung young",
    "중": "joong jung choong chung",
    "춘": "choon",
    "천": "chun",
    "광": "kwang",
    "권": "kwon",
    "관": "kwan",
    "길": "gil kil",
    "균": "kyun gyun",
    "걸": "gul",
    "덕": "duk deok",
    "혁": "hyuk hyeok",
    "헌": "hun heon",
    "흥": "heung",
    "휘": "hwi whee",
    "언": "eon un",
    "여": "yeo",
    "혜": "hye hae",
    "신": "shin sin",
    "식": "sik shik",
    "실": "sil shil",
    "심": "shim sim",
    "시": "si shi",
    "일": "il",
    "자": "ja",
    "전": "jun jeon",
    "종": "jong",
    "백": "baek",
    "복": "bok",
    "봉": "bong",
    "아": "a ah",
    "애": "ae",
    "화": "hwa",
    "환": "hwan",
    "호": "ho",
    "도": "do",
    "원": "won",
    "월": "wol",
    "욱": "wook uk",
    "웅": "woong ung",
    "용": "yong",
    "옥": "ok",
    "오": "oh o",
    "민": "min",
    "빈": "bin",
    "상": "sang",
    "재": "jae",
    "진": "jin",
    "찬": "chan",
    "창": "chang",
    "태": "tae",
    "택": "taek tack",
    "하": "ha",
    "한": "han",
    "해": "hae",
    "향": "hyang",
    "림": "rim lim",
    "란": "ran",
    "라": "ra",
    "리": "ri lee",
    "례": "rye",
    "린": "rin lin",
    "보": "bo",
    "비": "bi",
    "배": "bae",
    "세": "se",
    "소": "so",
    "송": "song",
    "설": "seol sul",
    "솔": "sol",
    "슬": "seul",
    "나": "na",
    "남": "nam",
    "노": "no",
    "누": "nu",
    "늘": "neul",
    "다": "da",
    "달": "dal",
    "대": "dae",
    "두": "doo du",
    "무": "moo mu",
    "만": "man",
}


def _letters(syllable: str) -> tuple[str, str, str] | None:
    code = ord(syllable) - _FIRST
    if not 0 <= code <= _LAST - _FIRST:
        return None
    initial, rest = divmod(code, 21 * 28)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial], _VOWELS[vowel], _FINALS[final]


def revised(hangul: str) -> str:
    """Revised Romanization of a part of a name (김 gim, 민지 minji); what is no Hangul syllable is left out."""
    found = (_letters(char) for char in unicodedata.normalize("NFC", hangul))
    return "".join("".join(letters) for letters in found if letters)


def mccune_reischauer(hangul: str) -> str:
    """McCune-Reischauer of a part of a name, a space between syllables: 정숙 chŏng suk, 명국 myŏng guk.

    As in the Revised Romanization of names, syllables act upon each other by voicing alone. What is no Hangul syllable
    is left out.
    """
    found: list[str] = []
    before = "-"
    for char in unicodedata.normalize("NFC", hangul):
        letters = _letters(char)
        if letters is None:
            continue
        initial = _MCCUNE_INITIALS[_INITIALS.index(letters[0])][-1 if before in _VOICING else 0]
        found.append(initial + _MCCUNE_VOWELS[_VOWELS.index(letters[1])][0] + letters[2])
        before = letters[2]
    return " ".join(found)


def sought(hangul: str) -> tuple[list[list[str]], list[str]]:
    """For a part of a name that is sought: each syllable's spellings, the most usual first, and spellings of the whole
    that only other countries use."""
    columns = []
    plain = [char for char in unicodedata.normalize("NFC", hangul) if _letters(char)]
    for char, marked in zip(plain, mccune_reischauer(hangul).split(), strict=True):
        initial, vowel, final = _letters(char) or ("", "", "")
        bare = _UNMARKED.get(vowel, vowel) + final
        ways = [*syllable_spellings(char), initial + bare, _unmarked(marked)]
        ways += [other + bare for other in (*_OTHER_INITIALS.get(initial, ()), *_NORTH.get(initial, ()))]
        columns.append(list(dict.fromkeys(ways)))
    whole = mccune_reischauer(hangul).replace(" ", "")
    return columns, [_unmarked(_rewritten(whole, rules)) for rules in _ABROAD]


def _rewritten(text: str, rules: tuple[str, ...]) -> str:
    table = dict(rule.split(" ") for rule in rules)
    return re.sub("|".join(table), lambda found: table[found.group()], text)


def _unmarked(text: str) -> str:
    return text.replace("ŏ", "o").replace("ŭ", "u").replace("'", "")


def syllable_spellings(syllable: str) -> list[str]:
    """How one syllable of a given name may be spelled, the most usual first; empty for what is no Hangul syllable."""
    letters = _letters(syllable)
    if letters is None:
        return []
    initial, vowel, final = letters
    ways = [*_CUSTOM.get(syllable, "").split(), "".join(letters)]
    ways += [initial + other + final for other in _OTHER_VOWELS.get(vowel, ()) if final or other not in ("u",)]
    ways += [other + vowel + final for other in _OTHER_INITIALS.get(initial, ())]
    return list(dict.fromkeys(ways))[:5]


def family_spellings(family: str) -> list[str]:
    """Passport spellings of a surname in Hangul, the most usual first; by the rule if it is a rare one."""
    plain = unicodedata.normalize("NFC", family)
    return list(spellings("korean_surnames.tsv").get(plain, ()))


def split(full: str) -> tuple[str, str]:
    """A full Hangul name written without a space as (family, given); the surnames of two syllables are known."""
    plain = unicodedata.normalize("NFC", full)
    known = spellings("korean_surnames.tsv")
    cut = 2 if len(plain) > 3 and plain[:2] in known else 1
    return plain[:cut], plain[cut:]


#: Surnames read otherwise than the character's usual Korean reading.
_FAMILY_READINGS = {"金": "김", "沈": "심", "車": "차", "葉": "엽", "賈": "가"}


def hanja_in_hangul(hanja: str, *, family: bool) -> list[str]:
    """A name in Han characters as a Korean reads it, in Hangul; empty if a character has no Korean reading.

    At the beginning of a part ㄹ and ㄴ are eased (두음법칙: 李 이, 羅 나, 林 임); families may keep theirs (류, 림).
    """
    if family and hanja in _FAMILY_READINGS:
        return [_FAMILY_READINGS[hanja]]
    table = readings_by_item("hanja.tsv")
    found = [table.get(char, ()) if is_han(char) else (char,) for char in hanja]
    if not found or not all(found):
        return []
    plain = "".join(each[0] for each in found)
    eased = _ease(plain[0]) + plain[1:]
    return list(dict.fromkeys([eased, plain] if family else [eased]))


def _ease(syllable: str) -> str:
    letters = _letters(syllable)
    if letters is None or letters[0] not in ("r", "n"):
        return syllable
    initial, vowel, _final = letters
    soft = vowel in ("ya", "yae", "yeo", "ye", "yo", "yu", "i")
    if initial == "n" and not soft:
        return syllable
    # ㄹ becomes silent ㅇ before i and y, else ㄴ; ㄴ becomes silent before i and y.
    place = _INITIALS.index("") if soft else _INITIALS.index("n")
    return chr(_FIRST + place * 21 * 28 + (ord(syllable) - _FIRST) % (21 * 28))
