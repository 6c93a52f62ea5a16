"""A trainer writes a case in the admin's shell."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from drills.models import Run, Scenario, ScenarioVersion
from drills.services.publish_scenario import content_hash
from drills.workshop.scene_editor import SceneEditor
from tests.drills.cases import KEYS, case, expert_way, form_of


def posted(editor) -> dict:
    """What the browser would post of an untouched page."""
    forms = [editor.form, *editor.rows]
    for routes in [editor.routes, *(choice.routes for choice in editor.choices)]:
        forms += [*routes.rows, routes.otherwise] if routes else []
    forms += [form for choice in editor.choices for form in (choice.form, choice.condition)]
    data = {}
    for form in forms:
        for name in form.fields:
            value = form.get_initial_for_field(form.fields[name], name)
            if value is True:
                data[form.add_prefix(name)] = "on"
            elif value is not None and value is not False:
                data[form.add_prefix(name)] = str(value)
    return data


def plain(scene: dict) -> dict:
    """A scene without what says nothing: zero effects and points, an empty handbook."""
    if isinstance(scene, dict):
        cleaned = {key: plain(value) for key, value in scene.items()}
        return {
            key: value for key, value in cleaned.items() if value not in ("", {}) and (value != 0 or value is False)
        }
    return [plain(one) for one in scene] if isinstance(scene, list) else scene


@pytest.mark.parametrize("key", KEYS)
def test_saving_an_untouched_scene_changes_nothing(catalogue, key):
    content = case(key)
    for scene in content["scenes"]:
        editor = SceneEditor(None, case=content, scene_id=scene["id"])
        again = SceneEditor(posted(editor), case=content, scene_id=scene["id"])
        assert again.is_valid(), [scene["id"], again.form.errors, [c.form.errors for c in again.choices]]
        assert plain(again.content()) == plain(content)


def test_conditions_of_one_part_are_shown_as_selects_and_wider_ones_kept(catalogue):
    content = case("D01")
    first, second, third, _fourth = content["scenes"][0]["choices"]
    first["when"] = {"patience": {"gte": 2}}
    second["when"] = {"gap": False}
    third["when"] = {"patience": {"gte": 1, "lte": 4}, "gap": False}
    second["next"] = [{"when": {"trips": {"gte": 1}, "gap": True}, "to": "x1"}, {"to": "x2"}]
    editor = SceneEditor(None, case=content, scene_id="s1")
    assert editor.choices[0].condition.initial == {"state": "patience", "is_": "gte", "value": 2}
    again = SceneEditor(posted(editor), case=content, scene_id="s1")
    assert again.is_valid()
    assert again.content() == content


def test_a_case_is_written_from_nothing_with_buttons_and_selects(cast, catalogue, sign_in):
    client = sign_in(cast.trainer)
    answer = client.post("/cms/drills/new/", {"key": "D77", "title": "收件凭证", "node": cast.hall.pk})
    scenario = Scenario.objects.get(key="D77")
    assert answer.headers["Location"] == f"/cms/drills/{scenario.pk}/"

    def change(action, **extra):
        scenario.refresh_from_db()
        data = {"token": content_hash(scenario.content), "action": action, **extra}
        assert client.post(f"/cms/drills/{scenario.pk}/change/", data).status_code == 302
        scenario.refresh_from_db()

    change("add:scene:", kind="event")
    change("add:scene:", kind="notice")
    change("add:scene:", kind="document_check")
    assert [scene["kind"] for scene in scenario.content["scenes"]] == ["dialogue", "event", "notice", "document_check"]
    change("up:scenes:s4")
    assert [scene["id"] for scene in scenario.content["scenes"]] == ["s1", "s2", "s4", "s3"]
    for name in ("s4", "s3", "s2"):
        change(f"remove:scenes:{name}")
    change("remove:endings:e_pass")
    page = client.get(f"/cms/drills/{scenario.pk}/").content.decode()
    assert "加一个场景" in page and "删了不能撤销" in page and page.count("确认删去") == 3

    editor = SceneEditor(None, case=scenario.content, scene_id="s1")
    data = posted(editor) | {"token": content_hash(scenario.content), "action": "add:choices:"}
    client.post(f"/cms/drills/{scenario.pk}/scenes/s1/", data)
    scenario.refresh_from_db()
    editor = SceneEditor(None, case=scenario.content, scene_id="s1")
    full = {f"c-s1_a-point_{name}": points for name, points in [
        ("reception", 10), ("need", 15), ("documents", 20), ("decision", 25), ("notice", 15), ("entry", 5), ("close", 5),
    ]}  # fmt: skip
    data = posted(editor) | full | {
        "s-title": "他伸手要凭证", "s-speaker": "来人", "s-text": "“材料放您这儿了，给个条吧。”",
        "c-s1_a-text": "“这是受理回执，上面有编号和办结日期。”", "c-s1_a-verdict": "best", "c-s1_a-rules": "R19",
        "c-s1_a-feedback": "收件就给凭证，写明编号和办结日期（R19），他不用再跑来问。", "c-s1_a-next-else-to": "e_best",
        "c-s1_b-text": "“放心，丢不了，回去等电话就行。”", "c-s1_b-verdict": "weak", "c-s1_b-rules": "R19",
        "c-s1_b-feedback": "没有凭证，他说不清交没交过（R19），多半要再来问一趟。", "c-s1_b-next-else-to": "e_fail",
        "c-s1_b-effect_minutes": "2", "c-s1_b-effect_patience": "-1",
        "c-s1_c-text": "“给好评就给您开回执，扫这个码。”", "c-s1_c-verdict": "red_line", "c-s1_c-rules": "R10 R19",
        "c-s1_c-feedback": "拿凭证换好评，是诱导评价（R10），凭证本来就该给（R19）。", "c-s1_c-next-else-to": "e1",
        "c-s1_c-effect_legal_errors": "1", "c-s1_c-effect_minutes": "1",
        "token": content_hash(scenario.content), "action": "done",
    }  # fmt: skip
    change("add:ending:")
    data["token"] = content_hash(scenario.content)
    answer = client.post(f"/cms/drills/{scenario.pk}/scenes/s1/", data)
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    for name, verdict in (("e_best", "excellent"), ("e_fail", "fail"), ("e1", "red_line")):
        scenario.refresh_from_db()
        ending = {
            "verdict": verdict,
            "title": "结局",
            "text": "后来的事情，写在这里给人看。",
            "lesson": "凭证是群众的权利。",
        }
        ending["token"] = content_hash(scenario.content)
        assert client.post(f"/cms/drills/{scenario.pk}/endings/{name}/", ending).status_code == 302
    change("expert::")
    assert scenario.content["expert_path"] == [{"scene": "s1", "choice": "s1_a"}, {"ending": "e_best"}]
    assert scenario.content["rules"] == ["R10", "R19"]
    data = {
        "title": "收件凭证", "summary": "练收件就给凭证。", "channel": "window", "target_minutes": "7", "patience": "3",
        "opening": "上午十点，窗口前。", "start": "s1", "flags": "", "pools": "{}", "token": content_hash(scenario.content),
    }  # fmt: skip
    assert client.post(f"/cms/drills/{scenario.pk}/case/", data).status_code == 302
    page = client.get(f"/cms/drills/{scenario.pk}/check/").content.decode()
    assert "检查通过，可以发布" in page
    client.post(f"/cms/drills/{scenario.pk}/publish/")
    scenario.refresh_from_db()
    assert scenario.current_version.number == 1
    client.force_login(cast.learner)
    assert "收件凭证" in client.get("/drills/").content.decode()


def test_publishing_what_is_not_sound_shows_the_findings_at_the_scene(cast, catalogue, sign_in):
    client = sign_in(cast.trainer)
    client.post("/cms/drills/new/", {"key": "D78", "title": "没写完", "node": cast.hall.pk})
    scenario = Scenario.objects.get(key="D78")
    answer = client.post(f"/cms/drills/{scenario.pk}/publish/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "改好再发布" in page and "s1_a" in page and "还是空的" in page
    assert not ScenarioVersion.objects.exists()


def test_a_wrong_entry_is_named_at_the_field_and_nothing_is_saved(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.trainer)
    editor = SceneEditor(None, case=scenario.content, scene_id="s1")
    data = posted(editor) | {"token": content_hash(scenario.content), "action": "save", "s-title": "新标题"}
    data |= {"c-s1_a-rules": "R99", "c-s1_a-effect_minutes": "-3", "c-s1_b-next-0-state": "patience"}
    answer = client.post(f"/cms/drills/{scenario.pk}/scenes/s1/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "R99 不在服务规则表里" in page and "数值状态请选" in page
    scenario.refresh_from_db()
    assert scenario.content == case("D01")


def test_two_people_do_not_overwrite_each_other(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.trainer)
    old = content_hash(scenario.content)
    client.post(f"/cms/drills/{scenario.pk}/change/", {"token": old, "action": "down:scenes:s1"})
    page = client.post(f"/cms/drills/{scenario.pk}/change/", {"token": old, "action": "remove:scenes:s9"}, follow=True)
    assert "草稿刚被改过" in page.content.decode()
    scenario.refresh_from_db()
    assert len(scenario.content["scenes"]) == len(case("D01")["scenes"])


def test_a_file_goes_out_and_comes_back(cast, publish, sign_in):
    scenario, client = publish("D05"), sign_in(cast.trainer)
    text = client.get(f"/cms/drills/{scenario.pk}/export/").content
    assert json.loads(text) == case("D05")
    changed = json.loads(text) | {"key": "D95", "title": "换个名字"}
    file = SimpleUploadedFile("d.json", json.dumps(changed).encode())
    answer = client.post("/cms/drills/import/", {"file": file, "node": cast.hall.pk})
    taken = Scenario.objects.get(key="D95")
    assert answer.headers["Location"] == f"/cms/drills/{taken.pk}/check/"
    assert taken.content == changed and taken.current_version is None
    frozen = client.get(f"/cms/drills/{scenario.pk}/export/?version=1").content
    assert json.loads(frozen) == case("D05")
    assert client.get(f"/cms/drills/{scenario.pk}/export/?version=9").status_code == 404


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "不是 UTF-8 编码"),
        (b'{\n"key": ,}', "第 2 行不是合法的 JSON"),
        (b"[1, 2]", "最外层应是一个 JSON 对象"),
        (b'{"key": "D9"}', "缺少字段 scenes"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(cast, catalogue, sign_in, content, says):
    client = sign_in(cast.trainer)
    answer = client.post("/cms/drills/import/", {"file": SimpleUploadedFile("x.json", content), "node": cast.hall.pk})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Scenario.objects.exists()


def test_importing_over_another_halls_key_is_refused(cast, publish, sign_in):
    publish("D01")
    client = sign_in(cast.stranger_trainer)
    file = SimpleUploadedFile("d.json", json.dumps(case("D01") | {"title": "偷换"}).encode())
    answer = client.post("/cms/drills/import/", {"file": file, "node": cast.other_hall.pk})
    assert answer.status_code == 422 and "已被使用" in answer.content.decode()
    assert Scenario.objects.get().title == case("D01")["title"]


def test_a_preview_plays_the_draft_and_leaves_no_trace(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.reviewer)
    page = client.get(f"/cms/drills/{scenario.pk}/preview/").content.decode()
    assert "什么都不会记录" in page
    way = []
    for _scene, move in expert_way(case("D01"), 1):
        data = form_of(move, 0) | {"way": json.dumps(way), "seed": "1"}
        answer = client.post(f"/cms/drills/{scenario.pk}/preview/", data)
        assert answer.status_code == 200
        way.append(move)
    assert "100 分" in answer.content.decode()
    assert not Run.objects.exists()
    back = client.post(f"/cms/drills/{scenario.pk}/preview/", {"way": json.dumps(way), "seed": "1", "back": "1"})
    assert "挂电话之前" in back.content.decode()
    junk = client.post(f"/cms/drills/{scenario.pk}/preview/", {"way": '[{"choice": 9}, 4', "seed": "x"})
    assert junk.status_code == 200


def test_a_reviewer_may_publish_and_an_old_version_comes_back_as_draft(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.reviewer)
    token = content_hash(scenario.content)
    client.post(f"/cms/drills/{scenario.pk}/change/", {"token": token, "action": "down:scenes:s1"})
    client.post(f"/cms/drills/{scenario.pk}/publish/")
    scenario.refresh_from_db()
    assert scenario.current_version.number == 2
    client.post(f"/cms/drills/{scenario.pk}/versions/1/restore/")
    scenario.refresh_from_db()
    assert scenario.content == case("D01") and scenario.current_version.number == 2
    page = client.get(f"/cms/drills/{scenario.pk}/versions/").content.decode()
    assert "现行" in page


def test_a_retired_case_leaves_the_catalogue_until_it_is_published_again(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.trainer)
    client.post(f"/cms/drills/{scenario.pk}/retire/")
    client.force_login(cast.learner)
    assert client.get("/drills/D01/").status_code == 404
    client.force_login(cast.trainer)
    client.post(f"/cms/drills/{scenario.pk}/publish/")
    client.force_login(cast.learner)
    assert client.get("/drills/D01/").status_code == 200


PLACES = ["", "check/", "case/", "scenes/s1/", "endings/e_best/", "versions/", "export/", "preview/"]


@pytest.mark.parametrize("who", ["stranger_trainer", "officer", "manager"])
def test_another_halls_case_does_not_exist_in_the_workshop(cast, publish, sign_in, who):
    scenario, client = publish("D01"), sign_in(getattr(cast, who))
    for place in PLACES:
        assert client.get(f"/cms/drills/{scenario.pk}/{place}").status_code == 404
    for place in ("change/", "publish/", "retire/", "versions/1/restore/", "scenes/s1/", "case/"):
        assert client.post(f"/cms/drills/{scenario.pk}/{place}", {}).status_code == 404
    listed = client.get("/cms/drills/")
    assert listed.status_code == 404 or scenario.title not in listed.content.decode()


def test_staff_have_no_way_into_the_workshop(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    for place in ("", f"{scenario.pk}/", f"{scenario.pk}/export/"):
        assert client.get(f"/cms/drills/{place}").status_code in (302, 403, 404)
