"""The product in its languages: nothing untranslated, nothing stale, no word outside the catalogues."""

import re
from gettext import GNUTranslations
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from crm.exchange import kinds
from tools import texts
from tools.paths import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{n?\}|</?\w+>")


def numbers_of(message):
    """Return a text's forms: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def key_of(message):
    return message.context, numbers_of(message)


@pytest.fixture(scope="module")
def collected():
    return {key_of(message): message for message in texts.collect() if message.id}


@pytest.fixture(params=texts.LANGUAGES)
def catalogue(request):
    return texts.read(request.param)


def test_every_text_of_the_product_is_in_the_catalogue_and_nothing_else(catalogue, collected):
    known = {key_of(message) for message in catalogue if message.id}
    update = "python -m tools.texts update, then translate"
    assert set(collected) - known == set(), f"Not in the catalogue of {catalogue.locale}: {update}."
    assert known - set(collected) == set(), f"No longer in the product, {catalogue.locale}: {update}."


def test_every_text_is_translated(catalogue):
    untranslated = [message.id for message in catalogue if message.id and not texts.is_translated(message)]
    assert untranslated == []


def test_translations_keep_the_placeholders(catalogue):
    wrong = []
    for message in catalogue:
        strings = [message.string] if isinstance(message.string, str) else message.string
        # In these languages one form serves all numbers, so it says what the plural says.
        wanted = marks_of(numbers_of(message)[-1])
        wrong += [(message.id, text) for text in strings if message.id and marks_of(text) != wanted]
    assert wrong == []


def marks_of(text):
    return sorted(PLACEHOLDER.findall(text))


def test_chinese_is_written_in_the_characters_of_its_readers():
    """Characters that only one of the two has give a converted or mixed-up text away."""
    only_simplified = set("户联单认证务订选择这为对时间级类设长开关结应该资")
    only_traditional = set("戶聯單認證務訂選擇這為對時間級類設長開關結應該資")
    for language, foreign in (("zh_Hans", only_traditional), ("zh_Hant", only_simplified)):
        mixed = [text for text in translations(language) if foreign & set(text)]
        assert mixed == []


def test_taiwan_has_words_of_its_own():
    mainland = "默認 信息 數據 軟件 網絡 用戶 打印 鏈接 保存 視頻 質量 字段 登錄頁"
    words = [(word, text) for text in translations("zh_Hant") for word in mainland.split() if word in text]
    assert words == []


def translations(language):
    return [joined(message) for message in texts.read(language) if message.id]


def joined(message):
    return message.string if isinstance(message.string, str) else "".join(message.string)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_django_reads_is_what_was_translated(language, tmp_path):
    target = tmp_path / "django.mo"
    texts.compile_one(language, target)
    with target.open("rb") as file:
        compiled = GNUTranslations(file)
    for message in texts.read(language):
        if message.id and message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        elif isinstance(message.id, tuple):
            assert compiled.ngettext(*message.id, 5) == joined(message)
        elif message.id:
            assert compiled.gettext(message.id) == message.string


@pytest.mark.parametrize(
    ("asked", "language", "word"),
    [
        ("zh-CN,zh;q=0.9", "zh-hans", "登录"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-hant", "登入"),
        ("zh-HK", "zh-hant", "登入"),
        ("ko-KR", "ko", "로그인"),
        ("de-DE", "en", "Log in"),
        ("de-DE,ko;q=0.5", "ko", "로그인"),
    ],
)
def test_the_log_in_page_speaks_the_browsers_language(client, db, asked, language, word):
    response = client.get(reverse("people:login"), headers={"accept-language": asked})
    html = response.content.decode()
    assert (response.headers["Content-Language"], f'lang="{language}"' in html, word in html) == (
        language,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Customers"), ("zh-hans", "客户"), ("zh-hant", "客戶"), ("ko", "고객")]
)
def test_a_persons_pages_speak_the_persons_language(client, cast, language, word):
    cast.owner.language = language
    cast.owner.save()
    client.force_login(cast.owner)
    html = client.get(reverse("customers:list"), headers={"accept-language": "fr"}).content.decode()
    assert (f'lang="{language}"' in html, f"<h1>{word}" in html) == (True, True)


@pytest.mark.parametrize(("language", "name"), settings.LANGUAGES)
def test_each_language_is_offered_in_itself(client, cast, language, name):
    cast.owner.language = "ko"
    cast.owner.save()
    client.force_login(cast.owner)
    html = client.get(reverse("people:profile")).content.decode()
    assert re.search(rf'<option value="{language}"[^>]*>{name}</option>', html)


@pytest.mark.parametrize("language", [language for language, _name in settings.LANGUAGES])
def test_columns_of_one_kind_of_file_have_names_of_their_own(db, language):
    """Two fields of one name would make a file with headings in this language ambiguous."""
    with translation.override(language):
        for kind in kinds.KINDS:
            names = [str(field.label) for field in kind.fields()]
            assert [name for name in set(names) if names.count(name) > 1] == [], kind.name


class Reader(HTMLParser):
    """Collects what a person would see or hear of a template whose tags are blanked."""

    SEEN = frozenset({"title", "aria-label", "alt", "placeholder", "data-confirm", "data-label"})
    # Names of keys, and what is written alike in every language.
    SILENT = frozenset({"script", "style", "kbd", "code"})
    SAME = frozenset({"Regulars", "· Regulars", ".csv"})

    def __init__(self):
        super().__init__()
        self.words = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in self.SILENT
        self.words += [value for name, value in attrs if name in self.SEEN and value]

    def handle_endtag(self, tag):
        self.silent -= tag in self.SILENT

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)

    def found(self):
        words = (word.strip() for word in self.words)
        return [word for word in words if re.search("[A-Za-z]{2}", word) and word not in self.SAME]


TRANSLATED = re.compile(r"{%\s*blocktrans.*?{%\s*endblocktrans\w*\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
TEMPLATES = ROOT / "templates"
SHOWCASE = (
    TEMPLATES / "shell" / "gallery"
)  # and gallery.html: names of components and invented data, for developers


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for path in TEMPLATES.rglob("*.html")
        if not path.is_relative_to(SHOWCASE) and path.stem != "gallery"
    ),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_templates_say_nothing_outside_gettext(path):
    reader = Reader()
    reader.feed(TRANSLATED.sub("", path.read_text(encoding="utf-8")))
    assert reader.found() == []
