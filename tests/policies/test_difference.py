"""The difference between two wordings can be put together again, and reads in whole words."""

from hypothesis import given
from hypothesis import strategies as st

from policies.rules.difference import Piece, difference


def test_what_was_struck_and_what_was_put_in():
    old, new = difference("每月一百元，按月发。", "每月一百二十元，按月发。")
    assert old == [Piece("每月一百元，按月发。", False)]
    assert new == [Piece("每月一百", False), Piece("二十", True), Piece("元，按月发。", False)]


def test_single_characters_between_strokes_are_not_left_standing():
    old, _new = difference("应当先办理注销登记", "可以直接办变更登记")
    assert [piece.text for piece in old if not piece.changed] == ["登记"] or len(old) <= 2


@given(st.text(alphabet="甲乙丙丁戊己庚辛", max_size=40), st.text(alphabet="甲乙丙丁戊己庚辛", max_size=40))
def test_the_pieces_give_the_texts_back(a, b):
    old, new = difference(a, b)
    assert "".join(piece.text for piece in old) == a
    assert "".join(piece.text for piece in new) == b
    unchanged = ["".join(piece.text for piece in side if not piece.changed) for side in (old, new)]
    assert unchanged[0] == unchanged[1]
