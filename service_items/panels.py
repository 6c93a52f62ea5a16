"""The editor of a service item, tab by tab, in the order in which a guide is written."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from service_items.forms import ServiceItemForm


def row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


def group(heading, *panels) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(one) if isinstance(one, str) else one for one in panels], heading=heading)


EDITOR = TabbedInterface(
    [
        ObjectList(
            [
                group(_("是什么"), row("code", "short_name"), "name", row("pinyin", "node")),
                group(_("分类"), row("item_type", "handling_type"), row("use_level", "status"), "audience"),
                group(
                    _("谁来办"), row("agency", "agency_kind"), row("power_source", "entrusted_by"), "joint_agencies"
                ),
                group(_("在哪办"), "contact_place", "contact_hours", row("consult", "supervise")),
                MultiFieldPanel(
                    [row("catalog_code", "task_code", "handle_code"), row("planned_from", "planned_until")],
                    heading=_("编码和起止"), classname="collapsed",
                ),
            ],
            heading=_("基本信息"),
        ),
        ObjectList(
            [FieldPanel("conditions"), FieldPanel("standards"), FieldPanel("materials"), FieldPanel("tolerance_note")],
            heading=_("条件和材料"),
        ),
        ObjectList(
            [
                FieldPanel("limits"), FieldPanel("steps"), FieldPanel("fees"),
                group(_("结果"), row("result_name", "result_kind"), row("result_validity", "result_delivery"),
                      "result_sample"),
                group(_("渠道"), row("channels", "handling_forms"), row("visits_max", "visits_reason"),
                      row("online_depth", "reach"), row("booking", "mailing"), "stationed_hall", "special_procedure"),
                MultiFieldPanel([FieldPanel("window_flow"), FieldPanel("online_flow"), FieldPanel("flow_chart")],
                                heading=_("流程"), classname="collapsed"),
            ],
            heading=_("怎么办"),
        ),
        ObjectList(
            [
                FieldPanel("basis"), FieldPanel("local_differences"), FieldPanel("special_cases"),
                group(_("来源与核对"), "checked_against", row("checked_on", "next_check_on"), row("label", "place")),
            ],
            heading=_("依据和口径"),
        ),
        ObjectList(
            [
                FieldPanel("error_prone"), FieldPanel("risks"), FieldPanel("faq"), FieldPanel("one_thing"),
                FieldPanel("rules"),
            ],
            heading=_("易错和风险"),
        ),
        ObjectList(
            [
                HelpPanel(content=_(
                    "直接发布时会先列出改动，再请您确认这三项。送审或定时发布的，请在这里先填好；没填的，"
                    "程度按改动的栏目定，从发布当天起执行，说明由系统列出栏目名。"
                )),
                row("change_severity", "effective_on"), FieldPanel("change_summary"), PublishingPanel(),
            ],
            heading=_("本次改动"),
        ),
    ],
    base_form_class=ServiceItemForm,
)  # fmt: skip
