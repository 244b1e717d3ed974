import pytest

from allmende.foundation.files.hardened_xml import XmlRefusedError, parse_xml, text_of

BOMB = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'


def test_a_text_is_read_whatever_encoding_it_declares():
    root = parse_xml('<?xml version="1.0" encoding="iso-8859-1"?><a><b>Größe</b></a>', max_bytes=1000)
    assert text_of(root, "b") == "Größe"


@pytest.mark.parametrize(
    "data",
    ["", "   ", "<a>", "no xml", BOMB, "<a/>" + " " * 2000, "<a>" * 130 + "</a>" * 130, "<a>\x00</a>", "<a>\ud800</a>"],
    ids=["empty", "blank", "cut off", "text", "entity", "large", "deep", "zero byte", "half a sign"],
)  # fmt: skip
def test_what_is_no_harmless_xml_is_refused_with_a_sentence(data):
    with pytest.raises(XmlRefusedError, match=r"\w"):
        parse_xml(data, max_bytes=1000)
