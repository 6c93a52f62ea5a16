"""Sentences that the player's scripts say, in the reader's language; {0} is filled in by the script."""

from django.utils.translation import gettext as _


def player_words() -> dict[str, str]:
    """Name → sentence."""
    return {
        "saved": _("已存到服务器 {0}"),
        "all_saved": _("全部作答已存到服务器"),
        "saving": _("正在保存"),
        "waiting": _("本机待同步 {0} 题"),
        "last_saved": _("上次存到服务器 {0}"),
        "nothing_yet": _("还没有作答"),
        "offline": _("网络断开，可以继续答题。答案先记在本机，连上后自动补传；请不要清除浏览器数据。"),
        "server_away": _("服务器暂时没有回应，可以继续答题。答案先记在本机，会自动再送。"),
        "someone_else": _(
            "这个浏览器现在登录的是另一个账号。请退出后用本人账号登录，再回到本页；作答还在这台设备上，没有丢。"
        ),
        "plain": _(
            "这台电脑的连接不支持加密暂存：作答在本机以普通方式暂存，交卷后立即清除。请不要在公用电脑上中途离开。"
        ),
        "no_store": _("这个浏览器不让网页在本机存数据：请保持联网作答，看到“已存到服务器”再离开。"),
        "answered": _("已答 {0} / {1}"),
        "said_done": _("题，已答"),
        "said_open": _("题，未答"),
        "said_flag": _("，已标记"),
        "said_wait": _("，待同步"),
        "question": _("第 {0} 题"),
        "flagged": _("已标记"),
        "flag": _("标记"),
        "left": _("还剩 {0} 分 {1} 秒，可以回去看看。"),
        "minutes_left": _("还剩 {0} 分钟"),
        "pace": _("“{0}”的建议用时到了。可以继续作答，也可以先做后面的题。"),
        "time_up": _("时间到，正在收卷。"),
        "sending": _("正在把本机的 {0} 处作答送到服务器，请稍候。"),
        "handing_in": _("正在交卷。"),
        "hand_in_failed": _("还没有交上：{0}"),
        "unreachable": _("网络不通，或服务器没有回应。作答还在这台设备上，请稍后再点“确认交卷”。"),
        "message": _("考务员通知：{0}"),
        "extended": _("考试时间已延长，现在 {0} 结束。"),
        "suspended": _("考务员已暂停作答，计时已停，写过的都在。恢复后试卷会自动出现，用掉的时间会补上。"),
        "refused": _("第 {0} 题没有存上：{1}"),
        "joined": _("{0}。{1}"),
        "unfit": _("作答还没有存上，已记在本机：{0}"),
        "closed": _("这份作答已经收卷，页面将显示结果。"),
        "late": _("考试时间已到。晚到的作答会另行留存，由考务员决定是否补入；送完前请不要关闭本页。"),
    }


def late_words() -> dict[str, str]:
    """What the page after the end says of answers that this device still holds."""
    return {
        "waiting": _("本机还有 {0} 处作答没有送到服务器，正在送去留存，请先不要关闭本页。"),
        "joined": _("{0}。{1}"),
        "kept": _("本机的作答已送到服务器另行留存，由考务员决定是否补入。"),
    }
