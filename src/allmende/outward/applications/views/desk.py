"""What a request about one page of a draft needs: form, answers, renderer, and how they are shown."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.addresses.queries import is_doubtful
from allmende.base.forms.engine import CompiledForm, Errors, Evaluation
from allmende.base.forms.fields import AddressField, ChoicesField, CodeField
from allmende.base.forms.paths import value_at
from allmende.base.forms.schema import Group, text_in
from allmende.base.identity.models import User
from allmende.foundation.ids import NO_KEY
from allmende.foundation.secrecy import SealedError

from ..access import user_of
from ..content import DraftContent
from ..forms import form_key, form_of
from ..models import Draft
from ..queries import uploads_of
from ..rendering import HIDDEN, PageRenderer, PageState, anchor, ident, page_renderer, path_of, read_slots
from .trust import below, bring_along, locked_texts

_NO_DRAFT = str(NO_KEY)
#: So many entries a search in a code list shows.
HITS = 20


@dataclasses.dataclass(frozen=True)
class ErrorLink:
    """A line of the error summary."""

    url: str
    label: str
    message: str


@dataclasses.dataclass
class Desk:
    """A draft opened at one of its pages."""

    draft: Draft
    page: str
    compiled: CompiledForm
    renderer: PageRenderer
    content: DraftContent
    #: the answers as they are shown: those of the draft, or those just typed
    answers: dict[str, Any]
    #: names the window: what it wrote itself is no conflict, even where the answer to a change never reached it
    tab: str
    user: User | None = None
    found: dict[str, list[tuple[str, str]]] = dataclasses.field(default_factory=dict)
    searched: dict[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def open(cls, request: HttpRequest, draft: Draft, page: str) -> Desk:
        """Read the draft; raises ``Http404`` for a page that the form does not have."""
        form = form_of(draft.version)
        content = bring_along(request, draft, read_content(draft))
        try:
            renderer = page_renderer(form_key(draft.version), form, page)
        except KeyError:
            raise Http404 from None
        tab = request.POST.get("_tab", "")[:20] or secrets.token_urlsafe(9)
        return cls(draft, page, form, renderer, content, content.answers, tab, user_of(request))

    def reload(self) -> None:
        """Read the draft again after another request changed it."""
        self.draft.refresh_from_db()
        self.content = read_content(self.draft)

    @property
    def title(self) -> str:
        return text_in(self.renderer.page.label, get_language() or "de")

    @property
    def help(self) -> str:
        return text_in(self.renderer.page.help, get_language() or "de")

    @cached_property
    def base_url(self) -> str:
        return _address_of_pages().replace(_NO_DRAFT, str(self.draft.pk)).replace("zzpagezz", self.page)

    def state(self, evaluation: Evaluation, errors: Errors) -> PageState:
        """What the renderer must know."""
        uploads = uploads_of(self.draft, self.answers) if self.renderer.has_files else {}
        unknown = self.unknown_addresses(evaluation) if self.renderer.has_addresses else frozenset()
        state = PageState(
            answers=self.answers, evaluation=evaluation, errors=errors, uploads=uploads, found=self.found,
            searched=self.searched, unknown_addresses=unknown, base_url=self.base_url,
        )  # fmt: skip
        if self.content.confirmed or self.renderer.levels:
            state.locked = locked_texts(self.compiled, self.content)
            state.below = below(
                self.compiled, self.content, evaluation, self.renderer.levels, self.user, self.draft.version
            )
        return state

    def unseen(self, request: HttpRequest, evaluation: Evaluation) -> list[str]:
        """Paths that the answers of this page show and that its sender has not seen: without JavaScript nothing came
        up while typing, so going on would pass these questions by."""
        hidden = [path_of(slot) for slot, looks in self.known_slots(request).items() if looks == HIDDEN]
        return [
            path
            for path in hidden
            if path in evaluation.visible
            and _asks(self.item(path))
            and not any(
                is_below(name, path) for name in request.POST
            )  # a program answers what it does not see
        ]

    def known_slots(self, request: HttpRequest) -> dict[str, str]:
        """What the page says that it shows."""
        return read_slots(request.POST.get("_slots", ""))

    def addresses(self, evaluation: Evaluation) -> list[str]:
        """Paths of the addresses that this page shows."""
        shown = [path for path in evaluation.visible if isinstance(self.item(path), AddressField)]
        return sorted(path for path in shown if self.compiled.page_of(path) == self.page)

    def unknown_addresses(self, evaluation: Evaluation) -> frozenset[str]:
        """Those with street and number that the municipality's register does not have."""
        return frozenset(
            path for path in self.addresses(evaluation) if not in_register(value_at(self.answers, path))
        )

    def address_notes(self, state: PageState) -> list[tuple[str, bool]]:
        """(ident, whether it is unknown) of each address of this page."""
        if not self.renderer.has_addresses:
            return []
        return [(ident(path), path in state.unknown_addresses) for path in self.addresses(state.evaluation)]

    def search(self, path: str, text: str) -> None:
        """Search the code list of the field at ``path``."""
        item = self.item(path)
        if isinstance(item, CodeField | ChoicesField) and item.code_list:
            lists = self.compiled.code_lists
            self.found[path] = lists.search(item.code_list, text[:100], HITS) if text.strip() else []
            self.searched[path] = text[:100]

    def item(self, path: str) -> Any:
        """The field or group at an instance path, or None."""
        return item_at(self.compiled, path)

    def last_row(self, path: str) -> int:
        """The number of the last repetition at ``path``."""
        rows = value_at(self.answers, path)
        return len(rows) - 1 if isinstance(rows, list) else 0


def error_links(
    form: CompiledForm, errors: Mapping[str, Sequence[str]], page_url: Callable[[str], str] | None = None
) -> list[ErrorLink]:
    """The error summary in the order of the form; without ``page_url`` all errors are on the page itself."""
    language = get_language() or "de"
    links = []
    for path, messages in errors.items():
        item = item_at(form, path) or item_at(form, path.rpartition(".")[0])
        label = text_in(item.label, language) if item is not None else ""
        url = f"#{anchor(item, path)}"
        if page_url is not None:
            url = page_url(form.page_of(path) if item is not None else form.pages[0].key) + url
        links += [ErrorLink(url, "" if label in message else label, message) for message in messages]
    return links


def item_at(form: CompiledForm, path: str) -> Any:
    """The field or group at an instance path, or None."""
    try:
        return form.item_at(path)
    except KeyError:
        return None


def read_content(draft: Draft) -> DraftContent:
    """The draft's content; one that no key opens any more is as good as gone."""
    try:
        return DraftContent.read(draft.content)
    except SealedError:
        raise Http404(_("This draft cannot be opened any more.")) from None


@cache
def _address_of_pages() -> str:
    """Asking the router for each page shown is dear; all addresses of pages look the same."""
    return reverse("applications:page", args=[_NO_DRAFT, "zzpagezz"])


def is_below(path: str, outer: str) -> bool:
    """Whether ``path`` is ``outer`` or something in it."""
    return f"{path}.".startswith(f"{outer}.")


def _asks(item: Any) -> bool:
    """Whether there is something to answer."""
    if isinstance(item, Group):
        return any(_asks(inner) for inner in item.items)
    return item is not None and item.type not in ("note", "computed") and not (item.hidden or item.read_only)


def in_register(address: Any) -> bool:
    """Whether the register has the address; one that is unfinished or in another town is not doubted."""
    if not isinstance(address, dict) or not address.get("street") or not address.get("house_number"):
        return True
    place = {name: str(address.get(name) or "") for name in ("postcode", "city")}
    return not is_doubtful(str(address["street"]), str(address["house_number"]), **place)
