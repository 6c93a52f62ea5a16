from django.urls import path

from service_items.views import author, spreadsheet

app_name = "catalogue_admin"

urlpatterns = [
    path("<int:item_id>/publish/", author.publish, name="publish"),
    path("import/", spreadsheet.upload, name="import"),
    path("import/write/", spreadsheet.write, name="write"),
    path("import/template/", spreadsheet.template, name="template"),
    path("export/", spreadsheet.export, name="export"),
]
