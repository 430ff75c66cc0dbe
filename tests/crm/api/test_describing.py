"""What describes the API is loaded by who asks for the description, and by nobody else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings

LOADED = """
import sys, django
django.setup()
from django.urls import reverse
reverse("api-schema")
wanted = {"drf_spectacular.openapi", "django.test", "unittest", "crm.customers.api.cards"}
print(*sorted(wanted & set(sys.modules)))
"""

SAID = """
import django
django.setup()
from crm.api.schema import Generator
paths = Generator().get_schema(request=None, public=True)["paths"]
print("204" in paths["/api/v1/duplicates/{id}/dismiss/"]["post"]["responses"])
"""


def test_serving_pages_loads_neither_the_generator_nor_test_tools():
    command = [sys.executable, "-c", LOADED]
    found = subprocess.run(command, check=True, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert found.stdout.split() == ["crm.customers.api.cards"]


def test_a_document_made_before_any_page_was_served_says_all():
    command = [sys.executable, "-c", SAID]
    found = subprocess.run(command, check=True, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert found.stdout.strip() == "True"


@pytest.mark.parametrize(("name", "kind"), [("schema", "application/vnd.oai.openapi"), ("docs", "text/html")])
def test_document_and_page_are_there_when_asked_for(cast, client, name, kind):
    client.force_login(cast.owner)
    answer = client.get(f"/api/{name}/")
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)
