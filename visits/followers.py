"""What visits keep in step with cards: whose they are, and whether they are in the archive."""

from __future__ import annotations

from crm.customers.followers import Follower, followers
from visits.services.following import follow_owner, leave_archived

followers.register(
    Follower(key="visits.owner", fields=frozenset({"owner"}), follow=follow_owner),
    Follower(key="visits.archive", fields=frozenset({"archived_at"}), follow=leave_archived),
)
