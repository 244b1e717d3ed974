"""A form of 252 fields and 102 rules: generous limits here, the figures are in the bench."""

import time

from allmende.base.forms.engine import compile_form
from allmende.base.forms.schema import Form


def big_form():
    pages = []
    for page in range(6):
        items = []
        for number in range(42):
            item = {
                "type": "text",
                "key": f"p{page}_f{number}",
                "required": number % 3 == 0,
                "max_length": 100,
            }
            if 0 < number <= 17:
                item["show"] = f"p{page}_f0 == 'yes' || filled(p{page}_f{number - 1})"
            items.append(item)
        pages.append({"key": f"page{page}", "label": "P", "items": items})
    return compile_form(Form.model_validate({"key": "big", "title": "Big", "pages": pages}))


def test_a_big_form_is_validated_in_milliseconds():
    form = big_form()
    assert len(form.items) == 252
    answers = dict.fromkeys(form.items, "yes")
    assert form.validate(answers) == {}
    start = time.process_time()
    for _round in range(10):
        form.validate(answers)
    assert (time.process_time() - start) / 10 < 0.05
