from __future__ import annotations

from ..findings import Finding


class DecisionRefusedError(ValueError):
    """The tables cannot be published; ``findings`` names each reason and its place."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings if finding.level == "error"))
