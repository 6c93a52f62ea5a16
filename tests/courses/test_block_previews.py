"""An author sees what a block looks like before putting it into a lesson."""

import pytest
from django.urls import reverse

from courses.models import LessonPage
from policies.models import PolicyPage

WITHOUT = {"image", "video", "document", "self_check", "link"}  # they show what somebody else has put in the library


def previewed():
    bodies = {"lesson": LessonPage.body.field.stream_block, "clauses": PolicyPage.clauses.field.stream_block}
    return [
        (name, block) for body in bodies.values() for name, block in body.child_blocks.items() if name not in WITHOUT
    ]


@pytest.mark.parametrize(("name", "block"), previewed(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_picker_shows_the_block_as_learners_will_see_it(cast, sign_in, name, block):
    assert block.is_previewable
    answer = sign_in(cast.trainer).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    assert "foundation/blocks.css" in answer.content.decode()
