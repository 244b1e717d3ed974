"""What the names in fees and signatures are called: fields of the form, values and tables of the procedure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from allmende.base.forms.engine import CompiledForm
from allmende.base.forms.queries import compiled
from allmende.base.payments.words import amount_text
from allmende.base.procedures.manifest import FeeItem
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of, parameters
from allmende.base.workflow.decisions.queries import compiled_decision

from ..wording import Labels, labels_for, say, say_condition

_ANSWERS = "answers."
#: Kinds of fields that can name a person who signs.
NAMES = frozenset({"person", "text"})


@dataclass(frozen=True)
class Known:
    """Asked for once for a page."""

    version: ProcedureVersion

    @cached_property
    def form(self) -> CompiledForm | None:
        return compiled(self.version.form_version_id) if self.version.form_version_id else None

    @cached_property
    def labels(self) -> Labels:
        """As rules of a fee name answers: by their path alone."""
        found = labels_for(self.version.procedure.key)
        return Labels(
            {name.removeprefix(_ANSWERS): label for name, label in found.names.items()},
            {name.removeprefix(_ANSWERS): values for name, values in found.values.items()},
        )

    @cached_property
    def values(self) -> dict[str, tuple[str, str]]:
        """Amounts of the procedure: ``param.<key>`` → what it is called, how much it is now."""
        now = parameters(self.version)
        return {
            f"param.{key}": (item.label, amount_text(Decimal(str(now.get(key, item.default)))))
            for key, item in manifest_of(self.version).parameters.items()
            if item.type == "money"
        }

    @cached_property
    def tables(self) -> dict[str, str]:
        """The decisions of the procedure's tables by id."""
        return {
            key: str(compiled_decision(UUID(version)).names.get(key) or key)
            for key, version in self.version.decisions.items()
        }

    def fields(self, *kinds: str) -> list[tuple[str, str]]:
        """Fields of these kinds: path and label, with what is above them."""
        items = self.form.items.items() if self.form else ()
        return [(path, self._whole(path)) for path, item in items if item.type in kinds]

    def named(self, path: str) -> str:
        """What people call an answer; its path where the form does not have it."""
        return f"„{self._whole(path)}“" if self.labels.known(path) else path

    def label(self, path: str) -> str:
        """The same for the label of a field."""
        return self._whole(path) or path

    def amount(self, item: FeeItem) -> str:
        """How a line of the fee comes about, in words."""
        if item.decision:
            return self.tables.get(item.decision, item.decision)
        if item.amount in self.values:
            label, now = self.values[item.amount]
            return f"{now} („{label}“)"
        return amount_text(Decimal(item.amount)) if is_number(item.amount) else say(item.amount, self.labels)

    def holds(self, rule: str) -> str:
        return say_condition(rule, self.labels)

    def _whole(self, path: str) -> str:
        return " – ".join(self._labels(path))

    def _labels(self, path: str) -> Iterator[str]:
        parts = path.split(".")
        for count in range(1, len(parts) + 1):
            label = self.labels.names.get(".".join(parts[:count]))
            if label:
                yield label


def is_number(text: Any) -> bool:
    """Whether a rule is just an amount."""
    return str(text).replace(".", "", 1).isdecimal()
