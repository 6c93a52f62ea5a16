"""我的数据 tells a person what the organisation holds about them."""

from django.test import Client

from foundation.registries.my_data import held_about
from tests.organisation.test_sign_in import enter


def test_postings_roles_and_locks_are_told_and_nobody_elses(cast):
    for _ in range(5):
        enter(Client(), "t1001", "wrong")
    sections = {section.title: section.rows for section in held_about(cast.learner)}
    assert sections["任岗"][0][:3] == ("云水大厅", "综合窗口 1 号", "综合")
    assert [row[:2] for row in sections["角色"]] == [("窗口人员", "云水大厅")]
    assert len(sections["账号被锁定"]) == 1
    others = {section.title: section.rows for section in held_about(cast.stranger)}
    assert others["账号被锁定"] == [] and others["任岗"][0][0] == "石桥大厅"
