"""Han characters: one form for all their written variants, and what a form tells about its writer."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

from core.names.transliteration.tables import characters

#: Variants met in names that the conversion tables keep apart: written form → the form they are compared in.
_VARIANTS = {
    **dict.fromkeys("髙", "高"),
    **dict.fromkeys("﨑嵜碕", "崎"),
    **dict.fromkeys("邉邊辺", "边"),
    **dict.fromkeys("斎齋斉齊齐", "斋"),
    **dict.fromkeys("嶋嶌島", "岛"),
    **dict.fromkeys("濵濱浜", "滨"),
    "冨": "富",
    "𠮷": "吉",
    "桒": "桑",
    "峯": "峰",
    "堃": "坤",
    "喆": "哲",
    **dict.fromkeys("昇陞曻", "升"),
    "栁": "柳",
    "埜": "野",
    "舘": "馆",
    "恆": "恒",
    "惪": "德",
    **dict.fromkeys("啓啟", "启"),
    **dict.fromkeys("囯囻", "国"),
    "兪": "俞",
    **dict.fromkeys("甯寧", "宁"),
    **dict.fromkeys("祢禰彌", "弥"),
    "篭": "笼",
    "槇": "槙",
    **dict.fromkeys("荘莊", "庄"),
    "晧": "皓",
    "薗": "园",
    "裡": "里",
    "裏": "里",
    "恵": "惠",
    "徳": "德",
    "眞": "真",
    "瓶": "瓶",
    "郎": "郎",
}
#: Characters made in Japan, and new forms of Japan, that no Chinese set shares; enough to know a name's writer.
_JAPAN_ONLY = frozenset(
    "々〆辻畑畠峠込匂榊栃笹杣凪凧俣働雫麿喰噺枡樫椙桝栂杢籾鰯鱈鴫糀辺沢浜桜広斉斎円徳恵竜瀬滝塩検関実対験単顕覚総"
    "経続縄帰転変図団囲売読悪応従戦収栄薬豊黒歯齢蔵蛍巣猟拝抜択拡弾弐壱壌嬢処剣剰勲巌彦穂砕粋繊譲醸釈鉄銭鋳錬陥隠雑霊"
    "頼髪鶏麺舎焼渋渓浄涙焔毎歩歳気仮伝価児両乗亜髙﨑桒"
)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter(config: str) -> _Converter:
    # 15 ms once: only names with Han characters pay for it.
    from opencc import OpenCC

    return cast(_Converter, OpenCC(config))


@cache
def simplified(char: str) -> str:
    """The one form in which a character is compared: the simplified one, wherever it was written."""
    if char in _VARIANTS:
        return _VARIANTS[char]
    plain = _converter("t2s").convert(_converter("jp2t").convert(char))
    return _VARIANTS.get(plain, plain) if len(plain) == 1 else char


def one_form(text: str) -> str:
    """Each Han character of the text in the form it is compared in; 々 repeats the character before it."""
    out: list[str] = []
    for char in text:
        if char == "々" and out:
            out.append(out[-1])
        else:
            out.append(simplified(char) if ord(char) > 0x2E7F else char)
    return "".join(out)


def is_han(char: str) -> bool:
    """Whether this is a Han character (or 々, which stands for one)."""
    code = ord(char)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x323AF or char in "々〇"


def is_simplified(char: str) -> bool:
    """Whether only writers of simplified Chinese write this character."""
    return char in characters("simplified_only.tsv")


@cache
def is_traditional(char: str) -> bool:
    """Whether only writers of traditional Chinese write this character (or writers of old forms in Japan and Korea)."""
    return is_han(char) and _converter("t2s").convert(char) != char


def is_written_in_japan(char: str) -> bool:
    """Whether only writers of Japanese write this character."""
    return char in _JAPAN_ONLY and not is_simplified(char)
