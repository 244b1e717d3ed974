"""Labels of settings that several providers share."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, tuple[str | Promise, str | Promise]]

STAFF: Words = {
    "staff_groups": (
        _("Staff: which group has which role"),
        _(
            "One a line: group = role, key of the office. Roles: clerk, head, designer, operator, post, editor, admin."
        ),
    ),
    "staff_create_unknown": (_("Staff: whoever is not known here yet gets an account"), ""),
    "staff_link_by_email": (
        _("Staff: at the first log-in, an account with the same e-mail address is theirs"),
        "",
    ),
}
LEVELS = _("One a line: name = level. Levels: none, low, substantial, high.")
ATTRIBUTES = _(
    "One a line: our name = name there. Ours: given_name, family_name, email, organisation and so on."
)
