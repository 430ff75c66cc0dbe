"""Search tolerates accents, case, width and one typo a word, on either database alike."""

import pytest

from crm.customers.models import Customer
from crm.shell.textsearch import digits, find, fold, index_text, matching, similar, terms
from crm.shell.typos import variants
from tests.factories.customers import CustomerFactory

pytestmark = pytest.mark.every_database


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  KÖNIGLICH–Straße ", "koniglich strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("O'Neil & Sons_Ltd.", "o neil sons ltd"),
        ("北京石油", "北京石油"),
        ("", ""),
    ],
)
def test_folding_takes_out_what_people_do_not_type(text, folded):
    assert fold(text) == folded


def test_folding_twice_changes_nothing():
    for text in ("Königlich", "김민수", "北京石油", "ﬁne ①", "Ωμέγα"):
        assert fold(fold(text)) == fold(text)


def test_a_record_is_indexed_by_its_parts_joined_and_apart():
    text = index_text("Königlich", "K-1001", "+41 31 123", "北京石油", None, "")
    assert text == " koniglich k 1001 k1001 41 31 123 4131123 北 京 石 油 "
    assert index_text(None, "") == ""


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Konig, Bern", ("konig", "bern")),
        ("+41 (31) 123", ("4131123",)),
        ("031 123", ("31123",)),
        ("000", ("000",)),
        ("京石油 Bern", ("京 石 油", "bern")),
        ("...", ()),
        ("a " * 60, ("a",)),
    ],
)
def test_terms(text, asked):
    assert terms(text) == asked


def test_digits_of_any_script():
    assert digits("٠٤１2") == "0412"


def test_variants_are_all_single_edits():
    assert variants("abc") == [
        ".abc",
        ".bc",
        "a.bc",
        "a.c",
        "ab",
        "ab.",
        "ab.c",
        "abc.",
        "ac",
        "acb",
        "bac",
        "bc",
    ]


@pytest.fixture
def customers(db):
    for name, city in [
        ("Königlich Öl GmbH", "Bern"),
        ("Meier Spedition", "Ulm"),
        ("Frey AG", "Bern"),
        ("北京石油有限公司", "北京"),
        ("王小明", "上海"),
        ("김민수", "서울"),
        ("100% Öl_Bar", "Graz"),
    ]:
        customer = CustomerFactory(name=name)
        Customer.objects.filter(pk=customer.pk).update(search_text=index_text(name, city))
    return Customer.objects.order_by("name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Königlich", "Königlich Öl GmbH"),
        ("koniglich", "Königlich Öl GmbH"),
        ("KONIG bern", "Königlich Öl GmbH"),
        ("niglic", "Königlich Öl GmbH"),
        ("石油", "北京石油有限公司"),
        ("油", "北京石油有限公司"),
        ("김민", "김민수"),
        ("기", "김민수"),
        ("서울", "김민수"),
        ("100%", "100% Öl_Bar"),
    ],
)
def test_matching_finds_words_and_parts_of_words(customers, text, name):
    assert [row.name for row in matching(customers, text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Konglich", "Königlich Öl GmbH"),  # a letter too few
        ("Konniglich", "Königlich Öl GmbH"),  # too many
        ("Konixlich", "Königlich Öl GmbH"),  # wrong
        ("Koniglcih", "Königlich Öl GmbH"),  # swapped
        ("Xoniglich", "Königlich Öl GmbH"),  # the first one
        ("Konigl oel bern", None),  # two edits in a short word
        ("Kongli bern", "Königlich Öl GmbH"),  # half typed, and another word
        ("Meyer", "Meier Spedition"),
        ("Fery", "Frey AG"),
        ("Fry", None),  # too short to be tolerant about
        ("Mxyxr", None),
        ("김민서", "김민수"),
        ("王大明", "王小明"),
        ("王大", None),
    ],
)
def test_similar_forgives_one_edit_a_word(customers, text, name):
    assert [row.name for row in similar(customers, text)] == ([name] if name else [])


def test_what_matches_is_preferred_to_what_is_similar(customers):
    customer = CustomerFactory(name="Meyer")
    Customer.objects.filter(pk=customer.pk).update(search_text=index_text("Meyer"))
    assert [row.name for row in find(customers, "meyer")] == ["Meyer"]
    assert [row.name for row in find(customers, "meier")] == ["Meier Spedition"]
    assert [row.name for row in find(customers, "mejer")] == ["Meier Spedition", "Meyer"]


def test_punctuation_finds_nothing_and_no_text_everything(customers):
    assert not matching(customers, "...").exists()
    assert not similar(customers, "...").exists()
    assert matching(customers, "").count() == customers.count()


def test_patterns_in_the_text_are_taken_by_their_letters(customers):
    assert not similar(customers, ".*.*").exists()
    assert list(similar(customers, "x\0y")) == []


def test_search_stays_within_what_it_is_given(customers):
    assert list(similar(customers.filter(name="Frey AG"), "Konglich")) == []
