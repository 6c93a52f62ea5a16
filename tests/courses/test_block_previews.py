"""An author sees what a block looks like before putting it into a lesson."""

import re

from django.urls import reverse
from django.utils.html import strip_tags

from courses.models import LessonPage
from policies.models import PolicyPage
from service_items.models import ServiceItem
from tests.courses.library import make_question


def test_the_picker_shows_each_block_as_learners_will_see_it(cast, sign_in):
    make_question(cast, "small")
    ServiceItem.objects.create(code="I08", name="个体工商户登记")
    bodies = [page.body.field.stream_block for page in (LessonPage, PolicyPage)] + [
        PolicyPage.clauses.field.stream_block
    ]
    client, address = sign_in(cast.trainer), reverse("wagtailadmin_block_preview")
    for block in {block.definition_prefix: block for body in bodies for block in body.child_blocks.values()}.values():
        assert block.is_previewable, block.name
        page = client.get(address, {"id": block.definition_prefix}).content.decode()
        shown = re.search(r'block-preview">(.*)</div></main>', page, re.S)[1]
        assert "foundation/blocks.css" in page and strip_tags(shown).strip(), block.name
