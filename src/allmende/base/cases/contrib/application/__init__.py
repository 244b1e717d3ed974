"""An application (Antrag): sent through a form, followed by a decision."""

from django.utils.translation import gettext_lazy as _

from allmende.base.cases.kinds import CaseKind

KIND = CaseKind("application", _("Application"), "assignment")
