"""Thai names in Latin letters: the spelling of the Royal Society (RTGS, 1999) and those that their bearers use.

Thai does not write every vowel, and a consonant may close one syllable and open the next. The ways to part a word into
syllables are weighed, words of which names are made (``data/thai_words.tsv``) counting for what they are; the best few
are kept, and all of them are guesses. A bearer seldom spells by RTGS: aspiration is left out (Pong for phong), vowels
follow English (Preecha, Somboon, Porn), and consonants follow Sanskrit as the Thai spelling does (Vadhana, Bhumi,
Chandra), which is how King Vajiravudh wrote the surnames that he gave (Journal of the Siam Society 9.4, 1912).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from operator import itemgetter

from core.names.transliteration.skeleton import coarse, coarse_sounds
from core.names.transliteration.tables import spellings as table

#: Spellings of a piece of a word, each with how unlikely it is; the first is RTGS.
Piece = tuple[tuple[str, float], ...]
#: Where something that may be read ends, how unlikely it is, its pieces.
Step = tuple[int, float, tuple[Piece, ...]]

# Each consonant as it opens a syllable: RTGS, then what is written instead, the most usual first.
_INITIAL = {
    "ก": "k g",
    "ข": "kh k",
    "ฃ": "kh k",
    "ค": "kh k",
    "ฅ": "kh k",
    "ฆ": "kh k gh g",
    "ง": "ng",
    "จ": "ch j",
    "ฉ": "ch",
    "ช": "ch j sh",
    "ฌ": "ch j",
    "ซ": "s z",
    "ญ": "y",
    "ฎ": "d",
    "ด": "d",
    "ฏ": "t",
    "ต": "t",
    "ฐ": "th t",
    "ฑ": "th t d",
    "ฒ": "th t dh",
    "ถ": "th t",
    "ท": "th t d",
    "ธ": "th t dh",
    "ณ": "n",
    "น": "n",
    "บ": "b",
    "ป": "p b",
    "ผ": "ph p",
    "พ": "ph p b",
    "ภ": "ph p bh b",
    "ฝ": "f",
    "ฟ": "f",
    "ม": "m",
    "ย": "y",
    "ร": "r",
    "ล": "l",
    "ฬ": "l",
    "ว": "w v",
    "ศ": "s sh",
    "ษ": "s sh",
    "ส": "s",
    "ห": "h",
    "ฮ": "h",
    "อ": "-",
}
# The same where it closes one.
_FINAL = {
    "ก": "k g",
    "ข": "k kh",
    "ฃ": "k kh",
    "ค": "k g",
    "ฅ": "k g",
    "ฆ": "k gh",
    "ง": "ng",
    "จ": "t j ch",
    "ฉ": "t ch",
    "ช": "t ch j",
    "ซ": "t s",
    "ฌ": "t ch",
    "ฎ": "t d",
    "ฏ": "t",
    "ฐ": "t th",
    "ฑ": "t th",
    "ฒ": "t th",
    "ด": "t d",
    "ต": "t",
    "ถ": "t th",
    "ท": "t th d",
    "ธ": "t th dh",
    "ศ": "t s ch",
    "ษ": "t s",
    "ส": "t s",
    "ญ": "n",
    "ณ": "n",
    "น": "n",
    "ร": "n r",
    "ล": "n l",
    "ฬ": "n l",
    "บ": "p b",
    "ป": "p",
    "พ": "p b ph",
    "ภ": "p b bh",
    "ฟ": "p f",
    "ผ": "p",
    "ฝ": "p",
    "ม": "m",
    "ย": "i y",
    "ว": "o w",
}
_VOWELS = {
    "a": "a u",
    "ā": "a ar aa",
    "i": "i ee",
    "ī": "i ee y",
    "ue": "ue u eu",
    "u": "u oo",
    "ū": "u oo",
    "e": "e ay",
    "ae": "ae a",
    "ō": "o",
    "o": "o",
    "or": "o or aw",
    "oe": "oe er e ur",
    "oei": "oei oey",
    "ia": "ia ea",
    "uea": "uea ua",
    "ua": "ua",
    "ai": "ai i",
    "ao": "ao au",
    "am": "am um",
    "an": "an",
    "ri": "ri",
    "rue": "rue ru",
}
#: What is written with two signs and spoken as one.
_CLUSTERS = {
    "หง": "ng",
    "หญ": "y",
    "หน": "n",
    "หม": "m",
    "หย": "y",
    "หร": "r",
    "หล": "l",
    "หว": "w v",
    "อย": "y",
    "ศร": "s sr",
    "สร": "s sr",
    "ซร": "s",
    "จร": "ch",
    "ทร": "thr s tr",
}
_TRUE_CLUSTERS = ("กร", "กล", "กว", "ขร", "ขล", "ขว", "คร", "คล", "คว", "ตร", "ปร", "ปล", "ผล", "พร", "พล")
#: Read as two syllables though a vowel sign stands before both: แสดง sadaeng, เฉลิม chaloem.
_APART = "ฉล|ฉน|สด|สน|สม|สว|สล|สบ|ผด|ถล|ถน|ตล|ขน|ขย|ขม|จร|ชล|ชน|ฉพ|ฉว|ผช|พย|พน|มน|วน|ทว|ธน|อน|ศว|ตว"
_C = "[ก-รลว-ฮ]"
_SIGNS = "ะ-ฺ็"
#: ว is part of the cluster only where something follows for it to open: ขวัญ khwan, but แก้ว kaeo.
_W = f"(?=[{_SIGNS}]|{_C}(?![{_SIGNS}]))"
_I = f"(?P<i>{'|'.join(each + _W if each[1] == 'ว' else each for each in (*_CLUSTERS, *_TRUE_CLUSTERS))}|{_C})"
#: The same where no other vowel sign follows: in เสรี the ร begins a syllable.
_J = f"{_I}(?![{_SIGNS}])"
#: A closing consonant bears no vowel of its own, and does not begin C + รร.
_F = f"(?P<f>[ก-รลว-สฬ](?![{_SIGNS}]|รร))"
_BEFORE_O = "|".join(each for each in (*_CLUSTERS, *_TRUE_CLUSTERS) if each not in ("สร", "จร", "ทร", "อย"))
_CLOSES = re.compile(_F)
_SYLLABLES: tuple[tuple[str, str], ...] = (
    ("เIียะ?F?", "ia"),
    ("เIือะ?F?", "uea"),
    ("เIาะ", "or"),
    ("เIา", "ao"),
    ("เIิF", "oe"),
    ("เJอะ?F?", "oe"),
    (f"เJย(?![{_SIGNS}])", "oei"),
    ("เI็F", "e"),
    ("เIะ", "e"),
    ("เJF?", "e"),
    ("แIะ", "ae"),
    ("แI็?F?", "ae"),
    ("โIะ", "o"),
    ("โJF?", "ō"),
    ("[ใไ]Jย?", "ai"),
    ("Iัวะ?", "ua"),
    ("IัF", "a"),
    ("Iำ", "am"),
    ("IาF?", "ā"),
    ("Iะ", "a"),
    ("IิF?", "i"),
    ("IีF?", "ī"),
    ("Iือ", "ue"),
    ("IึF?", "ue"),
    ("IืF?", "ue"),
    ("IุF?", "u"),
    ("IูF?", "ū"),
    ("I็อF?", "or"),
    ("IรรF", "a"),
    ("Iรร", "an"),
    ("(?P<i>[ก-รลว-ฮ])วF", "ua"),
    (f"(?P<i>{_BEFORE_O}|[ก-รลว-ฬฮ])อ(?![{_SIGNS}])F?", "or"),
    ("(?P<i>[กทศปต])ฤF?", "ri"),
    ("(?P<i>[ก-รลว-ฮ])ฤF?", "rue"),
)
#: Vowels that Thai speaks short: the consonant after them may close their syllable and open one of its own.
_SHORT = frozenset({"a", "i", "u"})
_TONES = re.compile("[่-๋๎]|ๆ|ฯ|ํ(?!า)")
_KILLED = re.compile(f"(?:(?<={_C})[ทตด]ร|(?<=ก)ษณ|{_C})[ิุ]?์|์")
#: Stands where letters were silenced, so that what is before it closes its syllable.
_SILENCED = "\ue000"
#: ติ, ธิ, มิ, ฒิ and ตุ after a long vowel close the syllable at the end of a word: ชาติ chat, ภูมิ phum.
_MUTE_VOWEL = re.compile("(?<=[าีูัุ])([ตทธดฒม])[ิุ]$")
#: Written after a closing consonant and not spoken: จักร chak, พุทธ phut.
_MUTE = "(?:(?<=[กคตทดช])ร|(?<=ท)ธ|(?<=ต)ถ|(?<=ก)ษ|(?<=ร)[ตถทธคฐ]|(?<=ษ)ฐ|(?<=ฏ)ฐ|(?<=ต)ย|(?<=พ)ภ|(?<=จ)ฉ|(?<=ช)ญ)"
_MUTED = re.compile(f"{_MUTE}(?![{_SIGNS}])")
#: How unlikely: a consonant with a vowel that is not written, two with one between them, a closing consonant that opens
#: a syllable too, a name's word, a word that ends in a lone consonant.
_BARE, _PAIR, _TWICE, _KNOWN, _LEFT = 0.7, 0.5, 0.9, 0.1, 4.0
#: Ways to part a word that are kept, spellings by rule that are given.
_WAYS, _KEPT = 4, 4
#: A way so much less likely than the best is none; one so much less does not change how the name is commonly spelled.
_FAR, _NEAR = 1.6, 0.7
_NEVER = 99.0
#: How much less likely each next spelling of a sound is; those that are as usual as RTGS cost less.
_STEP = 0.35
_USUAL = {"si": 0.05, "phon": 0.1, "ph": 0.15, "th": 0.2, "kh": 0.2, "ue": 0.25, "ī": 0.2, "ū": 0.2}


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str], str]]]:
    """Syllables by their first sign, "" for a consonant; a sign each must have soon, the pattern, the vowel.

    Compiled when the first Thai name comes: it takes some ms, which a start without one need not pay.
    """
    found: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
    for pattern, vowel in _SYLLABLES:
        starts = re.match(r"\[?([เแโใไ]+)", pattern)
        consumed = re.sub(r"\(\?(?:P<i>|!).*?\)", "", pattern)
        sign = "" if starts else next(char for char in "ัำาะิีึุูื็รวอฤ" if char in consumed)
        for way in (pattern.replace("F?", "F"), pattern.replace("F?", "")) if "F?" in pattern else (pattern,):
            compiled = re.compile(way.replace("I", _I).replace("J", _J).replace("F", _F))
            for first in starts[1] if starts else ("",):
                found.setdefault(first, []).append((sign, compiled, vowel))
    return found


@cache
def _known() -> tuple[dict[str, Piece], int]:
    """Words of names as they stand in a prepared text, with their spellings, and the length of the longest."""
    found = {_prepared(word)[0]: _weighed(ways, _STEP / 2) for word, ways in table("thai_words.tsv").items()}
    return found, max(map(len, found))


def _weighed(ways: Sequence[str], step: float = _STEP) -> Piece:
    first = _USUAL.get(ways[0], step)
    costs = (first + step * (place - 1) if place else 0.0 for place in range(len(ways)))
    return tuple((way.replace("-", ""), cost) for way, cost in zip(ways, costs, strict=True))


@cache
def _opening(letters: str) -> Piece:
    if letters in _CLUSTERS:
        return _weighed(_CLUSTERS[letters].split())
    first = _weighed(_INITIAL[letters[0]].split())
    if len(letters) == 1:
        return first
    second = _weighed(_INITIAL[letters[1]].split())
    return tuple((one + two, cost + more) for one, cost in first for two, more in second[:1])


def _prepared(word: str) -> tuple[str, list[str]]:
    """A word without tones, each group of silenced letters one sign, and those groups in order."""
    text = unicodedata.normalize("NFC", word).replace("เเ", "แ").replace("ฤๅ", "ฤ").replace("ํา", "ำ")
    text = _TONES.sub("", text)
    silenced = [re.sub("[^ก-ฮ]", "", each) for each in _KILLED.findall(text)]
    return _MUTE_VOWEL.sub(r"\1", _KILLED.sub(_SILENCED, text)), silenced


@lru_cache(maxsize=2048)
def pieces(word: str) -> tuple[tuple[float, tuple[Piece, ...]], ...]:
    """The likeliest ways to read a Thai word: how unlikely each, and the spellings of its pieces in order.

    Characters that are not Thai are left out. Empty where nothing is left.
    """
    text, silenced = _prepared(word)
    text = "".join(char for char in text if "ก" <= char <= "๎" or char == _SILENCED)
    marks = [place for place, char in enumerate(text) if char == _SILENCED]
    ways: list[list[tuple[float, tuple[Piece, ...]]]] = [[] for _ in range(len(text) + 1)]
    ways[0] = [(0.0, ())]
    for place in range(len(text)):
        if not ways[place]:
            continue
        ways[place] = _best(ways[place])
        if text[place] == _SILENCED:
            steps: list[Step] = [(place + 1, 0.0, (_silent(silenced[marks.index(place)]),))]
        else:
            steps = list(_steps(text, place))
        for end, cost, found in steps:
            ways[end] += [(spent + cost, (*before, *found)) for spent, before in ways[place]]
    return tuple(way for way in _best(ways[-1]) if way[1])


def _best(ways: list[tuple[float, tuple[Piece, ...]]]) -> list[tuple[float, tuple[Piece, ...]]]:
    """The likeliest few that are not spelled alike."""
    by_spelling: dict[str, tuple[float, tuple[Piece, ...]]] = {}
    for way in sorted(ways, key=lambda each: each[0]):
        by_spelling.setdefault("".join(piece[0][0] for piece in way[1]), way)
    best = list(by_spelling.values())[:_WAYS]
    return [way for way in best if way[0] <= best[0][0] + _FAR]


def _silent(letters: str) -> Piece:
    """Letters silenced: not spoken, and written all the same where a bearer follows the letters."""
    if not letters:
        return (("", 0.0),)
    written = "".join(_INITIAL[char].split()[-1 if char in "ธภฒ" else 0].replace("-", "") for char in letters)
    written = written.replace("th", "t") if letters[0] == "ท" else written
    return (("", 0.0), (written, 0.8), (written + "a", 1.0)) if written else (("", 0.0),)


def _steps(text: str, place: int) -> Iterator[Step]:
    """What may be read at this place: where it ends, how unlikely it is, its spellings."""
    known, longest = _known()
    for end in range(place + 2, min(len(text), place + longest) + 1):
        # A word ends where the next letter is not a sign that belongs to its last.
        if text[place:end] in known and not re.match(f"[{_SIGNS}]", text[end : end + 1]):
            yield end, _KNOWN, (known[text[place:end]],)
    if text[place] == "ฤ":
        yield place + 1, 0.3, ((("rue", 0.0), ("ri", 0.2), ("rit", 0.5)) if not place else (("ri", 0.0), ("rue", 0.3)),)
        return
    met = False
    near = text[place + 1 : place + 4]
    for sign, pattern, vowel in _patterns().get(text[place] if text[place] in "เแโใไ" else "", ()):
        found = pattern.match(text, place) if sign in near else None
        if found is None:
            continue
        met = True
        groups = found.groupdict()
        initial, final = groups["i"], groups.get("f") or ""
        # อ opens a word, seldom a later syllable.
        cost = 0.2 + (0.4 if initial == "อ" and place else 0.0)
        yield from _closed(text, found.end(), cost, (_opening(initial),), vowel, final)
        if len(initial) == 2 and initial not in ("หง", "หญ", "หน", "หม", "หย", "หร", "หล", "หว", "อย"):
            break
    apart = re.match(f"([เแโไใ])({_APART})", text[place:])
    if apart:
        # เฉลิม is ฉะ-เลิม.
        rest = apart[1] + apart[2][1] + text[place + 3 :]
        first = (*_opening(apart[2][0]),), (("a", 0.0),)
        for end, cost, found_pieces in _steps(rest, 0):
            if end > 2:
                yield place + 1 + end, cost + 0.25, (*first, *found_pieces)
    if not met and text[place] in _INITIAL:
        yield from _bare(text, place)
    elif not met:
        yield place + 1, 3.0, ((("", 0.0),),)


def _closed(text: str, end: int, cost: float, opening: tuple[Piece, ...], vowel: str, final: str) -> Iterator[Step]:
    """A syllable with what may close it, and with what follows and is not spoken, or spoken twice."""
    vowels = _weighed(_VOWELS[vowel].split())
    if not final:
        yield end, cost, (*opening, (*vowels, *_OPEN.get(vowel, ())))
        return
    rime = _rime(vowel, final)
    # สุร- and จิร- are two syllables: r seldom closes one after i or u.
    cost += 0.4 if final == "ร" and vowel in ("i", "u", "ī", "ū") and end < len(text) else 0.0
    yield end, cost, (*opening, rime)
    if final not in "ยว" and end < len(text) and vowel in _SHORT and final not in "งม":
        # วัฒนา is read watthana: the closing consonant opens a short syllable of its own.
        yield end, cost + _TWICE, (*opening, rime, _opening(final), (("a", 0.0),))
    if _MUTED.match(text, end):
        silent = text[end]
        again = "" if silent != "ร" else "r"
        yield end + 1, cost, (*opening, rime, (("", 0.0), *(((again, 0.5), (again + "a", 0.6)) if again else ())))


@cache
def _rime(vowel: str, final: str) -> Piece:
    """A vowel with the consonant that closes it; the likelier first."""
    if (vowel, final) in _GLIDES:
        return tuple(_GLIDES[vowel, final].items())
    found: dict[str, float] = {}
    ends = _weighed(_FINAL[final].split())
    for sound, cost in _weighed(_VOWELS[vowel].split()):
        for close, more in ends:
            found.setdefault(sound + close, cost + more)
    if vowel == "o" and final in "รณน":
        found["orn"] = 0.1 if final == "ร" else 0.6
    if vowel in ("ā", "or") and final in "รนณ":
        found["arn" if vowel == "ā" else "orn"] = 0.4
    return tuple(sorted(found.items(), key=lambda each: each[1]))


#: How an open syllable may be written besides.
_OPEN: dict[str, Piece] = {"ā": (("ah", 0.9),), "i": (("y", 0.9),), "or": (("au", 0.9),), "ō": (("oh", 0.9),)}
_GLIDES = {
    ("ia", "ว"): {"iao": 0.0, "iew": 0.3, "eaw": 0.5, "ieo": 0.4, "iaw": 0.5},
    ("ae", "ว"): {"aeo": 0.0, "aew": 0.2, "aw": 0.8},
    ("e", "ว"): {"eo": 0.0, "ew": 0.3, "aew": 0.8},
    ("i", "ว"): {"io": 0.0, "iw": 0.3, "ew": 0.4, "iu": 0.5},
    ("ua", "ย"): {"uai": 0.0, "uay": 0.2, "ouy": 0.8},
    ("ā", "ย"): {"ai": 0.0, "ay": 0.3, "aai": 0.6, "aye": 0.9},
    ("a", "ย"): {"ai": 0.0, "ay": 0.4, "ye": 0.9},
}


def _bare(text: str, place: int) -> Iterator[Step]:
    """A consonant without a written vowel: o before a closing consonant (คน khon), else a (ธนา thana)."""
    initial = text[place]
    last = place + 1 == len(text)
    cluster = text[place : place + 2]
    alone = _LEFT if last else _BARE if place else _BARE - 0.1
    yield place + 1, alone, (_opening(initial), (("a", 0.0), ("", 0.9)))
    medial = 0.5 if initial == "อ" and place else 0.0
    for width in (1, 2):
        opener = text[place : place + width]
        if width == 2 and cluster not in _CLUSTERS and cluster not in _TRUE_CLUSTERS:
            break
        found = _CLOSES.match(text, place + width)
        if found is None or found["f"] in "ยว":
            continue
        dear = medial if width == 1 else -0.2
        yield from _closed(text, found.end(), _PAIR + dear, (_opening(opener),), "o", found["f"])
        if width == 1 and place + 2 < len(text):
            yield place + 2, _PAIR + 0.9, (_opening(initial), (("a", 0.0),), _opening(found["f"]), (("a", 0.0),))


def rtgs(word: str) -> list[str]:
    """RTGS spellings of one Thai word in small letters, the most likely first: ศรีสุข sisuk, สมชาย somchai.

    Characters that are not Thai are left out.
    """
    found = ("".join(piece[0][0] for piece in way) for _cost, way in pieces(word))
    return [way for way in dict.fromkeys(found) if way][:_KEPT]


def habits(word: str, kept: int) -> list[str]:
    """Spellings that bearers of one Thai word use, the most likely first; those of RTGS are among them."""
    return _cheapest(word, kept, lambda piece: piece, _NEAR)


def _cheapest(word: str, kept: int, narrow: Callable[[Piece], Piece], far: float = _FAR) -> list[str]:
    """The likeliest spellings of a word, of those alone that ``narrow`` leaves of each piece."""
    found: dict[str, float] = {}
    ways = pieces(word)
    for cost, way in ways:
        if cost > ways[0][0] + far:
            break
        beginnings = [("", cost)]
        for piece in way:
            options = narrow(piece)
            if len(options) == 1:
                text, more = options[0]
                beginnings = [(before + text, spent + more) for before, spent in beginnings]
                continue
            longer: dict[str, float] = {}
            for before, spent in beginnings:
                for text, more in options:
                    if spent + more < longer.get(before + text, _NEVER):
                        longer[before + text] = spent + more
            beginnings = _likeliest(longer, kept)
        for text, spent in beginnings:
            if spent < found.get(text, _NEVER):
                found[text] = spent
    return [text for text, _cost in _likeliest(found, kept) if text]


def _likeliest(found: dict[str, float], kept: int) -> list[tuple[str, float]]:
    return sorted(found.items(), key=itemgetter(1))[:kept]


_VOWEL_RUN = re.compile("[aeiou]+")


@lru_cache(maxsize=2048)
def _unvowelled(piece: Piece) -> Piece:
    """A piece's spellings with every vowel an a, each once."""
    found: dict[str, float] = {}
    for text, cost in piece:
        plain = _VOWEL_RUN.sub("a", text)
        found[plain] = min(cost, found.get(plain, _NEVER))
    return tuple(found.items())


@lru_cache(maxsize=2048)
def _coarsely(piece: Piece) -> Piece:
    """The sounds of a piece's spellings for a coarse skeleton, each once."""
    found: dict[str, float] = {}
    for text, cost in piece:
        sounds = coarse_sounds(text)
        found[sounds] = min(cost, found.get(sounds, _NEVER))
    return tuple(found.items())


def coarse_skeletons(word: str, kept: int) -> list[str]:
    """Coarse skeletons of one Thai word, the most likely first; none where the word has fewer than three sounds."""
    return [bones for bones in dict.fromkeys(map(coarse, _cheapest(word, 2 * kept, _coarsely))) if bones][:kept]


def consonants(word: str, kept: int) -> list[str]:
    """Spellings of one Thai word that differ in their consonants, vowels all written a, the most likely first."""
    return _cheapest(word, kept, _unvowelled)
