"""A second calendar beside the Gregorian, as plain text for papers."""

from __future__ import annotations

from datetime import date

from hijridate import Gregorian


def second_date(calendar: str, on: date) -> str:
    """The day ``on`` in another calendar: ``islamic-umalqura`` gives ``1448-06-11``.

    "" where the calendar is none or counts years only for display (``japanese``: the page writes the era itself).
    """
    if calendar == "islamic-umalqura":
        # Umm al-Qura tables of the library reach 1924 to 2077.
        return Gregorian.fromdate(on).to_hijri().isoformat()
    return ""
