"""The working copy as the editor's page shows it: one row per page, group and question."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ..engine import Finding
from ..schema import Form, Group, Item, Page, compact, text_in
from .kinds import label_of
from .rules import in_words, is_settings


@dataclass
class Row:
    """A question or group, ``depth`` levels deep; ``notes`` are short remarks such as "required"."""

    path: str
    label: str
    kind: str
    depth: int
    is_group: bool
    holds: bool  #: whether questions can be put into it
    required: str = ""
    shown: str = ""
    block: str = ""
    findings: list[Finding] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return "teil-" + self.path.replace(".", "-")


@dataclass
class PageRow:
    """A page with its rows, which are listed where it is ``open``."""

    key: str
    label: str
    shown: str
    findings: list[Finding]
    count: int
    open: bool
    rows: list[Row]
    inner: int  #: how many findings its rows have


def outline(form: Form, findings: list[Finding], opened: str) -> list[PageRow]:
    """The pages of ``form`` with what is wrong beside each part; only the page ``opened`` has rows."""
    by_place: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_place[finding.place].append(finding)
    return [
        PageRow(
            page.key, text_in(page.label) or page.key, in_words(form, page.key, page.show) if page.show else "",
            by_place[page.key] if page.key not in {item.key for item in page.items} else [],
            len(asked(page)), page.key == opened,
            [_row(form, item, "", 0, by_place) for item in asked(page)] if page.key == opened else [],
            sum(len(by_place[place]) for place in list(by_place) if page_holding(form, place) == page.key != place),
        )
        for page in form.pages
    ]  # fmt: skip


def asked(page: Page) -> list[Item]:
    """What the page has without the municipality's settings."""
    return [item for item in page.items if not is_settings(item)]


def _row(form: Form, item: Item, prefix: str, depth: int, findings: dict[str, list[Finding]]) -> Row:
    path = prefix + item.key
    group = isinstance(item, Group)
    block = item.block if isinstance(item, Group) else ""
    return Row(
        path=path,
        label=text_in(item.label) or item.key,
        kind=label_of(compact(item)),
        depth=depth,
        is_group=group,
        holds=group and not block,
        required="rule" if isinstance(item.required, str) else "always" if item.required else "",
        shown=in_words(form, path, item.show) if item.show else "",
        block=block,
        findings=findings[path],
        rows=[_row(form, child, f"{path}.", depth + 1, findings) for child in item.items]
        if isinstance(item, Group)
        else [],
    )


def page_holding(form: Form, place: str) -> str:
    """The key of the page on which a page, group or question (a finding's place) stands; "" for the form."""
    top = place.partition(".")[0]
    for page in form.pages:
        if any(item.key == top for item in page.items):
            return page.key
    return place if any(page.key == place for page in form.pages) else ""
