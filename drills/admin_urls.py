"""Addresses inside the Wagtail admin: /cms/drills/…"""

from django.urls import path

from drills.views import officer, workshop

app_name = "drills_admin"
urlpatterns = [
    path("", workshop.index, name="index"),
    path("new/", workshop.create, name="create"),
    path("import/", workshop.import_case, name="import"),
    path("releases/", officer.index, name="releases"),
    path("releases/new/", officer.create, name="release_new"),
    path("releases/<int:pk>/", officer.show, name="release"),
    path("releases/<int:pk>/withdraw/", officer.withdraw, name="release_withdraw"),
    path("<int:pk>/", workshop.show_outline, name="outline"),
    path("<int:pk>/check/", workshop.check, name="check"),
    path("<int:pk>/change/", workshop.change_outline, name="change"),
    path("<int:pk>/case/", workshop.edit_case, name="edit_case"),
    path("<int:pk>/scenes/<str:scene_id>/", workshop.edit_scene, name="edit_scene"),
    path("<int:pk>/endings/<str:ending_id>/", workshop.edit_ending, name="edit_ending"),
    path("<int:pk>/publish/", workshop.publish, name="publish"),
    path("<int:pk>/retire/", workshop.retire, name="retire"),
    path("<int:pk>/versions/", workshop.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/restore/", workshop.restore, name="restore"),
    path("<int:pk>/export/", workshop.export, name="export"),
    path("<int:pk>/preview/", workshop.preview, name="preview"),
]
