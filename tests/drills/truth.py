"""What the database holds, compared with what people were told."""

from django.db import connection

from boards.models import Activity, Project, Task

MOVES = ("task.moved", "task.completed", "task.reopened")


def lost(people):
    """Cards that are not where their last acknowledged move put them (or an unacknowledged one after it)."""
    connection.close()
    wrong = []
    for person in people:
        held = dict(Task.objects.filter(pk__in=person.cards).values_list("pk", "column_id"))
        for card, column in person.cards.items():
            if held[card] != column and held[card] not in person.unsure.get(card, ()):
                wrong.append((card, column, held[card]))
            person.cards[card] = held[card]
        person.unsure.clear()
    return wrong


def half_done(project_id):
    """Where cards and counters disagree with the history: a move is the card, its row and the revision, or nothing."""
    connection.close()
    project = Project.objects.get(pk=project_id)
    rows = Activity.objects.filter(project=project, kind__in=MOVES).order_by("pk")
    latest, wrong, revision = {}, [], 0
    for row in rows.values("task", "changes", "task_version", "project_revision"):
        if row["project_revision"] <= revision:
            wrong.append(("revision", row["task"], row["project_revision"]))
        revision = row["project_revision"]
        if "column" in row["changes"]:
            before, after = row["changes"]["column"]
            if row["task"] in latest and latest[row["task"]][0] != before["id"]:
                wrong.append(("chain", row["task"], row["project_revision"]))
            latest[row["task"]] = (after["id"], row["task_version"])
    held = {task.pk: (task.column_id, task.version) for task in Task.objects.filter(pk__in=latest)}
    wrong += [("card", pk, *held[pk]) for pk, told in latest.items() if held[pk] != told]
    if revision and revision != project.revision:
        wrong.append(("project", revision, project.revision))
    return wrong


def moves_written(project_id):
    """How many moves the history knows."""
    connection.close()
    return Activity.objects.filter(project=project_id, kind__in=MOVES).count()
