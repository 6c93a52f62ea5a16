"""课程中心 as pages: the index, courses, lessons."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from courses.blocks import LessonBody
from foundation.blocks.plain import said
from organisation.scoped_pages import ScopedPageMixin, ScopedPagePermissionTester, may_read
from question_bank.models import Check
from service_items.models import ServiceItem, ServiceRule


class CourseIndexPage(Page):
    """课程中心: the one page under which all courses stand."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    template = "courses/course_index.html"

    class Meta:
        verbose_name = _("课程中心")

    def route(self, request, path_components):
        """A lesson is found in two queries, however deep Wagtail's own walk would be."""
        if not path_components:
            return super().route(request, path_components)
        course = self._child(CoursePage.objects.select_related("node"), self, path_components[0])
        if len(path_components) == 1:
            return RouteResult(course)
        if len(path_components) > 2:
            raise Http404
        return RouteResult(self._child(LessonPage.objects.all(), course, path_components[1]))

    @staticmethod
    def _child(pages, parent, slug):
        found = pages.child_of(parent).live().filter(slug=slug).first()
        if found is None:
            raise Http404
        found._cached_parent_obj = parent
        return found

    def get_context(self, request, *args, **kwargs):
        from courses.views.learner import index_context  # views read selectors, which read these models

        return super().get_context(request, *args, **kwargs) | index_context(request)


class CoursePage(ScopedPageMixin, Page):
    """A course. Draft, in review and live are Wagtail's states; each change that goes live freezes a CourseVersion."""

    key = models.SlugField(_("代号"), max_length=80, unique=True, help_text=_("发布后不要改：培训计划和证书按它认课程"))
    summary = models.CharField(_("一句话介绍"), max_length=200)
    audience = models.CharField(_("适合谁学"), max_length=200, blank=True)
    label = models.CharField(_("口径说明"), max_length=120, blank=True)
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    next_check_on = models.DateField(_("下次核对"), null=True, blank=True)
    pre_test = models.ForeignKey(
        Check, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("先测后学")
    )
    final_check = models.ForeignKey(
        Check, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("结业检测")
    )

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course_page.html"
    content_panels = Page.content_panels + [
        FieldPanel("key"),
        FieldPanel("node"),
        FieldPanel("summary"),
        FieldPanel("audience"),
        MultiFieldPanel(
            [FieldPanel("label"), FieldPanel("checked_on"), FieldPanel("next_check_on")], heading=_("口径与核对")
        ),
    ]

    class Meta:
        verbose_name = _("课程")
        verbose_name_plural = _("课程")

    def serve(self, request, *args, **kwargs):
        if not may_read(request.user, self.node):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from courses.views.learner import course_context

        return super().get_context(request, *args, **kwargs) | course_context(self, request)


class LessonPage(Page):
    """A lesson 课时 of 3-8 minutes' reading, done when its check is passed."""

    key = models.SlugField(_("代号"), max_length=80, unique=True)
    goal = models.CharField(_("学完能决定什么"), max_length=200)
    minutes = models.PositiveSmallIntegerField(
        _("读完约几分钟"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    service_items = ParentalManyToManyField(ServiceItem, blank=True, related_name="lessons", verbose_name=_("相关事项"))
    rules = ParentalManyToManyField(ServiceRule, blank=True, related_name="lessons", verbose_name=_("相关规则"))
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("内容"), blank=True)
    check_set = models.ForeignKey(
        Check, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons", verbose_name=_("课末判断")
    )

    search_text = models.TextField(blank=True, editable=False)  # what the body says, as plain text

    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"
    content_panels = Page.content_panels + [
        FieldPanel("key"),
        FieldPanel("goal"),
        FieldPanel("minutes"),
        FieldPanel("service_items"),
        FieldPanel("rules"),
        FieldPanel("checked_on"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("课时")
        verbose_name_plural = _("课时")

    def save(self, *args, **kwargs):
        self.search_text = said(self.body)
        super().save(*args, **kwargs)

    def course(self) -> CoursePage:
        parent = self.get_parent()
        return parent if isinstance(parent, CoursePage) else parent.specific

    def scope_node(self):
        return self.course().node if self.path else None  # a lesson being written has no place in the tree yet

    def permissions_for_user(self, user):
        return ScopedPagePermissionTester(user, self)

    def serve(self, request, *args, **kwargs):
        if not may_read(request.user, self.course().node):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from courses.views.learner import lesson_context

        return super().get_context(request, *args, **kwargs) | lesson_context(self, request)
