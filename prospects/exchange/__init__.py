"""Prospects in files: card and effort in one row; the methods, and what came of each."""

from crm.exchange.kinds import KINDS
from prospects.exchange.methods import MethodKind
from prospects.exchange.prospects import ProspectKind
from prospects.exchange.report import MethodReportKind

KINDS.register(ProspectKind(), MethodKind(), MethodReportKind())
