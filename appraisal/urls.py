from django.urls import path

from appraisal.views import manager, mine

urlpatterns = [
    path("", mine.my_list, name="my-appraisals"),
    path("<int:pk>/", mine.my_period, name="my-appraisal"),
    path("entries/<int:entry_pk>/object/", mine.object_to, name="appraisal-object"),
    path("periods/", manager.period_list, name="appraisal-periods"),
    path("periods/<int:pk>/", manager.period_detail, name="appraisal-period"),
    path("periods/<int:pk>/reckon/", manager.period_reckon, name="appraisal-reckon"),
    path("periods/<int:pk>/close/", manager.period_close, name="appraisal-close"),
    path("objections/<int:pk>/", manager.objection_answer, name="appraisal-objection"),
]
