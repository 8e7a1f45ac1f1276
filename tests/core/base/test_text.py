"""What people typed: kept or refused, never silently changed."""

from __future__ import annotations

import pytest

from core.base.errors import Refused
from core.base.text import canonical, keepable, line, note, payment_card_in, personal_line, required_line


@pytest.mark.parametrize(
    "text", ["", "Müller", "山田 花子", "محمد", "👩‍👩‍👧", "﨑", "é", "e\u0301", "a\u200db", "\u202eabc", "x" * 512]
)
def test_text_is_kept_code_point_for_code_point(text: str) -> None:
    assert line(text, "name") == text
    assert note(text, "note") == text


@pytest.mark.parametrize("text", ["\x00", "a\x1b[0m", "a\nb", "a\u2028b", "\ud800", "\x7f", "\x85", "\ufffe"])
def test_a_line_refuses_controls_and_half_characters_and_names_the_field(text: str) -> None:
    with pytest.raises(Refused, match=r"surname holds a control character or half a character. Type it again"):
        line(text, "surname")


def test_a_note_may_have_lines_and_tabs() -> None:
    assert note("first\n\tsecond", "note") == "first\n\tsecond"
    with pytest.raises(Refused, match="control character"):
        note("first\rsecond", "note")


@pytest.mark.parametrize(("kind", "limit"), [(line, 512), (note, 20_000)])
def test_too_long_a_text_is_refused_with_its_length(kind: object, limit: int) -> None:
    assert callable(kind)
    kind("x" * limit, "note")
    with pytest.raises(Refused, match=rf"note has {limit + 1} characters; at most {limit} are kept\. Shorten it"):
        kind("x" * (limit + 1), "note")


@pytest.mark.parametrize("text", [1, None, b"x", ["x"]])
def test_what_is_no_text_is_refused(text: object) -> None:
    for kind in (line, note, required_line):
        with pytest.raises(Refused, match="must be text, not"):
            kind(text, "name")


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0"])
def test_a_required_line_is_not_blank(text: str) -> None:
    with pytest.raises(Refused, match=r"name is empty. Fill it in"):
        required_line(text, "name")


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1111", "card 4111-1111-1111-1111 exp 12/29", "378282246310005", "5555555555554444"]
)
def test_a_payment_cards_number_is_seen_and_not_kept(text: str) -> None:
    assert payment_card_in(text)
    with pytest.raises(Refused, match="payment card's number"):
        note(text, "note")


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1112", "+33 1 70 18 99 01", "EAN 3012345678907", "", "٤١١١١١١١١١١١١١١١"]
)
def test_other_digits_are_no_payment_card(text: str) -> None:
    assert not payment_card_in(text)


def test_the_canonical_text_has_one_form() -> None:
    assert canonical({"b": [1, None, True], "a": "é\n"}) == '{"a":"é\\n","b":[1,null,true]}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [1.0, {"a": [1.5]}, [float("nan")], ({"a": 0.1},)])
def test_a_float_has_no_canonical_text(value: object) -> None:
    with pytest.raises(TypeError, match="holds a float; write the amount as decimal text"):
        canonical(value)


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\x1b", "\ufffe", "x" * 20_001])
def test_a_command_that_no_field_could_keep_is_refused_by_the_fields_name(bad: str) -> None:
    for value in ({"wish": bad}, {"wish": [{"deep": bad}]}, {"wish": {bad: "x"}}):
        with pytest.raises(Refused, match=r"^wish h"):
            keepable(value, canonical(value))


@pytest.mark.parametrize("good", ["line\nbreak\t", "\\u0000 typed as text", "x" * 20_000, "👩‍👩‍👧", "\u202e"])
def test_what_a_note_may_hold_passes(good: str) -> None:
    value = {"note": good, "more": [{"a": good}]}
    keepable(value, canonical(value))


def test_a_line_about_a_client_holds_no_payment_card() -> None:
    assert personal_line("12 rue de la Paix 4111 1111 1111 1112", "city") == "12 rue de la Paix 4111 1111 1111 1112"
    with pytest.raises(Refused, match="city looks as if it holds a payment card's number"):
        personal_line("4111 1111 1111 1111", "city")
