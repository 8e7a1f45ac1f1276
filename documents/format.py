"""Amounts, rates, dates and measures as a reader of one language writes them.

Every function takes the language as an argument; CLDR (through Babel) knows the habits. Digits are always European:
the papers of the Gulf states are read by auditors and clients of many nations, the samples of the Saudi tax authority
use them in Arabic invoices, and one paper must not mix two sets.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date as Date
from datetime import datetime as DateTime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from core.base.errors import Refused
from core.base.languages import fallbacks, locale_of
from core.base.money import minor_digits

_DIGITS = "latn"
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\D(?=\d)")


def number(text: object, what: str) -> Decimal:
    """Read decimal text (``"0.085"``); refused when it is not one. ``what`` names the field."""
    try:
        value = Decimal(text) if isinstance(text, str | int) and not isinstance(text, bool) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        raise Refused(f"{what} {str(text)[:40]!r} is not decimal text. Write it like 1250.00.")
    return value


def amount(text: object, currency: str, language: str) -> str:
    """An amount in a column: the currency's decimals, no sign of the currency. A loss has a true minus sign."""
    digits = minor_digits(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    shown = format_decimal(number(text, "amount"), pattern, locale_of(language), numbering_system=_DIGITS)
    return _minus(_marks_of_money(shown, language), language)


def _marks_of_money(shown: str, language: str) -> str:
    """Swiss French writes a point in amounts and a comma elsewhere; CLDR knows, Babel does not ask."""
    symbols = locale_of(language).number_symbols
    symbols = symbols.get(_DIGITS, symbols)
    marks = {
        symbols["decimal"]: symbols.get("currencyDecimal", symbols["decimal"]),
        symbols["group"]: symbols.get("currencyGroup", symbols["group"]),
    }
    return _BETWEEN_DIGITS.sub(lambda mark: str(marks.get(mark[0], mark[0])), shown)


def money(text: object, currency: str, language: str) -> str:
    """An amount with its currency, in the order and with the spaces of the language: ``4 200,00 €``, ``￥42,000``.

    Where CLDR would glue a currency's code to the digits (``SAR4,200.00``) a no-break space is put between. The
    right-to-left marks that CLDR gives with Arabic currencies are kept: they hold the sign on its side.
    """
    locale = locale_of(language)
    shown = format_currency(number(text, "amount"), currency, locale=locale, numbering_system=_DIGITS)
    at = shown.find(currency)
    if at >= 0:
        end = at + len(currency)
        if shown[end : end + 1].isdigit():
            shown = f"{shown[:end]}\u00a0{shown[end:]}"
    return _minus(_marks_of_money(shown, language), language)


def _minus(shown: str, language: str) -> str:
    # In right-to-left text CLDR's mark + hyphen-minus is kept as it is: a lone U+2212 would change sides.
    return shown if locale_of(language).text_direction == "rtl" else shown.replace("-", "\u2212")


def percent(rate: object, language: str) -> str:
    """A rate with all its decimals: ``"0.081"`` → ``8,1 %`` in French."""
    shown = format_percent(
        number(rate, "rate"), locale=locale_of(language), decimal_quantization=False, numbering_system=_DIGITS
    )
    return _minus(shown, language)


def plain(value: object, language: str) -> str:
    """A number with the decimals it was given: weights ``12.40``, carats, rates of exchange."""
    figure = number(value, "number")
    exponent = figure.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _minus(format_decimal(figure, pattern, locale_of(language), numbering_system=_DIGITS), language)


def quantity(value: object, language: str) -> str:
    """A count of pieces: no needless decimals (``"1.000"`` → ``1``)."""
    figure = number(value, "quantity")
    whole = figure.to_integral_value()
    return plain(str(whole) if figure == whole else str(figure.normalize()), language)


def grams(value: object, language: str) -> str:
    """A weight in grams with its unit: ``12,40 g``."""
    return f"{plain(value, language)}\u00a0{sign('gram', language)}"


def carats(value: object, language: str) -> str:
    """A weight in metric carats with its unit: ``1,20 ct``."""
    return f"{plain(value, language)}\u00a0{sign('carat', language)}"


@cache
def sign(name: str, language: str) -> str:
    """A unit's sign or a mark of punctuation (``gram``, ``carat``, ``comma``) as the language writes it; units.toml."""
    signs = _table("units.toml")[name]
    for tag in fallbacks(language):
        if tag in signs:
            return str(signs[tag])
    return str(signs["en"])


def date(text: str, language: str, length: str = "long") -> str:
    """A day in the reader's words: ``21 novembre 2026``, ``2026年11月21日``. ``text`` is ISO 8601."""
    return format_date(_day(text), format=length, locale=_western(language))


def _western(language: str) -> str:
    # CLDR has no numbering argument for dates; the extension is not read by Babel, so Arabic with other digits takes a
    # locale whose own default is European digits.
    locale = locale_of(language)
    return "ar_AE" if locale.language == "ar" and locale.default_numbering_system != _DIGITS else str(locale)


def month(text: str, language: str) -> str:
    """A month and year: ``mars 2026``. ``text`` is ``2026-03`` or a full ISO date."""
    first = _day(f"{text}-01" if len(text) == 7 else text)
    return format_skeleton("yMMMM", DateTime(first.year, first.month, 1), locale=_western(language))


def clock(text: str, language: str) -> str:
    """The local time of an ISO 8601 instant written with its own offset: ``15:05``, ``3:05 PM``."""
    try:
        at = DateTime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refused(
            f"local_time {str(text)[:40]!r} is not an ISO 8601 instant. Write it like 2026-11-21T15:05:09+01:00."
        ) from None
    return format_time(at.time(), "short", locale=_western(language))


def _day(text: str) -> Date:
    try:
        return Date.fromisoformat(text[:10])
    except (TypeError, ValueError):
        raise Refused(f"{str(text)[:40]!r} is not an ISO 8601 date. Write it like 2026-11-21.") from None


def hijri(text: str, language: str) -> str:
    """A day of the Umm al-Qura calendar, given as ``1448-06-11``: ``11 Jumada II 1448 AH`` in English.

    Babel has no Islamic calendar; the names are in hijri.toml. A language without names there gets figures.
    """
    try:
        year, of_year, day = (int(part) for part in text.split("-"))
    except (AttributeError, ValueError):
        raise Refused(f"{str(text)[:40]!r} is not a Hijri date. Write year-month-day, such as 1448-06-11.") from None
    if not (1 <= of_year <= 12 and 1 <= day <= 30):
        raise Refused(f"{text!r} is not a Hijri date: months run to 12, days to 30. Correct it.")
    table = _table("hijri.toml")
    for tag in fallbacks(language):
        if tag in table:
            return f"{day} {table[tag]['months'][of_year - 1]} {year} {table[tag]['era']}"
    return f"{year}/{of_year:02d}/{day:02d} AH"


@cache
def _table(name: str) -> dict[str, Any]:
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)
