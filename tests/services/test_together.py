"""Many people at once, each in a thread with a connection of their own."""

import random
import threading
from contextlib import suppress
from functools import partial

import pytest
from django.db import connection

from boards.accounts.services import users
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Column, GroupPerson, GroupRole, Membership, Project, Tag, Task, TaskLink, User
from boards.policy import highest
from boards.services import columns, groups, members, tags, task_links, tasks
from tests.api_caller import Api
from tests.factories import column_of, fresh, make_column, make_group, make_project, make_tag, make_task, make_user
from tests.watching import check_columns, check_history, check_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.unmeasured]
REFUSALS = (InvalidInput, NotFound, RuleBroken)


def many(postgres, sqlite):
    """SQLite lets one write at a time anyway; a few threads show that they wait for each other."""
    return postgres if connection.vendor == "postgresql" else sqlite


def at_once(*calls):
    """Run each call in a thread, all released together; returns the errors that are no refusals."""
    errors, start = [], threading.Barrier(len(calls))

    def run(call):
        try:
            start.wait(30)
            call()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return errors


def moving(cards, lanes, actor, seed, count):
    """`count` moves of a person who drags one card after the other, the way chance of this seed has it."""

    def run():
        choose = random.Random(seed)
        for _time in range(count):
            task, neighbour = choose.sample(cards, 2)
            after = neighbour.pk if choose.random() < 0.7 else None
            tasks.move(task=task, column_id=choose.choice(lanes).pk, after_id=after, actor=actor)

    return run


def test_the_same_cards_moved_by_all_end_in_one_order():
    project = make_project()
    cards = [make_task(project=project, title=f"Card {number}") for number in range(10)]
    lanes = list(project.columns.all())
    before = fresh(project).revision
    people, each = many(50, 6), many(4, 5)
    assert at_once(*(moving(cards, lanes, project.owner, seed, each) for seed in range(people))) == []

    shown = [list(lane.tasks.on_board().in_order().values_list("pk", flat=True)) for lane in lanes]
    assert sorted(pk for lane in shown for pk in lane) == sorted(card.pk for card in cards)
    again = [list(lane.tasks.on_board().in_order().values_list("pk", flat=True)) for lane in lanes]
    assert shown == again
    told = project.activities.filter(project_revision__gt=before).count()
    assert fresh(project).revision == before + told
    assert told > people * each / 2
    check_tasks(fresh(project))
    check_columns(fresh(project))
    check_history(fresh(project))


def test_all_at_one_spot_lose_no_card():
    project = make_project()
    first = make_task(project=project)
    cards = [make_task(project=project) for _number in range(many(30, 6))]
    Task.objects.update(position="i")
    column = column_of(project=project)

    def drop(card):
        return lambda: tasks.move(task=card, column_id=column.pk, after_id=first.pk, actor=project.owner)

    assert at_once(*(drop(card) for card in cards)) == []
    found = list(column.tasks.on_board().in_order())
    assert found[0] == first
    assert len(found) == len(cards) + 1
    assert len({task.position for task in found}) == len(found)


def test_new_cards_get_numbers_of_their_own():
    project = make_project()
    count = many(30, 6)
    calls = [lambda: tasks.create(project=project, title="Card", tag_names=["bug"], actor=project.owner)] * count
    assert at_once(*calls) == []
    assert sorted(Task.objects.values_list("number", flat=True)) == list(range(1, count + 1))
    assert fresh(project).last_number == count
    assert Tag.objects.get().tasks.count() == count


def test_edits_of_different_fields_all_arrive():
    project = make_project()
    task = make_task(project=project)
    changes = [
        {"title": "New"},
        {"priority": 4},
        {"description": "text"},
        {"progress": 50},
        {"tags": ["a"]},
        {"tags": ["b"]},
    ]
    calls = [
        lambda changed=changed: tasks.update(task=task, changed=changed, seen_version=1, actor=project.owner)
        for changed in changes
    ]
    assert at_once(*calls) == []
    row = fresh(task)
    assert (row.title, row.priority, row.description, row.progress, row.version) == ("New", 4, "text", 50, 7)
    assert set(row.tags.values_list("name", flat=True)) == {"a", "b"}
    check_history(fresh(project))


def test_people_who_are_given_a_task_at_once_all_have_it():
    helpers = [make_user(name=f"helper{number}") for number in range(6)]
    project = make_project(roles=dict.fromkeys(helpers, "member"))
    task = make_task(project=project)
    changes = [{"assignee": None}, *({"other_assignees": [helper]} for helper in helpers)]
    calls = [
        lambda changed=changed: tasks.update(task=task, changed=changed, seen_version=1, actor=project.owner)
        for changed in changes
    ]
    assert at_once(*calls) == []
    assert {user.pk for user in fresh(task).everybody} == {helper.pk for helper in helpers}
    check_tasks(fresh(project))
    check_history(fresh(project))


def test_all_kinds_of_work_at_once_wait_for_each_other():
    owner = make_user(name="founder")
    helpers = [make_user(name=f"helper{number}") for number in range(4)]
    project = make_project(owner=owner, roles=dict.fromkeys(helpers, "member"))
    other = make_project(owner=helpers[0], roles={owner: "admin"})
    lanes = [*project.columns.all(), *(make_column(project=project, name=f"Lane {n}") for n in range(4))]
    cards = [
        make_task(project=project, column=lanes[n % 7], tag_names=[f"t{n % 5}"], assignee=helpers[n % 4])
        for n in range(20)
    ]
    far = [make_task(project=other, assignee=helpers[0]) for _n in range(5)]
    work = mixed(project, cards, far, lanes, helpers, owner)
    assert at_once(*(refusable(call) for call in work * many(4, 1))) == []
    for each in (project, other):
        check_tasks(fresh(each))
        check_columns(fresh(each))
        check_history(fresh(each))


def mixed(project, cards, far, lanes, helpers, owner):
    """One person for each kind of work, on two projects that share people."""
    into = make_tag(project=project, name="into")
    first_tags = list(Tag.objects.filter(project=project, name__in=["t0", "t1"]))
    return [
        moving(cards, lanes[:3], owner, 1, 10),
        moving(cards, lanes, helpers[1], 2, 10),
        moving(far, list(Column.objects.filter(project=far[0].project)), owner, 3, 10),
        lambda: [
            tasks.update(task=card, changed={"title": "New", "tags": ["x"]}, seen_version=None, actor=owner)
            for card in cards
        ],
        lambda: [tasks.complete(task=card, actor=owner) for card in reversed(cards)],
        lambda: [tags.merge(tag=tag, into=into, actor=owner) for tag in first_tags],
        lambda: [columns.delete(column=lane, into=lanes[0], actor=owner) for lane in lanes[5:]],
        lambda: members.remove(project=project, user=helpers[2], actor=owner),
        lambda: members.change_role(project=project, user=helpers[3], role="viewer", actor=owner),
        lambda: renamed(helpers[0], "Other name"),
        lambda: renamed(owner, "Other owner"),
        lambda: [card.save(update_fields=["priority"]) for card in Task.objects.filter(project=project)],
        lambda: Project.objects.get(pk=project.pk).save(update_fields=["description"]),
    ]


def renamed(user, name):
    users.update(user=fresh(user), display_name=name, time_zone="", shortcuts=True, theme="dark", actor=user)


def refusable(call):
    """A rule that says no is an answer."""

    def run():
        with suppress(*REFUSALS):
            call()

    return run


def test_two_who_change_different_settings_of_one_person_both_succeed():
    user = make_user(name="ada")
    make_project(owner=user)
    values = {"theme": "dark", "time_zone": "Europe/Berlin", "shortcuts": False, "display_name": "Countess"}

    def patched(field, value):
        caller = Api(user)
        return lambda: caller.patch("users/me", {field: value}).json()[field]

    for _time in range(many(8, 2)):
        User.objects.filter(pk=user.pk).update(theme="light", time_zone="", shortcuts=True, display_name="Ada")
        assert at_once(*(patched(field, value) for field, value in values.items())) == []
        row = fresh(user)
        assert {field: getattr(row, field) for field in values} == values


def test_of_many_changes_of_a_person_by_one_mark_one_is_made():
    user = make_user(name="ada")
    make_project(owner=user)
    mark, statuses = Api(user).get("users/me")["ETag"], []

    def rename(number):
        caller = Api(user)
        return lambda: statuses.append(
            caller.patch("users/me", {"display_name": f"Ada {number}"}, If_Match=mark).status_code
        )

    assert at_once(*(rename(number) for number in range(8))) == []
    assert sorted(statuses) == [200] + [412] * 7


def test_names_and_boards_that_change_at_once_wait_for_each_other():
    """With a mark or without, beside moves in the projects that show the name: people are locked after projects."""
    user = make_user(name="ada")
    made = [make_project(owner=user, title=title) for title in ("One", "Two")]
    cards = [make_task(project=project) for project in made]
    statuses = []

    def rename(number):
        caller, mark = Api(user), {"If_Match": "*"} if number % 2 else {}

        def run():
            for time in range(many(5, 2)):
                name = {"display_name": f"Ada {number} {time}"}
                statuses.append(caller.patch("users/me", name, **mark).status_code)

        return run

    movers = [moving([card, card], list(card.project.columns.all()), user, 1, many(10, 2)) for card in cards]
    assert at_once(*(rename(number) for number in range(4)), *movers) == []
    assert set(statuses) == {200}


def shuffling(made, boards, crowd, actor, seed, count):
    """`count` changes of groups, of their roles and of their people, the way chance of this seed has it."""

    def run():
        choose = random.Random(seed)
        for _time in range(count):
            group, project, user = choose.choice(made), choose.choice(boards), choose.choice(crowd)
            role = choose.choice(["viewer", "member", "admin"])
            change = choose.choice(
                [
                    partial(groups.give_role, project=project, group=group, role=role, actor=actor),
                    partial(groups.change_role, project=project, group=group, role=role, actor=actor),
                    partial(groups.take_role, project=project, group=group, actor=actor),
                    partial(groups.add, group=group, users=[user], actor=actor),
                    partial(groups.remove, group=group, user=user, actor=actor),
                    partial(members.add, project=project, user=user, role=role, actor=actor),
                    partial(members.remove, project=project, user=user, actor=actor),
                ]
            )
            with suppress(*REFUSALS):
                change()

    return run


def test_roles_are_what_groups_and_people_have_whatever_comes_together():
    boss = make_user(name="boss")
    boards = [make_project(owner=boss, title=f"Board {number}") for number in range(3)]
    made = [make_group(name=f"Group {number}") for number in range(3)]
    crowd = [make_user(name=f"crowd{number}") for number in range(4)]
    runs = [shuffling(made, boards, crowd, boss, seed, many(25, 6)) for seed in range(many(6, 3))]
    assert at_once(*runs) == []
    given = {(each.project_id, each.group_id): each.role for each in GroupRole.objects.all()}
    places = {(each.group_id, each.user_id) for each in GroupPerson.objects.all()}
    there = {(each.project_id, each.user_id): each for each in Membership.objects.all()}
    for project in boards:
        for user in crowd:
            row = there.get((project.pk, user.pk))
            through = [given.get((project.pk, group.pk)) for group in made if (group.pk, user.pk) in places]
            assert (row.role if row else None) == highest(row.own_role if row else None, *through)


def test_links_made_at_once_never_make_a_circle():
    """Four projects, and links of which any three are fine: whoever comes last is refused."""
    boards = [make_project(title=f"Board {number}") for number in range(4)]
    actor = boards[0].owner
    for kind in ("blocks", "child", "duplicates"):
        ring = [make_task(project=project) for project in boards]

        def tie(place, kind=kind, ring=ring):
            def run():
                with suppress(RuleBroken):
                    task_links.add(task=ring[place], relation=kind, other=ring[(place + 1) % 4], actor=actor)

            return run

        assert at_once(*(tie(place) for place in range(4))) == []
        assert TaskLink.objects.filter(first__in=ring).count() == 3


def test_tasks_that_block_each_others_boards_are_completed_at_once():
    """Each change takes both locks, one of them second: nobody waits for ever, and the counts are right."""
    boards = [make_project(title=f"Board {number}") for number in range(2)]
    actor = boards[0].owner
    pairs = []
    for number in range(many(12, 4)):
        here, there = boards[number % 2], boards[1 - number % 2]
        pairs.append((make_task(project=here), make_task(project=there)))
        task_links.add(task=pairs[-1][0], relation="blocks", other=pairs[-1][1], actor=actor)

    def play(blocker):
        def run():
            for verb in (tasks.complete, tasks.reopen, tasks.archive, tasks.restore, tasks.complete):
                verb(task=blocker, actor=actor)

        return run

    assert at_once(*(play(blocker) for blocker, _blocked in pairs)) == []
    assert {fresh(blocked).open_blocker_count for _blocker, blocked in pairs} == {0}
    tasks.reopen(task=pairs[0][0], actor=actor)
    assert fresh(pairs[0][1]).open_blocker_count == 1
    for project in boards:
        check_history(fresh(project))
