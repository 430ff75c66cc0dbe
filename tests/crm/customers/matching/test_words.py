"""How names, phone numbers, addresses become comparable."""

from __future__ import annotations

import pytest

from crm.customers.matching.words import (
    email_address,
    name_words,
    phone_digits,
    postcode_of,
    same_phone,
    street_of,
    web_domain,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alba Trading Ltd", "ALBA TRADING LIMITED"),
        ("Alba Trading Co., Ltd.", "Alba Trading"),
        ("Alba S.A.R.L.", "Alba, SARL"),
        ("Alba S.A.", "alba"),
        ("Müller & Söhne GmbH & Co. KG", "Muller und Sohne"),
        ("北京石油有限公司", "北京石油"),
        ("北京石油股份有限公司", "北京石油 有限责任公司"),
        ("株式会社トヨタ", "トヨタ(株)"),
        ("㈱トヨタ", "ﾄﾖﾀ"),
        ("주식회사 삼성전자", "(주)삼성전자"),
        ("㈜삼성전자", "삼성전자"),
        ("J. P. Morgan", "JP Morgan"),
        ("O’Brien", "OBrien"),
    ],
)
def test_legal_forms_case_width_and_punctuation_do_not_tell_names_apart(one, other):
    assert name_words(one) == name_words(other)


def test_a_name_of_nothing_but_a_legal_form_stays():
    assert name_words("Limited") == ("limited",)
    assert name_words("有限公司") == ("有限公司",)
    assert name_words("The And") == ("the", "and")
    assert name_words("!?") == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+49 (0)30 1234-567", "030 1234567", True),
        ("0049 30 1234567", "+49 30 1234567 ext. 12", True),
        ("+1 (213) 555-0137", "213.555.0137", True),
        ("555-0137", "213-555-0137", True),
        ("２１３ ５５５ ０１３７", "213 555 0137", True),
        ("213 555 0137", "213 555 0138", False),
        ("12345", "12345", False),
        ("", "", False),
    ],
)
def test_phone_numbers_are_one_with_and_without_country_code(one, other, same):
    assert same_phone(phone_digits(one), phone_digits(other)) is same


def test_mail_and_web_addresses():
    assert email_address(" Ann.Frey+News@Alba.Example ") == "ann.frey@alba.example"
    assert [email_address(text) for text in ("", "ann", "@alba", "ann@")] == ["", "", "", ""]
    assert web_domain("HTTPS://www.Alba.Example:8080/de?x=1") == "alba.example"
    assert web_domain("alba") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Main Street, Suite 4", "12 Main St. #4"),
        ("Hauptstraße 12", "Hauptstr. 12"),
        ("1605 W OLYMPIC BLVD #9023", "1605 Olympic Boulevard, Unit 9023"),
        ("007 Elm Ave", "7, elm avenue"),
    ],
)
def test_a_street_has_many_spellings(one, other):
    assert street_of(one)[1:] == street_of(other)[1:]


def test_a_numbered_street_is_a_name_and_no_number():
    assert street_of("8 W 41st Street") == (("w", "41st", "street"), ("41st",), frozenset({"8"}))


def test_postcodes():
    assert [postcode_of(text) for text in ("90026-4913", "sw1a 1aa", "１２３", "")] == [
        "90026",
        "SW1A1AA",
        "123",
        "",
    ]
