# The service marketplace. In the folder of the repository:
#   docker build --file deploy/marketplace.Dockerfile --build-arg COMMIT="$(git rev-parse HEAD)" .
# docs/deployment.md says how to run it; `pnpm test:images` builds and tries it.

FROM docker.io/library/node:26.10.0-bookworm-slim AS build
WORKDIR /src
COPY . .
# Everything that the lockfile names, compiler and generators among it: none of it leaves this stage. No script of a
# dependency runs; the Node of this image is the one that package.json pins.
ENV PATH=${PATH}:/src/node_modules/.bin
RUN --mount=type=cache,id=breakwater-pnpm,target=/pnpm \
    npx --yes pnpm@12.21.0 install --frozen-lockfile --ignore-scripts --store-dir /pnpm && \
    node scripts/third-party.ts && \
    tsc -b services/marketplace && \
    npx --yes pnpm@12.21.0 --filter @breakwater/marketplace-service \
      --config.inject-workspace-packages=true deploy --prod --ignore-scripts --store-dir /pnpm /image/app
# What is served is compiled. Node needs one library more than the image below has.
WORKDIR /image
RUN rm -r app/src app/tsconfig*.json app/node_modules/.pnpm/@breakwater+*/node_modules/@breakwater/*/src && \
    mkdir data && \
    cp --dereference --parents /usr/local/bin/node /usr/lib/*-linux-*/libatomic.so.1 /image

# The libraries that Node links, and no shell or package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /image/usr /usr
COPY --from=build /image/app /app
COPY --from=build --chown=65532:65532 /image/data /data
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="marketplace" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.licenses="Apache-2.0"
# The private port stays private unless the deployment says otherwise.
ENV NODE_ENV=production \
    COMMIT=${COMMIT} \
    HOST=0.0.0.0 \
    PORT=8090 \
    ADMIN_PORT=8091 \
    DATA_DIR=/data
WORKDIR /app
# A number: Kubernetes cannot tell of a name whether it is root.
USER 65532:65532
VOLUME ["/data"]
EXPOSE 8090
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["/usr/local/bin/node", "--eval", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1, so that SIGTERM reaches it and drains.
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/main.js"]
