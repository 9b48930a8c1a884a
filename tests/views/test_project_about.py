"""What a project is about, for all who may see it."""

from boards.models import Project
from tests.factories import make_project, make_task


def page(client, project):
    return client.get(f"/projects/{project.pk}/about/").content.decode()


def test_a_viewer_reads_the_description_and_who_takes_part(client_of, project, viewer):
    Project.objects.filter(pk=project.pk).update(description="# Why\n\nA **better** shop. <script>x</script>")
    html = page(client_of(viewer), project)
    assert "<strong>better</strong>" in html and "<script>x" not in html
    assert [html.count(f'<b dir="auto">{name}</b>') for name in ("Owner", "Admin", "Member", "Viewer")] == [1, 1, 1, 1]
    assert "owner@example.com" not in html, "addresses are for those who manage members"
    assert "Change it in the settings" not in html


def test_who_may_change_it_is_led_there(client_of, project, admin):
    assert f'href="/projects/{project.pk}/settings/"' in page(client_of(admin), project)


def test_without_a_description_it_says_so(client_of, project, viewer):
    assert "No description." in page(client_of(viewer), project)


def test_it_is_found_in_the_menu_of_the_board(client_of, project, viewer):
    assert f'href="/projects/{project.pk}/about/"' in client_of(viewer).get(f"/projects/{project.pk}/").content.decode()


def test_queries_do_not_grow(client_of, outsider, django_assert_max_num_queries):
    made = make_project(visibility="public")
    for number in range(5):
        make_task(project=made, title=str(number), assignee=made.owner)
    client = client_of(outsider)
    client.get(f"/projects/{made.pk}/about/")
    with django_assert_max_num_queries(7):
        assert "5 open tasks" in page(client, made)
