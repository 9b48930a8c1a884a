"""Secrets that are made once."""

from concurrent.futures import ThreadPoolExecutor

from boardsite import secret


def test_made_once_and_private(tmp_path):
    path = tmp_path / "new" / "key"
    made = secret.kept(path)
    assert secret.kept(path) == made and len(made) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_many_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: secret.kept(tmp_path / "key"), range(64)))
    assert len(found) == 1


def test_given_one_takes_the_place(tmp_path):
    path = tmp_path / "key"
    secret.kept(path)
    secret.keep(path, "given")
    assert secret.kept(path) == "given" and path.stat().st_mode & 0o777 == 0o600


def test_derived_ones_differ_by_purpose_and_tell_nothing():
    first, second = secret.derived("known", "one"), secret.derived("known", "two")
    assert first == secret.derived("known", "one") != second
    assert len(first) == 64
    assert "known" not in first
