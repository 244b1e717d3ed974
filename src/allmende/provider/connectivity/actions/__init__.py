"""Every write of address plans and checks."""

from .checks import start_check
from .plan import PlanReport, import_plan, remove_change, save_change

__all__ = ["PlanReport", "import_plan", "remove_change", "save_change", "start_check"]
