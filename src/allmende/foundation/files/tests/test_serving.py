import pytest

from allmende.foundation.files.actions import store_bytes
from allmende.foundation.files.views import serve_file


def served(media_type: str, name: str = "a.bin", *, inline: bool = True):
    return serve_file(store_bytes(content=b"content", name=name, media_type=media_type), inline=inline)


def test_a_download_keeps_its_name(tenant):
    response = served("application/pdf", "Bescheid für Müller.pdf", inline=False)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Bescheid%20f%C3%BCr")
    assert b"".join(response.streaming_content) == b"content"


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xml", "application/zip"])
def test_nothing_that_could_run_is_shown_inline(tenant, media_type):
    assert served(media_type)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "text/plain"])
def test_a_preview_is_shut_in(tenant, media_type):
    response = served(media_type)
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert ("sandbox" in response["Content-Security-Policy"]) == (media_type != "application/pdf")
