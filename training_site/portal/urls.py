from django.urls import path

from training_site.portal import views

urlpatterns = [path("", views.home, name="home")]
