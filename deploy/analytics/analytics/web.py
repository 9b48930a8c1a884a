"""Answers: three figures as JSON, one page of charts, one of what could not be read. It only reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup
from psycopg_pool import ConnectionPool, PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from analytics import asking, charts, figures, histories, site
from analytics.asking import Asked
from analytics.problems import Problem
from analytics.settings import Settings
from analytics.settings import read as read_settings
from analytics.site import Caller, Site

COOKIE = "analytics_key"
MOST_LETTERS, SHOWN_BYTES = 200, 4_000
MOST_ROWS = 200
routes = Blueprint("analytics", __name__)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def application(settings: Settings | None = None) -> Flask:
    """The application, for gunicorn or for tests. The database is first asked when somebody asks us."""
    known = settings or read_settings(os.environ)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 20_000
    app.json.sort_keys = False  # type: ignore[attr-defined]
    options = f"-c search_path={known.schema} -c default_transaction_read_only=on -c statement_timeout=20s"
    pool = ConnectionPool(
        known.database_url,
        min_size=0,
        max_size=8,
        timeout=5,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": None, "options": options, "connect_timeout": 5},
    )
    pool.open(wait=False)
    app.extensions |= {"analytics-settings": known, "analytics-site": Site(known), "analytics-pool": pool}
    app.register_blueprint(routes)
    app.register_error_handler(Problem, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    for away in (PoolTimeout, psycopg.OperationalError, psycopg.errors.UndefinedTable):
        app.register_error_handler(away, _refuse_database)
    app.after_request(_seal)
    app.jinja_env.filters |= {"long_day": charts.long_day}
    return app


@routes.get("/v1/throughput")
def throughput() -> Response:
    """How many tasks were completed, by day and week."""
    asked, projects = _asked()
    done, days = _durations(asked, projects), asked.days
    told = [{"day": day.isoformat(), "completed": count} for day, count in figures.by_day(done, days)]
    return jsonify(_about(asked) | {"completed": len(done), "days": told, "weeks": _weeks(figures.by_week(done, days))})


@routes.get("/v1/cycle-time")
def cycle_time() -> Response:
    """How long completed tasks took."""
    asked, projects = _asked()
    done = _durations(asked, projects)
    lead = figures.percentiles([each.lead for each in done])
    return jsonify(
        _about(asked)
        | {"lead_time": _percentiles(lead), "cycle_time": _percentiles(_cycle(done))}
        | {"completed": [_duration(each) for each in done]}
    )


@routes.get("/v1/activity")
def activity() -> Response:
    """What was done, by day, person and kind."""
    asked, projects = _asked(has_zone=False)
    with _database() as connection:
        found = figures.activity(connection, sorted(projects), asked.days)
    told = [
        {
            "day": each.day.isoformat(),
            "project_id": each.project_id,
            "person": None if each.person_id is None else {"id": each.person_id, "name": each.name},
            "kind": each.kind,
            "count": each.changes,
        }
        for each in found
    ]
    return jsonify(_about(asked) | {"total": sum(each.changes for each in found), "counts": told})


@routes.get("/")
def page() -> AnyResponse | str:
    """All three as pictures, each with its numbers in a table."""
    if isinstance(caller := _visitor(), AnyResponse):
        return caller
    try:
        asked, projects = _asked(is_page=True)
    except Problem as problem:
        if problem.status != 400:
            raise
        return _page(caller, asking.read({}, caller.zone, site.now()), [], problem), 400  # type: ignore[return-value]
    return _page(caller, asked, sorted(projects), None)


@routes.get("/dead-letters")
def dead_letters() -> AnyResponse | str:
    """What could not be read, and why; what it says is shown to operators alone."""
    if isinstance(caller := _visitor(), AnyResponse):
        return caller
    with _database() as connection:
        rows = connection.execute(
            "SELECT topic, partition, message_offset, seen_at, reason, size, substring(value FOR %s), count(*) OVER ()"
            " FROM dead_letters ORDER BY seen_at DESC, topic, partition, message_offset DESC LIMIT %s",
            [SHOWN_BYTES, MOST_LETTERS],
        ).fetchall()
    is_operator = caller.email.lower() in _settings().operators
    letters = [{**dict(zip(_LETTER, row, strict=True)), "value": _shown(row[6]) if is_operator else ""} for row in rows]
    total = rows[0][7] if rows else 0
    return render_template("dead_letters.html", caller=caller, letters=letters, total=total, is_operator=is_operator)


_LETTER = ("topic", "partition", "offset", "seen_at", "reason", "size", "value", "total")


@routes.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> AnyResponse | tuple[str, int] | str:
    """Where a browser is given an API key of the site, which it keeps until it is closed."""
    if request.method == "GET":
        return render_template("sign_in.html", site=_settings().site_url, refusal="")
    _refuse_strangers()
    key = request.form.get("key", "").strip()
    try:
        _site().caller({"X-API-Key": key})
    except Problem as problem:
        sentence = problem.detail if key else "Paste an API key of the site."
        return render_template("sign_in.html", site=_settings().site_url, refusal=sentence), problem.status
    answer = redirect(url_for("analytics.page"), 303)
    secure = _settings().site_url.startswith("https:")
    answer.set_cookie(COOKIE, key, httponly=True, samesite="Lax", secure=secure)
    return answer


@routes.post("/sign-out")
def sign_out() -> AnyResponse:
    """The browser forgets the key."""
    _refuse_strangers()
    answer = redirect(url_for("analytics.sign_in"), 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return answer


@routes.get("/healthz")
def healthz() -> Response:
    """Whether it can answer; says nothing that anybody may not know."""
    with _database() as connection:
        connection.execute("SELECT 1 FROM about")
    return jsonify({"status": "ok"})


def _page(caller: Caller, asked: Asked, projects: list[int], problem: Problem | None) -> str:
    done = _durations(asked, projects) if projects else []
    with _database() as connection:
        found = figures.activity(connection, projects, asked.days)
    weeks, cycle = figures.by_week(done, asked.days), _cycle(done)
    counts = dict(figures.totals(found, "day"))
    by_day = [(day, counts.get(day, 0)) for day in asked.days]
    return render_template(
        "page.html",
        caller=caller,
        asked=asked,
        problem=problem,
        zone=_settings().zone,
        weeks=weeks,
        done=list(reversed(done))[:MOST_ROWS],
        count=len(done),
        throughput=_pictures(partial(charts.throughput, weeks)) if done else "",
        cycle=_pictures(partial(charts.cycle_time, done, asked.first, asked.last, cycle)) if cycle.count else "",
        cycle_words=charts.describe(cycle),
        activity=_pictures(partial(charts.activity, by_day)) if found else "",
        people=figures.totals(found, "person_id"),
        names=figures.names(found),
        kinds=figures.totals(found, "kind"),
        total=sum(each.changes for each in found),
    )


def _pictures(draw: Callable[[charts.Size], Markup]) -> Markup:
    """One for each width of window."""
    return Markup("").join(draw(size) for size in charts.SIZES)


def _asked(*, has_zone: bool = True, is_page: bool = False) -> tuple[Asked, set[int]]:
    """What is asked for, and the projects that it is of: 404 for one that the caller may not see."""
    caller = _caller()
    # A form sends what was left empty too.
    given = {name: [value for value in values if value or not is_page] for name, values in request.args.lists()}
    zone = caller.zone if has_zone else _settings().zone
    asked = asking.read({name: values for name, values in given.items() if values}, zone, site.now(), has_zone=has_zone)
    if asked.project is None:
        return asked, set(caller.projects)
    if asked.project not in caller.projects:
        raise Problem(404, "There is no such project.")
    return asked, {asked.project}


def _durations(asked: Asked, projects: set[int] | list[int]) -> list[figures.Duration]:
    with _database() as connection:
        return figures.durations(histories.load(connection, sorted(projects), site.now()), asked.days)


def _cycle(done: list[figures.Duration]) -> figures.Percentiles:
    return figures.percentiles([each.cycle for each in done if each.cycle is not None])


def _caller() -> Caller:
    """Who asks, by a header or the cookie."""
    if "caller" not in g:
        headers = {name: request.headers.get(name, "") for name in site.HEADERS}
        if not any(headers.values()):
            headers["X-API-Key"] = request.cookies.get(COOKIE, "")
        g.caller = _site().caller(headers)
    caller: Caller = g.caller
    return caller


def _visitor() -> Caller | AnyResponse:
    """Who looks at a page; strangers are sent to where they can say so."""
    try:
        return _caller()
    except Problem as problem:
        if problem.status == 401:
            return redirect(url_for("analytics.sign_in"), 303)
        raise


def _refuse_strangers() -> None:
    """Nobody else's page may sign somebody in or out."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "This form belongs to another site.")


def _about(asked: Asked) -> dict[str, Any]:
    return {
        "project_id": asked.project,
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "time_zone": str(asked.zone),
    }


def _weeks(found: list[figures.Week]) -> list[dict[str, Any]]:
    return [
        {
            "first": week.first.isoformat(),
            "last": week.last.isoformat(),
            "completed": week.completed,
            "whole": week.is_whole,
        }
        for week in found
    ]


def _percentiles(found: figures.Percentiles) -> dict[str, int | None]:
    return {"count": found.count, "p50": found.p50, "p85": found.p85, "p95": found.p95}


def _duration(each: figures.Duration) -> dict[str, Any]:
    return {
        "id": each.pk,
        "project_id": each.project_id,
        "number": each.number,
        "title": each.title,
        "completed": each.completed.isoformat(),
        "lead_time": each.lead,
        "cycle_time": each.cycle,
    }


def _shown(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "backslashreplace")


def _settings() -> Settings:
    found: Settings = current_app.extensions["analytics-settings"]
    return found


def _site() -> Site:
    found: Site = current_app.extensions["analytics-site"]
    return found


@contextmanager
def _database() -> Iterator[psycopg.Connection]:
    pool: ConnectionPool[psycopg.Connection] = current_app.extensions["analytics-pool"]
    with pool.connection() as connection:
        yield connection


def _refuse(problem: Problem) -> AnyResponse:
    """As JSON to programs, as a page to people."""
    if request.path.startswith("/v1/") or request.path == "/healthz":
        answer: AnyResponse = jsonify(problem.body)
        answer.content_type = "application/problem+json"
    else:
        answer = Response(render_template("problem.html", problem=problem), content_type="text/html; charset=utf-8")
    answer.status_code = problem.status
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="boardsite"'
    if problem.status in (429, 503):
        answer.headers["Retry-After"] = "30"
    return answer


def _refuse_http(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    words = {404: "There is nothing at this address.", 405: "This can't be done here."}
    answer = _refuse(Problem(error.code, words.get(error.code, "This could not be done.")))
    answer.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return answer


def _refuse_database(_error: Exception) -> AnyResponse:
    return _refuse(Problem(503, "The database is away, or nothing has been read yet. Try again in a minute."))


def _seal(answer: AnyResponse) -> AnyResponse:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
