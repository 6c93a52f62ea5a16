"""Every component in every state stands on one page, for those who have an office."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from foundation.notices import send_notice
from service_items.models import ServiceRule

STATIC = Path(settings.BASE_DIR) / "training_site" / "static" / "css" / "components.css"
TEMPLATES = Path(settings.BASE_DIR) / "training_site" / "templates" / "components"
# Widths of columns and a row of the page itself, not components; and what the shell's scripts add.
LAYOUT = {"cols--rail", "cols--aside", "js"}


def classes_of(css: str) -> set[str]:
    """Every class that the stylesheet draws."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    selectors = re.findall(r"([^{}]+)\{", css)
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


@pytest.mark.parametrize("who", ["learner", "stranger"])
def test_staff_do_not_find_it(cast, sign_in, who):
    assert sign_in(getattr(cast, who)).get("/styleguide/").status_code == 404


def test_no_class_of_a_component_and_no_template_of_one_is_missing(cast, sign_in):
    for code in ("R04", "R12"):
        ServiceRule.objects.create(code=code, name="规则", is_red_line=code == "R12")
    send_notice(to=[cast.trainer], title="还没有读的通知", key="unread")
    answer = sign_in(cast.trainer).get("/styleguide/")
    page = answer.content.decode()
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    drawn = classes_of(STATIC.read_text(encoding="utf-8"))
    assert len(drawn) > 100 and drawn - LAYOUT - shown == set()
    used = {Path(template.name).name for template in answer.templates if template.name}
    assert {path.name for path in TEMPLATES.glob("*.html")} - used == set()
    for state in ("aria-invalid", "aria-pressed", " disabled", " checked", "aria-current", 'role="alert"', "…"):
        assert state in page, state
