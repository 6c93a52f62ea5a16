"""No text of ours holds a NUL: PostgreSQL takes none, and a sheet cannot be written with one."""

from foundation.models import AuditEntry
from tests.service_items.catalogue import make_item


def test_what_is_posted_with_one_is_stored_without_it(cast, sign_in):
    make_item(node=cast.hall)
    client = sign_in(cast.learner)
    client.post("/items/I04/report/", {"text": "承诺时限\x00写错了"})
    assert AuditEntry.objects.get(verb="guide.reported").reason == "承诺时限写错了"
    refused = client.post("/items/I04/report/", {"text": "\x00"}, follow=True)
    assert "请写一句哪里不对" in refused.content.decode()


def test_several_values_of_one_field_all_lose_it_and_files_are_left_alone(rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from training_site.middleware import NoNulMiddleware

    request = rf.post("/", {"tick": ["a\x00", "b", "\x00"], "file": SimpleUploadedFile("x", b"\x00")})
    NoNulMiddleware(None).process_view(request, None, (), {})
    assert request.POST.getlist("tick") == ["a", "b", ""] and request.FILES["file"].read() == b"\x00"
