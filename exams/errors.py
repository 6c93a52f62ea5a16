"""What may go wrong in an exam, each with a code, an HTTP status and a sentence that says what to do."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, tuple[int, str, str]] = {
    # code: (status, what is wrong, what to do next)
    "not_signed_in": (401, _("登录已失效"), _("请在新窗口重新登录，再回到本页继续；作答还在这台设备上。")),
    "duty_first": (
        403,
        _("登录后还有一件事要先办"),
        _("请先在网站上修改密码或设置两步验证，再来考试。"),
    ),
    "csrf": (403, _("请求没有通过安全校验"), _("请刷新页面再试。")),
    "not_found": (404, _("找不到这场考试或这份作答"), _("请从“在线考核”进入。")),
    "method_not_allowed": (405, _("这个地址不接受这种请求"), _("请从“在线考核”进入。")),
    "not_open_yet": (409, _("考试还没有开放"), _("请等到开放时间再开始。")),
    "window_closed": (409, _("考试已经结束"), _("如果您因故没能参加，请联系考务员。")),
    "no_attempts_left": (409, _("可考次数已经用完"), _("如有疑问，请联系考务员。")),
    "cooling_down": (409, _("两次考试之间需要间隔一段时间"), _("请到时再开始。")),
    "paper_altered": (409, _("试卷内容与冻结时不一致"), _("不能用这份试卷考试，请联系管理员查明原因。")),
    "key_corrected": (409, _("有题目的答案在提交签发的同时更正了"), _("请退回这一版，由提交的人重新提交。")),
    "not_ready": (409, _("试卷还没有签发"), _("请联系考务员。")),
    "hall_full": (
        503,
        _("同时作答的人数已到这台服务器的上限"),
        _("请过几分钟再点开始；如果时间来不及，请联系考务员。"),
    ),
    "suspended": (409, _("考务员已暂停这份作答"), _("计时已停，作答都在。请等考务员通知，恢复后接着作答。")),
    "sitting_cancelled": (409, _("这场考试已取消"), _("请留意考务员的通知，不需要再作答。")),
    "attempt_closed": (409, _("这份作答已经交卷"), _("交卷后不能再改；请等待成绩发布。")),
    "closed_elsewhere": (
        409,
        _("这份作答已在别处交卷"),
        _("这台设备上没送出的作答已另行留存，由考务员决定是否补入。"),
    ),
    "quarantine_full": (
        409,
        _("迟到的作答太多，这一份没有留存"),
        _("它还在这台设备上。请不要关闭这一页，马上联系考务员。"),
    ),
    "attempt_void": (409, _("这份作答已作废"), _("请联系考务员。")),
    "deadline_passed": (409, _("考试时间已到"), _("迟到的作答已另行留存，由考务员决定是否补入。")),
    "other_device": (409, _("您正在另一台设备或另一个窗口作答"), _("如要在这里继续，请点“在这里继续作答”。")),
    "seq_reused": (409, _("同一序号送来了两份不同的作答"), _("请刷新页面，再继续作答。")),
    "seq_behind": (409, _("送来的作答比服务器上的旧"), _("服务器保留较新的一份，不用处理。")),
    "out_of_order": (409, _("本场考试只能往后作答"), _("请继续作答后面的题。")),
    "answers_missing": (409, _("还有作答没有送到服务器"), _("请保持联网，等本机的作答送完再交卷。")),
    "not_released": (404, _("成绩还没有发布"), _("发布后会通知您。")),
    "not_json": (400, _("内容不是有效的 JSON"), _("请刷新页面再试。")),
    "bad_body": (400, _("请求内容不完整"), _("请刷新页面再试。")),
    "unknown_question": (400, _("试卷里没有这道题"), _("请刷新页面再试。")),
    "wrong_shape": (400, _("作答的格式与题型不符"), _("请重新作答这道题。")),
    "unknown_option": (400, _("选了题目里没有的选项"), _("请重新作答这道题。")),
    "text_too_long": (400, _("作答超过了字数上限"), _("请缩短后再保存。")),
    "bad_seq": (400, _("序号必须是从 1 起的整数"), _("请刷新页面再试。")),
    "too_many": (400, _("一次送来的作答太多"), _("请分批保存。")),
    "too_large": (413, _("送来的内容太大"), _("请缩短作答后再保存。")),
    "busy": (503, _("服务器正忙或暂时不可用"), _("作答已记在本机，稍后会自动再送。")),
    "same_person": (409, _("需要另一位考务员"), _("同一件事不能由同一个人经手两次，请另一位考务员办理。")),
    "claim_lost": (409, _("这份作答已不在您手里"), _("超过 20 分钟没有提交会让给别人，请从评卷页接着评下一份。")),
    "own_answer": (409, _("不能评这份作答"), _("同一份作答不能由本人评，也不能由同一个人评两次。")),
    "points_out_of_range": (400, _("有要点的得分超出范围"), _("请在 0 到该要点的分值之间给分。")),
    "mark_released": (409, _("成绩已经发布"), _("评分不能再改；考生有疑问可以申诉，由别人复核。")),
    "reason_missing": (400, _("还没有写理由"), _("离评完已超过 20 分钟，请写明为什么改分。")),
    "trial_by_candidate": (409, _("您自己要参加这场考试"), _("请由不参加的考务员试考。")),
    "version_waiting": (409, _("上一版试卷还没有签发"), _("请先签发或退回那一版，再提交新的。")),
    "appeals_closed": (409, _("申诉期已过"), _("如果发现新的事实，请联系考务员。")),
    "appealed_before": (409, _("这道题已经申诉过"), _("请在成绩页看答复。")),
    "appeal_answered": (409, _("这份申诉已经答复或撤回"), _("请刷新页面看结果。")),
    "answer_missing": (400, _("还没有写答复"), _("请写明依据，让考生看得懂为什么。")),
    "change_waiting": (409, _("这道题已有一项更正在办"), _("请先等那一项同意、完成或撤下。")),
    "other_attempt_runs": (409, _("考生正在作答另一次"), _("请等那一次交卷后，再重新开放这一次。")),
    "marker_needed": (
        409,
        _("成绩已发布，这些作答里有要人工评阅的题"),
        _("不能再补入；请决定不补入，并告诉考生可以申诉。"),
    ),
    "wrong_state": (409, _("当前状态下不能这样做"), _("请刷新页面，看看现在的状态。")),
}


class ExamProblem(Exception):
    """A deed that cannot be done, with its `code` from PROBLEMS and `details` (plain JSON) for the client."""

    def __init__(self, code: str, **details) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def status(self) -> int:
        return PROBLEMS[self.code][0]

    @property
    def title(self) -> str:
        return str(PROBLEMS[self.code][1])

    @property
    def advice(self) -> str:
        return str(PROBLEMS[self.code][2])

    def __str__(self) -> str:
        return gettext("%(wrong)s。%(advice)s") % {"wrong": self.title, "advice": self.advice}
