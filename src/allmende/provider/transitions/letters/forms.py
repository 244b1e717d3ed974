"""What staff types in to announce a programme."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.models import ContactRole

from .recipients import USUAL


class NoticeForm(KernForm):
    """Who is written to, and when the next contact is."""

    roles = forms.MultipleChoiceField(
        label=_("Who is written to first"),
        choices=ContactRole.Role.choices,
        initial=list(USUAL),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If nobody of these can be reached, the next one is written to, in the end by post."),
    )
    remind_after = forms.IntegerField(
        label=_("Days without a reaction until the next contact is written to"),
        min_value=0,
        max_value=365,
        initial=14,
        help_text=_("0: nobody else is written to."),
    )
