"""The font plan, written out as ``fonts.css`` by ``python -m documents.fontplan``.

``lang`` alone does not choose Han shapes (measured: every ideograph came from the Japanese face), so each language
names its family, in serif for text and sans for small labels and receipts. Every list ends with all other scripts, so
a foreign name inside a text finds its letters in a planned font.
"""

from __future__ import annotations

from pathlib import Path

#: Families by design: first script letters of every language, then the others in a fixed order.
_SERIF = {
    "latin": "Noto Serif",
    "zh-Hans": "Noto Serif CJK SC",
    "ja": "Noto Serif CJK JP",
    "ko": "Noto Serif CJK KR",
    "zh-Hant": "Noto Serif CJK TC",
    "zh-HK": "Noto Serif CJK HK",
    "ar": "Noto Naskh Arabic",
    "he": "Noto Serif Hebrew",
    "th": "Noto Serif Thai",
    "hi": "Noto Serif Devanagari",
    "hy": "Noto Serif Armenian",
    "ka": "Noto Serif Georgian",
    "bn": "Noto Serif Bengali",
    "ta": "Noto Serif Tamil",
    "km": "Noto Serif Khmer",
}
_SANS = {
    **{script: family.replace("Serif", "Sans") for script, family in _SERIF.items()},
    "ar": "Noto Kufi Arabic",
}
_DISPLAY = "Noto Serif Display"

#: Languages → the script entry they begin with; what is not named here begins with Latin, Greek and Cyrillic.
_BEGINS = {
    "zh": "zh-Hans",
    "zh-Hans": "zh-Hans",
    "ja": "ja",
    "ko": "ko",
    "zh-Hant": "zh-Hant",
    "zh-Hant-HK": "zh-HK",
    "zh-HK": "zh-HK",
    "ar": "ar",
    "fa": "ar",
    "ur": "ar",
    "he": "he",
    "th": "th",
    "hi": "hi",
}

_HAN_FACES = frozenset({"zh-Hans", "zh-Hant", "zh-HK", "ja", "ko"})
_HAN = ("zh", "ja", "ko")
#: Optical size of each group of scripts beside Latin letters, in per cent.
_OPTICAL = {"latin": 100, "plain": 100, "han": 93, "arabic": 115, "thai": 108}
_GROUP_LANGUAGES = {"han": _HAN, "arabic": ("ar", "fa", "ur"), "thai": ("th",)}


def _families(plan: dict[str, str], first: str, before: tuple[str, ...] = ()) -> str:
    # Chinese, Japanese and Korean faces carry Latin letters drawn for them. The others leave Latin letters out and draw
    # figures in another hand (Naskh's are sans), so Noto Serif goes before them: it has none of their letters.
    own = [plan[first], plan["latin"]] if first in _HAN_FACES else [plan["latin"], plan[first]]
    wanted = [*before, *own, *(family for key, family in plan.items() if key not in (first, "latin"))]
    return ", ".join(f'"{family}"' for family in dict.fromkeys(wanted))


def _rules(prefix: str, plan: dict[str, str], before: tuple[str, ...] = ()) -> list[str]:
    rules = [f"{_selectors(prefix, '')} {{ font-family: {_families(plan, 'latin', before)} }}"]
    for language, first in _BEGINS.items():
        rules.append(f"{_selectors(prefix, f':lang({language})')} {{ font-family: {_families(plan, first)} }}")
    return rules


def _selectors(prefix: str, language: str) -> str:
    if not prefix:
        return ", ".join(f"{tag}{language}" for tag in ("html", "bdi", ".w"))
    return ", ".join(f"{prefix}{tag}{language}" for tag in ("", " bdi", " .w"))


def css() -> str:
    """The whole style sheet."""
    rules = [
        "/* Written by documents/fontplan.py; change the plan there. */",
        *_rules("", _SERIF),
        *_rules(".sans", _SANS),
        *_rules(".display", _SERIF, (_DISPLAY,)),
        "/* Figures: one design in every language, so columns line up. */",
    ]
    for language, first in {"": "latin", **{f":lang({k})": v for k, v in _BEGINS.items()}}.items():
        serif = _families({"latin": _SERIF["latin"], **_SERIF}, first, (_SERIF["latin"],))
        sans = _families({"latin": _SANS["latin"], **_SANS}, first, (_SANS["latin"],))
        rules.append(f"bdi.figure{language} {{ font-family: {serif} }}")
        rules.append(f".sans bdi.figure{language} {{ font-family: {sans} }}")
    rules.append("/* Optical sizes: a script inside another is set to look as large as it. */")
    for inner, size in _OPTICAL.items():
        if size != 100:
            rules.append(f".{inner} {{ font-size: {size}% }}")
        for outer, languages in _GROUP_LANGUAGES.items():
            relative = size * 100 // _OPTICAL[outer]
            rules.extend(f":lang({language}) > .{inner} {{ font-size: {relative}% }}" for language in languages)
    return "\n".join(rules) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "fonts.css").write_text(css(), "utf-8")
