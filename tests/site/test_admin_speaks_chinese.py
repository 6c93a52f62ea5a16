"""Where Wagtail's own Chinese has a gap, a trainer still reads Chinese, and only there does ours speak."""

import gettext
import shutil
from pathlib import Path

import polib
import pytest
import wagtail
from django.utils import translation

from training_site import translations

REFUSED = "The page could not be created due to validation errors."
PUT_RIGHT = {"%(label)s and Publish"}  # theirs joins two verbs with 和
MOVED = ("Moved up 1 place.", "Moved up %(counter)s places.")


def ours() -> polib.POFile:
    return polib.pofile(str(translations.catalogue_path(translations.ADMIN_CATALOGUE)))


def test_the_refusal_of_a_page_is_chinese_for_a_trainer_and_english_for_an_english_reader():
    with translation.override("zh-hans"):
        assert translation.gettext(REFUSED) == "内容有误，页面没有创建。请改正后再保存。"
        assert translation.ngettext(*MOVED, 1) % {"counter": 1} == "上移了 1 位。"
        assert translation.gettext("%(label)s and Publish") % {"label": "批准"} == "批准并发布"
    with translation.override("en"):
        assert translation.gettext(REFUSED) == REFUSED


def test_it_only_fills_gaps_in_wagtails_admin_and_leaves_our_own_words_alone():
    path = Path(wagtail.__file__).parent / "admin" / "locale"
    theirs = gettext.translation("django", path, ["zh_Hans"])
    mine = {entry.msgid for entry in ours()}
    own = {entry.msgid for entry in polib.pofile(str(translations.catalogue_path()))}
    assert REFUSED in mine
    assert {msgid for msgid in mine if theirs.gettext(msgid) != msgid} == PUT_RIGHT
    assert not mine & own


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("已保存", "存好了", "does not say what its .po says"),
        ("%(user_name)s 有未保存的修改", "%(user)s 有未保存的修改", "other placeholders"),
    ],
)
def test_the_check_notices_a_changed_sentence(settings, tmp_path, before, after, fault):
    source = translations.catalogue_path(translations.ADMIN_CATALOGUE).parent
    copy = (tmp_path / translations.ADMIN_CATALOGUE).parent
    shutil.copytree(source, copy)
    settings.LOCALE_PATHS = [str(tmp_path)]
    assert translations.catalogue_faults(translations.ADMIN_CATALOGUE) == []
    po = copy / "django.po"
    po.write_text(po.read_text("utf-8").replace(f'"{before}"', f'"{after}"'), "utf-8")
    assert fault in " ".join(translations.catalogue_faults(translations.ADMIN_CATALOGUE))
