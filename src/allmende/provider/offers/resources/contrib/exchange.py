"""Accounts for the exchange of large files."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from ..types import Fields, Label, ResourceType
from ..values import Count


class FileExchangeAccount(Fields):
    """An account with which files are handed over."""

    quota_gb: Annotated[Count, Label(_("Space"), unit="GB")] = None
    users: Annotated[Count, Label(_("Users"))] = None


TYPES = (
    ResourceType(
        key="file_exchange_account", label=_("File exchange account"), plural=_("File exchange accounts"),
        family="exchange", schema=FileExchangeAccount, is_personal=True,
    ),
)  # fmt: skip
