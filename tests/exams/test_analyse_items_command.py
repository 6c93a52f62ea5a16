"""Item analysis of a file, without a database: `manage.py analyse_items`."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

QUESTION_FIELDS = [
    "question", "n", "facility", "sd", "discrimination_index", "item_rest", "discriminative_efficiency",
    "effective_weight",
]  # fmt: skip
PAPER_FIELDS = ["n", "mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error"]
WORKED = "考生,Q1,Q2,Q3\nA,1,1,2\nB,1,1,1\nC,1,0,1\nD,0,1,0\nE,0,0,1\n"
MAXIMA = "Q3,Q1,Q2\n2,1,1\n"


@pytest.fixture
def run(tmp_path):
    def run(text, maxima=None, encoding="utf-8"):
        path, most, heard, said = tmp_path / "r.csv", tmp_path / "max.csv", io.StringIO(), io.StringIO()
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        given = [str(path), "--json"]
        if maxima is not None:
            most.write_text(maxima, encoding="utf-8")
            given += ["--max", str(most)]
        call_command("analyse_items", *given, stdout=heard, stderr=said)
        run.said = said.getvalue()
        return json.loads(heard.getvalue(), parse_constant=lambda name: pytest.fail(f"{name} in the JSON"))

    return run


def refused(run, *given):
    with pytest.raises(CommandError) as error:
        run(*given)
    return str(error.value)


def test_the_worked_example_in_both_shapes_of_the_maxima(run):
    found = run(WORKED, MAXIMA)
    assert [list(row) for row in found["questions"]] == [QUESTION_FIELDS] * 3
    assert list(found) == ["questions", "paper"] and list(found["paper"]) == PAPER_FIELDS
    second = found["questions"][1]
    assert second.pop("question") == "Q2"
    assert second == pytest.approx(
        {"n": 5, "facility": 60, "sd": 54.7723, "discrimination_index": 8.0064, "item_rest": 0.080064,
         "discriminative_efficiency": 9.0909, "effective_weight": 26.5030}, rel=1e-4,
    )  # fmt: skip
    assert found["paper"] == pytest.approx(
        {"n": 5, "mean": 55, "median": 50, "sd": 32.596, "skewness": 0.54139, "kurtosis": -1.48789, "alpha": 52.9412,
         "error_ratio": 68.5994, "standard_error": 22.3607}, rel=1e-4,
    )  # fmt: skip
    with_a_first_column = run(WORKED, "考生,Q1,Q2,Q3\n满分,1,1,2\n")
    assert with_a_first_column["paper"] == found["paper"]
    assert run(WORKED, encoding="gb18030") == with_a_first_column and "满分" in run.said
    assert (
        run("\n" + WORKED.replace("\n", "\r\n") + " , ,,\r\n", MAXIMA, encoding="utf-8-sig")["paper"] == found["paper"]
    )


def test_a_blank_is_not_presented_and_no_spread_is_null(run):
    found = run("who,1,2,3\na,1,,0.5\nb,0,1,0.5\n\nc,,1,0.5\n")
    assert [row["n"] for row in found["questions"]] == [2, 2, 3]
    constant = found["questions"][2]
    assert (constant["facility"], constant["sd"], constant["discrimination_index"]) == (50, 0, None)
    alone = run("who,a,b\n1,1,0\n")
    assert alone["paper"] == dict.fromkeys(PAPER_FIELDS) | {"n": 1, "mean": 50, "median": 50}
    assert "只有 1 名考生" in run.said


@pytest.mark.parametrize(
    ("text", "maxima", "words"),
    [
        ("who,Q1,Q2\na,1,x\nb,nan,1_0\n", None, ["第 2 行“Q2”", "“x”不是数", "第 3 行“Q1”", "“1_0”不是数"]),
        ("who,Q1,Q2\na,1,1e308\n", None, ["第 2 行“Q2”", "太大，不像得分"]),
        ("who,Q1,Q2\na,1,1\nb,1\n", None, ["第 3 行有 2 列，表头有 3 列"]),
        ("a,1,0\nb,0,1\n", None, ["没有表头"]),
        ("a,1,1\nb,0,1\n", None, ["没有表头"]),
        ("who,Q1,Q1\na,1,1\n", None, ["题名重复：Q1"]),
        ("who,Q1,\na,1,1\n", None, ["表头第 3 列没有题名"]),
        ("who,Q1\n", None, ["没有考生"]),
        ("who\na\n", None, ["只有一列"]),
        ("", None, ["是空的"]),
        (b"PK\x03\x04\0\0", None, ["不是 csv"]),
        (WORKED, "Q1,Q2,Q3\n1,1,1\n", ["第 2 行（A）“Q3”得 2 分，超过满分 1"]),
        (WORKED, "Q1,Q2\n1,1\n", ["没有这些题的满分：Q3"]),
        (WORKED, "Q1,Q2,Q3\n1,0,\n", ["第 2 行“Q2”：满分要大于 0", "第 2 行“Q3”：满分要大于 0"]),
        (WORKED, "Q1,Q2,Q2,Q3\n1,1,1,2\n", ["题名重复：Q2"]),
        (WORKED, "Q1,Q2,Q3\n1,1e-300,2\n", ["第 2 行“Q2”：满分要大于 0"]),
        (WORKED, "Q1,Q2,Q3\n1,1,2\n1,1,2\n", ["应当只有一行满分，现在有 2 行"]),
    ],
)
def test_a_bad_file_is_refused_in_words(run, text, maxima, words):
    said = refused(run, text, maxima)
    for each in words:
        assert each in said


def test_the_reader_is_told_of_what_was_assumed_and_of_what_is_odd(run):
    found = run("who,Q1,Q2\nA,1,3\nB,-1,0\nA,0,2\n")
    assert found["paper"]["n"] == 3 and found["questions"][0]["facility"] == 0
    for words in ("不足 1 的按 1 算（现在是 1、3）", "A（2、4）", "1 处负分", "第 3 行“Q1”"):
        assert words in run.said
    found = run("who,17,5,23\nA,1,1,0\nB,1,0,0\n")  # questions called by their numbers
    assert [row["question"] for row in found["questions"]] == ["17", "5", "23"] and "题名是 17、5、23" in run.said
    run("who,Q1,Q2\nA,1,1\nB,1,0\n", "Q1,Q2\n1,1\n")
    assert run.said == ""


AS_IN_THE_SHELL = """
import sys, manage
for path in sys.argv[1:]:
    sys.argv = ["manage.py", "analyse_items", path, "--json"]
    manage.main()
"""


def test_in_the_shell_without_a_database_it_prints_json_alone_and_a_bad_file_ends_with_one(tmp_path):
    """Both in one process, which takes long enough to start."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(WORKED, encoding="utf-8")
    bad.write_text("who,Q1\nA,x\n", encoding="utf-8")
    env = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "VAR_DIR": str(tmp_path), "LANG": "C"}
    env["DJANGO_SETTINGS_MODULE"] = "training_site.settings.embedded"
    command = [sys.executable, "-c", AS_IN_THE_SHELL, str(good), str(bad)]
    done = subprocess.run(command, env=env, capture_output=True, cwd=settings.BASE_DIR)
    assert done.returncode == 1 and len(json.loads(done.stdout)["questions"]) == 3
    assert "第 2 行“Q1”".encode() in done.stderr and b"Traceback" not in done.stderr


def test_a_file_that_is_not_there(run, tmp_path):
    with pytest.raises(CommandError, match="读不到"):
        call_command("analyse_items", str(tmp_path / "nothing.csv"))


def test_the_table_for_reading(tmp_path):
    """Like all of this file without the `db` fixture: pytest-django would refuse any query."""
    (tmp_path / "r.csv").write_text(WORKED, encoding="utf-8")
    heard = io.StringIO()
    call_command("analyse_items", str(tmp_path / "r.csv"), stdout=heard, stderr=io.StringIO())
    assert "Q3\t5\t50.00\t35.36\t42.26\t0.42\t50.00\t38.80" in heard.getvalue()
