"""What the menus of the filter bar offer."""

from django.db import connection

from boards.queries import board, choices
from boards.services import projects
from tests.factories import make_project, make_tag, make_task


def test_project_offers_its_tags_and_those_who_can_be_assigned(project, owner, django_assert_num_queries):
    make_tag(project=project, name="zebra", colour=3)
    make_tag(project=project, name="Äpfel", colour=4)
    make_tag(project=make_project(title="Other"), name="other")
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        offered = board.menus(project).choices
    assert offered.tags == [("Äpfel", 4), ("zebra", 3)]
    assert [name for _pk, name in offered.people] == ["Admin", "Member", "Owner"]


def test_all_offers_each_name_once_and_nothing_unseen(project, owner, outsider, django_assert_num_queries):
    public = make_project(owner=outsider, title="Public", visibility="public")
    secret = make_project(owner=outsider, title="Secret")
    old = make_project(owner=owner, title="Old")
    make_task(project=project, tag_names=["Design"], assignee=owner)
    make_task(project=public, tag_names=["design", "copy"], assignee=outsider)
    make_task(project=secret, tag_names=["hidden"], assignee=outsider)
    make_task(project=old, tag_names=["old"])
    projects.archive(project=old, actor=owner)
    with django_assert_num_queries(2):
        offered = choices.of_all(owner)
    assert [name.lower() for name, _hue in offered.tags] == ["copy", "design"]
    assert [name for _pk, name in offered.people] == ["Outsider", "Owner"]


def test_people_of_hidden_projects_are_not_offered(project, owner, outsider):
    make_task(project=project, assignee=owner)
    assert choices.of_all(outsider).people == []
