"""People who log in, their teams, territories and calendars."""

from crm.people.models.calendar import CalendarDay, Leave, WorkingCalendar
from crm.people.models.deputy import Deputy
from crm.people.models.team import Team
from crm.people.models.territory import Territory
from crm.people.models.user import User

__all__ = ["CalendarDay", "Deputy", "Leave", "Team", "Territory", "User", "WorkingCalendar"]
