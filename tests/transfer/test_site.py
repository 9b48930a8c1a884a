"""`manage.py export_site` and `import_site`: a whole site moves, and what is there stays as it is."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from boards.models import (
    Activity,
    Attachment,
    Group,
    GroupPerson,
    GroupRole,
    Import,
    Membership,
    NotificationPreference,
    NotificationSettings,
    Project,
    Task,
    TaskLink,
    User,
)
from boards.services import attachments, groups, projects, stored_files
from boards.transfer.services import imports
from boardsite.attachments import store
from tests.factories import fresh, make_comment, make_group, make_link, make_project, make_task, make_user
from tests.transfer.archives import content, packed


def export(path):
    out = io.StringIO()
    call_command("export_site", "--output", str(path), stdout=out)
    return out.getvalue()


def bring(path, *options):
    out = io.StringIO()
    call_command("import_site", str(path), *options, stdout=out)
    return out.getvalue()


def empty():
    """The site as it is before anybody is there."""
    TaskLink.objects.all().delete()
    Activity.objects.all().delete()
    Task.objects.all().delete()
    Project.objects.all().delete()
    Group.objects.all().delete()
    User.objects.all().delete()


def gone(title):
    Task.objects.filter(project__title=title).delete()
    Project.objects.filter(title=title).delete()


def altered(path, change):
    """The file after `change(entries)`, which gets the bytes of what it holds by their names."""
    with zipfile.ZipFile(path) as opened:
        entries = {name: opened.read(name) for name in opened.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w") as made:
        for name, text in entries.items():
            made.writestr(name, text)


def lines(path, name):
    with zipfile.ZipFile(path) as opened:
        return [json.loads(line) for line in opened.read(name).splitlines()]


def everything():
    """What archives of all projects hold, by their titles."""
    return {each.title: content(packed(each)) for each in Project.objects.alive()}


@pytest.fixture
def site(project, owner, admin, outsider):
    """Two projects, with all that the second needs of the first."""
    task = make_task(project=project, title="Dough")
    make_comment(task=task, actor=admin, text=f"@[{owner}](person:{owner.pk}) look")
    stored = stored_files.keep(ContentFile(b"Flour, water"))
    attachments.add(task=task, stored=stored, name="list.txt", actor=owner)
    other = make_project(owner=outsider, title="Shop")
    make_link(task=task, other=make_task(project=other, title="Till"), relation="blocks", actor=owner)
    return project


def test_a_new_site_becomes_equal(site, tmp_path):
    before, path = everything(), tmp_path / "site.zip"
    said = export(path)
    assert "2 projects, 5 people, 0 groups" in said
    assert path.stat().st_mode & 0o077 == 0
    empty()
    said = bring(path)
    assert "Projects: 2 new, 0 here already, 0 failed." in said
    assert everything() == before
    assert {each.title: each.owner.email for each in Project.objects.all()} == {
        site.title: "owner@example.com",
        "Shop": "outsider@example.com",
    }
    attachment = Attachment.objects.get()
    assert b"".join(store().pieces(attachment.key, 0, attachment.size)) == b"Flour, water"


def test_links_between_projects_come_along(site, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()
    assert "Links between projects: 1 made, 0 left out." in bring(path)
    link = TaskLink.objects.get()
    assert (link.first.title, link.kind, link.second.title) == ("Dough", "blocks", "Till")
    assert fresh(link.second).open_blocker_count == 1
    shop = Project.objects.get(title="Shop")
    assert shop.linked_ids == [link.first.project_id]
    assert fresh(link.first.project).linked_ids == [shop.pk]


def test_people_keep_what_they_chose_and_no_way_in(project, owner, member, tmp_path):
    User.objects.filter(pk=member.pk).update(
        time_zone="Europe/Berlin", theme="dark", week_start=0, shortcuts=False, is_visible=False, is_active=False
    )
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    NotificationPreference.objects.create(user=member, reason="commented", in_inbox=False, by_email="off")
    NotificationSettings.objects.create(user=member, digest_hour=17, digest_weekdays=[1, 3], unsubscribe_salt="secret")
    path = tmp_path / "site.zip"
    export(path)
    with zipfile.ZipFile(path) as opened:
        text = opened.read("people.jsonl").decode()
    assert "pbkdf2" not in text
    assert "md5" not in text
    assert "secret" not in text
    empty()
    bring(path)
    found = User.objects.get(email=member.email)
    assert (found.display_name, found.time_zone, found.theme, found.week_start) == (
        member.display_name,
        "Europe/Berlin",
        "dark",
        0,
    )
    assert not (found.shortcuts or found.is_visible or found.is_active or found.has_usable_password())
    assert EmailAddress.objects.get(user=found).verified
    assert not EmailAddress.objects.get(user__email=owner.email).verified
    wish = NotificationPreference.objects.get(user=found)
    assert (wish.reason, wish.in_inbox, wish.by_email) == ("commented", False, "off")
    digest = NotificationSettings.objects.get(user=found)
    assert (digest.digest_hour, digest.digest_weekdays, digest.unsubscribe_salt) == (17, [1, 3], "")


def test_who_is_here_stays_as_they_are(site, owner, staff, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    gone("Shop")
    User.objects.filter(pk=owner.pk).update(display_name="Renamed", theme="light")
    said = bring(path)
    assert "People: 0 new, 6 here already." in said
    assert fresh(owner).display_name == "Renamed"
    assert fresh(staff).is_staff


def test_a_second_time_nothing_is_doubled(site, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()
    bring(path)
    before = everything()
    said = bring(path)
    assert "Projects: 0 new, 2 here already, 0 failed." in said
    assert f"“{site.title}” is here already: http" in said
    assert everything() == before
    assert TaskLink.objects.count() == 1


def test_the_site_it_came_from_takes_nothing_back(site, tmp_path):
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    export(there)
    assert "Projects: 0 new, 2 here already" in bring(there)
    empty()
    bring(there)
    export(back)
    # The first site as it was, by ids and moments.
    marks = [each["marks"] for each in lines(back, "projects.jsonl")]
    assert all(len(each) == 2 for each in marks)
    assert [each[1] for each in marks] == [each["marks"][0] for each in lines(there, "projects.jsonl")]


def test_a_project_comes_beside_those_that_are_here(site, outsider, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    task = Task.objects.get(title="Dough")
    gone("Shop")
    revision = fresh(site).revision
    said = bring(path)
    assert "Projects: 1 new, 1 here already" in said
    assert TaskLink.objects.get().first == task
    # Its board tells of the link to the one that came.
    assert fresh(site).revision == revision + 1
    assert fresh(site).linked_ids == [Project.objects.get(title="Shop").pk]


def test_what_was_unlinked_here_stays_so(site, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    TaskLink.objects.all().delete()
    bring(path)
    assert not TaskLink.objects.exists()


def test_a_dry_run_says_what_would_come(site, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()
    said = bring(path, "--dry-run")
    assert "People: 5 would be new, 0 are here already." in said
    assert "“Shop” would come" in said
    assert "Nothing was changed." in said
    assert not User.objects.exists()
    assert not Project.objects.exists()


def test_of_several_projects_one_fails_by_itself(site, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()

    def damage(entries):
        with zipfile.ZipFile(io.BytesIO(entries["projects/1.zip"])) as opened:
            inner = {name: opened.read(name) for name in opened.namelist()}
        inner["tasks.jsonl"] = inner["tasks.jsonl"].replace(b'"priority":0', b'"priority":-1')
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            for name, text in inner.items():
                made.writestr(name, text)
        entries["projects/1.zip"] = file.getvalue()

    whole = path.read_bytes()
    altered(path, damage)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 projects did not come"):
        call_command("import_site", str(path), stdout=out)
    assert f"“{site.title}” did not come: Line 1 of “tasks.jsonl” in the archive has no usable “priority”." in (
        out.getvalue()
    )
    assert [each.title for each in Project.objects.all()] == ["Shop"]
    # Once it is whole again, what is missing comes, with its links.
    path.write_bytes(whole)
    assert "Projects: 1 new, 1 here already" in bring(path)
    assert TaskLink.objects.count() == 1


def test_groups_come_with_their_people_and_roles(project, owner, admin, outsider, tmp_path):
    group = make_group(name="Bakers", people=[outsider])
    groups.give_role(project=project, group=group, role="member", actor=admin)
    before, path = everything(), tmp_path / "site.zip"
    export(path)
    empty()
    bring(path)
    assert everything() == before
    assert [each.user.email for each in GroupPerson.objects.all()] == [outsider.email]
    row = Membership.objects.get(user__email=outsider.email)
    assert (row.role, row.own_role) == ("member", None)
    assert GroupRole.objects.get().group.name == "Bakers"
    # The rights of the group end as they did there.
    made = Project.objects.get()
    groups.take_role(project=made, group=Group.objects.get(), actor=made.owner)
    assert not Membership.objects.filter(user__email=outsider.email).exists()


def test_a_group_that_is_here_keeps_its_people(project, admin, outsider, tmp_path):
    group = make_group(name="Bakers", people=[outsider])
    groups.give_role(project=project, group=group, role="member", actor=admin)
    path = tmp_path / "site.zip"
    export(path)
    empty()
    here = make_group(name="bakers", people=[make_user(name="local")])
    assert "“bakers” keeps the people it has here." in bring(path)
    assert [each.user.display_name for each in GroupPerson.objects.filter(group=here)] == ["Local"]
    found = {row.user.email: row.own_role for row in Membership.objects.filter(project__title=project.title)}
    # Who was there by the group is here by themselves; who is in the group here is in by it.
    assert found[outsider.email] == "member"
    assert found["local@example.com"] is None


@pytest.mark.parametrize("asked", [True, False])
def test_nobody_becomes_an_administrator_unasked(project, staff, asked, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()
    said = bring(path, *(["--administrators"] if asked else []))
    assert f"{staff.email} was a site administrator there" in said
    assert User.objects.get(email=staff.email).is_staff is asked


def test_an_address_that_somebody_else_has_makes_no_account(project, member, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()
    local = make_user(name="local")
    EmailAddress.objects.create(user=local, email=member.email, verified=True, primary=False)
    assert f"{member.email} is another address of somebody here" in bring(path)
    assert not User.objects.filter(email=member.email).exists()


def test_its_owner_may_take_a_project_back(project, owner, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    empty()
    bring(path)
    found = Import.objects.get()
    imports.take_back(found=found, actor=found.owner)
    assert not Project.objects.alive().exists()
    assert "Projects: 1 new" in bring(path)


def test_what_lies_in_the_bin_stays_there(project, owner, tmp_path):
    projects.delete(project=project, actor=owner)
    path = tmp_path / "site.zip"
    assert "0 projects" in export(path)


def test_settings_that_differ_are_told(project, settings, tmp_path):
    path = tmp_path / "site.zip"
    export(path)
    settings.TIME_ZONE = "Europe/Berlin"
    assert "TIME_ZONE: UTC; here Europe/Berlin" in bring(path, "--dry-run")


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["text", "zip", "cut", "kind", "later", "person", "role", "lacks"])
def test_a_file_that_is_none_is_refused_in_one_sentence(project, bad, tmp_path):
    path = tmp_path / "site.zip"
    export(path)

    def change(entries):
        head = json.loads(entries["site.json"])
        if bad == "zip":
            entries.clear()
        elif bad == "kind":
            entries["site.json"] = json.dumps(head | {"format": "another"}).encode()
        elif bad == "later":
            entries["site.json"] = json.dumps(head | {"version": 99}).encode()
        elif bad == "person":
            entries["people.jsonl"] = entries["people.jsonl"].replace(b"owner@example.com", b"no address")
        elif bad == "role":
            entries["projects.jsonl"] = entries["projects.jsonl"].replace(
                b'"groups":[]', b'"groups":[{"group":1,"role":"owner"}]'
            )
        elif bad == "lacks":
            del entries["projects/1.zip"]

    altered(path, change)
    if bad == "text":
        path.write_text("no zip")
    elif bad == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    empty()
    with pytest.raises(CommandError) as refused:
        bring(path)
    assert "\n" not in str(refused.value)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="can't be read: No such file"):
        bring(tmp_path / "none.zip")
