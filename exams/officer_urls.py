from django.urls import path

from exams.views import officer

urlpatterns = [
    path("", officer.sitting_list, name="officer"),
    path("quick/", officer.quick_exam, name="officer_quick"),
    path("papers/<int:version_id>/", officer.paper, name="officer_paper"),
    path("sittings/<int:sitting_id>/", officer.sitting, name="officer_sitting"),
    path("sittings/<int:sitting_id>/extend/", officer.extend, name="officer_extend"),
    path("sittings/<int:sitting_id>/announce/", officer.announce, name="officer_announce"),
    path("sittings/<int:sitting_id>/release/", officer.release, name="officer_release"),
]
