"""An enquiry (Anliegen): anything else that somebody asks of the office, opened by hand."""

from django.utils.translation import gettext_lazy as _

from allmende.base.cases.kinds import CaseKind

KIND = CaseKind("enquiry", _("Enquiry"), "help")
