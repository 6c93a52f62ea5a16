"""A mark is appended, never changed: the database refuses it, whoever asks.

The trigger is set after every `migrate` where it is missing. A migration would not do: on SQLite a later one that
builds the table anew would drop it without a word.
"""

from django.db import connections

NAME = "exams_mark_stands"
SAID = "a mark is appended, never changed"
SET = {
    "postgresql": (
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON exams_mark FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ),
    "sqlite": (f"CREATE TRIGGER {NAME} BEFORE UPDATE ON exams_mark BEGIN SELECT RAISE(ABORT, '{SAID}'); END",),
}
IS_SET = {
    "postgresql": "SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = 'exams_mark'::regclass",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s",
}


def let_marks_stand(*, using: str, **signal) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if "exams_mark" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(IS_SET[connection.vendor], [NAME])
        if cursor.fetchone() is None:
            for statement in SET[connection.vendor]:
                cursor.execute(statement)
