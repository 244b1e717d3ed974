"""Addresses of the workplace."""

from django.urls import path

from .views import (
    bulk,
    case,
    deciding,
    files,
    inbox,
    involving,
    mail_texts,
    mass,
    post,
    start,
    steps,
    tasks,
    templates,
    worklist,
)

app_name = "workplace"
urlpatterns = [
    path("", start.start, name="start"),
    path("cases/", inbox.cases, name="cases"),
    path("cases/next/", start.next_case, name="next_case"),
    path("cases/assign/", bulk.cases, name="bulk"),
    path("cases/decide/", mass.decide, name="mass_decide"),
    path("cases/decide/<uuid:mass_id>/", mass.progress, name="mass"),
    path("tasks/", worklist.tasks, name="tasks"),
    path("tasks/assign/", bulk.tasks, name="bulk_tasks"),
    path("vorlagen/", templates.templates, name="templates"),
    path("vorlagen/<uuid:template_id>/", templates.edit, name="template"),
    path("vorlagen/<uuid:template_id>/vorschau/", templates.preview, name="template_preview"),
    path("e-mails/", mail_texts.mail_texts, name="mail_texts"),
    path("e-mails/<slug:key>/<slug:language>/", mail_texts.edit, name="mail_text"),
    path("poststelle/", post.post, name="post"),
    path("poststelle/<uuid:email_id>/", post.one, name="post_one"),
    path("poststelle/<uuid:email_id>/zuordnen/", post.sort, name="post_sort"),
    path("poststelle/<uuid:email_id>/neuer-vorgang/", post.new_case, name="post_new"),
    path("poststelle/<uuid:email_id>/files/<uuid:file_id>/", post.file, name="post_file"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/decision-preview/", deciding.preview, name="decision_preview"),
    path("cases/<uuid:case_id>/file.zip", files.export, name="export"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/", files.file, name="file"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/signature/", files.signature, name="signature"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/done/", tasks.done, name="task_done"),
    path("cases/<uuid:case_id>/questions/<uuid:question_id>/drop/", tasks.drop, name="question_drop"),
    path("cases/<uuid:case_id>/offices/<uuid:part_id>/end/", involving.release, name="release"),
    path("cases/<uuid:case_id>/do/<slug:key>/", steps.step, name="step"),
    path("cases/<uuid:case_id>/<slug:part>/", case.case, name="case_part"),
]
