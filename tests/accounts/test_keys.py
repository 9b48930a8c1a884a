"""API keys: made, found by their secret, revoked, their last use."""

import datetime

import pytest
from django.utils import timezone

from boards import events
from boards.accounts.queries import keys as key_queries
from boards.accounts.services import keys
from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Activity, ApiKey
from boards.services import secrets, tasks
from tests.factories import fresh, make_user


def make_key(user, **values):
    return keys.create(**{"name": "Script", "can_write": False, "expires_at": None, "actor": user} | values)


def test_key_is_found_by_its_secret_which_is_stored_nowhere(owner):
    made = make_key(owner)
    assert key_queries.by_secret(made.secret) == made.key
    row = ApiKey.objects.filter(pk=made.key.pk).values().get()
    assert made.secret not in str(row)
    assert made.secret.startswith(row["prefix"])
    assert len(made.secret) > 40


def test_secret_is_in_no_repr(owner):
    made = make_key(owner)
    assert made.secret not in repr(made) + str(made) + repr(made.key) + str(made.key)


@pytest.mark.parametrize("other", ["", "bsk_", "bsk_nonsense", "bsk_\x00", "bsk_\ud800", "bsk_" + "x" * 10_000])
def test_other_secrets_find_nothing(owner, other):
    make_key(owner)
    assert key_queries.by_secret(other) is None


def test_digest_is_no_secret(owner):
    made = make_key(owner)
    assert key_queries.by_secret(made.key.digest) is None


def test_revoked_key_is_of_no_use(owner):
    made = make_key(owner)
    keys.revoke(key=made.key, actor=owner)
    assert key_queries.by_secret(made.secret) is None
    assert key_queries.of(owner) == []


def test_expired_key_is_of_no_use_but_listed(owner):
    made = make_key(owner, expires_at=timezone.now() + datetime.timedelta(days=1))
    ApiKey.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert key_queries.by_secret(made.secret) is None
    assert [key.is_expired for key in key_queries.of(owner)] == [True]


def test_key_of_a_deactivated_person_is_of_no_use(owner):
    made = make_key(owner)
    owner.is_active = False
    owner.save()
    assert key_queries.by_secret(made.secret) is None


@pytest.mark.parametrize("values", [{"name": " "}, {"name": "a\x00"}, {"expires_at": timezone.now()}])
def test_wrong_values_are_refused(owner, values):
    with pytest.raises(InvalidInput) as refused:
        make_key(owner, **values)
    assert refused.value.field in values


def test_there_is_a_most_of_keys(owner, monkeypatch):
    monkeypatch.setattr(keys, "MOST_KEYS", 1)
    first = make_key(owner)
    make_key(make_user(name="other"))
    with pytest.raises(RuleBroken):
        make_key(owner)
    keys.revoke(key=first.key, actor=owner)
    make_key(owner)


def test_use_is_noted_once_a_minute(owner, django_assert_num_queries):
    made = make_key(owner)
    secrets.note_use(held=made.key)
    noted = fresh(made.key)
    assert noted.last_used_at is not None
    with django_assert_num_queries(0):
        secrets.note_use(held=noted)
    ApiKey.objects.update(last_used_at=noted.last_used_at - datetime.timedelta(seconds=61))
    with django_assert_num_queries(1):
        secrets.note_use(held=fresh_without_count(noted))
    assert fresh(made.key).last_used_at >= noted.last_used_at


def fresh_without_count(key):
    key.last_used_at -= datetime.timedelta(seconds=61)
    return key


def test_history_names_the_key(owner, project):
    key = make_key(owner).key
    with events.by_means("api"):
        events.through_key(key.pk)
        tasks.create(project=project, title="By key", actor=owner)
    tasks.create(project=project, title="By hand", actor=owner)
    assert list(Activity.objects.order_by("pk").values_list("means", "api_key"))[-2:] == [
        ("api", key.pk),
        ("page", None),
    ]
