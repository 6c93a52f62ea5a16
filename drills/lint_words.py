"""The linter's findings in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drills.errors import Message
from drills.rules.lint import Problem

DIMENSIONS = {
    "reception": gettext_lazy("接待与用语"),
    "need": gettext_lazy("需求识别与首问"),
    "documents": gettext_lazy("材料审核"),
    "decision": gettext_lazy("受理判断"),
    "notice": gettext_lazy("一次性告知"),
    "entry": gettext_lazy("录入与凭证"),
    "close": gettext_lazy("送别与评价"),
    "time": gettext_lazy("用时"),
}
WORDS = {
    "not_a_case": gettext_lazy("这不是一份情景文件：最外层应是一个 JSON 对象。"),
    "field_missing": gettext_lazy("缺少字段 %(field)s。"),
    "field_empty": gettext_lazy("字段 %(field)s 还是空的。"),
    "field_unknown": gettext_lazy("字段 %(field)s 不在格式里，请删去或改名。"),
    "wrong_type": gettext_lazy("字段 %(field)s 的类型不对。"),
    "unknown_channel": gettext_lazy("渠道“%(value)s”无法识别，请用 window、phone 或 online。"),
    "target_minutes": gettext_lazy("目标用时应在 1 到 60 分钟之间，现在是 %(value)s。"),
    "initial_counter": gettext_lazy("初始状态缺少数值 %(name)s。"),
    "flag_not_false": gettext_lazy("标记 %(name)s 必须从“否”开始。"),
    "no_scenes": gettext_lazy("还没有场景。"),
    "no_endings": gettext_lazy("还没有结局。"),
    "pool_shape": gettext_lazy("变化组 %(pool)s 应是若干行文字，每行字段相同。"),
    "unknown_kind": gettext_lazy("场景类型“%(value)s”无法识别。"),
    "unknown_verdict": gettext_lazy("评定“%(value)s”无法识别。"),
    "points_not_whole": gettext_lazy("%(field)s 里的分值应是 0 或正整数。"),
    "route_shape": gettext_lazy("去向写得不对：每条去向要有目标，条件可以不写。"),
    "id_twice": gettext_lazy("代号 %(id)s 用了两次。"),
    "id_form": gettext_lazy("代号 %(id)s 请用字母开头的字母、数字和下划线，不超过 40 个字符。"),
    "start_unknown": gettext_lazy("起始场景不存在。"),
    "unknown_rule": gettext_lazy("规则代码 %(code)s 不在服务规则表里。"),
    "unknown_item": gettext_lazy("事项 %(code)s 不在事项库里。"),
    "rules_differ": gettext_lazy("规则 %(code)s 在情景的规则清单与各场景之间对不上。"),
    "no_excellent_ending": gettext_lazy("还没有“优秀”结局。"),
    "no_red_line": gettext_lazy("这个情景没有红线选项，练不到底线。"),
    "expert_missing": gettext_lazy("还没有专家走法。"),
    "flag_never_read": gettext_lazy("标记 %(name)s 从没有被用作条件。"),
    "flag_never_set": gettext_lazy("标记 %(name)s 从没有被改变过。"),
    "no_rule": gettext_lazy("没有写规则代码，如 R02。"),
    "no_rows": gettext_lazy("%(field)s 还是空的。"),
    "next_or_choices": gettext_lazy("要么写去向，要么给选项，二者必居其一。"),
    "no_defect": gettext_lazy("材料全部有效，没有可查出的问题。"),
    "unknown_truth": gettext_lazy("材料的正确标法“%(value)s”无法识别。"),
    "points_one_sided": gettext_lazy("告知单里要既有该写的，也有不该写的。"),
    "choice_count": gettext_lazy("选项应有 2 到 5 个，现在是 %(count)s 个。"),
    "no_best_choice": gettext_lazy("没有“最优”选项。"),
    "feedback_thin": gettext_lazy("反馈太短，或没有写出规则与条款。"),
    "not_dearer": gettext_lazy("这个选项让群众付出的代价不比最优选项大。"),
    "wrong_costs_nothing": gettext_lazy("评定为错，却没有任何代价。"),
    "red_line_without_error": gettext_lazy("红线选项应至少记 1 处违规。"),
    "points_for_wrong": gettext_lazy("评定为错的选项，每个维度最多给 3 分。"),
    "unknown_state": gettext_lazy("状态 %(name)s 没有在初始状态里声明。"),
    "effect_type": gettext_lazy("对 %(name)s 的影响类型不对：数值填数，标记填是或否。"),
    "cost_given_back": gettext_lazy("%(name)s 只能增加，不能减少。"),
    "effect_step": gettext_lazy("对 %(name)s 的影响步长不对：分钟以 0.5 为单位，其余为整数。"),
    "condition_shape": gettext_lazy("对 %(name)s 的条件写得不对。"),
    "leads_nowhere": gettext_lazy("去向 %(to)s 不存在。"),
    "route_order": gettext_lazy("只有最后一条去向可以不带条件，而且必须不带条件。"),
    "unknown_dimension": gettext_lazy("评分维度 %(name)s 无法识别。"),
    "pool_rows_differ": gettext_lazy("变化组 %(pool)s 各行的字段不一致。"),
    "pool_one_row": gettext_lazy("变化组 %(pool)s 只有一行，等于没有变化。"),
    "unknown_placeholder": gettext_lazy("占位 {%(name)s} 没有对应的变化组字段。"),
    "placeholder_unused": gettext_lazy("变化组字段 %(name)s 从没有用到。"),
    "long_number": gettext_lazy("出现了 11 位以上的数字，像证件号或电话号码，请改写。"),
    "half_width": gettext_lazy("汉字之间有半角标点，请改为全角。"),
    "too_many_heavy_rows": gettext_lazy("带后果的行超过 %(count)s 条，无法逐一验证，请减少。"),
    "endless_loop": gettext_lazy("走得出一个没有尽头的循环。"),
    "too_large": gettext_lazy("情景太大，走法超过可验证的上限（%(count)s 个状态），请精简。"),
    "dead_end": gettext_lazy("走到这里会没有任何选项可选。"),
    "unreachable": gettext_lazy("怎么走都到不了这里。"),
    "too_few_choices": gettext_lazy("有时只剩一个选项可选。"),
    "choice_never_shown": gettext_lazy("这个选项的条件永远不成立。"),
    "route_never_taken": gettext_lazy("通往 %(to)s 的去向永远走不到。"),
    "free_loop": gettext_lazy("可以不付代价地绕回这里。"),
    "red_line_escapes": gettext_lazy("触碰红线之后还能走到非红线结局。"),
    "red_ending_without_line": gettext_lazy("没有触碰红线也会走到这个红线结局。"),
    "full_marks_elsewhere": gettext_lazy("不是“优秀”结局，却能得满分。"),
    "above_full_mark": gettext_lazy("%(name)s 最多能得 %(points)s 分，超过满分 %(full)s 分。"),
    "expert_not_cheapest": gettext_lazy("专家走法不是群众代价最小的走法：最小 %(cost)s，专家 %(expert)s。"),
    "expert_not_alone": gettext_lazy("有 %(count)s 种走法与专家走法代价相同。"),
    "expert_jumps": gettext_lazy("专家走法到这里接不上：下一步写的是 %(to)s。"),
    "expert_step_impossible": gettext_lazy("专家走法的这一步走不通：%(to)s。"),
    "expert_not_best": gettext_lazy("专家走法选的不是“最优”选项。"),
    "expert_ends_badly": gettext_lazy("专家走法没有走到“优秀”结局。"),
    "expert_points": gettext_lazy("专家走法在%(name)s得 %(points)s 分，应得满分 %(full)s 分。"),
}


def words_of(problem: Problem) -> Message:
    """The finding as a sentence, with the place it belongs to."""
    params = dict(problem.params)
    if params.get("name") in DIMENSIONS:
        params["name"] = DIMENSIONS[params["name"]]
    for name in ("cost", "expert"):
        if isinstance(params.get(name), tuple):
            trips, errors, minutes = params[name]
            params[name] = _("%(trips)s 趟、%(errors)s 处违规、%(minutes)s 分钟") % {
                "trips": trips,
                "errors": errors,
                "minutes": f"{minutes:g}",
            }
    return Message(problem.scene, str(WORDS[problem.code]) % params, problem.blocks, problem.row)
