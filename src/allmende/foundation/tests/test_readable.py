"""Text that no database keeps does not get in."""

import json

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from allmende.foundation.readable import ReadableMiddleware, read_json, read_query

FOREIGN = "multipart/form-data; boundary=x; charset=raw_unicode_escape"


def passed(request):
    """``request`` as a view sees it."""
    middleware = ReadableMiddleware(lambda _request: HttpResponse())
    middleware(request)
    middleware.process_view(request)
    return request


def test_zero_bytes_are_taken_out_of_query_and_posted_fields():
    seen = passed(RequestFactory().post("/?q=hu%00nd&%00r=1", {"na\0me": ["Bel\0lo", "\0"], "plain": "ü"}))
    assert dict(seen.GET) == {"q": ["hund"], "r": ["1"]}
    assert dict(seen.POST) == {"name": ["Bello", ""], "plain": ["ü"]}


def test_an_ordinary_request_is_passed_on_as_it_is():
    request = RequestFactory().get("/?q=hund")
    passed(request)
    assert "GET" not in vars(request), "the query was read although no view asked"


def test_an_address_with_a_zero_byte_is_not_found():
    with pytest.raises(Http404):
        passed(RequestFactory().get("/suche%00/"))


def test_a_cookie_with_a_zero_byte_is_refused():
    with pytest.raises(BadRequest):
        passed(RequestFactory(HTTP_COOKIE='sessionid="\\000aaaaaaaaaaaa"').get("/"))


def test_no_declared_encoding_makes_halves_of_characters():
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\\ud800\r\n--x--\r\n'
    seen = passed(RequestFactory().post("/", body, content_type=FOREIGN))
    assert seen.POST["a"] == "\\ud800"


def test_a_query_that_was_posted_is_read_in_the_same_way():
    assert read_query("q=%00a")["q"] == "a"


@pytest.mark.parametrize("value", [None, 1, "a\\u0000", {"a": ["\\", "\\\\u0000", "ü"]}])
def test_json_that_can_be_kept_is_read(value):
    assert read_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    ["", "x", "NaN", "-Infinity", "[" * 100_000, '"\\u0000"', '{"a\\\\\\u0000": 1}', '"\\ud800"', "9" * 5000],
)
def test_json_that_no_column_keeps_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_json(text)
