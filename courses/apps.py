from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("课程中心")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses import page_signals, receivers, registrations  # noqa: F401
        from courses.services.plant_courses import plant_courses

        registrations.register()
        post_migrate.connect(plant_courses, sender=self, dispatch_uid="courses.plant_courses")
