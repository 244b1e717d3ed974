"""A folder's texts become document templates, which staff may then word differently."""

from __future__ import annotations

from django.db.models import Max

from allmende.base.records.models import DocumentTemplate
from allmende.foundation.events.types import Actor

from .folder import Folder
from .manifest import Manifest, Template
from .models import ProcedureFile


def template_key(manifest: Manifest, key: str) -> str:
    """The key under which the e-file's templates know this one."""
    return f"{manifest.key}.{key}"[:80]


def publish_templates(folder: Folder, actor: Actor) -> None:
    """Save what the folder changed since its last import: what staff worded anew meanwhile stays otherwise."""
    before = _imported_before(folder.manifest)
    for key, template in folder.manifest.templates.items():
        name = template_key(folder.manifest, key)
        known = set(DocumentTemplate.objects.filter(key=name).values_list("language", flat=True))
        for language, text in folder.template_texts(key).items():
            path = _path(template, language)
            if language not in known or before.get(path) != text:
                _save(name, language, template, text, actor)


def _imported_before(manifest: Manifest) -> dict[str, str]:
    files = ProcedureFile.objects.filter(version__procedure__key=manifest.key)
    newest = files.aggregate(number=Max("version__number"))["number"]
    return dict(files.filter(version__number=newest).values_list("path", "content"))


def _path(template: Template, language: str) -> str:
    stem, _, suffix = template.file.rpartition(".")
    return template.file if language == "de" else f"{stem}.{language}.{suffix}"


def _save(name: str, language: str, template: Template, text: str, actor: Actor) -> None:
    layouts = DocumentTemplate.Layout
    last = DocumentTemplate.objects.filter(key=name, language=language).aggregate(last=Max("version"))["last"]
    DocumentTemplate.objects.create(
        key=name, language=language, version=(last or 0) + 1, name=template.title, purpose=template.kind,
        layout=layouts.RECEIPT if template.kind == "receipt" else layouts.LETTER,
        subject=template.subject or template.title, body=text, created_by=str(actor),
    )  # fmt: skip
