"""Addresses of the trainers' and reviewers' tools, under /cms/questions/."""

from django.urls import path

from question_bank.views.manage import detail, editor, exports, imports, lists

app_name = "question_admin"
urlpatterns = [
    path("", lists.index, name="index"),
    path("review/", lists.review_queue, name="review"),
    path("tag/", lists.bulk_tag, name="tag"),
    path("import/", imports.upload, name="import"),
    path("import/paste/", imports.paste, name="paste"),
    path("import/template/", imports.template, name="import_template"),
    path("import/<int:job_id>/", imports.job, name="import_job"),
    path("import/<int:job_id>/status/", imports.status, name="import_status"),
    path("import/<int:job_id>/errors/", imports.errors, name="import_errors"),
    path("import/<int:job_id>/do/<slug:deed>/", imports.act, name="import_act"),
    path("export/", exports.export, name="export"),
    path("new/", editor.new, name="new"),
    path("<int:question_id>/", detail.detail, name="detail"),
    path("<int:question_id>/edit/", editor.edit, name="edit"),
    path("<int:question_id>/autosave/", editor.autosave, name="autosave"),
    path("<int:question_id>/picture/", editor.picture, name="picture"),
    path("<int:question_id>/compare/", detail.compare, name="compare"),
    path("<int:question_id>/do/<slug:deed>/", detail.act, name="act"),
]
