"""The OpenAPI schema: complete, and true of what the API answers to anything it allows."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from constance.test import override_config
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import Account, Product
from crm.api.schema import Generator
from crm.api.throttling import PersonRate
from crm.customers.models import Customer
from crm.wsgi import application
from tests.api import program_of
from tests.cast import Cast
from tests.crm.api.test_access import PREFIX, PUBLIC, ROUTES, Route

EXAMPLES = 4
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    return Generator().get_schema(request=None, public=True)  # type: ignore[no-any-return, no-untyped-call]


def test_the_schema_is_valid_and_without_a_warning(db, tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_operation_says_what_it_does(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation.get("summary"), where
            assert operation.get("description"), where
            assert "429" in operation["responses"], where


def test_every_post_takes_an_idempotency_key(document):
    posts = {path: one["post"] for path, one in document["paths"].items() if "post" in one}
    without = [
        path
        for path, post in posts.items()
        if "Idempotency-Key" not in {parameter["name"] for parameter in post.get("parameters", [])}
    ]
    assert without == ["/api/v1/token/"]


# What the schema allows, the API answers as the schema says ----------------------------------------


@pytest.fixture
def kept_connection():
    """Let the WSGI application leave the connection open that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_api_keeps_to_its_schema(cast, document, kept_connection, subtests, monkeypatch):
    """Send each operation a few requests made from the schema, at a record that exists."""
    monkeypatch.setattr(PersonRate, "THROTTLE_RATES", {"person": None})
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    for found in schema.get_all_operations():
        operation = found.ok()
        name = _name(operation)
        if name not in PUBLIC:
            with subtests.test(operation=name):
                _send_examples(operation, ROUTES[name], cast)


def _name(operation: Any) -> str:
    path = operation.path.removeprefix(PREFIX).replace("{id}", "{pk}").replace("{code}", "{pk}")
    return f"{operation.method.upper()} {path}"


def _send_examples(operation: Any, route: Route, cast: Cast) -> None:
    key = program_of(cast.manager)._credentials["HTTP_AUTHORIZATION"]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        with transaction.atomic(), override_config(**route.settings):
            _aim(case, route.make(cast), cast)
            case.call_and_validate(headers={"Authorization": key}, checks=CHECKS)
            transaction.set_rollback(True)

    send()


def _aim(case: Any, record: Any, cast: Cast) -> None:
    """Put keys of records that exist where the schema allows any number, so that services are reached."""
    for name in case.path_parameters if record is not None else ():
        case.path_parameters[name] = record.pk
    body = case.body if isinstance(case.body, dict) else {}
    known = {"customer": Customer, "account": Account, "product": Product}
    for one in (body, *(line for line in body.get("lines") or [] if isinstance(line, dict))):
        for name, model in known.items():
            if isinstance(one.get(name), int):
                one[name] = model.objects.values_list("pk", flat=True).first() or one[name]
