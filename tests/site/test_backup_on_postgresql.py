"""On PostgreSQL too a backup brings the hall back, whatever people did while it was made."""

import pytest
from django.db import connection, transaction

from foundation.audit import chain_faults, record
from foundation.models import AuditEntry
from training_site import backups

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def deed(name: str) -> None:
    with transaction.atomic():
        record("thing.done", by=None, kind="thing", object_id=name)


@pytest.fixture
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "media", tmp_path / "private"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "figure.txt").write_text("原文", encoding="utf-8")
    return tmp_path


def test_what_was_there_comes_back_and_a_changed_dump_is_refused(folders, settings, monkeypatch):
    dump = backups._run

    def dump_while_people_work(command, env):
        dump(command, env)
        deed("meanwhile")

    deed("before")
    with monkeypatch.context() as patch:
        patch.setattr(backups, "_run", dump_while_people_work)
        folder = backups.make_backup(folders / "backups")
    with connection.cursor() as cursor:  # a later release leans on what the dump holds
        cursor.execute("CREATE TABLE of_a_later_release (person bigint REFERENCES foundation_user (id))")
    (settings.MEDIA_ROOT / "figure.txt").write_text("改过", encoding="utf-8")
    with pytest.raises(backups.BackupRefused, match="--replace"):
        backups.restore_backup(folder)
    backups.restore_backup(folder, replace=True)
    assert chain_faults() == []
    assert "of_a_later_release" not in connection.introspection.table_names()
    assert list(AuditEntry.objects.values_list("object_id", flat=True)) == ["before"]
    assert (settings.MEDIA_ROOT / "figure.txt").read_text(encoding="utf-8") == "原文"
    with (folder / "database.dump").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(backups.BackupRefused, match="was changed"):
        backups.restore_backup(folder, replace=True)
