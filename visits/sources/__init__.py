"""Where candidates come from. A further source (complaints, credit reviews) is a module here that
answers a `visits.needs.WeekAhead` with needs, and a line in `SOURCES`: the apps whose records it reads
stand below this one and know nothing of visits.
"""

from visits.needs import Source
from visits.sources.accounts import accounts_due
from visits.sources.follow_ups import visits_promised
from visits.sources.prospects import prospects_due

SOURCES: tuple[Source, ...] = (accounts_due, prospects_due, visits_promised)
