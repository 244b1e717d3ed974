"""What must hold for every form and all answers."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.base.forms.engine import compile_form
from allmende.base.forms.schema import Form

FIELDS = 8
answers = st.dictionaries(
    st.integers(0, FIELDS - 1).map(lambda n: f"q{n}"),
    st.one_of(
        st.none(),
        st.booleans(),
        st.text(max_size=5),
        st.integers(),
        st.lists(st.text(max_size=2), max_size=2),
    ),
    max_size=FIELDS,
)
#: For each question (after the first) the earlier one that decides on it, and how.
rules = st.lists(
    st.tuples(
        st.integers(0, 100),
        st.sampled_from(["{0}", "!{0}", "filled({0})", "{0} == true", "{0} != true", None]),
    ),
    min_size=FIELDS - 1,
    max_size=FIELDS - 1,
)


def build(rules, order=None):
    items = [{"type": "yes_no", "key": "q0"}]
    for number, (earlier, rule) in enumerate(rules, start=1):
        show = rule and rule.format(f"q{earlier % number}")
        items.append({"type": "yes_no", "key": f"q{number}", "show": show, "required": number % 2 == 0})
    if order is not None:
        random.Random(order).shuffle(items)
    page = {"key": "one", "label": "One", "items": items}
    return compile_form(Form.model_validate({"key": "t", "title": "T", "pages": [page]}))


@settings(max_examples=60, deadline=None)
@given(rules, answers, st.integers(0, 1000))
def test_the_same_answers_give_the_same_result_in_whatever_order_the_questions_stand(rules, answers, order):
    one, other = build(rules).evaluate(answers), build(rules, order).evaluate(answers)
    assert one.visible == other.visible
    assert one.required == other.required
    assert one.errors == other.errors
    assert one.values == other.values


@settings(max_examples=60, deadline=None)
@given(rules, answers)
def test_hidden_answers_never_reach_the_submission(rules, answers):
    form = build(rules)
    sent = form.evaluate(answers).submission
    assert sent.keys() <= form.evaluate(answers).visible
    assert form.evaluate(sent).submission == sent
    assert form.evaluate(sent).visible == form.evaluate(answers).visible


@settings(max_examples=60, deadline=None)
@given(rules, st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=10), answers)
def test_whatever_is_posted_is_taken_without_an_accident(rules, post, previous):
    form = build(rules)
    parsed = form.parse_page("one", post, previous)
    form.evaluate(form.merge(previous, "one", parsed.answers)).summary()


def build_pages(rules):
    """Four pages with two questions each; groups, checks and choices on one page speak of others."""
    pages = []
    for number, (earlier, rule) in enumerate(rules, start=1):
        other = f"q{earlier % number}"
        for_choice, for_must, for_check = (f"q{(earlier + step) % number}" for step in (1, 2, 3))
        show = rule and rule.format(other)
        below = {"type": "yes_no", "key": "deep", "required": True}
        rows = {
            "type": "group", "key": f"g{number}", "minimum": 1, "maximum": 2, "items": [below],
            "show": f"filled({other}) && !filled(q0)",
        }  # fmt: skip
        choice = {
            "type": "choice", "key": f"c{number}",
            "choices": [
                {"value": "a", "label": "A", "show": f"filled({for_choice})"}, {"value": "b", "label": "B"},
            ],
        }  # fmt: skip
        checks = [{"rule": f"!filled({for_check})", "message": "No.", "at": f"q{number}"}]
        question = {"type": "yes_no", "key": f"q{number}", "required": f"{for_must} == true"}
        items = [question, rows, choice, *([{"type": "yes_no", "key": "q0"}] if number == 1 else [])]
        pages.append(
            {"key": f"p{number}", "label": "P", "show": show, "items": items, "checks": checks}
            if number > 1
            else {"key": "p1", "label": "P", "items": items}
        )
    checks = [{"rule": "!filled(q5)", "message": "Not both.", "at": "q2"}]
    form = {"key": "t", "title": "T", "pages": pages, "checks": checks}
    return compile_form(Form.model_validate(form))


@settings(max_examples=60, deadline=None)
@given(rules, answers, st.lists(st.dictionaries(st.just("deep"), st.booleans()), max_size=3))
def test_a_page_alone_says_the_same_as_within_the_whole_form(rules, answers, rows):
    form = build_pages(rules)
    answers = {**answers, "g2": rows, "g5": rows}
    whole = form.evaluate(answers)
    for page in whole.pages:
        alone = form.evaluate(answers, page)

        def here(paths, page=page):
            return {path for path in paths if path and form.page_of(path) == page}

        assert alone.pages == whole.pages
        assert here(alone.visible) == here(whole.visible)
        assert here(alone.required) == here(whole.required)
        assert here(alone.errors) == here(whole.errors)
        assert all(alone.errors[path] == whole.errors[path] for path in here(whole.errors))
        assert here(alone.choices) == here(whole.choices)
        assert all(alone.choices[path] == whole.choices[path] for path in here(whole.choices))
