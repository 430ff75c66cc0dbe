"""The look has one source: what templates name, the style sheet defines."""

import re

from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
STYLES = settings.BASE_DIR / "static" / "src"

# Names that only say what a part is, for tests and scripts.
UNSTYLED = {"list__bar", "callout--info", "tag--grey"}


def test_every_class_of_a_template_is_styled():
    styles = "".join(sheet.read_text() for sheet in STYLES.rglob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", styles)) | UNSTYLED
    unknown = {
        f"{name} in {template.relative_to(TEMPLATES)}"
        for template in TEMPLATES.rglob("*.html")
        for name in classes_of(template.read_text()) - styled
    }
    assert not unknown


def classes_of(template):
    """Return the classes written out in *template*; those put together by tags are left aside."""
    names = set()
    for value in re.findall(r'class="([^"]*)"', template):
        plain = re.sub(r"[\w-]*\{[{%].*?[%}]\}[\w-]*", " ", value)
        names |= set(re.findall(r"[a-zA-Z][\w-]*", plain))
    return names


def test_no_template_styles_or_scripts_inline():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(src=|type=\"application/json\"))")
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if inline.search(path.read_text())
    }
    assert not found


def test_every_icon_named_is_drawn():
    drawn = set(
        re.findall(r'symbol id="([^"]+)"', (settings.BASE_DIR / "static/public/icons.svg").read_text())
    )
    named = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\{% icon "([\w-]+)" %\}', template.read_text())
    }
    assert named <= drawn
