"""Text size, theme and language belong to the person, not to the browser."""

import pytest
from django.test import Client


def test_a_learner_enlarges_the_text_and_finds_it_so_at_another_window(cast, sign_in):
    sign_in(cast.learner).post("/me/settings/", {"text_size": "largest", "theme": "dark", "language": "zh-hans"})
    elsewhere = Client()
    elsewhere.force_login(cast.learner)
    page = elsewhere.get("/").content.decode()
    assert 'data-size="largest"' in page
    assert 'data-theme="dark"' in page


def test_what_is_not_a_choice_changes_nothing(cast, sign_in):
    sign_in(cast.learner).post("/me/settings/", {"text_size": "huge", "theme": '"><script>', "language": "xx"})
    cast.learner.refresh_from_db()
    assert (cast.learner.text_size, cast.learner.theme, cast.learner.language) == ("", "", "")


def test_no_other_field_of_the_account_can_be_set_this_way(cast, sign_in):
    sign_in(cast.learner).post("/me/settings/", {"is_superuser": "1", "username": "boss", "theme": "light"})
    cast.learner.refresh_from_db()
    assert (cast.learner.is_superuser, cast.learner.username, cast.learner.theme) == (False, "t1001", "light")


def test_english_is_kept_with_the_person(cast, sign_in):
    sign_in(cast.learner).post("/me/language/", {"language": "en", "next": "/me/"})
    elsewhere = Client(headers={"accept-language": "zh-CN"})
    elsewhere.force_login(cast.learner)
    assert '<html lang="en"' in elsewhere.get("/me/").content.decode()


def test_before_signing_in_the_browser_remembers_the_language(client, db):
    client.post("/me/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_saving_never_leads_to_another_host(cast, sign_in, wanted):
    assert sign_in(cast.learner).post("/me/settings/", {"theme": "dark", "next": wanted}).url == "/"


def test_settings_are_only_posted(cast, sign_in):
    assert sign_in(cast.learner).get("/me/settings/").status_code == 405
