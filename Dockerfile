# Parley in one image: server, client and mediasoup's worker, run by an ordinary user with its data in /data.
# BASE may be any Debian 12; where it is another release, RUNTIME_LIBRARIES has that release's names.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS packages
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates curl \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /parley
ARG NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
ARG npm_config_registry
COPY package.json bun.lock bunfig.toml ./
COPY patches patches
COPY bin/prepare.sh bin/
RUN . bin/prepare.sh && install "$BUN" /usr/local/bin/bun

FROM packages AS worker
COPY tools/mediasoup-worker tools/mediasoup-worker
COPY db/embedded/lock.ts db/embedded/
RUN install "$(XDG_CACHE_HOME=/var/cache bun tools/mediasoup-worker/obtain.ts)" /mediasoup-worker

FROM packages AS client
COPY tsconfig.json ./
COPY bin/build-client.ts bin/replace-build.ts bin/
COPY protocol protocol
COPY client client
RUN bun bin/build-client.ts

FROM packages AS production
RUN rm -rf node_modules && bun install --frozen-lockfile --production

FROM ${BASE}
ARG RUNTIME_LIBRARIES="libstdc++6 libssl3 libsrtp2-1 libuv1 libabsl20220623"
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates ${RUNTIME_LIBRARIES} \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /data --create-home parley
WORKDIR /parley
COPY --from=packages /usr/local/bin/bun /usr/local/bin/bun
COPY --from=worker /mediasoup-worker /usr/local/bin/mediasoup-worker
COPY --from=production /parley/node_modules node_modules
COPY --from=client /parley/client/dist client/dist
COPY package.json tsconfig.json ./
COPY tools/mediasoup-worker tools/mediasoup-worker
COPY deploy deploy
COPY protocol protocol
COPY db db
COPY server server

ENV DATA_DIR=/data NODE_ENV=production MEDIASOUP_WORKER_BIN=/usr/local/bin/mediasoup-worker
USER parley
VOLUME /data
EXPOSE 3000 40000-40003/tcp 40000-40003/udp
HEALTHCHECK --start-period=30s --interval=10s --timeout=5s CMD ["bun", "deploy/docker/healthcheck.ts"]
CMD ["bun", "server/main.ts"]
