"""Names in Cyrillic, by the rule of the language and of the office that wrote the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from core.scripts.tables import letters

# ICAO Doc 9303-3 (8th ed. 2021), table B, with the exceptions it lists by language.
_ICAO = letters(
    "а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh "
    "щ shch ъ ie ы y ь - э e ю iu я ia ђ d ѓ g є ie ѕ dz і i ї i ј j љ lj њ nj ћ c ќ k ў u џ dz ґ g ѣ ie ѳ f ѵ y ѫ u "
    "ә a ғ g қ k ң n ө o ұ u ү u һ h ӣ i ӯ u ҳ h ҷ j"
)
_ICAO_EXCEPTIONS: Mapping[str, dict[str, str]] = {
    "uk": letters("г h и y"),
    "be": letters("г h ё io"),
    "bg": letters("щ sht"),
    "sr": letters("х h ц c ж z ч c ш s"),
    "mk": letters("х h ц c"),
}
#: At the beginning of a word Ukrainian yotated letters are written with Y.
_ICAO_FIRST = {"uk": letters("є ye ї yi ю yu я ya")}
# Кабінет Міністрів України, постанова № 55 of 27 January 2010.
_UA = {**_ICAO, **letters("г h и y є ie ї i ю iu я ia ь -")}
_UA_FIRST = letters("є ye ї yi й y ю yu я ya")
# Закон за транслитерацията, 2009.
_BG = {**_ICAO, **letters("й y х h щ sht ъ a ь y ю yu я ya")}
# BGN/PCGN 1947 for Russian, 1965 habits for Ukrainian.
_BGN = {**_ICAO, **letters("ё ë й y э e ю yu я ya ъ - ь - є ye ї yi г g")}
_BGN_UK = {**_BGN, **letters("г h и y е e")}
# ISO 9:1995: one letter for one letter.
_ISO9 = letters(
    "а a б b в v г g д d е e ё ë ж ž з z и i й j к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч č ш š щ ŝ "
    "ъ ʺ ы y ь ʹ э è ю û я â ђ đ ѓ ǵ є ê ѕ ẑ і ì ї ï ј ǰ љ l̂ њ n̂ ћ ć ќ ḱ ў ŭ џ d̂ ґ g̀ ѣ ě ѳ f̀ ѵ ỳ"
)
# The official Latin alphabet of Serbian, and what is used for Macedonian in passports.
_SR = {**_ICAO, **letters("ђ đ ж ž ј j љ lj њ nj ћ ć х h ц c ч č џ dž ш š")}
_MK = {**_ICAO, **letters("ѓ gj ѕ dz ј j љ lj њ nj ќ kj х h ц c џ dj")}
# Soviet and Russian passports up to the nineties were written in French; émigré families keep it.
_FR = {
    **_ICAO,
    **letters("ё io ж j й i у ou ц ts ч tch ш ch щ chtch э e ю iou я ia ъ - г gu х kh г g і i ї i є ie ґ g"),
}
_DE = {
    **_ICAO,
    **letters("в w ж sch з s й j х ch ц z ч tsch ш sch щ schtsch ю ju я ja ё jo ъ - є je ї ji ы y э e с s"),
}
_EN = {**_BGN, **letters("ё yo")}

_LANGUAGE_LETTERS = (
    ("uk", "їєґ"), ("be", "ў"), ("sr", "ђћ"), ("mk", "ѓќѕ"), ("sr", "љњџј"), ("ru", "ыэё"), ("kk", "әғқңөұүһ"),
    ("uk", "і"),
)  # fmt: skip
_VOWELS = "аеёиоуыэюяіїєйъь"


def language_of(text: str) -> str:
    """The language a Cyrillic name is most likely in, by letters only it has; Russian if there is none."""
    plain = unicodedata.normalize("NFC", text).lower()
    return next((language for language, own in _LANGUAGE_LETTERS if set(own) & set(plain)), "ru")


def _apply(text: str, table: Mapping[str, str], first: Mapping[str, str] | None = None) -> str:
    out: list[str] = []
    begins = True
    text = unicodedata.normalize("NFC", text)
    for place, char in enumerate(text):
        lower = char.lower()
        if lower in table:
            latin = (first or {}).get(lower) if begins else None
            latin = table[lower] if latin is None else latin
            if char != lower:
                # In a word of capitals every letter of the spelling is one: ШЕВЧЕНКО, but Шевченко.
                beside = text[place + 1 : place + 2] or text[max(place - 1, 0) : place]
                spread = beside.isupper() if beside.isalpha() else text[max(place - 1, 0) : place].isupper()
                latin = latin.upper() if spread else latin.capitalize()
            out.append(latin)
            begins = False
        elif char in "'’ʼ":
            continue
        else:
            out.append(char)
            begins = not char.isalpha()
    return "".join(out)


def icao(text: str, language: str) -> str:
    """ICAO Doc 9303-3 table B with the exceptions of the language (BCP 47 primary tag)."""
    return _apply(text, {**_ICAO, **_ICAO_EXCEPTIONS.get(language, {})}, _ICAO_FIRST.get(language))


def ukrainian_2010(text: str) -> str:
    """Resolution 55 of 2010: Юлія Yuliia, Згурський Zghurskyi; the soft sign and the apostrophe are not written."""
    zgh = re.sub("зг", "з\0", re.sub("Зг", "З\0", text))
    return _apply(zgh, _UA, _UA_FIRST).replace("\0", "gh")


def bulgarian_2009(text: str) -> str:
    """Transliteration Act of 2009: a final ия is ia (София Sofia); ъ is a (Първан Parvan)."""
    return _apply(re.sub(r"ия\b", "иа", text), _BG)


def bgn_pcgn(text: str, language: str) -> str:
    """BGN/PCGN as maps write it; е and ё after a vowel, й, ъ, ь or at the beginning are ye, yë (Елена Yelena)."""
    if language == "uk":
        return _apply(text, _BGN_UK)
    return _apply(_softened(text), _BGN)


def iso_9(text: str) -> str:
    """ISO 9:1995, for libraries; one Latin letter with a mark for each Cyrillic letter."""
    return unicodedata.normalize("NFC", _apply(text, _ISO9))


def national_latin(text: str, language: str) -> str:
    """The Latin alphabet Serbian also writes with, and the usual Macedonian one."""
    return _apply(text, _SR if language == "sr" else _MK)


def english(text: str) -> str:
    """What people write in English: final ий and ый are y, ия is ia, no soft sign (Дмитрий Dmitry, Мария Maria)."""
    plain = re.sub(r"(?:ий|ый|ій)\b", "ы", text)
    plain = re.sub(r"ия\b", "иа", plain).replace("кс", "x")
    return _apply(plain, _EN)


def french(text: str) -> str:
    """What French writers and older passports write: Шевченко Chevtchenko, Юрий Iouri, final ин ine."""
    plain = re.sub(r"(?:ий|ый|ій)\b", "и", text)
    return _apply(re.sub(r"ин\b", "инe", plain), _FR)


def german(text: str) -> str:
    """What German writers write: Шевченко Schewtschenko, Юрий Juri."""
    return _apply(re.sub(r"(?:ий|ый|ій)\b", "и", text), _DE)


def spellings(text: str, language: str | None) -> list[tuple[str, str, bool]]:
    """Spellings with their scheme, the most likely first, and whether the rule alone decides.

    ``language`` is a BCP 47 primary tag; None lets the letters tell, and then only the first is more than a guess.
    """
    known = language or language_of(text)
    found: list[tuple[str, str, bool]] = []
    if known == "uk":
        found.append((ukrainian_2010(text), "ua-2010", True))
    elif known == "bg":
        found.append((bulgarian_2009(text), "bg-2009", True))
    elif known in ("sr", "mk"):
        found.append((national_latin(text, known), "national", True))
    found += [
        (icao(text, known), "icao-9303", True),
        (english(text), "customary-english", False),
        (bgn_pcgn(text, known), "bgn-pcgn", True),
        (iso_9(text), "iso-9", True),
        (french(text), "customary-french", False),
        (german(text), "customary-german", False),
    ]
    if language is None and known == "ru":
        # The letters tell nothing of Bulgarian; both peoples are called Иван.
        found.append((bulgarian_2009(text), "bg-2009", False))
    return found


def _softened(text: str) -> str:
    out: list[str] = []
    for place, char in enumerate(text):
        before = text[place - 1].lower() if place else " "
        if char in "еёЕЁ" and (before in _VOWELS or not before.isalpha()):
            following = text[place + 1 : place + 2]
            capitals = following.isupper() if following.isalpha() else before != text[place - 1 : place]
            out.append("й" + char if char.islower() else "Й" + (char if capitals else char.lower()))
        else:
            out.append(char)
    return "".join(out)
