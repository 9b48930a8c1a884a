"""What the API's list is measured against: FastAPI and asyncpg, with the same look-ups of token and access, no more.

Run by uvicorn with as many workers as the site. Reads the site's database and takes its access tokens.
"""

import base64
import datetime
import hashlib
import json
import os
from contextlib import asynccontextmanager

import asyncpg
import jwt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel

SESSION = "SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > now()"
PERSON = "SELECT id, is_active, is_staff, time_zone FROM boards_user WHERE id = $1 AND is_active"
PROJECT = """
SELECT p.id, p.owner_id, p.visibility, m.role FROM boards_project p
LEFT JOIN boards_membership m ON m.project_id = p.id AND m.user_id = $2
WHERE p.id = $1 AND p.deleted_at IS NULL
"""
TASKS = """
SELECT t.id, t.number, t.project_id, t.title, t.description, c.status, c.id AS column_id, c.name AS column_name,
  ARRAY(SELECT g.name FROM boards_task_tags tt JOIN boards_tag g ON g.id = tt.tag_id
        WHERE tt.task_id = t.id ORDER BY g.name_key) AS tags,
  t.priority, a.id AS assignee_id, a.display_name AS assignee_name, t.progress, t.due_date, t.position, t.version,
  b.id AS creator_id, b.display_name AS creator_name, t.created_at, t.updated_at, t.completed_at, t.archived_at
FROM boards_task t JOIN boards_column c ON c.id = t.column_id
LEFT JOIN boards_user a ON a.id = t.assignee_id LEFT JOIN boards_user b ON b.id = t.created_by_id
WHERE t.project_id = $1 AND t.archived_at IS NULL AND t.deleted_at IS NULL
ORDER BY t.priority DESC, t.id DESC LIMIT 51
"""


class Named(BaseModel):
    id: int
    name: str


class Task(BaseModel):
    id: int
    number: int
    project_id: int
    title: str
    description: str
    status: str
    column: Named
    tags: list[str]
    priority: int
    assignee: Named | None
    progress: int
    completed: bool
    due_date: datetime.date | None
    position: str
    version: int
    created_by: Named | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    completed_at: datetime.datetime | None
    archived: bool


class Page(BaseModel):
    items: list[Task]
    next: str | None


@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=4, max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/bench/process/")
async def process() -> int:
    """Which worker answers this connection."""
    return os.getpid()


@app.get("/projects/{project_id}/tasks/")
async def tasks(project_id: int, authorization: str = Header()) -> Page:
    """The first 50 tasks of a project, the most urgent first."""
    claims = jwt.decode(authorization.removeprefix("Bearer "), os.environ["BENCH_JWT_KEY"], algorithms=["HS256"])
    async with app.state.pool.acquire() as connection:
        session = await connection.fetchrow(SESSION, _session_key(claims["sid"]))
        person = await connection.fetchrow(PERSON, int(claims["sub"])) if session else None
        if person is None:
            raise HTTPException(401)
        project = await connection.fetchrow(PROJECT, project_id, person["id"])
        if project is None or not (project["role"] or project["owner_id"] == person["id"]):
            raise HTTPException(404)
        rows = await connection.fetch(TASKS, project_id)
    return Page(items=[_task(row) for row in rows[:50]], next="more" if len(rows) > 50 else None)


def _session_key(sid):
    """A session key as django-allauth hides it in a token: AES in counter mode behind its first block."""
    sealed = base64.b64decode(sid)
    cipher = Cipher(algorithms.AES(hashlib.sha256(os.environ["SECRET_KEY"].encode()).digest()), modes.CTR(sealed[:16]))
    opener = cipher.decryptor()
    return (opener.update(sealed[16:]) + opener.finalize()).decode()


def _task(row):
    return Task(
        **{name: row[name] for name in Task.model_fields if name in row},
        column=Named(id=row["column_id"], name=row["column_name"]),
        assignee=_person(row["assignee_id"], row["assignee_name"]),
        created_by=_person(row["creator_id"], row["creator_name"]),
        completed=row["completed_at"] is not None,
        archived=row["archived_at"] is not None,
    )


def _person(pk, name):
    return None if pk is None else Named(id=pk, name=name)


def same(ours, theirs):
    """Whether two answers hold the same tasks: else it would be no measure."""
    keys = ("id", "title", "tags", "assignee", "column", "due_date")
    return [[task[key] for key in keys] for task in json.loads(ours)["items"]] == [
        [task[key] for key in keys] for task in json.loads(theirs)["items"]
    ]
