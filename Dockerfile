# syntax=docker/dockerfile:1
# docker build -t usher . && docker run -p 8080:8080 -v "$PWD/conf:/etc/usher:ro" usher

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# The tests are for CI; an image is built from what passed them.
RUN --mount=type=cache,target=/m2 \
    mvn -q -B -Dmaven.repo.local=/m2 -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    && mv target/usher-*/ /opt/usher

FROM eclipse-temurin:25-jre
COPY --from=build /opt/usher /opt/usher
# In the image that runs it: the cache holds for this very Java and these very files. Without one it only starts slower.
RUN /opt/usher/bin/usher train || echo "no cache for a faster start"
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
# Half for the heap: connection buffers live outside of it.
ENV JAVA_OPTS="-XX:MaxRAMPercentage=50"
EXPOSE 8080 8443
# Asks /health/ready on listen.admin, which stays on the container's own loopback. Another port: set USHER_ADMIN_PORT.
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 CMD ["/opt/usher/bin/healthy"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/usher/bin/usher"]
CMD ["run", "-c", "/etc/usher/usher.yaml"]
