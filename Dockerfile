# The gateway as an image: built with Maven, run on a JRE by a user without rights.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gateway-core/gateway-server -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --no-create-home karat \
    && install -d -o karat -g karat -m 0700 /data
COPY --from=build /build/gateway-core/gateway-server/target/karat.jar /opt/karat/
COPY --from=build /build/gateway-core/gateway-server/target/lib /opt/karat/lib
COPY --from=build /build/connectors /opt/karat/connectors
COPY --from=build /build/routes /routes
USER karat
WORKDIR /opt/karat
VOLUME /data
EXPOSE 8080
ENV KARAT_JAVA_OPTS=-Xmx1g
# SQLite takes and gives back memory with every commit; the C library keeps it for the next one (mallopt(3)).
ENV MALLOC_TRIM_THRESHOLD_=268435456 MALLOC_TOP_PAD_=16777216 MALLOC_MMAP_THRESHOLD_=33554432
# Inside a container loopback would be of no use to anybody; what is published is decided outside.
ENV SERVER_ADDRESS=0.0.0.0
ENTRYPOINT ["sh", "-c", "exec java -XX:+UseG1GC -Djava.awt.headless=true -Dkarat.home=/opt/karat $KARAT_JAVA_OPTS -jar karat.jar \"$@\"", "karat"]
CMD ["run", "/routes", "--data", "/data"]
