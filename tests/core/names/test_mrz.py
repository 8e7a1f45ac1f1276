"""Machine readable zones: the specimens of Doc 9303, round trips, corruption, names too long, hostile text."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import Refused
from core.names import mrz
from core.names.mrz import Size, TravelDocument

# The specimens printed in Doc 9303 parts 4 to 7, of the State of Utopia.
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
CARD_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
CARD_TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
VISA_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
VISA_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
SPECIMENS = [PASSPORT, CARD, CARD_LONG, CARD_TD2, VISA_A, VISA_B]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
words = st.text(LETTERS, min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=2).map(" ".join)
characters = LETTERS + "0123456789"


@st.composite
def documents(draw: st.DrawFn) -> TravelDocument:
    size = draw(st.sampled_from(Size))
    longest = 14 if size in (Size.TD1, Size.TD2) else 9
    number = draw(st.text(characters, min_size=1, max_size=longest))
    room = {Size.TD3: 14, Size.TD2: 7, Size.MRV_A: 16, Size.MRV_B: 8, Size.TD1: 15}[size]
    if len(number) > 9:
        room -= len(number) - 9 + 2
    return TravelDocument(
        size=size,
        code="V" if size.startswith("MRV") else draw(st.sampled_from(["P", "I", "ID", "AC"])),
        issuer=draw(st.sampled_from(["FRA", "D", "JPN", "UTO"])),
        primary=draw(words),
        secondary=draw(st.one_of(st.just(""), names)),
        number=number,
        nationality=draw(st.sampled_from(["FRA", "D", "UKR", "XXX"])),
        birth=draw(st.dates(date(1930, 1, 1), date(2025, 12, 31))).strftime("%y%m%d"),
        sex=draw(st.sampled_from(["M", "F", ""])),
        expiry=draw(st.dates(date(2000, 1, 1), date(2040, 12, 31))).strftime("%y%m%d"),
        optional=draw(st.text(characters, max_size=max(0, room))),
        second_optional=draw(st.text(characters, max_size=11)) if size is Size.TD1 else "",
    )


def test_the_specimen_passport_is_read_field_by_field() -> None:
    read = mrz.parse(PASSPORT)
    assert (read.size, read.code, read.issuer) == (Size.TD3, "P", "UTO")
    assert (read.primary, read.secondary) == ("ERIKSSON", "ANNA MARIA")
    assert (read.number, read.optional, read.sex) == ("L898902C3", "ZE184226B", "F")
    assert (read.birth, read.expiry, read.name_shortened) == ("740812", "120415", False)


@pytest.mark.parametrize("zone", SPECIMENS)
def test_every_specimen_is_written_back_as_it_was_printed(zone: str) -> None:
    assert mrz.write(mrz.parse(zone)) == zone


@pytest.mark.parametrize(
    ("zone", "size"),
    list(zip(SPECIMENS, [Size.TD3, Size.TD1, Size.TD1, Size.TD2, Size.MRV_A, Size.MRV_B], strict=True)),
)
def test_lines_run_together_or_sent_by_a_scanner_are_read_the_same(zone: str, size: Size) -> None:
    read = mrz.parse(zone)
    assert read.size is size
    assert mrz.parse(zone.replace("\n", "")) == read
    assert mrz.parse("  " + zone.replace("\n", "\r\n") + "\r\n") == read


def test_a_number_of_more_than_nine_characters_goes_on_in_the_optional_data() -> None:
    assert mrz.parse(CARD_LONG).number == "D23145890734"


@given(documents())
@settings(max_examples=300, deadline=None)
def test_what_was_written_is_read_back(document: TravelDocument) -> None:
    assert mrz.parse(mrz.write(document)) == document


@given(documents(), st.data())
@settings(max_examples=300, deadline=None)
def test_one_wrong_digit_in_a_checked_field_is_noticed(document: TravelDocument, data: st.DataObject) -> None:
    zone = mrz.write(document)
    layout = mrz._LAYOUTS[document.size]
    checked = {"number", "number check", "birth", "birth check", "expiry", "expiry check", *layout.composite}
    start = layout.width + 1
    places = [
        (at.line - 1) * start + column - 1
        for name, at in layout.fields.items()
        for column in range(at.first, at.last + 1)
        if name in checked and zone[(at.line - 1) * start + column - 1].isdigit()
    ]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != zone[place]]))
    with pytest.raises(Refused, match=r"line \d"):
        mrz.parse(zone[:place] + other + zone[place + 1 :])


def test_a_refusal_names_field_line_and_column_and_not_the_content() -> None:
    with pytest.raises(Refused) as refused:
        mrz.parse(PASSPORT.replace("7408122", "7408123"))
    assert "birth (line 2, columns 14 to 19)" in str(refused.value)
    assert "740812" not in str(refused.value)
    with pytest.raises(Refused, match=r"issuer \(line 1, columns 3 to 5\) holds a digit"):
        mrz.parse(PASSPORT.replace("P<UTO", "P<UT0"))
    with pytest.raises(Refused, match="Line 1, column 8"):
        mrz.parse(PASSPORT.replace("ERIKSSON", "ERíKSSON"))


def test_a_month_or_day_that_does_not_exist_is_refused() -> None:
    for wrong in ("741312", "740230", "740800"):
        line = "L898902C36UTO" + wrong + mrz.check_digit(wrong) + "F1204159ZE184226B<<<<<1"
        with pytest.raises(Refused, match="no calendar has"):
            mrz.parse(PASSPORT.split("\n")[0] + "\n" + line + "0")


def test_an_unknown_day_of_birth_is_kept_as_unknown() -> None:
    document = replace(mrz.parse(PASSPORT), birth="74<<<<")
    read = mrz.parse(mrz.write(document))
    assert read.birth == "74<<<<"


def test_years_are_completed_from_the_day_of_reading_and_from_no_clock() -> None:
    read = mrz.parse(PASSPORT)
    assert read.expires_on(date(2026, 11, 21)) == date(2012, 4, 15)
    assert replace(read, expiry="270101").expires_on(date(2026, 11, 21)) == date(2027, 1, 1)


def test_a_name_too_long_is_cut_and_ends_in_a_letter() -> None:
    def name_of(primary: str, secondary: str) -> str:
        return mrz.write(replace(mrz.parse(PASSPORT), primary=primary, secondary=secondary))[5:44]

    # The two examples of Doc 9303-4, 4.2.3: a secondary identifier that is cut, a primary one that makes room for it.
    assert name_of("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG") == "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    long_primary = name_of("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO")
    assert len(long_primary) == 39
    assert long_primary.startswith("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W")
    assert long_primary.endswith("<<D")


@given(names, names, st.sampled_from(Size))
@settings(max_examples=200, deadline=None)
def test_a_shortened_name_says_so_and_keeps_both_parts(first: str, second: str, size: Size) -> None:
    code = "V" if size.startswith("MRV") else "P"
    whole = TravelDocument(
        size, code, "FRA", f"{first} {first} {first}", f"{second} {second}", "X1", "FRA", "800101", "F", "300101"
    )
    read = mrz.parse(mrz.write(whole))
    assert read.primary
    assert read.secondary
    if (read.primary, read.secondary) != (whole.primary, whole.secondary):
        room = 30 if size is Size.TD1 else 31 if size in (Size.TD2, Size.MRV_B) else 39
        assert len(read.primary) + len(read.secondary) + 2 >= room - 2


@pytest.mark.parametrize(
    ("name", "language", "printed"),
    [
        ("Müller", None, "MUELLER"),
        ("Strauß", None, "STRAUSS"),
        ("Ångström", None, "AANGSTROEM"),
        ("Łukasz", None, "LUKASZ"),
        ("ısı", None, "ISI"),
        ("O'Connor-Smith", None, "OCONNOR SMITH"),
        ("de La Tour", None, "DE LA TOUR"),
        ("Nguyễn Thị Đức", None, "NGUYEN THI DUC"),
        ("Шевченко", "uk", "SHEVCHENKO"),
        ("Юрій", "uk", "YURII"),
        ("Юрий", "ru", "IURII"),
        ("Щерев", "bg", "SHTEREV"),
        ("Παπαδοπούλου", None, "PAPADOPOULOU"),
        ("محمد", None, "MXHMD"),
    ],
)
def test_a_name_is_written_in_the_letters_of_the_zone(name: str, language: str | None, printed: str) -> None:
    assert mrz.transliterate(name, language) == printed


@pytest.mark.parametrize("name", ["单雪", "山田 花子", "김민지", "ณัฐชา", "Anna 2", "Anna\x00", "Anna\ud800"])
def test_a_name_without_a_table_is_refused_with_the_way_out(name: str) -> None:
    with pytest.raises(Refused, match=r"(travel document|Type it again)"):
        mrz.transliterate(name)


@pytest.mark.parametrize(
    "zone", ["", "\x00", "P<UTO", "<" * 88, "\ud800" * 88, "P" * 10_000_000, " " * 150, "P<UTO\n" * 20, "𝟕" * 88]
)
def test_hostile_text_is_refused_at_once(zone: str) -> None:
    began = time.perf_counter()
    with pytest.raises(Refused):
        mrz.parse(zone)
    assert time.perf_counter() - began < 1


@given(st.text(characters + "<\n", min_size=86, max_size=92))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(zone: str) -> None:
    try:
        read = mrz.parse(zone)
    except Refused:
        return
    assert read.number
    assert read.primary or read.secondary


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "12345678901"}, "number"),
        ({"number": "AB 12"}, "number"),
        ({"birth": "743"}, "birth"),
        ({"birth": "٧٤٠٨١٢"}, "birth"),
        ({"sex": "X"}, "sex"),
        ({"code": "V"}, "document code"),
        ({"code": ""}, "document code"),
        ({"issuer": "UTOPIA"}, "issuer"),
        ({"primary": "", "secondary": ""}, "name"),
        ({"primary": "ERIK2"}, "name"),
        ({"optional": "é"}, "optional"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(Refused, match=f"The {field} "):
        mrz.write(replace(mrz.parse(PASSPORT), **change))  # type: ignore[arg-type]
