"""Files of a question: what is there already, and the box to add more."""

from __future__ import annotations

from html import escape

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from allmende.base.forms import fields

from .part import FieldPart
from .state import PageState, Upload, Values, error_html, ident

KINDS = {
    "application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "image/tiff": "TIFF", "image/gif": "GIF",
    "text/plain": "TXT", "text/csv": "CSV", "application/zip": "ZIP",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}  # fmt: skip


class FilePart(FieldPart):
    def __init__(self, item: fields.FileField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.maximum = item.maximum
        kinds = ", ".join(
            sorted({KINDS.get(kind, kind.rpartition("/")[2].upper()) for kind in item.media_types})
        )
        limit = filesizeformat(item.max_bytes)
        if item.maximum > 1:
            words = _("Up to %(count)s files, each at most %(size)s. Possible: %(kinds)s") % {
                "count": item.maximum, "size": limit, "kinds": kinds,
            }  # fmt: skip
        else:
            words = _("At most %(size)s. Possible: %(kinds)s") % {"size": limit, "kinds": kinds}
        more = f'<p class="ap-file-limits">{escape(words)}</p>'
        self.hint_body = (self.hint_body or "") + more
        accept = ",".join(item.media_types)
        several = " multiple" if item.maximum > 1 else ""
        self.constant = f'class="kern-form-input__input" type="file" accept="{escape(accept)}"{several}'
        self.add_label = escape(_("Upload"))
        self.remove_label = escape(_("Remove"))
        self.progress = escape(_("Uploading"))

    def body(self, out: list[str], path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        messages = state.errors.get(path, ())
        wrong = " kern-form-input--error" if messages else ""
        out.append(
            f'<div class="kern-form-input ap-files{wrong}" id="u-{name}" data-files="{path}">'
            f'<label class="kern-label" for="f-{name}">{self.label}{self.mark(path, state)}</label>{self.hint(name)}'
        )
        uploads = state.uploads.get(path, ())
        if uploads:
            out.append('<ul class="ap-file-list">')
            out.extend(self._row(path, upload) for upload in uploads)
            out.append("</ul>")
        if len(uploads) < self.maximum:
            out.append(self._box(path, name, state, bool(messages)))
        else:
            out.append(f'<span id="f-{name}" tabindex="-1"></span>')
        out.append(error_html(name, messages))
        out.append("</div>")

    def _box(self, path: str, name: str, state: PageState, wrong: bool) -> str:
        invalid = ' aria-invalid="true"' if wrong else ""
        return (
            f'<input {self.constant} id="f-{name}" name="_file.{path}"{self.described(name, wrong)}{invalid}>'
            f'<button class="kern-btn kern-btn--secondary ap-upload" name="_do" value="upload:{path}">'
            f'<span class="kern-label">{self.add_label}</span></button>'
            f'<div class="ap-progress" role="status" hidden><span>{self.progress}</span>'
            f'<progress class="kern-progress" max="100" value="0" aria-label="{self.progress}"></progress></div>'
        )

    def _row(self, path: str, upload: Upload) -> str:
        size = escape(filesizeformat(upload.size))
        shown = escape(upload.name)
        return (
            f'<li><input type="hidden" name="{path}" value="{upload.id}">'
            f'<span class="ap-file-name">{shown}</span> <span class="ap-file-size">{size}</span>'
            f'<button class="kern-btn kern-btn--tertiary ap-remove-file" name="_do" '
            f'value="unload:{path}:{upload.id}" aria-label="{self.remove_label}: {shown}">'
            f'<span class="kern-label">{self.remove_label}</span></button></li>'
        )
