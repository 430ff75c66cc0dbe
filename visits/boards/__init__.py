"""What "My week" and "Today" show, read with a fixed number of queries and put into plain rows."""

from visits.boards.day import DayBoard
from visits.boards.lines import VisitLine, line_of
from visits.boards.week import WeekBoard

__all__ = ["DayBoard", "VisitLine", "WeekBoard", "line_of"]
