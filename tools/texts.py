"""The texts of Regulars in its languages: collect what the code says, compile what was translated.

``python -m tools.texts update``   bring locale/*/LC_MESSAGES/django.po up to date with code and templates
``python -m tools.texts compile``  write the .mo files that Django reads
Works with Babel alone, so that no machine needs the gettext programs.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.paths import ROOT
from tools.steps import say

LOCALE = ROOT / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant", "ko")
NO_PRODUCT = {"tests", "tools", "benchmarks"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What is left of a template after templatize(): calls between blanked text that is no Python.
CALL = re.compile(r"""\b(?:(?:np|n|p)?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|[\w\s,])*\)""")


def main() -> None:
    """Run the command named."""
    commands = {"update": update, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        raise SystemExit(__doc__)
    commands[sys.argv[1]]()


def path_of(language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return what is translated into a language; an empty catalogue when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Regulars", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def collect() -> Catalog:
    """Return every text of the product, with the files it stands in."""
    catalog = Catalog(project="Regulars", charset="utf-8")
    for path in _sources():
        where = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in _texts_of(path):
            catalog.add(message, locations=[(where, line)], auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[Path]:
    packages = [init.parent for init in ROOT.glob("*/__init__.py") if init.parent.name not in NO_PRODUCT]
    for package in sorted(packages):
        yield from (path for path in sorted(package.rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in (".html", ".txt"))


def _texts_of(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        code = "\n".join(match[0] for match in CALL.finditer(templatize(code)))
    yield from extract("python", io.BytesIO(code.encode()), KEYWORDS, comment_tags=["Translators:"])


def update() -> None:
    """Add new texts, drop those that went; texts still to translate stay empty."""
    found = collect()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        _save(catalog, path_of(language))
        todo = sum(1 for message in catalog if message.id and not is_translated(message))
        say(f"{language}: {len(catalog)} texts, {todo} to translate")


def is_translated(message: Message) -> bool:
    """Tell whether a text, in all its numbers, has been translated and looked at."""
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(strings) and all(strings) and not message.fuzzy


def _save(catalog: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # By text and without line numbers, so that moving code around leaves the catalogues alone.
        write_po(file, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)


def compile_all() -> None:
    """Write the .mo file of every language."""
    for language in LANGUAGES:
        compile_one(language, path_of(language).with_suffix(".mo"))


def compile_one(language: str, target: Path) -> None:
    """Write what Django reads; it is replaced at once, as a server may be reading it."""
    fresh = target.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, read(language))
    fresh.replace(target)


if __name__ == "__main__":
    settings.configure()  # for templatize()
    main()
