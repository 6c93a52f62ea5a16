"""The repeating parts of a service item as a trainer fills them in: one block per row, its id stays for good."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, IntegerBlock, StreamBlock, StructBlock
from wagtail.blocks import StructBlockValidationError as RowError
from wagtail.blocks import TextBlock as PlainTextBlock
from wagtail.documents.blocks import DocumentChooserBlock

from service_items.rules.wording import catch_alls

MARKS = [("法", _("法律法规条文")), ("读", _("读到的办事指南")), ("识", _("一般常识，待核实")), ("演", _("演示取值"))]
LIMIT_KINDS = [
    ("statutory", _("法定时限")),
    ("promised", _("承诺时限")),
    ("online", _("网上办理")),
    ("publicity", _("公示")),
    ("delivery", _("送达")),
    ("urgent", _("急办")),
    ("duty", _("申请人的期限")),
    ("register", _("登记")),
    ("endorse", _("签注")),
]


def line(label, most: int = 200, **more) -> CharBlock:
    return CharBlock(label=label, max_length=most, **({"required": False} | more))


def words(label, most: int = 500, **more) -> PlainTextBlock:
    return PlainTextBlock(label=label, max_length=most, rows=2, **({"required": False} | more))


def mark() -> ChoiceBlock:
    return ChoiceBlock(label=_("依据类型"), choices=MARKS, required=False)


class PointBlock(StructBlock):
    text = words(_("内容"), required=True)
    mark = mark()
    source = line(_("出处"))

    class Meta:
        label = _("一条")
        icon = "pilcrow"


class HandlingBlock(StructBlock):
    text = line(_("窗口怎么做"))
    mark = mark()
    source = line(_("出处"))

    class Meta:
        label = _("窗口处理")
        collapsed = True


class ToleranceBlock(StructBlock):
    allowed = BooleanBlock(label=_("可以容缺"), required=False)
    days = IntegerBlock(label=_("几天内补交"), required=False, min_value=1, max_value=365)
    unit = line(_("日的算法"), 20, help_text=_("如：工作日"))
    mark = mark()

    class Meta:
        label = _("容缺")


class ExemptBlock(StructBlock):
    allowed = BooleanBlock(label=_("免提交"), required=False)
    how = line(_("怎么核验"), help_text=_("如：扫码调用电子证照"))

    class Meta:
        label = _("免提交")


class MaterialBlock(StructBlock):
    name = line(_("材料名称"), 120, required=True)
    kind = line(_("材料类型"), 60)
    necessity = line(_("必要性"), 60, help_text=_("如：必要、非必要、特定情形必要"))
    core = BooleanBlock(label=_("核心材料"), required=False, help_text=_("缺了它就不能判断符不符合条件，不能容缺"))
    source = line(_("来源渠道"))
    form = line(_("形式"), help_text=_("如：原件核验或电子证照"))
    copies = IntegerBlock(label=_("份数"), required=False, min_value=0, max_value=50)
    acceptance_standard = words(_("受理标准"))
    basis = words(_("要求依据"))
    notes = words(_("填报须知"))
    handling = HandlingBlock(label=_("窗口处理"))
    tolerance = ToleranceBlock(label=_("容缺"))
    commitment = BooleanBlock(label=_("可以告知承诺"), required=False)
    submission_exempt = ExemptBlock(label=_("免提交"))
    blank_form = DocumentChooserBlock(label=_("空白表"), required=False)
    sample_form = DocumentChooserBlock(label=_("样表"), required=False)

    class Meta:
        label = _("材料")
        icon = "doc-full"

    def clean(self, value):
        value = super().clean(value)
        said = gettext("“%s”是兜底说法，请写明具体材料")
        problems = {field: ValidationError(said % words) for field, words in catch_alls(value).items()}
        if value["core"] and value["tolerance"]["allowed"]:
            problems["core"] = ValidationError(gettext("核心材料不能容缺，两样只能选一样"))
        if problems:
            raise RowError(block_errors=problems)
        return value


class LimitBlock(StructBlock):
    kind = ChoiceBlock(label=_("哪一种"), choices=LIMIT_KINDS)
    days = IntegerBlock(label=_("天数"), required=False, min_value=0, max_value=3650)
    unit = line(_("日的算法"), 20, help_text=_("如：工作日"))
    text = line(_("怎么说"), required=True)
    mark = mark()
    source = line(_("出处"))

    class Meta:
        label = _("时限")
        icon = "time"


class FeeBlock(StructBlock):
    text = line(_("项目和标准"), required=True, help_text=_("不收费就写“不收费”"))
    waiver = line(_("可否减免及依据"))
    mark = mark()
    source = line(_("收费依据"))

    class Meta:
        label = _("收费")


class StepBlock(StructBlock):
    name = line(_("步骤"), 60, required=True)
    who = line(_("办理人"), 120)
    limit = line(_("时限"), 60)
    review_standard = words(_("审查标准"))
    result = words(_("结果"), 200)

    class Meta:
        label = _("环节")
        icon = "list-ol"


class BasisBlock(StructBlock):
    law = line(_("名称"), 120, required=True)
    number = line(_("文号"), 80)
    clause = line(_("条款"), 120)
    summary = words(_("内容"))
    mark = mark()

    class Meta:
        label = _("依据")
        icon = "openquote"


class RiskBlock(StructBlock):
    risk = line(_("风险点"), required=True)
    level = ChoiceBlock(label=_("等级"), choices=[("高", _("高")), ("中", _("中")), ("低", _("低"))], required=False)
    control = words(_("防控措施"), 200)

    class Meta:
        label = _("廉政风险点")
        icon = "warning"


class FaqBlock(StructBlock):
    question = line(_("问"), required=True)
    answer = words(_("答"), required=True)

    class Meta:
        label = _("一问一答")
        icon = "help"


class Points(StreamBlock):
    row = PointBlock()


class Materials(StreamBlock):
    row = MaterialBlock()


class Limits(StreamBlock):
    row = LimitBlock()


class Fees(StreamBlock):
    row = FeeBlock()


class Steps(StreamBlock):
    row = StepBlock()


class Basis(StreamBlock):
    row = BasisBlock()


class Risks(StreamBlock):
    row = RiskBlock()


class Faq(StreamBlock):
    row = FaqBlock()
