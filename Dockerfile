# The companion by itself: gateway, ledger, control API. No browser extension, no build: Node reads the sources.
#   docker build -t tollkeeper .
#   docker run --network host -v tollkeeper:/data tollkeeper
# The gateway listens on loopback (elsewhere with "up --host" and TLS), because keys travel to it: share the network of the
# host, or of the one container whose calls it carries (--network container:<name>). See docs/companion.md, "In a container".
FROM node:26-slim

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What only tests and builds need stays outside; no package needs a script of its own here.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY LICENSE ./
COPY lib ./lib
COPY companion ./companion

# Tokens, sealed keys and the ledger. PGPASSWORD, TOLLKEEPER_DATABASE, TOLLKEEPER_SECRET, HTTPS_PROXY and NO_PROXY come from
# outside (docker run --env-file), never into the image.
ENV NODE_ENV=production TOLLKEEPER_HOME=/data
RUN mkdir /data && chown node:node /data && chmod 700 /data
VOLUME /data
USER node
EXPOSE 4117

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "companion/cli.mjs", "status", "--line"]
# Calls under way may end.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "companion/cli.mjs"]
CMD ["up"]
