"""Every component stands in the gallery, and none lets text become markup."""

from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from allmende.foundation.ui.gallery import sample_context

TEMPLATES = Path(__file__).parent.parent / "templates"
COMPONENTS = sorted(path.stem.replace("_", "-") for path in (TEMPLATES / "components").glob("*.html"))
EVIL = '"><script>alert(1)</script>'


def gallery() -> str:
    return render_to_string("ui/gallery.html", sample_context(), request=RequestFactory().get("/"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_it_stands_in_the_gallery(name: str) -> None:
    pages = " ".join(path.read_text("utf-8") for path in (TEMPLATES / "ui").rglob("gallery*/*.html"))
    pages += (TEMPLATES / "ui" / "gallery.html").read_text("utf-8")
    assert f"<c-{name} " in pages or f"<c-{name}>" in pages


def test_the_gallery_leaves_nothing_unrendered() -> None:
    page = gallery()
    assert "<c-" not in page
    assert "{{" not in page


@pytest.mark.parametrize(
    "markup",
    [
        '<c-input name="a" label="L" :value="evil" />',
        '<c-input name="a" label="L" value="{{ evil }}" />',
        '<c-input name="a" label="{{ evil }}" :error="evil" hint="{{ evil }}" />',
        '<c-input name="a" label="L" data-x="{{ evil }}" />',
        '<c-textarea name="a" label="L" :value="evil" />',
        '<c-select name="a" label="L" :options="options" />',
        "<c-button>{{ evil }}</c-button>",
        '<c-alert title="{{ evil }}">{{ evil }}</c-alert>',
        '<c-card title="{{ evil }}" href="{{ evil }}">{{ evil }}</c-card>',
        '<c-term name="{{ evil }}">{{ evil }}</c-term>',
        '<c-breadcrumb :items="options" />',
    ],
)
def test_text_stays_text(markup: str) -> None:
    template = engines["django"].from_string(_compiled(markup))
    assert "<script" not in template.render({"evil": EVIL, "options": [(EVIL, EVIL)]})


def _compiled(markup: str) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return CottonCompiler().process(markup)
