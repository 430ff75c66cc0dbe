"""What a row says of the effort to win its customer: found or opened, its state by the rules of D1.3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Product, ProductFamily
from crm.customers.models import Customer
from crm.exchange.records import Record
from crm.shell.errors import RefusedMany
from crm.shell.textsearch import fold
from prospects.choices import OPEN_STAGES
from prospects.exchange.effort import Effort, put
from prospects.exchange.fields import ANSWERS, PLAIN
from prospects.exchange.states import Wanted, move
from prospects.models import AcquisitionMethod, Prospect, Step
from prospects.services.opening import check, no_method, other_method
from prospects.visited import days_visited


class Efforts:
    """The stored efforts of a batch's cards and the catalogues, read with one question each."""

    def __init__(self, cards: Iterable[Customer], batch: Sequence[Record]) -> None:
        self.by_card: dict[int, list[Prospect]] = defaultdict(list)
        keys = [card.pk for card in cards]
        rows = Prospect.objects.filter(customer__in=keys).prefetch_related("products").order_by("pk")
        for prospect in rows if keys else ():
            self.by_card[prospect.customer_id].append(prospect)
        self.visited = days_visited(keys)
        self.fresh: dict[int, list[Prospect]] = defaultdict(list)
        self.lines = {row.name.casefold(): row for row in ProductFamily.objects.all()}
        self.methods = {row.code: row for row in AcquisitionMethod.objects.all()}
        self.steps = _steps_by_name()
        numbers = {number for record in batch for number in _numbers(record.values.get("products"))}
        products = Product.objects.filter(number__in=numbers) if numbers else Product.objects.none()
        self.products = dict(products.values_list("number", "pk"))
        self.default = other_method()

    def plan(self, record: Record, card: Customer) -> Effort | None:
        """Decide on a row's effort; None when the row is refused, with the reasons in the record."""
        line, step = self._line(record), self._step(record)
        if record.errors:
            return None
        wanted = Wanted.of(record.values, step)
        efforts = self._of(card)
        prospect = _choose(efforts, line, named="line" in record.values, wanted=wanted)
        effort = self._new(card, line, efforts) if prospect is None else _found(prospect)
        effort.visited = self.visited.get(card.pk, ())
        self._put_facts(effort, record)
        if not record.errors:
            move(effort, wanted, record)
        if effort.changes_something:
            self._refuse_archived(effort, record)
            self._check(effort, record)
        if record.errors:
            return None
        if effort.is_new:
            efforts.append(effort.prospect)
        return effort

    def _of(self, card: Customer) -> list[Prospect]:
        return self.by_card[card.pk] if card.pk else self.fresh[id(card)]

    def _new(self, card: Customer, line: ProductFamily | None, efforts: Sequence[Prospect]) -> Effort:
        prospect = Prospect(customer=card, line=line)
        if self.default is not None:
            prospect.method = self.default
        return Effort(prospect, is_new_name=not efforts)

    def _refuse_archived(self, effort: Effort, record: Record) -> None:
        """An archived card takes no deeds; one that comes archived brings its effort along."""
        if effort.prospect.customer.is_archived and not (effort.is_new and record.values.get("archived_on")):
            record.refuse("number", _("This card is archived. Restore it first."))

    def _line(self, record: Record) -> ProductFamily | None:
        name = record.values.get("line")
        if not name:
            return None
        found = self.lines.get(name.casefold())
        if found is None:
            names = ", ".join(row.name for row in list(self.lines.values())[:20])
            message = _("There is no product line “%(name)s”. There are: %(names)s.")
            record.refuse("line", message % {"name": name, "names": names}, name)
        return found

    def _step(self, record: Record) -> Step | None:
        name, stage = record.values.get("step"), record.values.get("stage")
        if not name:
            return None
        found = [step for step in self.steps.get(fold(name), ()) if stage in (None, step.stage)]
        if not found:
            record.refuse("step", _("There is no step “%(name)s” in this stage.") % {"name": name}, name)
            return None
        return found[0]

    def _put_facts(self, effort: Effort, record: Record) -> None:
        values = record.values
        wanted: dict[str, Any] = {name: values[name] for name in PLAIN if name in values}
        wanted |= {name: int(values[name] or 0) for name in ANSWERS if name in values}
        if values.get("method"):
            wanted["method_id"] = self.methods[values["method"]].pk
        for name, value in wanted.items():
            put(effort, name, _storable(name, value))
        if not effort.prospect.method_id:
            in_use = any(method.active for method in self.methods.values())
            record.refuse("method", no_method(in_use=in_use))
        self._put_products(effort, record)

    def _put_products(self, effort: Effort, record: Record) -> None:
        numbers = _numbers(record.values.get("products"))
        unknown = [number for number in numbers if number not in self.products]
        if unknown:
            message = _("There is no product with the number “%(number)s”.")
            record.refuse("products", message % {"number": unknown[0]}, unknown[0])
            return
        wanted = {self.products[number] for number in numbers}
        stored = set() if effort.is_new else {product.pk for product in effort.prospect.products.all()}
        if "products" in record.values and wanted != stored:
            effort.products, effort.products_before = sorted(wanted), sorted(stored)

    def _check(self, effort: Effort, record: Record) -> None:
        days = {"opened_on", "won_on", "given_up_on"}
        try:
            check(effort.prospect, days_given=bool(days & effort.changed))
        except RefusedMany as many:
            for refused in many.refusals:
                name = refused.field or ""
                record.refuse(name, str(refused), str(record.values.get(name, "")))


def _found(prospect: Prospect) -> Effort:
    return Effort(prospect, before=(prospect.stage, prospect.disposition))


def _choose(
    efforts: Sequence[Prospect], line: ProductFamily | None, *, named: bool, wanted: Wanted
) -> Prospect | None:
    """Return the effort a row is about: the open one for its line, else the latest; None for a new one.

    A row that names no line is about the effort for everything, or about the only one there is. After a
    customer was won, an open stage with a later day of opening is a new effort.
    """
    mine = [one for one in efforts if one.line_id == (line.pk if line else None)]
    if not mine and not named and len(efforts) == 1:
        mine = list(efforts)
    if not mine:
        return None
    found = next((one for one in mine if one.is_open), mine[-1])
    opened_again = (
        wanted.opened_on is not None and found.won_on is not None and wanted.opened_on > found.won_on
    )
    return None if opened_again and wanted.stage in OPEN_STAGES else found


def _storable(name: str, value: Any) -> Any:
    if value is not None:
        return value
    column: Any = Prospect._meta.get_field(name)
    return None if column.null else column.get_default()


def _numbers(text: str | None) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in (text or "").split(";") if part.strip()))


def _steps_by_name() -> dict[str, list[Step]]:
    """Return the steps in use by their folded names, in every language."""
    found: dict[str, list[Step]] = defaultdict(list)
    steps = list(Step.objects.filter(active=True).order_by("position", "pk"))
    for language, _title in settings.LANGUAGES:
        with override(language):
            for step in steps:
                if step not in found[fold(str(step))]:
                    found[fold(str(step))].append(step)
    return found
