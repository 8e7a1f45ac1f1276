"""Kana in Latin letters: Hepburn as Japanese passports write it, and the spellings the same sounds get elsewhere."""

from __future__ import annotations

import re
import unicodedata

# 旅券法施行規則 and 外務省 ヘボン式ローマ字綴方表: the table of syllables.
_ROWS = {
    "": "あ a い i う u え e お o ん n を o ゐ i ゑ e ゔ bu",
    "k": "か a き i く u け e こ o",
    "g": "が a ぎ i ぐ u げ e ご o",
    "s": "さ a す u せ e そ o",
    "z": "ざ a ず u ぜ e ぞ o づ u",
    "t": "た a て e と o",
    "d": "だ a で e ど o",
    "n": "な a に i ぬ u ね e の o",
    "h": "は a ひ i へ e ほ o",
    "f": "ふ u",
    "b": "ば a び i ぶ u べ e ぼ o",
    "p": "ぱ a ぴ i ぷ u ぺ e ぽ o",
    "m": "ま a み i む u め e も o",
    "y": "や a ゆ u よ o",
    "r": "ら a り i る u れ e ろ o",
    "w": "わ a",
    "sh": "し i",
    "ch": "ち i",
    "ts": "つ u",
    "j": "じ i ぢ i",
}
_SYLLABLES = {
    kana: initial + final
    for initial, cells in _ROWS.items()
    for kana, final in zip(cells.split()[::2], cells.split()[1::2], strict=True)
}
#: Small vowels after a syllable of another row, in foreign names: ファ fa, ティ ti, ウェ we.
_FOREIGN = {
    "ふぁ": "fa",
    "ふぃ": "fi",
    "ふぇ": "fe",
    "ふぉ": "fo",
    "てぃ": "ti",
    "でぃ": "di",
    "とぅ": "tu",
    "どぅ": "du",
    "うぃ": "wi",
    "うぇ": "we",
    "うぉ": "wo",
    "ゔぁ": "ba",
    "ゔぃ": "bi",
    "ゔぇ": "be",
    "ゔぉ": "bo",
    "しぇ": "she",
    "じぇ": "je",
    "ちぇ": "che",
    "つぁ": "tsa",
    "いぇ": "ye",
}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_KUNREI = (("sh", "sy"), ("ch", "ty"), ("ts", "t"), ("j", "zy"), ("f", "h"))
#: の before うえ and うち is a word of its own (井上 Inoue, 竹之内 Takenouchi): no long vowel there.
_OWN_WORD = re.compile(r"(?<=no)u(?=e|chi)")


def hiragana(text: str) -> str:
    """Katakana, half-width katakana and hiragana all as hiragana."""
    return unicodedata.normalize("NFKC", text).translate(_TO_HIRAGANA)


def is_kana(text: str) -> bool:
    """Whether the text is kana only (long-vowel mark and spaces allowed) and not empty."""
    plain = hiragana(text)
    return bool(plain.strip()) and all("ぁ" <= char <= "ゖ" or char in "ー・ 　" for char in plain)


def spelled_out(kana: str) -> str:
    """Every kana by its syllable, vowels doubled as written: ``おおの`` → ``oono``; what is no kana is left out."""
    text, out, place, doubled = hiragana(kana), [""], 0, False
    while place < len(text):
        pair, char = text[place : place + 2], text[place]
        if pair in _FOREIGN:
            syllable, step = _FOREIGN[pair], 2
        elif char in _SYLLABLES and len(pair) == 2 and pair[1] in "ゃゅょ":
            initial = _SYLLABLES[char][:-1]
            small = _SMALL[pair[1]]
            syllable, step = initial + (small[1:] if initial in ("sh", "ch", "j") else small), 2
        else:
            syllable, step = _SYLLABLES.get(char, _SMALL.get(char, "")), 1
        if char == "っ":
            doubled = True
        elif char == "ー":
            out.append(out[-1][-1:])
        elif char in "・ 　":
            out.append(" ")
        else:
            if doubled and syllable:
                # ッチ is TCHI: the doubled consonant of CH is written T.
                out.append("t" if syllable.startswith("ch") else syllable[0])
                doubled = False
            out.append(syllable)
        place += step
    return "".join(out).strip()


def passport(kana: str) -> str:
    """Hepburn of the passport: long o and u dropped, M before B, M, P (おおの ONO, ほんま HOMMA, はっちょう HATCHO).

    A long o written お at the end of the name stays (たかとお TAKATOO); い after any vowel stays (にいがた NIIGATA).
    """
    text = _marked(kana)
    text = re.sub(r"oo$", "o\0", text)
    text = re.sub(r"o[ou]", "o", text).replace("uu", "u")
    return re.sub(r"n(?=[bmp])", "m", text.replace("\0", "o").replace("|", ""))


def with_h(kana: str) -> str:
    """Long o as OH, which passports allow on request: ONO or OHNO, SATO or SATOH."""
    text = re.sub(r"o[ou](?=[^aiueo]|$)", "oh", _marked(kana)).replace("uu", "u")
    return re.sub(r"n(?=[bmp])", "m", re.sub(r"o[ou]", "o", text).replace("|", ""))


def with_n(kana: str) -> str:
    """Modified Hepburn without macrons: as the passport's, but N everywhere (ほんま HONMA)."""
    text = _marked(kana)
    return re.sub(r"o[ou]", "o", text).replace("uu", "u").replace("|", "")


def kunrei(kana: str) -> str:
    """Kunrei-shiki without circumflexes, as older people write: SI, TI, TU, HU, ZI."""
    text = with_n(kana).replace("tch", "tty")
    for hepburn, official in _KUNREI:
        text = re.sub(f"{hepburn}(?=[aueo])" if official.endswith("y") else hepburn, official, text)
        text = re.sub(f"{hepburn}(?=i)", official.rstrip("y"), text)
    return text


def _marked(kana: str) -> str:
    # A bar keeps the two vowels apart while the long ones are shortened.
    # The mark of a long vowel in foreign names is not written either.
    return _OWN_WORD.sub("|u", spelled_out(hiragana(kana).replace("ー", "")))
