# One image for web, worker and beat; the command tells them apart (docker-compose.yml).

FROM python:3.13-slim AS build
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
RUN pip install --no-cache-dir uv==0.13.8
WORKDIR /app
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-default-groups
COPY . .
RUN .venv/bin/python -m local.messages \
    && BUILDING=true IGNORE_DOTENV=true STATIC_ROOT=/app/collected \
       .venv/bin/python manage.py collectstatic --noinput -v 0

FROM python:3.13-slim
# what lays out the PDF reports; the fonts are in the repository
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home --home-dir /home/mentorat mentorat \
    && install -d -o mentorat -g mentorat /var/lib/mentorat
COPY --from=build --chown=root:root /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/mentorat \
    NUMBA_CACHE_DIR=/var/lib/mentorat/kernels \
    STATIC_ROOT=/app/collected
USER mentorat
EXPOSE 8000
CMD ["gunicorn", "mentorat.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--bind", "0.0.0.0:8000", "--graceful-timeout", "30", "--no-control-socket", "--access-logfile", "-", "--logger-class", "mentorat.logs.WebServerLog"]
