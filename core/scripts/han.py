"""Han characters: one form for all their written variants, and what a form tells about its writer."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

#: Variants met in names that the conversion tables keep apart: written form → the form they are compared in.
_VARIANTS = {
    "髙": "高", "﨑": "崎", "嵜": "崎", "碕": "崎", "邉": "边", "邊": "边", "辺": "边", "斎": "斋", "齋": "斋", "斉": "斋", "齊": "斋",
    "齐": "斋", "嶋": "岛", "嶌": "岛", "島": "岛", "濵": "滨", "濱": "滨", "浜": "滨", "冨": "富", "𠮷": "吉", "桒": "桑", "峯": "峰",
    "堃": "坤", "喆": "哲", "淼": "渺", "昇": "升", "陞": "升", "栁": "柳", "曻": "升", "埜": "野", "舘": "馆", "館": "馆", "瀨": "濑",
    "瀬": "濑", "瀧": "泷", "滝": "泷", "凉": "凉", "涼": "凉", "恵": "惠", "惠": "惠", "徳": "德", "德": "德", "真": "真", "眞": "真",
    "龍": "龙", "竜": "龙", "澤": "泽", "沢": "泽", "惪": "德", "恆": "恒", "爲": "为", "為": "为", "裏": "里", "裡": "里", "啓": "启",
    "啟": "启", "啔": "启", "囯": "国", "囻": "国", "兪": "俞", "黃": "黄", "呂": "吕", "吳": "吴", "呉": "吴", "甯": "宁", "寧": "宁",
    "禎": "祯", "禛": "禛", "穂": "穗", "菓": "果", "彌": "弥", "祢": "弥", "禰": "弥", "籠": "笼", "篭": "笼", "條": "条", "槇": "槙",
    "脇": "胁", "脅": "胁", "荘": "庄", "莊": "庄", "庄": "庄", "晧": "皓", "遙": "遥", "堯": "尧", "桧": "桧", "檜": "桧", "萬": "万",
    "薗": "园", "園": "园", "苑": "苑", "栄": "荣", "榮": "荣", "廣": "广", "広": "广", "櫻": "樱", "桜": "樱", "圓": "圆", "円": "圆",
}  # fmt: skip
#: Characters made in Japan, and new forms of Japan, that no Chinese set shares; enough to know a name's writer.
_JAPAN_ONLY = frozenset(
    "々〆辻畑畠峠込匂榊栃笹杣凪凧俣働雫麿喰噺枡樫椙桝栂杢籾鰯鱈鴫糀辺沢浜桜広斉斎円徳恵竜瀬滝塩検関実対験単顕覚総"
    "経続縄帰転変図団囲売読悪応従戦収栄薬豊黒歯齢蔵蛍巣猟拝抜択拡弾弐壱壌嬢処剣剰勲巌彦穂砕粋繊譲醸釈鉄銭鋳錬陥隠雑霊"
    "頼髪鶏麺舎焼渋渓浄涙焔毎歩歳気仮伝価児両乗亜争予与髙﨑桒"
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
    """The one form in which this character is compared: simplified, whether it came traditional, simplified or Japanese."""
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
    return (
        0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x323AF or char in "々〇"
    )


@cache
def is_simplified(char: str) -> bool:
    """Whether only writers of simplified Chinese write this character."""
    return is_han(char) and _converter("s2t").convert(char) != char and _converter("t2s").convert(char) == char


@cache
def is_traditional(char: str) -> bool:
    """Whether only writers of traditional Chinese write this character (or writers of old forms in Japan and Korea)."""
    return is_han(char) and _converter("t2s").convert(char) != char


def is_written_in_japan(char: str) -> bool:
    """Whether only writers of Japanese write this character."""
    return char in _JAPAN_ONLY and not is_simplified(char)
