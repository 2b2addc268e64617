# Builds the app, and keeps only what `npm run pack` says that a production server reaches.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma ./prisma
RUN npm ci
COPY . .
# The commit that /api/health tells: docker build --build-arg SOURCE_COMMIT="$(git rev-parse --short=12 HEAD)" .
ARG SOURCE_COMMIT=
RUN npm run build && npm run pack -- /app

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=3000 DATA_DIR=/data
# Nobody installs anything here. /data: what had to be declined while the database was away, and without DATABASE_URL the embedded one.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
  && install -d -o node -g node -m 700 /data
WORKDIR /app
# Owned by root, so that the app cannot change itself; nothing but /data and /tmp is written to.
COPY --from=build /app ./
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# It drains: give it DRAIN_SECONDS + 7 s, at least 10 s (docs/operate.md).
STOPSIGNAL SIGTERM
CMD ["node", "lib/launch/start.ts"]
