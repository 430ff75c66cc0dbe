"""The contract of an importable or exportable kind of record, and the registry of them.

An app brings its kinds in its own `exchange.py`, found as Django's admin finds `admin.py`:

    KINDS.register(ProductKind())

Work comes in batches of about 2,000 rows, so that a kind asks its questions once a batch, never
once a row. For a batch the engine has already cleaned every cell and looked up every reference;
`plan` then decides per record (target, outcome, errors) without writing, `write` does it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from crm.exchange.fields import Field
from crm.exchange.records import Context, Link, Outcome, Record, RowError
from crm.shell.discovery import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from crm.exchange.blockers import Blockers
    from crm.people.models import User


class Kind:
    """One kind of record that files can hold.

    `name` is what commands and addresses call it. `keys` are the fields whose values together are the
    record's own number: by them a row finds its record, and a file may give them only once.
    """

    name: ClassVar[str]
    title: ClassVar[StrOrPromise]
    noun: ClassVar[StrOrPromise] = ""  # one of them, as references to it are called
    order: ClassVar[int] = 100
    keys: ClassVar[tuple[str, ...]] = ("number",)
    importable: ClassVar[bool] = True
    # Whether a row without its keys is simply a new record.
    optional_keys: ClassVar[bool] = False
    # The kind whose numbers its rows bear, where that is another one: prospects are cards of customers.
    numbered_as: ClassVar[str] = ""
    # Whether new rows are compared with what is on file and with each other.
    finds_duplicates: ClassVar[bool] = False
    # The page where what was imported is found; empty where there is none.
    list_url_name: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.name

    def fields(self) -> Sequence[Field]:
        """Every field, in the order of an export. Asked anew for each run: an admin may add fields."""
        raise NotImplementedError

    def may_import(self, by: User | None) -> bool:
        """Whether this person may import; None is the operator at the command line."""
        return self.importable and (by is None or by.is_admin)

    def may_export(self, by: User | None) -> bool:
        return True

    def may_export_field(self, field: Field, by: User | None) -> bool:
        """Whether this person may have this field of the rows they may see."""
        return True

    def key_of(self, record: Record) -> Hashable | None:
        """What identifies the record within its kind, None when the row does not say."""
        values = tuple(record.values.get(name) for name in self.keys)
        return None if None in values else values

    def find(self, numbers: Sequence[str], by: User | None) -> dict[str, int]:
        """The primary keys of records of this kind by their numbers, as far as `by` may see them."""
        raise NotImplementedError

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        """Before the first batch of the write pass: lock what all of them touch, in one fixed order.

        That order is everybody's: cards first, then what hangs on them; in a table by primary key.
        """

    def plan(self, batch: Sequence[Record], context: Context) -> None:
        """Give each record its target, changes and outcome, or its errors. One query a table, no writes.

        In the write pass (`context.writing`) the existing records are locked.
        """
        raise NotImplementedError

    def write(self, batch: Sequence[Record], context: Context) -> None:
        """Write what `plan` decided, with history that carries `context.import_id`."""
        raise NotImplementedError

    def judge(self, context: Context) -> Iterable[tuple[RowError, Outcome]]:
        """After the check pass: what is wrong with rows, seen only with all of them; their outcome so far."""
        return ()

    def link(self, links: Iterable[Link], context: Context) -> None:
        """Set references to records of the same file."""

    def finish(self, context: Context) -> None:
        """After the last batch, in the same transaction: totals, feeds."""

    def export(self, by: User | None, fields: Sequence[Field], only: Any = None) -> Iterator[list[Any]]:
        """The rows `by` may see, as stored values in the order of `fields`, without loading all at once.

        `only` narrows them to a queryset of the kind's model (what a list page shows).
        """
        raise NotImplementedError

    def undo(self, import_id: int, by: User | None) -> None:
        """Take back what an import of this kind did; Refused, naming the records, when it was built upon."""
        raise NotImplementedError

    def in_the_way(self, import_id: int) -> Blockers | None:
        """What has happened since an import of this kind that would refuse its undo; None if not known."""
        return None

    def later_imports(self, import_id: int) -> set[int]:
        """The later imports that changed or used what an import of this kind wrote."""
        return set()


KINDS: Registry[Kind] = Registry("importable kinds")


def kind_named(name: str) -> Kind:
    """The kind called `name`; LookupError says which there are."""
    kind = KINDS.get(name)
    if kind is None:
        names = ", ".join(kind.name for kind in KINDS)
        raise LookupError(
            _("There is no kind “%(name)s”. There are: %(names)s.") % {"name": name, "names": names}
        )
    return kind
