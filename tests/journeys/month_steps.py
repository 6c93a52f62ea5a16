"""A month: the clerk reads her lines and objects, the manager answers, closes the month and takes the bulletin along."""

import io
from zipfile import ZipFile

from appraisal.models import AppraisalEntry, AppraisalPeriod, Objection
from tests.journeys.people import Person


def objects_to(phone: Person, line: AppraisalEntry) -> Objection:
    """我的考核 explains the line; the clerk objects to it."""
    phone.opens(f"/appraisal/{line.period_id}/", "clerk-appraisal").sees(line.indicator.name)
    phone.page.locator(f'[data-open="object-{line.pk}"]').click()
    phone.page.locator(f"#object-{line.pk} textarea").fill("这次考试的权重请再核一次。")
    phone.page.locator(f'#object-{line.pk} button[type="submit"]').click()
    phone.sees("异议已提交", "异议待答复")
    return Objection.objects.get(entry=line)


def answers_objections(manager: Person, period: AppraisalPeriod) -> None:
    """Everything that is open must be answered before the month can close."""
    for objection in Objection.objects.filter(entry__period=period, state="open"):
        manager.opens(f"/appraisal/objections/{objection.pk}/", "manager-objection").sees(objection.text)
        manager.page.get_by_label("不成立").check()
        manager.fills(answer="已核对，权重按本月指标表计算。")
        manager.clicks("答复并通知本人").sees("已答复，当事人会收到通知。")


def closes_the_month(manager: Person, period: AppraisalPeriod) -> None:
    manager.opens(f"/appraisal/periods/{period.pk}/", "manager-month")
    manager.page.locator('[data-open="close-month"]').click()
    manager.page.locator("#close-month").get_by_role("button", name="关账").click()
    manager.sees("已关账。之后的变动会作为调整行另列。")
    period.refresh_from_db()
    assert period.state == AppraisalPeriod.State.CLOSED and len(period.snapshot_hash) == 64


def takes_the_bulletin(manager: Person, period: AppraisalPeriod) -> str:
    """The text of the downloaded docx."""
    manager.opens(f"/appraisal/periods/{period.pk}/bulletin/", "manager-bulletin")
    with manager.page.expect_download() as download:
        manager.page.get_by_role("link", name="下载通报").click()
    with ZipFile(io.BytesIO(open(download.value.path(), "rb").read())) as docx:
        return docx.read("word/document.xml").decode()
