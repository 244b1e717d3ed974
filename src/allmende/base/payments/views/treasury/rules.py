"""The rules of the cash office: read by its people, decided by administrators of the whole municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import administers_all, has_role, role_required
from allmende.base.identity.models import Role
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.forms import KernForm, dress

from ...actions.rules import save_rules
from ...errors import PaymentError
from ...forms import AmountField
from ...money import ZERO
from ...rules import MOST_LEVELS, Level, levels, second_person_from


class RulesForm(KernForm):
    """The amount, and so many levels; what has no name is none."""

    second_person_from = AmountField(
        label=gettext_lazy("Refunds above this amount need a second person"),
        help_text=gettext_lazy("All refunds of one claim together; 0: every refund"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"second_person_from": _typed(second_person_from())})
        known = levels()
        for number in range(1, MOST_LEVELS + 1):
            level = known[number - 1] if number <= len(known) else None
            self._add(f"name{number}", forms.CharField(
                label=_("Level %(number)s: name") % {"number": number}, max_length=60, required=number == 1,
                initial=level.name if level else "",
            ))  # fmt: skip
            self._add(f"fee{number}", AmountField(
                label=_("Level %(number)s: fee") % {"number": number}, required=False,
                initial=_typed(level.fee) if level else "",
            ))  # fmt: skip
            self._add(f"days{number}", forms.IntegerField(
                label=_("Level %(number)s: new days to pay") % {"number": number}, required=False, min_value=1,
                max_value=365, initial=level.days if level else None,
            ))  # fmt: skip

    def _add(self, name: str, field: forms.Field) -> None:
        dress(field.widget)
        self.fields[name] = field

    @property
    def levels(self) -> list[Level]:
        """What was typed, in order."""
        data = self.cleaned_data
        rows = [(data[f"name{n}"], data[f"fee{n}"], data[f"days{n}"]) for n in range(1, MOST_LEVELS + 1)]
        return [Level(name, fee or ZERO, days or 14) for name, fee, days in rows if name.strip()]


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.CASHIER, Role.ADMIN)
def rules(request: HttpRequest) -> HttpResponse:
    """From what amount two people decide, and how people are reminded."""
    by = account_user(request)
    may_change = administers_all(by)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RulesForm(request.POST or None) if may_change else None
    if form is not None and form.is_valid():
        try:
            save_rules(by=by, second_person_from=form.cleaned_data["second_person_from"], levels=form.levels)
        except PaymentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("payments:rules")
    context = {"form": form, "levels": levels(), "second_person_from": second_person_from(),
               "only_rules": not has_role(by, Role.CASHIER)}  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "payments/treasury/rules.html", context, status=status)


def _typed(amount: Any) -> str:
    return f"{amount:.2f}".replace(".", ",")
