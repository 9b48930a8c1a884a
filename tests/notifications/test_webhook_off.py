"""A webhook that the site switches off by itself is told to whoever can do something about it."""

import pytest
from django.utils import timezone

from boards.jobs import running
from boards.models import Job, Membership, Notification, OffReason, User, Watch, Webhook
from boards.notifications import words
from boards.notifications.jobs import tell_of_webhook
from boards.notifications.queries import inbox
from boards.services import projects
from boards.webhooks.services import webhooks
from tests.notifications.conftest import got

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook_of(project):
    """Makes a webhook of the project, unless another is named."""

    def hook_of(actor, **given) -> Webhook:
        values = {"project": project, "name": "Build chat", "address": "https://example.com/hook"} | given
        return webhooks.create(**values, actor=actor).webhook

    return hook_of


def switch_off(hook, reason=OffReason.FAILING, actor=None):
    webhooks.switch_off(webhook=hook, reason=reason, actor=actor)
    running.run_due()


def told() -> list[str]:
    return [name for name, reason, where in got() if (reason, where) == ("webhook_off", "inbox+at_once")]


@pytest.mark.parametrize("reason", [reason for reason in OffReason if reason != OffReason.BY_HAND])
def test_whoever_manages_it_is_told_in_the_inbox_and_by_mail(reason, hook_of, admin, member, viewer, outsider):
    switch_off(hook_of(admin), reason)
    assert told() == ["Admin", "Owner"]
    entry = Notification.objects.filter(user=admin).get()
    assert Job.objects.filter(name="notifications.mail", arguments=[entry.pk]).exists()


def test_who_switches_it_off_by_hand_has_no_news_for_anybody(hook_of, admin, owner):
    switch_off(hook_of(admin), OffReason.BY_HAND, actor=owner)
    assert got() == []


def test_begun_twice_it_is_told_once_and_anew_when_it_happens_again(hook_of, owner):
    hook = hook_of(owner)
    switch_off(hook)
    tell_of_webhook.run(hook.pk)
    assert told() == ["Admin", "Owner"]
    webhooks.switch_on(webhook=hook, actor=owner)
    switch_off(hook)
    assert told() == ["Admin", "Admin", "Owner", "Owner"]


def test_what_is_on_again_is_not_told_any_more(hook_of, owner):
    hook = hook_of(owner)
    webhooks.switch_off(webhook=hook, reason=OffReason.GONE, actor=None)
    webhooks.switch_on(webhook=hook, actor=owner)
    running.run_due()
    assert got() == []


def test_who_has_lost_the_right_is_told_nothing_but_the_others_are(hook_of, project, admin):
    hook = hook_of(admin)
    Membership.objects.filter(user=admin).update(role="member")
    switch_off(hook, OffReason.NO_RIGHTS)
    assert told() == ["Owner"]


def test_who_loses_the_right_later_finds_it_no_more(hook_of, project, admin, owner):
    switch_off(hook_of(admin))
    assert (inbox.count(admin), inbox.count(owner)) == (1, 1)
    Membership.objects.filter(user=admin).update(role="member")
    assert (inbox.count(admin), inbox.count(owner)) == (0, 1)


def test_who_muted_the_project_is_told_of_their_own_webhook_alone(hook_of, project, admin, owner):
    for user in (admin, owner):
        Watch.objects.create(user=user, project=project, is_muted=True, by_choice=True)
    switch_off(hook_of(admin))
    assert told() == ["Admin"]


def test_of_the_whole_site_its_administrators_are_told(hook_of, staff, owner):
    switch_off(hook_of(staff, project=None))
    assert told() == [staff.display_name]
    assert inbox.count(staff) == 1
    User.objects.filter(pk=staff.pk).update(is_staff=False)
    assert inbox.count(User.objects.get(pk=staff.pk)) == 0


def test_nobody_is_told_of_a_project_that_is_deleted(hook_of, project, owner):
    hook = hook_of(owner)
    projects.delete(project=project, actor=owner)
    switch_off(hook)
    assert got() == []


def test_it_is_said_in_words(hook_of, project, owner, staff):
    hook = hook_of(owner)
    switch_off(hook)
    entry = Notification.objects.filter(user=owner).get()
    said = words.told(entry)
    assert said.headline == f"The webhook “Build chat” of {project.title} was switched off"
    assert said.brief == "The webhook “Build chat” of this project was switched off"
    assert said.lines == ["The receiver has taken nothing for three days."]
    assert said.url == f"/webhooks/{hook.pk}/"
    webhooks.switch_on(webhook=hook, actor=owner)
    assert words.told(entry).lines == ["It is on again by now."]
    switch_off(hook_of(staff, project=None))
    said = words.told(Notification.objects.filter(user=staff, project=None).get())
    assert (said.headline, said.about) == ("The webhook “Build chat” of the whole site was switched off", "Whole site")


@pytest.mark.parametrize("of_site", [False, True])
def test_inbox_page_api_and_mail_show_it(of_site, hook_of, staff, client_of, api_of, mailed, project):
    hook = hook_of(staff, **({"project": None} if of_site else {}))
    switch_off(hook)
    page = client_of(staff).get("/inbox/").text
    assert "Build chat" in page and "taken nothing for three days" in page
    entry = Notification.objects.get(user=staff)
    assert client_of(staff).get(f"/inbox/{entry.pk}/")["Location"] == f"/webhooks/{hook.pk}/"
    found = api_of(staff).get("inbox/").json()["items"][0]
    assert found["reason"] == "webhook_off" and found["url"].endswith(f"/webhooks/{hook.pk}/")
    assert found["project"] == (None if of_site else {"id": project.pk, "title": project.title})
    text, html = mailed(staff)
    for said in ("Build chat", "taken nothing for three days", f"/webhooks/{hook.pk}/"):
        assert said in text and said in html


def test_a_mail_is_not_sent_once_it_is_on_again(hook_of, owner, mailed):
    hook = hook_of(owner)
    switch_off(hook)
    webhooks.switch_on(webhook=hook, actor=owner)
    assert mailed(owner) is None


@pytest.fixture
def mailed(mailoutbox):
    """The mail that a person gets once two minutes have passed, as text and HTML; None for none."""

    def mailed(user):
        Notification.objects.update(read_at=None)
        Job.objects.update(due_at=timezone.now(), queued_at=None)
        running.run_due()
        found = [mail for mail in mailoutbox if mail.to == [user.email]]
        return (found[-1].body, found[-1].alternatives[0][0]) if found else None

    return mailed
