"""The words of a roster file, and what they mean here. Pure tables."""

SHEET = "人员名册"
REQUIRED = ("工号", "姓名", "单位", "入岗日期")
OPTIONAL = ("窗口", "岗位", "编制类型", "在岗状态", "角色", "离岗日期")
# As halls write them, in the order of the sheet; 手机 is in many halls' files and is not wanted here.
COLUMNS = ("工号", "姓名", "单位", "窗口", "岗位", "编制类型", "入岗日期", "在岗状态", "角色", "离岗日期")

POSTS = {"首席": "首席代表", "A": "A 角", "A角": "A 角", "B": "B 角", "B角": "B 角", "综合": "综合窗口"}
PRESENCE = {
    "": "present", "在岗": "present", "在职": "present",
    "休假": "leave", "产假": "leave", "病假": "leave", "事假": "leave", "公休": "leave",
    "借调": "seconded", "挂职": "seconded",
    "离岗": "gone", "离职": "gone", "退休": "gone", "调离": "gone",
}  # fmt: skip
PRESENCE_SHOWN = {"present": "在岗", "leave": "休假", "seconded": "借调", "gone": "离岗"}
ROLES = {
    "窗口人员": "staff", "培训员": "trainer", "审题员": "reviewer", "阅卷员": "marker", "考务员": "exam_officer",
    "管理者": "manager", "审计员": "auditor", "管理员": "administrator",
}  # fmt: skip
NO_ROLE = "无"  # takes every role at the place away; a blank cell leaves them as they are
ROLES_SHOWN = {role: shown for shown, role in ROLES.items()}


def split_roles(text: str) -> list[str]:
    """The words between 、 ； ; , and ，."""
    for mark in "；;,，/":
        text = text.replace(mark, "、")
    return [word.strip() for word in text.split("、") if word.strip()]
