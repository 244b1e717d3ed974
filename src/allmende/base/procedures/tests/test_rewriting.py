"""A part of the file is exchanged, everything else stays letter for letter."""

import pytest
import yaml

from allmende.base.procedures.folder import FolderError
from allmende.base.procedures.rewriting import rewrite

TEXT = """# head
key: x

fee:  # old
  items: [1]

# about templates
templates:
    a: {b: c}   # kept
"""


def test_a_part_is_exchanged_in_its_place():
    made = rewrite(TEXT, {"fee": {"items": [2]}})
    assert made == TEXT.replace("fee:  # old\n  items: [1]", "fee:\n  items:\n  - 2")


def test_a_part_is_taken_out_and_another_put_at_the_end():
    made = rewrite(TEXT, {"fee": None, "signatures": {"order": "given"}})
    assert made.endswith("a: {b: c}   # kept\nsignatures:\n  order: given\n")
    assert "fee" not in made
    assert "# about templates\n" in made


@pytest.mark.parametrize(
    "text", ["{key: x, fee: {items: [1]}}", '{"key": "x", "fee": null}', "key: |\n  fee: 1\nfee:\n"]
)
def test_other_ways_of_writing_mean_the_same(text):
    made = yaml.safe_load(rewrite(text, {"fee": {"items": [2]}}))
    assert made["fee"] == {"items": [2]}
    assert made["key"].strip() in ("x", "fee: 1")


@pytest.mark.parametrize("text", ["[1]", "a: [", ""])
def test_what_is_no_object_is_refused(text):
    with pytest.raises(FolderError):
        rewrite(text, {"fee": None})
