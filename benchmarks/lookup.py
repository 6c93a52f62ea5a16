"""The window look-up with 2,000 items, beside a bare request of the same run; `python -m benchmarks.lookup`.

Runs on SQLite in memory, or on the throw-away PostgreSQL of DATABASE_URL; what it writes is rolled back.
Budget: first results under 200 ms.
"""

import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")

ITEMS, MATERIALS, ROUNDS = 2000, 5, 15
BUDGET_MS = 200
WORDS = ("登记", "sydj", "居民身份证", "补贴 银行", "不存在的词", "高")


def seed() -> None:
    """2,000 items with five materials each, in the look-up's own table."""
    from django.db import connection

    from service_items.models import LookupEntry, ServiceItem
    from service_items.services.index_lookup import Kind, _row

    names = ("失业登记", "高龄津贴申领", "居住证签注", "个体工商户变更登记", "灵活就业社保补贴")
    papers = ("居民身份证", "申请表", "银行账户", "户口簿", "承诺书")
    items = ServiceItem.objects.bulk_create(
        [ServiceItem(code=f"B{n:04}", name=f"{names[n % 5]}{n}") for n in range(ITEMS)], batch_size=100
    )
    rows = []
    for item in items:
        rows.append(_row(Kind.ITEM, str(item), "街道政务服务中心", item.name, item=item))
        rows += [_row(Kind.MATERIAL, paper, item.code, f"{paper} {item.name}", item=item) for paper in papers]
    LookupEntry.objects.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as both databases do by themselves after a while


def took(client, path: str, query: dict) -> list[float]:
    """Milliseconds of each request, after one that warms."""
    client.get(path, query)
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        answer = client.get(path, query)
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return times


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from tests.cast import make_cast

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        client = Client()
        client.force_login(make_cast().learner)
        seed()
        print(
            f"look-up in {ITEMS} items, {ITEMS * (MATERIALS + 1)} rows, {connection.vendor}; median and worst of {ROUNDS}, ms"
        )
        bare = took(client, "/healthz", {})
        print(f"  {'bare request (/healthz)':<32}{statistics.median(bare):8.1f}{max(bare):8.1f}")
        worst = 0.0
        for words in WORDS:
            times = took(client, "/items/lookup/", {"q": words, "format": "json"})
            worst = max(worst, statistics.median(times))
            print(f"  {words:<32}{statistics.median(times):8.1f}{max(times):8.1f}")
        print(f"  slowest median {worst:.1f} ms; budget {BUDGET_MS} ms: {'kept' if worst < BUDGET_MS else 'NOT KEPT'}")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
