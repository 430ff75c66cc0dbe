"""What admins may change about background work."""

from django.utils.translation import gettext_lazy as _

from crm.shell.limits import whole

TITLE = _("Background work")
DEFAULTS = {
    "JOBS_KEEP_DAYS": (90, _("Days after which finished background work is deleted."), whole(1, 3_650)),
}
