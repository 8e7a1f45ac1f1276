"""Names in Cyrillic, by the rule of the language and of the office that wrote the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from core.names.transliteration.folding import fold_own as fold
from core.names.transliteration.tables import letters

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
    "ъ ʺ ы y ь ʹ э è ю û я â ђ đ ѓ ǵ є ê ѕ ẑ і ì ї ï ј ǰ љ l̂ њ n̂ ћ ć ќ ḱ ў ŭ џ d̂ ґ g̀ ѣ ě ѳ f̀ ѵ ỳ "
    "ә a̋ ғ ġ қ ķ ң ņ ө ô ұ u̇ ү ù һ ḥ ҳ ḩ ҷ ç ӣ ī ӯ ū"
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

# Customs of other languages, by everyday spelling; plain letters, for marks fold away. џ stands for дж, ѯ for кс,
# њ and љ for a soft н and л.
_J = {**_ICAO, **letters("й j ю ju я ja ё jo є je ї ji э e ъ - ь - ц c х ch г g і i ы i џ dz ѯ x њ n љ l")}
_Y = {**_EN, **letters("џ j ѯ x ы i њ n љ l")}
_ABROAD = (
    _Y,
    {**_J, **letters("в w ж z ч cz ш sz щ szcz ё io е ie")},  # Polish
    {**_J, **letters("в w ж rz ч cz ш sz щ szcz г h ѯ ks")},
    {**_J, **letters("ж z ч c ш s щ sc ы y")},  # Czech, Slovak, Lithuanian, and as scholars write
    {**_J, **letters("ж z ч c ш s щ sc х h г h ѯ ks ы ij")},
    {**_J, **letters("ж z ч c ш s щ st х h џ d ѯ ks ў v")},  # Croatian, Slovene
    {**_J, **letters("ж z ч c ш s щ st х h џ d њ nj љ lj ы ij ѯ ks")},
    {**_J, **letters("ж zs ч cs ш s щ scs с sz ѯ ksz џ dzs ы ij")},  # Hungarian
    {**_J, **letters("ж zj ч tsj ш sj щ sjtsj ц ts у oe ю joe ѯ ks џ dzj")},  # Dutch
    {**_J, **letters("ж zj ч tj ш sj щ sjtj ц ts џ dj ы ij")},  # Danish, Norwegian, Swedish
    {**_J, **letters("в w х ch ж sch ч tsch ш sch щ schtsch з s ц z џ dsch")},  # German
    {**_J, **letters("ж sch ч tsch ш sch щ schtsch з s ц z џ dsch")},
    {**_Y, **letters("х j г gu")},  # Spanish
    {**_Y, **letters("ж j х h г h ч c ш s ц ts џ c ѯ ks")},  # Turkic
    {**_Y, **letters("ж j х h г h ч c ш s а e џ c ѯ ks")},
    {**_Y, **letters("х h г h ы ij")},  # Azerbaijani, Tatar, and western names with h
    {**_Y, **letters("ж j х h")},  # Uzbek, Kazakh, Mongolian
    {**_Y, **letters("ж j х x к q ѯ ks")},
)

# Mongolian: MNS 5217:2012; and as passports print it, ө as u (Мөнхбат Munkhbat).
_MN = {**_ICAO, **letters("е ye ё yo ж j й i ө o ү u щ sh ъ i ь i ю yu я ya")}
_MN_USUAL = {**_MN, **letters("е e ө u ъ - ь -")}
# Uzbek: the Latin alphabet of the law of 2 September 1993 as amended in 1995, apostrophes left out.
_UZ = {**_ICAO, **letters("е e ё yo ж j й y қ q ў o ғ g ҳ h х x ю yu я ya")}
#: BGN/PCGN for Kazakh (1979), Kyrgyz (1979), Tajik (1994) and Mongolian (1964).
_BGN_BY_LANGUAGE = {
    "kk": {**_BGN, **letters("ё yo ғ gh қ q ң ng")},
    "ky": {**_BGN, **letters("ё yo ж j ң ng")},
    "tg": {**_BGN, **letters("ё yo ғ gh қ q ӣ i ӯ u ҳ h ҷ j")},
    "mn": {**_BGN, **letters("е ye ё yo ж j з dz х h ь i")},
}

#: The first whose letters a name holds; ў without и is Belarusian.
_LANGUAGE_LETTERS = (
    ("uk", "їєґ"),
    ("sr", "ђћ"),
    ("mk", "ѓќѕ"),
    ("sr", "љњџј"),
    ("tg", "ҷӣӯҳ"),
    ("be", "ў"),
    ("kk", "әғқұһ"),
    ("ky", "ң"),
    ("mn", "өү"),
    ("ru", "ыэё"),
    ("uk", "і"),
)
# Поливанов 1917, the Russian way to write Japanese, and what Hepburn writes for it.
_HEPBURN = letters(
    "си shi ся sha сю shu сё sho ти chi тя cha тю chu тё cho цу tsu дзи ji дзя ja дзю ju дзё jo дз z х h ё yo "
    "й i ия iya оо o"
)
_JAPANESE = re.compile("|".join(sorted(_HEPBURN, key=len, reverse=True)))
_UZBEK = frozenset("иғқҳ")
_VOWELS = "аеёиоуыэюяіїєйъь"


def language_of(text: str) -> str:
    """The language a Cyrillic name is most likely in, by letters only it has; Russian if there is none."""
    plain = unicodedata.normalize("NFC", text).lower()
    letters = set(plain)
    if "ў" in letters and letters & _UZBEK:
        return "uz"
    return next((language for language, own in _LANGUAGE_LETTERS if not letters.isdisjoint(own)), "ru")


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
    if language in _BGN_BY_LANGUAGE:
        return _apply(text, _BGN_BY_LANGUAGE[language])
    return _apply(_softened(text), _BGN)


def iso_9(text: str) -> str:
    """ISO 9:1995, for libraries; one Latin letter with a mark for each Cyrillic letter."""
    return unicodedata.normalize("NFC", _apply(text, _ISO9))


def national_latin(text: str, language: str) -> str:
    """The Latin alphabet that Serbian and Uzbek also write with, and the usual Macedonian one."""
    return _apply(text, {"sr": _SR, "uz": _UZ}.get(language, _MK))


def mongolian_2012(text: str) -> str:
    """MNS 5217:2012, marks left out: Жавхлан Javkhlan, Мөнх Monkh."""
    return _apply(text, _MN)


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
    elif known in ("sr", "mk", "uz"):
        found.append((national_latin(text, known), "national", True))
    elif known == "mn":
        found += [(_apply(text, _MN_USUAL), "customary-english", False), (mongolian_2012(text), "mns-5217", True)]
    found += [
        (icao(text, known), "icao-9303", True),
        *([(english(text), "customary-english", False)] if known != "mn" else []),
        (bgn_pcgn(text, known), "bgn-pcgn", True),
        (iso_9(text), "iso-9", True),
        (french(text), "customary-french", False),
        (german(text), "customary-german", False),
    ]
    if language is None and known == "ru":
        # The letters tell nothing of Bulgarian; both peoples are called Иван.
        found.append((bulgarian_2009(text), "bg-2009", False))
    return found


def abroad(word: str) -> tuple[str, ...]:
    """Folded spellings of one word by more habits than are filed, for a seeker who types Cyrillic and a client known in
    Latin letters: German, Polish, Czech and scientific, Croatian, Hungarian, Dutch, Nordic, Spanish, Turkic, English of
    names that are English, and Hepburn of what Polivanov's system wrote."""
    plain = unicodedata.normalize("NFC", word).lower()
    ways = [_apply(_JAPANESE.sub(lambda found: _HEPBURN[found.group()], plain), _MN_USUAL)]
    plain = plain.replace("дж", "џ").replace("кс", "ѯ")
    spoken = re.sub("^у(?=[аеиоуэ])", "w", re.sub("(?<=[бвгдзклмнпрстф])и$", "y", plain))
    ways.append(_apply(re.sub("(?<=[аеиоуэ])к$", "ck", spoken), {**_Y, "х": "h"}))
    plain = _softened(re.sub("(?:ий|ый|ій)$", "ы", plain))
    plain = re.sub("н(?:ь|(?=[еёиюя]))", "њ", re.sub("л(?:ь|(?=[еёиюя]))", "љ", plain))
    ways += [_apply(plain, table).replace("ji", "i") for table in _ABROAD]
    return tuple(dict.fromkeys(fold(way).replace(" ", "") for way in ways))


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
