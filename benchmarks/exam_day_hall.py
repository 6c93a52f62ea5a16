"""The databases of the exam day: one with few stored attempts, and a copy of it with many."""

from datetime import UTC, datetime, timedelta

EARLIER = datetime(2026, 1, 5, 9, tzinfo=UTC)
EACH = 10  # attempts of one past candidate


def use(database: str) -> None:
    """Let this process' connection go to that database of the same cluster."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def copy(source: str, target: str) -> None:
    """Make the database `target` a copy of `source`."""
    from django.db import connection

    use("template1")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {target}")
        cursor.execute(f"CREATE DATABASE {target} TEMPLATE {source}")
    use(source)


def url_of(database: str) -> str:
    from django.db import connection

    given = connection.settings_dict
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{database}"


def data_directory() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return cursor.fetchone()[0]


def seed(cast, count: int, questions: int, title: str):
    """(sitting, people): candidates invited to a sitting of so many questions that is open, their papers laid out
    before the bell as on any exam day."""
    from exams.services.lay_out_ahead import lay_out_ahead
    from foundation.models import User
    from tests.exams.exam_stories import open_now

    people = User.objects.bulk_create(
        [User(username=f"b{title}-{number:04d}", name=f"考生 {number}", password="!") for number in range(count)]
    )
    sitting = open_now(cast, list(people), count=questions)
    lay_out_ahead(at=sitting.opens_at - timedelta(minutes=1))
    return sitting, list(people)


def sat_before(cast) -> int:
    """The id of one attempt with ten answers that was handed in."""
    from tests.exams.exam_stories import Desk, open_now

    desk = Desk(cast.learner)
    desk.start(open_now(cast, count=10))
    for number in range(1, 11):
        desk.answer(number)
    desk.hand_in()
    return desk.attempt["id"]


def grow(cast, template: int, stored: int) -> None:
    """Fill up to `stored` attempts, each a copy of the attempt `template` with its paper, answers and journal."""
    from django.db import connection

    from exams.models import Attempt, AttemptPaper, Candidacy, Response, ResponseEvent
    from foundation.models import User
    from tests.exams.exam_stories import open_now, signed_paper

    count = max((stored - Attempt.objects.count()) // EACH, 1)
    people = User.objects.bulk_create(
        [User(username=f"old{stored}-{number}", name="往届考生", password="!") for number in range(count)]
    )
    sitting = open_now(cast, people, version=signed_paper(cast, 1), opens_at=EARLIER)
    with connection.cursor() as cursor:
        into, chosen = _columns(Attempt, candidacy_id="c.id", sitting_id="c.sitting_id", person_id="c.person_id",
                                number="n")  # fmt: skip
        cursor.execute(f"INSERT INTO exams_attempt ({into}) SELECT {chosen} FROM exams_candidacy c, "
                       f"generate_series(1, {EACH}) n, exams_attempt t WHERE t.id = %s AND c.sitting_id = %s",
                       [template, sitting.pk])  # fmt: skip
        cursor.execute("ANALYZE exams_attempt")
        for model in (AttemptPaper, Response, ResponseEvent):
            table = model._meta.db_table
            into, chosen = _columns(model, attempt_id="a.id")
            # what is copied is read once, before the table grows under the scan
            cursor.execute(f"WITH t AS MATERIALIZED (SELECT * FROM {table} WHERE attempt_id = %s) "
                           f"INSERT INTO {table} ({into}) SELECT {chosen} FROM exams_attempt a, t "
                           f"WHERE a.sitting_id = %s", [template, sitting.pk])  # fmt: skip
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would have done long before the exam
        cursor.execute("CHECKPOINT")
    Candidacy.objects.filter(sitting=sitting).update(withdrawn_at=EARLIER)


def _columns(model, **given: str) -> tuple[str, str]:
    """(columns to fill, what to fill them with): the template's `t`, or what is given."""
    names = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    return ", ".join(names), ", ".join(given.get(name, f"t.{name}") for name in names)
