"""Keep the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Product
from crm.history.services import save_as
from crm.shell.errors import Refused, RefusedMany

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def save_product(*, product: Product | None = None, facts: Mapping[str, Any], by: User) -> Product:
    """Create a product from *facts*, or change *product*; RefusedMany names every wrong one.

    Orders keep the price they were taken at.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk) if product else Product()
    for name, value in facts.items():
        setattr(product, name, value)
    try:
        product.full_clean()
    except ValidationError as error:
        raise RefusedMany(
            Refused(" ".join(messages), field=field, code="invalid")
            for field, messages in error.message_dict.items()
        ) from error
    return save_as(product, by=by)
