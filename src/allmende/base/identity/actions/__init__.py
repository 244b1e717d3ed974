"""Every write on accounts, roles and deputies."""

from .accounts import confirm_email, create_citizen, create_staff
from .roles import grant_role, set_absence, withdraw_role

__all__ = ["confirm_email", "create_citizen", "create_staff", "grant_role", "set_absence", "withdraw_role"]
