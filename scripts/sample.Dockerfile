# syntax=docker/dockerfile:1
ARG VERSION=22
FROM node:${VERSION} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci && npm run build
COPY . .

FROM debian:latest
LABEL org.opencontainers.image.title="sample" maintainer="someone"
ENV NODE_ENV=production PORT=8080
RUN apt-get update && apt-get install -y curl \
    # a comment
    ca-certificates && sudo rm -rf /tmp/*
COPY --from=build --chown=app:app /app /app
ADD https://example.com/archive.tar.gz /tmp/
RUN <<EOF
set -e
cd /app
curl -sSL https://example.com/install.sh | bash
EOF
EXPOSE $PORT
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD node server.js
