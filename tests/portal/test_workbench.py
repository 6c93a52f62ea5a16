"""The workbench (Wagtail's admin) belongs to the hall and leads back to it."""


def test_a_trainer_finds_the_halls_name_and_the_way_back(cast, sign_in):
    page = sign_in(cast.trainer).get("/cms/").content.decode()
    assert "<title>" in page
    assert "云窗学堂</title>" in page
    assert "\\u56de\\u5230\\u5b66\\u5802" in page or "回到学堂" in page


def test_whoever_answers_suggestions_finds_the_list_there_and_the_others_a_form_that_knows_the_page(cast, sign_in):
    def finds(person):
        return sign_in(person).get("/cms/").content.decode()

    assert '"/suggestions/"' in finds(cast.manager)
    assert '"/suggestions/new/?from=/cms/"' in finds(cast.trainer)


def test_staff_are_sent_away(cast, sign_in):
    assert sign_in(cast.learner).get("/cms/").status_code in (302, 403, 404)
