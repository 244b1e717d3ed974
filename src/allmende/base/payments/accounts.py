"""The municipality's own bank account, from its settings: ``payments.account``."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.foundation.tenants.context import current_tenant


@dataclass(frozen=True)
class OwnAccount:
    """Where transfers go; ``creditor_id`` (Gläubiger-ID) is needed for direct debits."""

    holder: str
    iban: str
    bic: str = ""
    bank: str = ""
    creditor_id: str = ""


def own_account() -> OwnAccount | None:
    """The account of the current municipality; None where it takes no transfers."""
    settings = current_tenant().settings.get("payments")
    row = settings.get("account") if isinstance(settings, dict) else None
    if not isinstance(row, dict) or not row.get("iban"):
        return None
    return OwnAccount(
        holder=str(row.get("holder") or current_tenant().name), iban=str(row["iban"]).replace(" ", ""),
        bic=str(row.get("bic", "")), bank=str(row.get("bank", "")), creditor_id=str(row.get("creditor_id", "")),
    )  # fmt: skip
