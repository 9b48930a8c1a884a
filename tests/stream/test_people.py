"""The topic of people says who there is now, and forgets who has left."""

from dataclasses import replace

import pytest

from boards.accounts.services import account_deletion
from boards.models import StreamPerson, User
from boards.stream.services import people, positions
from tests.factories import make_user
from tests.stream.relaying import turns


def told(cluster):
    """What was told of each person, in its order: name, or None for a tombstone."""
    found = {}
    for one in sorted(cluster.read(), key=lambda one: one.offset):
        if one.topic == "boardsite.people":
            found.setdefault(int(one.key), []).append(
                one.event["data"] and one.event["data"]["person"]["name"] if one.value else None
            )
    return found


def test_everybody_is_told_once(cluster, owner):
    ada = make_user(name="ada")
    turns()
    turns()
    assert told(cluster) == {owner.pk: ["Owner"], ada.pk: ["Ada"]}


def test_a_new_name_is_told_whoever_wrote_it(cluster, owner):
    turns()
    User.objects.filter(pk=owner.pk).update(display_name="Renamed")
    turns()
    assert told(cluster) == {owner.pk: ["Owner", "Renamed"]}


def test_who_is_switched_off_is_told(cluster, owner):
    turns()
    User.objects.filter(pk=owner.pk).update(is_active=False)
    turns()
    events = [one.event for one in cluster.read() if one.topic == "boardsite.people"]
    assert [event["data"]["person"]["is_active"] for event in events] == [True, False]
    assert [event["sequence"][-1] for event in events] == ["1", "2"]


def test_who_deletes_their_account_leaves_a_tombstone(cluster, owner):
    ada = make_user(name="ada")
    turns()
    account_deletion.leave(user=ada, actor=ada)
    turns()
    assert told(cluster)[ada.pk] == ["Ada", None]
    stone = next(one for one in cluster.read() if one.topic == "boardsite.people" and one.value is None)
    assert stone.headers["ce_type"] == "boardsite.person.deleted.v1"
    assert stone.headers["ce_id"] == f"{positions.stream().epoch}-p{ada.pk}-2"


def test_who_is_deleted_without_a_trace_leaves_one_too(cluster, owner):
    ada = make_user(name="ada")
    turns()
    pk = ada.pk
    User.objects.filter(pk=pk).delete()
    turns()
    assert told(cluster)[pk] == ["Ada", None]


def test_who_was_gone_before_is_told_to_nobody(cluster, owner):
    ada = make_user(name="ada")
    account_deletion.leave(user=ada, actor=ada)
    turns()
    assert set(told(cluster)) == {owner.pk}


def test_a_version_is_sent_with_one_content_only(owner):
    """Sent, and not noted; then they have another name: that is another version, which nobody takes for the first."""
    first = people.noticed(epoch="e")
    assert [(one.row.version, one.user.display_name) for one in first] == [(1, "Owner")]
    assert [one.row.version for one in people.noticed(epoch="e")] == [1]
    User.objects.filter(pk=owner.pk).update(display_name="Renamed")
    again = people.noticed(epoch="e")
    assert [(one.row.version, one.user.display_name) for one in again] == [(2, "Renamed")]


def test_nothing_to_tell_costs_two_queries(owner, django_assert_num_queries):
    people.note_sent(rows=[one.row for one in people.noticed(epoch="e")])
    with django_assert_num_queries(2):
        assert not people.is_anything_new(epoch="e")


@pytest.mark.parametrize(
    "change",
    [
        lambda owner: User.objects.filter(pk=owner.pk).update(display_name="Renamed"),
        lambda owner: User.objects.filter(pk=owner.pk).update(left_at="2026-11-27T00:00Z"),
        lambda owner: User.objects.filter(pk=owner.pk).delete(),
        lambda owner: make_user(name="ada"),
        lambda owner: StreamPerson.objects.update(is_sent=False),
    ],
    ids=["another name", "left", "deleted", "new", "not arrived"],
)
def test_what_is_new_is_noticed(owner, change):
    people.note_sent(rows=[one.row for one in people.noticed(epoch="e")])
    change(owner)
    assert people.is_anything_new(epoch="e")
    assert len(people.noticed(epoch="e")) == 1
    people.note_sent(rows=[one.row for one in people.noticed(epoch="e")])
    assert not people.is_anything_new(epoch="e")


def test_the_table_holds_no_name(owner):
    people.noticed(epoch="e")
    row = StreamPerson.objects.get()
    assert "Owner" not in str(vars(row))


def test_without_texts_nobody_has_a_name(cluster, owner, settings):
    settings.KAFKA = replace(settings.KAFKA, without_texts=True)
    turns()
    assert told(cluster) == {owner.pk: [""]}
