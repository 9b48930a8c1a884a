# The image of Boardsite: `docker build -t boardsite --build-arg VERSION=… --build-arg COMMIT=$(git rev-parse HEAD) .`
# The same image serves the site (the default command) and prepares the database (`python manage.py prepare`).

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/boardsite
COPY requirements.txt requirements-observability.txt requirements-kafka.txt requirements-s3.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-deps --require-hashes -r requirements.txt \
        -r requirements-observability.txt -r requirements-kafka.txt -r requirements-s3.txt \
    && /opt/venv/bin/pip check \
    && /opt/venv/bin/pip uninstall --yes pip \
    && find /opt/venv -name '*.po' -delete
ENV PATH=/opt/venv/bin:$PATH
COPY . .
# Named by their content and compressed now, so that nothing is left to do at the start. The key is needed to read the
# settings and ends with this step.
RUN SECRET_KEY=unused STATIC_ROOT=/srv/static python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q boards boardsite manage.py


FROM python:3.13-slim
# Pango draws the text of PDF reports; the fonts cover Latin, Greek, Cyrillic, Chinese, Japanese and Korean.
# The versions are those of the base image's Debian, which mends them without changing what they do.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core fonts-droid-fallback libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && apt-get clean && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin boardsite \
    && install --directory --owner=10001 --group=10001 --mode=700 /var/lib/boardsite
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/boardsite /srv/boardsite
WORKDIR /srv/boardsite

ARG VERSION=
ARG COMMIT=
LABEL org.opencontainers.image.title="Boardsite" \
      org.opencontainers.image.description="A self-hosted project board for teams" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}"
# Nothing is written but to /tmp and /var/lib/boardsite: the rest of the file system may be read-only.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    VAR_DIR=/var/lib/boardsite \
    STATIC_ROOT=/srv/static \
    HOST=0.0.0.0 \
    PORT=8000 \
    WORKERS=2 \
    COMMIT=${COMMIT}
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "boardsite.server.health"]
# gunicorn is the first process: SIGTERM reaches it, and requests in hand are answered before it ends.
STOPSIGNAL SIGTERM
CMD ["gunicorn", "-c", "python:boardsite.server.config"]
