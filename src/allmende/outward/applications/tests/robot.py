"""Fills in any form in the browser: reads what a page shows, types answers that fit, goes on until it is sent."""

from __future__ import annotations

import html.parser
import re

from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.base.forms.paths import without_numbers
from allmende.base.forms.schema import text_in

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
PARTS = {
    "street": "Am Anger", "house_number": "3", "postcode": "45127", "city": "Essen", "given_name": "Eva",
    "family_name": "Beispiel", "day": "1", "month": "2", "year": "2020",
}  # fmt: skip
SAMPLES = {
    "decimal": "1,5", "money": "1,00", "time": "12:00", "email": "eva@example.org", "code": "001",
    "phone": "0201 123456", "iban": "DE89 3704 0044 0532 0130 00",
}  # fmt: skip
#: Most often a page is posted: once to reveal what depends on its answers, and again for each such level.
ROUNDS = 12


class Page(html.parser.HTMLParser):
    """The controls and messages of the form's page."""

    def __init__(self, text):
        super().__init__()
        self.boxes = []  # (name, kind, value, checked)
        self.options = {}  # name of a select box → (value, selected)
        self.adds = []
        self.messages = {}
        self._error = self._select = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        name = found.get("name")
        if tag == "input" and name:
            kind = found.get("type", "text")
            self.boxes.append((name, kind, found.get("value", ""), "checked" in found))
        elif tag == "textarea":
            self.boxes.append((name, "text", "", False))
        elif tag == "select":
            self._select = self.options.setdefault(name, [])
        elif tag == "option" and self._select is not None:
            self._select.append((found.get("value", ""), "selected" in found))
        elif tag == "button" and found.get("value", "").startswith("add:"):
            self.adds.append(found["value"][4:])
        elif tag == "p" and found.get("class") == "kern-error":
            self._error = found["id"][2:].replace("-", ".")

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        elif tag == "p":
            self._error = None

    def handle_data(self, data):
        if self._error is not None:
            self.messages[self._error] = self.messages.get(self._error, "") + data.strip()


class Robot:
    """``sparse``: answers only what is complained about, first choices; else whatever it sees, last ones."""

    def __init__(self, client, form, *, sparse=False):
        self.client, self.form, self.sparse = client, form, sparse
        self.typed = {}  # name → values: a person remembers what was typed
        self.seen = set()
        self.asked = set()  # what was complained about

    def apply(self, start):
        """From the procedure's first page to the page that says thank you, as text."""
        url = self.client.post(start).url
        while not url.endswith("/antworten-pruefen/"):
            url = self.page(url)
        overview = self.client.get(url)
        assert overview.status_code == 200, url
        sent = self.client.post(url, follow=True)
        assert sent.status_code == 200, Page(sent.content.decode()).messages
        return sent.content.decode()

    def page(self, url):
        """Fill in one page; returns where it leads."""
        text = self.client.get(url).content.decode()
        for _round in range(ROUNDS):
            page = Page(text)
            do, files = self.answer(page)
            response = self.client.post(url, self.data(page, do) | files)
            if response.status_code == 302 and do == "next":
                return response.url
            if response.status_code == 302:
                response = self.client.get(response.url.partition("#")[0])
            assert response.status_code in (200, 422), (url, response.status_code)
            text = response.content.decode()
        raise AssertionError(f"{url}: {do}, {Page(text).messages} with {self.typed}")

    def data(self, page, do):
        """What a browser would post."""
        data = {"_do": do}
        for name, kind, value, checked in page.boxes:
            if name in self.typed:
                data[name] = self.typed[name]
            elif name.startswith("_q."):
                data[name] = "e"
            elif kind in ("radio", "checkbox"):
                if checked:
                    data.setdefault(name, []).append(value)
            elif kind == "hidden" and name in data and not name.startswith("_"):
                data[name] = [*data[name], value]
            elif kind != "file":
                data[name] = [value]
        for name in page.options:
            data[name] = self.typed.get(name, [""])
        return data

    def answer(self, page):
        """Decide on every control that has no answer yet; returns the button to press and the files to upload."""
        do, files = "next", {}
        wrong = page.messages
        for path, message in wrong.items():
            if path in self.asked:
                self.obey(path, message)
        self.asked.update(wrong)
        for name, kind, _value, _checked in page.boxes:
            path = name.removeprefix("_file.").removeprefix("_q.")
            if name.startswith("_") and path == name:
                continue
            self.seen.add(without_numbers(path))
            asked = not self.sparse or any(f"{path}.".startswith(f"{one}.") for one in self.asked)
            if kind == "hidden":
                if path in wrong and path in page.adds:
                    do = f"add:{path}"
                continue
            if not asked or path in self.typed:
                continue
            if kind == "file":
                if not any(box[0] == path for box in page.boxes):
                    files[name] = SimpleUploadedFile("nachweis.pdf", PDF, "application/pdf")
            elif kind == "search":
                if not any(box[0] == path and box[1] == "radio" for box in page.boxes):
                    do = f"search:{path}"
            elif kind in ("radio", "checkbox"):
                same = [box[2] for box in page.boxes if box[0] == name and box[2] != "false"]
                self.typed[path] = [self.choice(same)]
            else:
                self.typed[path] = [self.sample(path)]
        for name, options in page.options.items():
            self.seen.add(without_numbers(name))
            asked = not self.sparse or name in self.asked
            if asked and name not in self.typed:
                values = [value for value, _selected in options if value]
                self.typed[name] = [self.choice(values)]
        return do, files

    def obey(self, path, message):
        """What a person does who reads a message about answers that are there: keeps one, or takes what is possible."""
        if possible := re.search(r"nur möglich: (\w+)", message):
            self.typed[path] = [possible[1]]
        labels = re.split(r"[:,.] ?", message)
        named = {}  # neighbours that the message names → what was typed in them
        for base in (f"{path}.", f"{path.rpartition('.')[0]}."):
            for typed in self.typed:
                part = base + typed[len(base) :].split(".")[0]
                if typed.startswith(base) and text_in(self.form.item_at(part).label) in labels:
                    named.setdefault(part, []).append(typed)
        for inside in list(named.values())[1:]:
            self.typed.update({path: [""] for path in inside})

    def choice(self, values):
        return values[0 if self.sparse else -1]

    def sample(self, path):
        """What fits the field at ``path``."""
        last = path.rpartition(".")[2]
        try:
            item = self.form.item_at(path)
        except KeyError:
            return PARTS.get(last, "x")
        if item.type == "integer":
            tries = (1990, 12, 2, item.minimum, item.maximum)
            return str(next(one for one in tries if one is not None and self.fits(item, one)))
        if item.type in ("text", "long_text"):
            if getattr(item, "pattern", None):
                return next(one for one in ("45127", "eva@example.org") if re.fullmatch(item.pattern, one))
            return "x" * max(item.min_length or 1, 1)
        if item.type == "choices":  # the list that nobody supplied: typed
            return ", ".join(f"{number:03}" for number in range(1, (item.minimum or 1) + 1))
        return SAMPLES[item.type]

    @staticmethod
    def fits(item, number):
        return (item.minimum is None or number >= item.minimum) and (
            item.maximum is None or number <= item.maximum
        )
