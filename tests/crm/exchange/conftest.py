"""Files to import, written in the test, and the command that loads them."""

import io
import json

import pytest
from django.core.management import call_command


@pytest.fixture
def sheet(tmp_path):
    """Write a file: `sheet("a.csv", "number,name\\n…")`; bytes are written as they are."""

    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def load(sheet, db):
    """Load a text (or a path) as a kind; the result of `--json`, with `code` 1 if a row was refused."""

    def run(kind, content, *options, maps=()):
        path = content if hasattr(content, "read_bytes") else sheet(content)
        out = io.StringIO()
        arguments = [f"--map={each}" for each in maps]
        code = 0
        try:
            call_command("load", kind, str(path), "--json", *arguments, *options, stdout=out)
        except SystemExit as stop:
            code = stop.code
        return json.loads(out.getvalue()) | {"code": code}

    return run


@pytest.fixture
def counts():
    """Created, updated, unchanged, refused."""

    def of(result):
        return tuple(result[name] for name in ("created", "updated", "unchanged", "refused"))

    return of


@pytest.fixture
def shop(load):
    """Two reps, two customers, two products, two orders."""
    load("users", "number,name,email\nR1,Ann Kim,ann@firm.example\nR2,Bo Li,bo@firm.example\n")
    load("customers", "number,name,city,owner\nK1,Alba Oil,Bern,R1\nK2,Böhm GmbH,Basel,R2\n")
    load("products", "number,name,price,cost\nP1,Motor oil,10.50,6\nP2,Grease,4,2\n")
    load("orders", "number,customer,date,rep\nO1,K1,2026-01-05,R1\nO2,K2,2026-02-07,R2\n")
