from django.urls import path

from exams.views import marker, marker_again

urlpatterns = [
    path("", marker.queue, name="marking"),
    path("<int:sitting_id>/<int:version_id>/", marker.claim, name="marking_claim"),
    path("<int:sitting_id>/<int:version_id>/judged/", marker_again.judged, name="marking_judged"),
    path("tasks/<int:task_id>/", marker.task, name="marking_task"),
    path("tasks/<int:task_id>/return/", marker.give_back, name="marking_return"),
    path("tasks/<int:task_id>/again/", marker_again.again, name="marking_again"),
]
