"""`#12` and `Launch#12`: links with title and state for who may see the task, and text for everybody else."""

import pytest

from boards.queries.references import resolved
from boards.rules.markdown import to_html
from boards.rules.references import Named, named_in
from boards.services import projects, tasks
from tests.factories import make_project, make_task


def html(text, project, reader) -> str:
    return to_html(text, resolved([text], project, reader))


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write <it> & *go*")


def test_number_becomes_a_link_with_title_and_state(task, project, viewer):
    shown = html("See #1.", project, viewer)
    assert f'<a href="/tasks/{task.pk}/" title="{task.column.name}"' in shown
    assert "#1 Write &lt;it&gt; &amp; *go*</a>." in shown


def test_completed_and_archived_ones_say_so(task, project, owner):
    tasks.complete(task=task, actor=owner)
    assert "</a> (completed)" in html("#1", project, owner)
    tasks.archive(task=task, actor=owner)
    assert "</a> (archived)" in html("#1", project, owner)
    tasks.delete(task=task, actor=owner)
    assert html("#1", project, owner) == "<p>#1</p>\n"


def test_task_of_another_project_by_its_title(task, project, owner, member, outsider):
    other = make_project(owner=owner, title="Website Relaunch")
    there = make_task(project=other, title="There")
    assert f'href="/tasks/{there.pk}/"' in html("website-relaunch#1", project, owner)
    assert "Website-Relaunch#1 There" in html("(Website-Relaunch#1)", project, owner)
    assert html("Website-Relaunch#1", project, member) == "<p>Website-Relaunch#1</p>\n"
    make_project(owner=owner, title="Website-Relaunch")
    assert "<a" not in html("website-relaunch#1", project, owner)
    projects.delete(project=other, actor=owner)


def test_unknown_ones_stay_text(task, project, owner):
    for text in ("#2", "#0", "#01", "#1234567890123", "nowhere#1", "# 1", "##1", "#1a", "&#1;", "a/#1", "x#1#2"):
        assert "<a" not in html(text, project, owner), text


@pytest.mark.parametrize("text", ["`#1`", "    #1", "[#1](https://example.com)", "https://example.com/#1"])
def test_code_and_links_are_left_alone(task, project, owner, text):
    assert f"/tasks/{task.pk}/" not in html(text, project, owner)


def test_each_of_a_line_is_found(task, project, owner):
    assert html("#1, #1 and (#1) **#1**", project, owner).count(f"/tasks/{task.pk}/") == 4


def test_two_queries_for_any_number_of_texts(task, project, owner, django_assert_num_queries):
    make_task(project=make_project(owner=owner, title="Other"))
    with django_assert_num_queries(0):
        resolved(["nothing", "# heading"], project, owner)
    with django_assert_num_queries(2):
        found = resolved(["#1 Other#1"] * 20 + [" ".join(f"#{number}" for number in range(1, 500))], project, owner)
    assert Named("", 1) in found and Named("Other", 1) in found


def test_hostile_texts_are_harmless(hostile_texts):
    for text in hostile_texts:
        for each in named_in(text):
            assert each.number > 0
    assert len(list(named_in("a" * 100_000 + "#1"))) <= 1
    assert len(list(named_in("#1 " * 30_000))) == 30_000
