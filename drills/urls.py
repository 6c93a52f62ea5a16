from django.urls import path

from drills.views import player

app_name = "drills"
urlpatterns = [
    path("", player.index, name="index"),
    path("runs/<int:pk>/", player.scene, name="scene"),
    path("runs/<int:pk>/undo/", player.undo, name="undo"),
    path("runs/<int:pk>/abandon/", player.abandon, name="abandon"),
    path("runs/<int:pk>/debrief/", player.debrief, name="debrief"),
    path("assessed/<int:pk>/", player.assessed, name="assessed"),
    path("<str:key>/", player.intro, name="intro"),
    path("<str:key>/start/", player.start, name="start"),
]
