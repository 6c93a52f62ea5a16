"""A clerk finds an item, a material or a rule while a citizen waits, and hands out one complete slip."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.models import Notice, OutboxMessage
from foundation.registries.links import resolve
from foundation.registries.search import find
from service_items.lookup import find_entries
from service_items.models import ServiceItem, ServiceItemVersion, ServiceRule
from service_items.services.index_lookup import index_items, index_rules
from service_items.services.mark_changed import mark_changed
from tests.browser import axe_violations

CONTENT = {
    "label": "演示口径",
    "agency": "民政部门",
    "materials": [
        {"id": "I04-M1", "name": "申报表", "necessity": "必要", "acceptance_standard": "栏目填全", "source": "窗口提供"},
        {"id": "I04-M4", "name": "社保卡金融账户", "necessity": "必要", "source": "申请人自备",
         "tolerance": {"allowed": True, "days": 3, "unit": "工作日"}},
    ],
    "limits": [{"kind": "promised", "text": "承诺 15 个工作日"}],
    "fees": [{"text": "不收费"}],
    "contact": {"consult": "0000-0000000", "place": "综合窗口", "hours": "9:00-17:30"},
}  # fmt: skip


@pytest.fixture
def item(db) -> ServiceItem:
    item = ServiceItem.objects.create(
        code="I04", name="高龄津贴（老年人福利补贴）", short_name="高龄津贴", pinyin="gljt"
    )
    item.current_version = ServiceItemVersion.objects.create(
        item=item, number=1, content=CONTENT, content_hash="1", published_at=timezone.now(),
        effective_on=timezone.localdate() - timedelta(days=100),
    )  # fmt: skip
    item.save()
    ServiceRule.objects.create(code="R04", name="容缺受理", duty="缺的是次要材料，签承诺先受理")
    index_items([item])
    index_rules()
    return item


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("高龄", "I04 高龄津贴（老年人福利补贴）"),
        ("gljt", "I04 高龄津贴（老年人福利补贴）"),
        ("GLJT", "I04 高龄津贴（老年人福利补贴）"),
        ("ｇｌｊｔ", "I04 高龄津贴（老年人福利补贴）"),
        ("福利补贴", "I04 高龄津贴（老年人福利补贴）"),
        ("金融账户", "社保卡金融账户"),
        ("容缺", "R04 容缺受理"),
        ("rqsl", "R04 容缺受理"),
        ("i04", "I04 高龄津贴（老年人福利补贴）"),
        ("高龄 账户", "社保卡金融账户"),
    ],
)
def test_found_by_any_words_or_by_initials(item, query, first):
    assert find_entries(query)[0].title == first


def test_nothing_is_found_for_nothing(item):
    assert list(find_entries("  ")) == []
    assert list(find_entries("不存在的词")) == []


def test_the_look_up_costs_the_same_queries_whatever_is_found(cast, item, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.learner)
    client.get(reverse("service_items:lookup"))
    with django_assert_max_num_queries(7):
        page = client.get(reverse("service_items:lookup"), {"q": "津贴"}).content.decode()
    assert "高龄津贴" in page
    hits = client.get(reverse("service_items:lookup"), {"q": "津贴", "format": "json"}).json()["hits"]
    assert hits[0]["url"] == "/items/I04/"


def test_site_search_and_links_know_the_item(cast, item):
    assert find(cast.learner, "高龄")["service_items"][0].url == "/items/I04/"
    assert resolve("service_item", "I04").title.startswith("I04")
    assert resolve("service_item", "I99") is None


def test_the_slip_says_everything_that_is_missing_at_once(cast, item, sign_in):
    client = sign_in(cast.learner)
    page = client.get(reverse("service_items:notice", args=["I04"]), {"missing": ["I04-M1", "I04-M4"]}).content.decode()
    for words in (
        "申报表",
        "社保卡金融账户",
        "3 个工作日内补交",
        "承诺 15 个工作日",
        "不收费",
        "0000-0000000",
        "演示口径",
    ):
        assert words in page
    nothing = client.get(reverse("service_items:notice", args=["I04"]), {"missing": ["I99-M1"]}, follow=True)
    assert "先勾上缺的材料" in nothing.content.decode()


def test_the_slip_says_form_and_number_and_leaves_out_what_the_guide_does_not_say(cast, item, sign_in):
    rows = [{"id": "I04-M1", "name": "申报表", "form": "纸质原件", "copies": 2}]
    content = CONTENT | {"materials": rows, "contact": {}, "fees": []}
    ServiceItemVersion.objects.filter(item=item).update(content=content)
    page = sign_in(cast.learner).get(reverse("service_items:notice", args=["I04"]), {"missing": ["I04-M1"]})
    assert "纸质原件（2 份）" in page.content.decode() and "咨询电话" not in page.content.decode()


def test_a_change_is_shown_with_old_and_new_wording(cast, item, sign_in):
    mark_changed(
        item=item, severity="substantive", effective_on=timezone.localdate() - timedelta(days=3), by=cast.trainer,
        summary="承诺时限缩短", fields=[{"label": "承诺时限", "old": "15 个工作日", "new": "10 个工作日"}],
        cause_kind="test", cause_key="1",
    )  # fmt: skip
    page = sign_in(cast.learner).get(reverse("service_items:item", args=["I04"])).content.decode()
    assert "3 天前有改动" in page and "<del>15 个工作日</del>" in page and "<ins>10 个工作日</ins>" in page


def test_a_version_to_come_does_not_hold_yet(cast, item, sign_in):
    ServiceItemVersion.objects.create(
        item=item, number=2, content=CONTENT | {"fees": [{"text": "收费五元"}]}, content_hash="2",
        published_at=timezone.now(), effective_on=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    page = sign_in(cast.learner).get(reverse("service_items:item", args=["I04"])).content.decode()
    assert "不收费" in page and "收费五元" not in page


def test_a_wrong_guide_is_reported_with_a_reason(cast, item, sign_in):
    client = sign_in(cast.learner)
    refused = client.post(reverse("service_items:report", args=["I04"]), {"text": " "}, follow=True)
    assert "请写一句哪里不对" in refused.content.decode()
    client.post(reverse("service_items:report", args=["I04"]), {"text": "承诺时限写错了"})
    assert OutboxMessage.objects.filter(fact="service_items.guide_reported").count() == 1
    assert not Notice.objects.exclude(person=cast.admin).exists(), "an item of the whole tree is kept at its top"
    ServiceItem.objects.filter(pk=item.pk).update(node=cast.hall)
    for _again in range(2):
        client.post(reverse("service_items:report", args=["I04"]), {"text": "少了一份材料"})
    told = Notice.objects.get(body__contains="少了一份材料")
    assert (told.person, "何晓岚" in told.body) == (cast.trainer, True)
    assert sign_in(cast.trainer).get(told.url).status_code == 200
    client = sign_in(cast.learner)
    assert client.get(reverse("service_items:item", args=["I99"])).status_code == 404


def test_what_she_looked_at_last_is_one_tap_away_until_she_signs_out(cast, item, sign_in):
    client = sign_in(cast.learner)
    assert "最近看过" not in client.get(reverse("service_items:lookup")).content.decode()
    client.get(reverse("service_items:item", args=["I04"]))
    page = client.get(reverse("service_items:lookup")).content.decode()
    assert "最近看过" in page and '<a class="chip" href="/items/I04/">高龄津贴</a>' in page


@pytest.mark.browser
def test_one_key_opens_the_look_up_and_hits_follow_the_typing(cast, item, page_for):
    page = page_for(cast.learner)
    page.goto("/me/")
    page.keyboard.press("/")
    page.wait_for_url("**/items/lookup/")
    page.keyboard.type("gljt")
    page.wait_for_selector("#found-said:has-text('找到')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/I04/")
    assert page.troubles == []


@pytest.mark.browser
def test_with_two_ticks_on_a_phone_the_slip_is_ready_to_copy_and_print(cast, item, page_for):
    page = page_for(cast.learner, width=360)
    page.goto("/items/I04/")
    assert axe_violations(page) == []
    for code in ("I04-M1", "I04-M4"):
        page.check(f"input[value='{code}']")
    page.click("text=出告知单")
    page.wait_for_url("**missing=I04-M1**")
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1 } }")
    page.click("[data-print]")
    assert page.evaluate("window.printed") == 1
    page.evaluate("() => document.addEventListener('copy', () => { window.taken = getSelection().toString() })")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as over plain http
    page.click("text=复制文字")
    page.wait_for_selector("[data-copied]:has-text('已复制')")
    copied = page.evaluate("window.taken")
    assert "申报表" in copied and "社保卡金融账户" in copied
    page.emulate_media(media="print")
    assert page.locator(".slip-sheet").is_visible() and not page.locator("[data-print]").is_visible()
    assert page.troubles == [] and axe_violations(page) == []
