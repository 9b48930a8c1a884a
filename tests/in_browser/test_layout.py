"""How things stand on a page, where that has gone wrong before."""

import pytest

from boards.services import projects
from tests.in_browser.steps import open_board

pytestmark = pytest.mark.browser


def test_notice_of_an_archived_board_stands_in_line_with_the_columns(page, project, owner, sign_in):
    projects.archive(project=project, actor=owner)
    sign_in(page, owner)
    open_board(page, project)
    notice, column = (page.locator(name).first.bounding_box() for name in (".notice", ".column"))
    assert notice["x"] == column["x"]


def test_portfolio_on_a_phone_has_no_empty_head(page_of, project, owner):
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto("/portfolio/")
    assert page.locator("thead").bounding_box() is None
