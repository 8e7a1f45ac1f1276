"""Cyrillic and Greek names are found by the spelling habits of other languages, in both directions."""

from __future__ import annotations

import pytest

from core.names.transliteration import NameParts, cyrillic, greek, habits, query_words, search_keys

EASTERN = {
    "olena": NameParts("Шевченко", "Олена"),
    "niki": NameParts("Παπαδοπούλου", "Νίκη"),
    "solovyov": NameParts("Соловьёв", "Сергей"),
    "zakharov": NameParts("Захаров", "Юрий"),
    "jafarov": NameParts("Джафаров", "Джахонгир"),
    "radojicic": NameParts("Радойчич", "Джордже"),
    "hadji": NameParts("Χατζηδημητρίου", "Χαράλαμπος"),
    "ioannou": NameParts("Ιωάννου", "Γεώργιος"),
    "munkhbat": NameParts("Мөнхбат", "Жавхлан"),
    "johnson": NameParts("Джонсон", "Майкл"),
    "yoshida": NameParts("Ёсида", "Кодзи"),
}
EAST_KEYS = {who: search_keys(name) for who, name in EASTERN.items()}


def met(query: str, keys: frozenset[str]) -> bool:
    words = query_words(query)
    return bool(words) and all(word & keys for word in words)


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("Schewtschenko Olena", "olena"),
        ("Szewczenko", "olena"),
        ("Ševčenko", "olena"),
        ("Chevtchenko", "olena"),
        ("Sevcsenko", "olena"),
        ("Sjevtjenko", "olena"),
        ("Xevtxenko", "olena"),
        ("Papadopulu", "niki"),
        ("Sołowiow Siergiej", "solovyov"),
        ("Solowjow Sergej", "solovyov"),
        ("Soloviev Serguei", "solovyov"),
        ("Sacharow Jurij", "zakharov"),
        ("Zajarov", "zakharov"),
        ("Zaharov Iouri", "zakharov"),
        ("Cəfərov", "jafarov"),
        ("Jafarov Jahongir", "jafarov"),
        ("Radojičić Đorđe", "radojicic"),
        ("Hadjidemetriou Haralambos", "hadji"),
        ("Chatzidimitriou Charalampos", "hadji"),
        ("Yeorgios Ioannou", "ioannou"),
        ("Munkhbat Javkhlan", "munkhbat"),
        ("Mönkhbat", "munkhbat"),
        ("Michael Johnson", "johnson"),
        ("Yoshida Koji", "yoshida"),
    ],
)
def test_a_name_in_other_letters_is_found_however_another_language_spells_it(query: str, who: str) -> None:
    assert {each for each, keys in EAST_KEYS.items() if met(query, keys)} == {who}


@pytest.mark.parametrize(
    ("query", "latin"),
    [
        ("Шевченко", "Schewtschenko"),
        ("Шевченко", "Szewczenko"),
        ("Шевченко", "Sevcenko"),
        ("Шевченко", "Chevtchenko"),
        ("Соловьёв", "Sołowiow"),
        ("Соловьёв", "Solovyov"),
        ("Захаров", "Sacharow"),
        ("Джафаров", "Cəfərov"),
        ("Вікторович", "Viktorowitsch"),
        ("Радойчич", "Radojičić"),
        ("Огненович", "Ognjenović"),
        ("Мөнхбат", "Munkhbat"),
        ("Жавхлан", "Javkhlan"),
        ("Джонсон", "Johnson"),
        ("Майкл", "Michael"),
        ("Уэст", "West"),
        ("Терри", "Terry"),
        ("Шмидт", "Schmidt"),
        ("Ёсида", "Yoshida"),
        ("Симидзу", "Shimizu"),
        ("Χατζηδημητρίου", "Hadjidemetriou"),
        ("Χαραλάμπους", "Charalambous"),
        ("Ηλιάδης", "Eliades"),
        ("Αντρέας", "Andreas"),
        ("Ευάγγελος", "Evaggelos"),
        ("Γιάννης", "Yannis"),
        ("Φίλιππος", "Philippos"),
        ("Τζον", "John"),
    ],
)
def test_a_client_known_in_latin_letters_is_found_by_the_name_in_the_other_script(query: str, latin: str) -> None:
    assert met(query, search_keys(NameParts(latin)))


def test_what_is_typed_in_latin_letters_gains_few_likely_readings() -> None:
    assert habits.read_back("Schewtschenko")[0][0] == "shevchenko"
    assert habits.read_back("Chen")[0] == ()
    for name in ("Bianchi", "Müller", "Johnson", "Han", "Claire", "Giulia", "Chen", "Yamada", "Natcha", "Srisuk"):
        assert len(habits.read_back(name)[0]) <= 4, name


#: Frequent names of East Asia that a reading back would take for one another.
_ASIAN = (
    ("Zhou", "Zhu"),
    ("Lee", "Li"),
    ("Jing", "Ying"),
    ("Jun", "Yun"),
    ("Jang", "Zhang"),
    ("Cai", "Kai"),
    ("Hou", "Hu"),
    ("Qing", "King"),
    ("Lijun", "Liyun"),
    ("Sujin", "Suin"),
    ("Junjie", "Yunjie"),
    ("Xiaojuan", "Xiaoyuan"),
    ("Chen", "Shen"),
)


def test_two_latin_names_that_differ_are_not_taken_for_one_another() -> None:
    for one, other in (*_ASIAN, ("Han", "Khan"), ("Han", "Chan"), ("Barga", "Varga"), ("Marin", "Martin")):
        plain = {key for word in query_words(one) for key in word if not key.startswith("~")}
        assert not plain & search_keys(NameParts(other)), (one, other)


def test_habits_are_for_seekers_and_cost_no_key_of_a_card() -> None:
    assert not set(cyrillic.abroad("Шевченко")) <= search_keys(NameParts("Шевченко"))
    assert max(len(keys) for keys in EAST_KEYS.values()) <= 30


def test_the_longest_word_is_not_read_back() -> None:
    assert habits.read_back("sch" * 20) == ((), ())
    assert habits.read_back("") == ((), ())


@pytest.mark.parametrize(
    ("name", "language", "scheme", "spelled"),
    [
        ("Мөнхбат", "mn", "customary-english", "Munkhbat"),
        ("Жавхлан", "mn", "mns-5217", "Javkhlan"),
        ("Хүрэлсүх", "mn", "mns-5217", "Khurelsukh"),
        ("Тоқаев", "kk", "bgn-pcgn", "Toqaev"),
        ("Ғабит", "kk", "bgn-pcgn", "Ghabit"),
        ("Ҷамшедов", "tg", "bgn-pcgn", "Jamshedov"),
        ("Жээнбеков", "ky", "bgn-pcgn", "Jeenbekov"),
        ("Қодиров", "uz", "national", "Qodirov"),
        ("Тоқаев", "kk", "iso-9", "Toķaev"),
    ],
)
def test_each_language_of_central_asia_has_its_own_table(name: str, language: str, scheme: str, spelled: str) -> None:
    assert spelled in [way for way, which, _sure in cyrillic.spellings(name, language) if which == scheme]


def test_the_letters_of_central_asia_tell_their_language() -> None:
    names = ("Мөнхбат", "Тоқаев", "Ҷамшедов", "Ўктамжон Қодиров", "Ўрмонжонова Дилноза", "Бөкөңбаев", "Кавалеўскі")
    assert [cyrillic.language_of(each) for each in names] == ["mn", "kk", "tg", "uz", "uz", "ky", "be"]


def test_greeks_of_cyprus_are_offered_their_own_spelling() -> None:
    assert "Charalambous" in greek.habits("Χαραλάμπους")
    assert "Hadjidemetriou" in greek.habits("Χατζηδημητρίου")
    assert "Eliades" in greek.habits("ΗΛΙΆΔΗΣ")
    assert "Nike" not in greek.habits("Νίκη")
