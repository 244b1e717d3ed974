"""Every write on accounts, log-ins, roles and deputies."""

from .accounts import (
    ask_for_account,
    change_account,
    confirm_account,
    create_citizen,
    create_staff,
    invite_staff,
    set_account_active,
)
from .email import ask_for_email, confirm_email
from .erasure import StaffAccountError, delete_account
from .groups import follow_groups, staff_account
from .identification import disconnect_service, identify, record_refusal
from .logins import (
    end_other_sessions,
    end_provider_sessions,
    end_session,
    finish_login,
    record_failed_login,
    start_session,
)
from .passkeys import add_passkey, remove_passkey, use_passkey
from .passwords import change_password
from .roles import end_absence, grant_role, set_absence, withdraw_role
from .second_factor import (
    begin_second_factor,
    confirm_second_factor,
    first_recovery_codes,
    new_recovery_codes,
    remove_second_factor,
    use_code,
)
from .services import save_service, switch_service

__all__ = [
    "StaffAccountError",
    "add_passkey",
    "ask_for_account",
    "ask_for_email",
    "begin_second_factor",
    "change_account",
    "change_password",
    "confirm_account",
    "confirm_email",
    "confirm_second_factor",
    "create_citizen",
    "create_staff",
    "delete_account",
    "disconnect_service",
    "end_absence",
    "end_other_sessions",
    "end_provider_sessions",
    "end_session",
    "finish_login",
    "first_recovery_codes",
    "follow_groups",
    "grant_role",
    "identify",
    "invite_staff",
    "new_recovery_codes",
    "record_failed_login",
    "record_refusal",
    "remove_passkey",
    "remove_second_factor",
    "save_service",
    "set_absence",
    "set_account_active",
    "staff_account",
    "start_session",
    "switch_service",
    "use_code",
    "use_passkey",
    "withdraw_role",
]
