"""Thai names in Latin letters by the rules of the Royal Society (RTGS, 1999), as far as spelling alone tells.

Thai does not write every vowel, and a consonant may close one syllable and open the next; a dictionary would be needed
to know. Where spelling leaves a choice both answers are given, and all of them are guesses.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_INITIAL = {
    "ก": "k", "ข": "kh", "ฃ": "kh", "ค": "kh", "ฅ": "kh", "ฆ": "kh", "ง": "ng", "จ": "ch", "ฉ": "ch", "ช": "ch",
    "ฌ": "ch",
    "ซ": "s", "ญ": "y", "ฎ": "d", "ด": "d", "ฏ": "t", "ต": "t", "ฐ": "th", "ฑ": "th", "ฒ": "th", "ถ": "th",
    "ท": "th",
    "ธ": "th", "ณ": "n", "น": "n", "บ": "b", "ป": "p", "ผ": "ph", "พ": "ph", "ภ": "ph", "ฝ": "f", "ฟ": "f",
    "ม": "m", "ย": "y",
    "ร": "r", "ล": "l", "ฬ": "l", "ว": "w", "ศ": "s", "ษ": "s", "ส": "s", "ห": "h", "ฮ": "h", "อ": "",
}  # fmt: skip
_FINAL = {
    **dict.fromkeys("กขคฆ", "k"), "ง": "ng", **dict.fromkeys("จฉชซฌฎฏฐฑฒดตถทธศษส", "t"), **dict.fromkeys("ญณนรลฬ",
    "n"),
    **dict.fromkeys("บปพภฟผฝ", "p"), "ม": "m", "ย": "i", "ว": "o",
}  # fmt: skip
_CLUSTERS = {
    "หง": "ng", "หญ": "y", "หน": "n", "หม": "m", "หย": "y", "หร": "r", "หล": "l", "หว": "w", "อย": "y", "กร": "kr",
    "กล": "kl",
    "กว": "kw", "ขร": "khr", "ขล": "khl", "ขว": "khw", "คร": "khr", "คล": "khl", "คว": "khw", "ตร": "tr",
    "ปร": "pr", "ปล": "pl",
    "ผล": "phl", "พร": "phr", "พล": "phl", "ทร": "thr", "ศร": "s", "สร": "s", "ซร": "s", "จร": "ch",
}  # fmt: skip
_COARSE = {
    **dict.fromkeys("กขฃคฅฆ", "k"), **dict.fromkeys("จฉชฌ", "c"), **dict.fromkeys("ซศษส", "s"),
    **dict.fromkeys("ญณนงรลฬ", "n"),
    **dict.fromkeys("ฎฏฐฑฒดตถทธ", "t"), **dict.fromkeys("บปผฝพฟภ", "p"), "ม": "m",
}  # fmt: skip
_C = "[ก-ฮ]"
_SIGNS = "ะ-ฺ็"
#: ว is part of the cluster only where something follows for it to open: ขวัญ khwan, but แก้ว kaeo.
_W = f"(?=[{_SIGNS}]|{_C}(?![{_SIGNS}]))"
_I = f"(?P<i>{'|'.join(each + _W if each[1] == 'ว' else each for each in _CLUSTERS)}|{_C})"
#: The same where no other vowel sign follows: in เสรี the ร begins a syllable.
_J = f"{_I}(?![{_SIGNS}])"
#: A closing consonant bears no vowel of its own, and does not begin C + รร.
_F = f"(?P<f>{_C}(?![{_SIGNS}]|รร))"
_SYLLABLES = (
    ("เIียะ?F?", "ia"), ("เIือะ?F?", "uea"), ("เIาะ", "o"), ("เIา", "ao"), ("เIิF", "oe"), ("เJอะ?F?", "oe"),
    (f"เJย(?![{_SIGNS}])", "oei"), ("เI็F", "e"), ("เIะ", "e"), ("เJF?", "e"), ("แIะ", "ae"), ("แI็?F?", "ae"),
    ("โIะ", "o"), ("โJF?", "o"), ("[ใไ]Jย?", "ai"), ("Iัวะ?", "ua"), ("IัF", "a"), ("Iำ", "am"), ("IาF?", "a"),
    ("Iะ", "a"), ("I[ิี]F?", "i"), ("Iือ", "ue"), ("I[ึื]F?", "ue"), ("I[ุู]F?", "u"), ("I็อF?", "o"),
    ("IรรF", "a"), ("Iรร", "an"), ("(?P<i>[ก-ฮ])วF", "ua"), (f"(?P<i>[ก-ฬฮ])อ(?![{_SIGNS}])F?", "o"),
)  # fmt: skip
_TONES = re.compile("[่-๋ๆฯํ]")
_KILLED = re.compile(f"(?:(?<={_C})[ทตด]ร|{_C})[ิุ]?์")
#: ติ, ธิ, มิ, ฒิ and ตุ after a long vowel close the syllable: ชาติ chat, ภูมิ phum.
_MUTE_VOWEL = re.compile("(?<=[าีูัุ])([ตทธดฒม])[ิุ]$")
_MUTE_R = re.compile(f"(?<=[ิุัา])({_C})ร$")
_RUN = re.compile(f"(?:{_C}(?![{_SIGNS}]))*")
#: Ways kept for one word.
_KEPT = 4


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compiled when the first Thai name comes: it takes 5 ms, which a start without one need not pay."""
    return tuple(
        (re.compile(pattern.replace("I", _I).replace("J", _J).replace("F", _F)), vowel) for pattern, vowel in _SYLLABLES
    )


def rtgs(word: str) -> list[str]:
    """RTGS spellings of one Thai word in small letters, the most likely first: ศรีสุข sisuk, สมชาย somchai.

    Characters that are not Thai are left out.
    """
    text = _prepared(word)
    ways: list[str] = [""]
    place = 0
    while place < len(text):
        found, step = _syllable(text, place)
        ways = [way + each for each in found for way in ways][: 2 * _KEPT]
        place += step
    return [way for way in dict.fromkeys(ways) if way][:_KEPT]


def coarse_letters(word: str) -> list[str]:
    """The sounds of a word's consonants for its coarse skeleton: all as written, and without the silent ones."""
    plain = unicodedata.normalize("NFC", word)
    found = []
    for text in (plain, _KILLED.sub("", plain)):
        sounds = "".join(_COARSE.get(char, "") for char in text)
        found.append(sounds)
        # At the end of a word ศ ษ ส จ ช are spoken t, and written so or not.
        if sounds[-1:] in ("s", "c"):
            found.append(sounds[:-1] + "t")
    return list(dict.fromkeys(found))


def _prepared(word: str) -> str:
    text = _TONES.sub("", unicodedata.normalize("NFC", word))
    text = _KILLED.sub("", text).replace("์", "")
    text = _MUTE_R.sub(r"\1", _MUTE_VOWEL.sub(r"\1", text))
    return text.replace("ฤๅ", "ฤ").replace("เเ", "แ")


def _syllable(text: str, place: int) -> tuple[list[str], int]:
    """The readings of the syllable that begins here and how many characters it takes."""
    if text[place] == "ฤ":
        return ["ri" if place else "rue"], 1
    for pattern, vowel in _patterns():
        found = pattern.match(text, place)
        if found is None:
            continue
        groups = found.groupdict()
        initial = _CLUSTERS.get(groups["i"]) or _INITIAL.get(groups["i"], "")
        return _closed(initial, vowel, groups.get("f") or "", text, found.end()), found.end() - place
    return _bare(text, place)


def _closed(initial: str, vowel: str, final: str, text: str, end: int) -> list[str]:
    plain = initial + vowel + _FINAL.get(final, "")
    if final and final not in "ยวงมนณ" and end < len(text) and text[end] in _INITIAL and vowel in ("a", "i", "u"):
        # วัฒนา is read watthana: the closing consonant opens a short syllable of its own.
        return [plain, plain + _INITIAL[final] + "a"]
    return [plain]


def _bare(text: str, place: int) -> tuple[list[str], int]:
    """A consonant without a written vowel: o before a closing consonant (คน khon), else a (ธนา thana)."""
    if text[place] not in _INITIAL:
        return [""], 1
    initial = _INITIAL[text[place]]
    closing = text[place + 1 : place + 2]
    run = _RUN.match(text, place)
    length = len(run.group()) if run else 0
    # Pairs close (สม som); of an odd number the first stands alone (กมล kamon).
    if closing not in _INITIAL or length % 2 or length == 0:
        return [initial + "a"], 1
    shut = initial + "o" + _FINAL.get(closing, "")
    if place + 2 < len(text):
        return [shut, initial + "a" + _INITIAL[closing] + "a"], 2
    return [shut], 2
