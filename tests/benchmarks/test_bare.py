"""The bare project of the benchmarks stands on the product's own tables, column for column."""

import json
import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings

PRINT_COLUMNS = """
import json, django
django.setup()
from django.apps import apps
models = apps.get_app_config("bare").get_models()
print(json.dumps({m._meta.db_table: sorted(f.column for f in m._meta.concrete_fields) for m in models}))
"""
TABLES = ["accounts_account", "accounts_order", "customers_customer", "people_user"]


@pytest.fixture(scope="module")
def bare():
    """Columns by table, as the bare project's own settings have them: they cannot share a process."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
        "DATABASE_URL": "sqlite:///:memory:",
    }
    command = [sys.executable, "-c", PRINT_COLUMNS]
    return json.loads(subprocess.run(command, env=env, cwd=settings.BASE_DIR, check=True, stdout=-1).stdout)


def test_it_has_no_other_tables(bare):
    assert sorted(bare) == TABLES


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_those_of_the_product(bare, table):
    (model,) = (model for model in apps.get_models() if model._meta.db_table == table)
    assert bare[table] == sorted(field.column for field in model._meta.concrete_fields)
