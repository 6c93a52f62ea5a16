"""What is written once: the database itself refuses to change a mark, or what a paper was frozen with, whoever asks.

The triggers are set after every `migrate` where they are missing. A migration would not do: on SQLite a later one that
builds the table anew would drop them without a word.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Rule:
    """No UPDATE of a row of `table` for which `when` holds; `same` in it compares as SQL's `=`, NULL being like NULL."""

    name: str
    table: str
    said: str
    when: str = ""

    def statements(self, vendor: str) -> list[str]:
        when = f" WHEN ({self.when.format(same='IS' if vendor == 'sqlite' else 'IS NOT DISTINCT FROM')})" * bool(
            self.when
        )
        begin = f"CREATE TRIGGER {self.name} BEFORE UPDATE ON {self.table} FOR EACH ROW{when}"
        if vendor == "sqlite":
            return [f"{begin} BEGIN SELECT RAISE(ABORT, '{self.said}'); END"]
        raised = f"RAISE EXCEPTION '{self.said}' USING ERRCODE = 'restrict_violation'"
        function = f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
        return [f"{function} AS $$ BEGIN {raised}; END $$", f"{begin} EXECUTE FUNCTION {self.name}()"]


MARKS = Rule("exams_mark_stands", "exams_mark", "a mark is appended, never changed")
# frozen → draft is the way back before the signature; after it there is none, and what is published never changes
PAPERS = Rule(
    "exams_paper_stands",
    "exams_paperversion",
    "a frozen paper is never changed",
    "OLD.state IN ('published', 'retired') AND NEW.state IN ('draft', 'frozen') "
    "OR OLD.state <> 'draft' AND NEW.state <> 'draft' "
    "AND NOT (NEW.payload {same} OLD.payload AND NEW.payload_hash {same} OLD.payload_hash)",
)
IS_SET = {
    "postgresql": "SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s AND tbl_name = %s",
}


def set_rules(*, using: str, **signal) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    for rule in (MARKS, PAPERS):
        if rule.table in tables:
            _set(connection, rule)


def _set(connection: BaseDatabaseWrapper, rule: Rule) -> None:
    with connection.cursor() as cursor:
        cursor.execute(IS_SET[connection.vendor], [rule.name, rule.table])
        if cursor.fetchone() is None:
            for statement in rule.statements(connection.vendor):
                cursor.execute(statement)
