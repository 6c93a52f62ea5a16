"""The workbench (Wagtail's admin) belongs to the hall and leads back to it."""

from wagtail.admin.menu import SubmenuMenuItem, admin_menu
from wagtail.users.models import UserProfile

from organisation.models import Role
from tests.cast import make_person
from tests.courses.library import make_course


def test_a_trainer_finds_the_halls_name_and_the_way_back(cast, sign_in):
    page = sign_in(cast.trainer).get("/cms/").content.decode()
    assert "<title>" in page
    assert "云窗学堂</title>" in page
    assert "\\u56de\\u5230\\u5b66\\u5802" in page or "回到学堂" in page


def test_the_window_look_up_is_one_press_away(cast, sign_in):
    assert '"/items/lookup/"' in sign_in(cast.trainer).get("/cms/").content.decode()


def test_whoever_answers_suggestions_finds_the_list_there_and_the_others_a_form_that_knows_the_page(cast, sign_in):
    def finds(person):
        return sign_in(person).get("/cms/").content.decode()

    assert '"/suggestions/"' in finds(cast.manager)
    assert '"/suggestions/new/?from=/cms/"' in finds(cast.trainer)


def test_staff_are_sent_away(cast, sign_in):
    assert sign_in(cast.learner).get("/cms/").status_code in (302, 403, 404)


def test_the_settings_there_keep_what_is_chosen_and_ask_for_no_name_and_no_picture(cast, sign_in):
    client = sign_in(cast.trainer)
    form = client.get("/cms/account/").content.decode()
    assert "first_name" not in form and "avatar-avatar" not in form and 'type="password"' not in form
    chosen = {"locale-preferred_language": "en", "locale-current_time_zone": "", "theme-theme": "dark"}
    chosen |= {"theme-contrast": "system", "theme-density": "snug", "notifications-approved_notifications": "on"}
    assert client.post("/cms/account/", chosen).status_code == 302
    profile = UserProfile.objects.get(user=cast.trainer)
    assert (profile.theme, profile.density, profile.approved_notifications) == ("dark", "snug", True)


ALWAYS = {"way-back", "look-up", "suggestions", "keyboard-shortcuts-trigger"}
LIBRARY = {"explorer", "images", "documents", "media"}
MENU = {
    Role.TRAINER: LIBRARY | {"courses", "policies", "drills", "questions", "service-items"},
    Role.REVIEWER: {"explorer", "courses", "policies", "drills", "questions", "service-items"},
    Role.MARKER: set(),
    Role.EXAM_OFFICER: {"certificates", "drill-releases"},
    Role.MANAGER: {"certificates"},
    Role.AUDITOR: {"certificates", "audit"},
    Role.ADMINISTRATOR: LIBRARY | {"courses", "policies", "service-items", "people", "places"},
}


def test_the_menu_shows_each_role_what_it_may_touch_and_every_entry_opens(cast, sign_in):
    make_course(cast)
    for role, wanted in MENU.items():
        client = sign_in(make_person(f"m-{role}", "只有一个角色", cast.hall, role))
        shown = dict(entries(admin_menu, client.get("/cms/").wsgi_request))
        assert set(shown) == wanted | ALWAYS, role
        for name in wanted:
            assert client.get(shown[name], follow=True).status_code == 200, (role, name)


def entries(menu, request):
    """Name and address of each entry, those of submenus too."""
    for item in menu.menu_items_for_request(request):
        if isinstance(item, SubmenuMenuItem):
            yield from entries(item.menu, request)
        else:
            item.render_component(request)
            yield item.name, item.url


def test_the_front_page_offers_each_role_its_deeds_and_no_way_to_another_host(cast, sign_in):
    for person, deed in (
        (cast.officer, "/cms/drills/releases/"),
        (cast.manager, "/analytics/"),
        (cast.auditor, "/cms/audit/"),
    ):
        page = sign_in(person).get("/cms/").content.decode()
        assert f'class="button button-secondary" href="{deed}"' in page
        assert 'href="http' not in page
