"""Why a customer's data must stay: cases and their records (section 35 (3) BDSG, the filing plan)."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.base.customers.models import Customer
from allmende.base.customers.retention import Hold
from allmende.base.records.models import Record

from .models import Case


def reasons(customer: Customer) -> list[str]:
    """Open applications, and files whose retention has not ended."""
    cases = Case.objects.filter(customer=customer)
    waiting = cases.filter(is_open=True).count()
    found = []
    if waiting:
        text = ngettext(
            "%(count)s application is still open.", "%(count)s applications are still open.", waiting
        )
        found.append(text % {"count": waiting})
    subjects = [f"case:{key}" for key in cases.filter(is_open=False).values_list("pk", flat=True)]
    closed = Record.objects.filter(subject__in=subjects, state=Record.State.CLOSED)
    ends = list(closed.values_list("retain_until", flat=True))
    if any(end is None for end in ends):
        found.append(_("A file must be kept for good."))
    last = max((end for end in ends if end), default=None)
    if last is not None and last >= timezone.localdate():
        found.append(
            _("Files must be kept until %(day)s.") % {"day": formats.date_format(last, "DATE_FORMAT")}
        )
    return found


HOLD = Hold("cases", reasons)
