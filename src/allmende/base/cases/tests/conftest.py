from __future__ import annotations

import pytest

from allmende.base.cases.tests import factories
from allmende.foundation.files.actions import store_bytes


@pytest.fixture
def town(tenant):
    return factories.make_town()


@pytest.fixture
def version(town, plain_documents):
    return factories.make_procedure()


@pytest.fixture
def case(version):
    return factories.fresh(factories.send(version).case)


@pytest.fixture
def clerk(town):
    return factories.clerk()


@pytest.fixture
def stranger(town):
    """A clerk of another office."""
    return factories.clerk("order")


@pytest.fixture
def plain_documents(monkeypatch):
    """Documents as text: how they look is another app's business."""

    def render(*, template, data, title, language="de", kind=""):
        text = f"{title} {data['case']['reference']} {data.get('decision', {})}"
        return store_bytes(content=text.encode(), name="document.txt", media_type="text/plain")

    for module in ("filing", "actions.decide", "contrib.create_document"):
        monkeypatch.setattr(f"allmende.base.cases.{module}.render_document", render)
