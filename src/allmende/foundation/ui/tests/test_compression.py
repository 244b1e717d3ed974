"""Pages travel compressed, without telling by their length what is in them."""

from __future__ import annotations

import gzip

from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from allmende.foundation.ui.compression import PageCompressionMiddleware

TEXT = "Hundesteuer " * 100


def answered(response):
    request = RequestFactory().get("/", headers={"accept-encoding": "br, gzip"})
    return PageCompressionMiddleware(lambda _request: response)(request)


def test_a_page_is_compressed():
    answer = answered(HttpResponse(TEXT))
    assert gzip.decompress(answer.content).decode() == TEXT
    assert len(answer.content) < 300


def test_its_length_is_blurred():
    assert len({len(answered(HttpResponse(TEXT)).content) for _try in range(20)}) > 1


def test_documents_are_handed_on_as_they_are():
    assert "Content-Encoding" not in answered(HttpResponse(b"%PDF" * 100, content_type="application/pdf"))
    assert "Content-Encoding" not in answered(FileResponse([b"x" * 1000], content_type="text/plain"))


def test_the_installation_compresses(client):
    assert client.get("/", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
