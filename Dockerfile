# Images of docker-compose.yml: `node` and `phones`. Everything comes from Debian 12.
FROM debian:bookworm AS phones
RUN apt-get update -q && apt-get install -y -q --no-install-recommends sip-tester \
    && rm -rf /var/lib/apt/lists/*
COPY tests/support/sipp /scenarios
ENTRYPOINT ["sipp"]

FROM debian:bookworm AS build
WORKDIR /src
COPY tools/install-deps tools/
RUN tools/install-deps build
COPY . .
RUN cmake --preset release -DBUILD_TESTING=OFF && cmake --build --preset release --target sofiad sofia
RUN DESTDIR=/out ha/install --programs build/release/bin \
    && strip --strip-debug /out/usr/sbin/sofiad /out/usr/bin/sofia

FROM debian:bookworm AS node
COPY tools/install-deps /tmp/
# arping tells the others where the address has gone.
RUN /tmp/install-deps runtime && apt-get install -y -q --no-install-recommends iputils-arping \
    && rm -rf /tmp/install-deps /var/lib/apt/lists/*
COPY --from=build /out /
COPY conf /etc/sofia-node
COPY ha/docker/conf /etc/sofia-pair
COPY ha/docker/run-node ha/docker/take-over ha/docker/step-down /usr/local/bin/
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["sofia", "-t", "2000", "-x", "version"]
STOPSIGNAL SIGTERM
CMD ["run-node"]
