"""Put files on a card and take them off."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.services.preparing import refuse_merged
from crm.history.services import record_event
from crm.shell.errors import Refused
from crm.timeline.models import Attachment
from crm.timeline.policy import FilePolicy, file_policy
from crm.timeline.rules import may_remove_file

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User

MAX_NAME = 120


def attach_file(*, customer: Customer, by: User, upload: File[bytes]) -> Attachment:
    """Put a file on the card; refused when it is empty, too large or of a kind that is not allowed."""
    refuse_merged(customer)
    name = clean_name(upload.name or "")
    _check(upload, name, file_policy())
    attachment = Attachment(customer=customer, by=by, name=name, size=upload.size, file=upload)
    attachment.file.name = name
    try:
        with transaction.atomic():
            attachment.save()
    except BaseException:
        if attachment.file._committed:  # type: ignore[attr-defined]
            attachment.file.delete(save=False)  # no row, no file
        raise
    return attachment


@transaction.atomic
def remove_file(*, attachment: Attachment, by: User) -> Attachment:
    """Take a file off the card; its row stays and the feed says so."""
    stored = Attachment.objects.select_for_update().select_related("customer").get(pk=attachment.pk)
    if not may_remove_file(by, stored):
        raise Refused(_("Only who put the file here, or a manager, takes it off."), code="not_yours")
    if stored.removed_at is None:
        stored.removed_at, stored.removed_by = timezone.now(), by
        stored.save(update_fields=["removed_at", "removed_by"])
        record_event(customer=stored.customer, verb="file.removed", by=by, data={"name": stored.name})
    return stored


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and length beyond MAX_NAME."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    path = PurePath(plain or "file")
    return path.stem[: MAX_NAME - len(path.suffix)] + path.suffix


def _check(upload: File[bytes], name: str, policy: FilePolicy) -> None:
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending not in policy.endings:
        message = _("Files of this kind are not taken: “%(name)s”. Allowed are %(endings)s.")
        raise Refused(
            message % {"name": name, "endings": ", ".join(sorted(policy.endings))}, field="file", code="kind"
        )
    if not upload.size:
        raise Refused(_("“%(name)s” is empty.") % {"name": name}, field="file", code="empty")
    if upload.size > policy.max_bytes:
        message = _("“%(name)s” is too large: at most %(most)s MB.")
        most = policy.max_bytes // (1024 * 1024)
        raise Refused(message % {"name": name, "most": most}, field="file", code="too_large")
