"""gunicorn's configuration: `gunicorn -c python:boardsite.server`.

With THREADS the site is served by WSGI and threads, which costs less processor time; without, by ASGI.
"""

from pathlib import Path

from boardsite import environment as env

_host = env.text("HOST", "127.0.0.1")
_port = env.number("PORT", 8000, 1, 65535)

bind = [f"[{_host.strip('[]')}]:{_port}" if ":" in _host else f"{_host}:{_port}"]
workers = env.number("WORKERS", 1, 1, 64)
threads = env.number("THREADS", 0, 0, 100)
worker_class = "boardsite.worker.Worker" if threads else "asgi"
wsgi_app = "boardsite.wsgi:application" if threads else "boardsite.asgi:application"
# Loaded before the door is opened, so that nobody waits behind it, and shared by the processes in memory.
preload_app = bool(threads)
threads = threads or 1
# Django has no lifespan protocol and would log an error at each start.
asgi_lifespan = "off"
# A request in hand gets this long to end before a stop or a restart takes the process away.
graceful_timeout = 10
timeout = 60
keepalive = 5
# Nothing here is steered through a socket in somebody's home folder.
control_socket_disable = True
# X-Forwarded-Proto is judged by Django alone, and only with TRUSTED_PROXIES set.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# The heartbeat file of the workers: in memory where there is such a place, so that a busy disk can't stall it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
accesslog = "-" if env.flag("ACCESS_LOG", default=False) else None
loglevel = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")).lower()
