from django.urls import path

from plans.views import classes, learner, planner

urlpatterns = [
    path("", planner.plan_list, name="plan-list"),
    path("mine/", learner.mine, name="my-plans"),
    path("mine/<int:pk>/", learner.mine, name="my-plan"),
    path("classes/", classes.class_list, name="class-list"),
    path("classes/new/", classes.class_edit, name="class-new"),
    path("classes/mine/<int:pk>/", learner.my_class, name="my-class"),
    path("classes/<int:pk>/", classes.class_detail, name="class-detail"),
    path("classes/<int:pk>/edit/", classes.class_edit, name="class-edit"),
    path("classes/<int:pk>/check/", classes.class_check, name="class-check"),
    path("new/", planner.plan_edit, name="plan-new"),
    path("<int:pk>/", planner.plan_detail, name="plan-detail"),
    path("<int:pk>/edit/", planner.plan_edit, name="plan-edit"),
    path("<int:pk>/steps/", planner.step_add, name="plan-step-add"),
    path("<int:pk>/steps/<int:step_pk>/remove/", planner.step_remove, name="plan-step-remove"),
    path("<int:pk>/activate/", planner.plan_activate, name="plan-activate"),
    path("<int:pk>/remind/", planner.plan_remind, name="plan-remind"),
    path("<int:pk>/people/<int:person_pk>/remove/", planner.person_remove, name="plan-person-remove"),
    path("<int:pk>/close/", planner.plan_close, name="plan-close"),
]
