package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Server-sent events reach the client one by one, for as long as they come. */
class EventStreamTest {

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route(
                    "/events/**",
                    "{ target: " + service.url() + ", auth: none, timeout: { response: 400ms, idle: 600ms } }");

    /** What the service says next; an empty word is the end. */
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    @AfterEach
    void nothingIsLeftOver() {
        Await.until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    private void serve() {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String word = next(); !word.isEmpty(); word = next()) {
                String event = "data: " + word + "\n\n";
                connection.say(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            }
            connection.say("0\r\n\r\n");
            connection.awaitClose();
        });
    }

    private String next() throws IOException {
        try {
            String word = words.poll(10, TimeUnit.SECONDS);
            return word == null ? "" : word;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void eachEventArrivesWhileTheServiceHoldsTheStreamOpen() {
        serve();
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /events/1 HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
            // the head alone, since no event has come yet
            assertThat(client.readHead()).containsIgnoringCase("content-type: text/event-stream");
            for (String event : new String[] {"first", "second"}) {
                words.add(event);
                assertThat(client.readUntil(event + "\n\n")).contains("data: " + event);
            }
            words.add("");
            assertThat(client.readUntil("0\r\n\r\n")).endsWith("0\r\n\r\n");
        }
    }

    @Test
    void theSameOverHttp2() throws Exception {
        serve();
        HttpClient http = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Promise<Void> ended = Promise.promise();
        http.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost("127.0.0.1")
                        .setPort(gateway.port())
                        .setURI("/events/2"))
                .onFailure(ended::tryFail)
                .onSuccess(request -> request.send().onFailure(ended::tryFail).onSuccess(response -> {
                    response.handler(chunk -> heard.add(chunk.toString()))
                            .exceptionHandler(ended::tryFail)
                            .endHandler(v -> ended.tryComplete());
                    heard.add(String.valueOf(response.version()));
                }));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("HTTP_2");
        for (String event : new String[] {"first", "second"}) {
            words.add(event);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("data: " + event + "\n\n");
        }
        words.add("");
        TestGateway.await(ended.future());
        TestGateway.await(http.close());
    }

    @Test
    void itOutlivesTheResponseTimeoutAndNotTheIdleTimeout() {
        serve();
        long start = System.nanoTime();
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /events/3 HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            words.add("first");
            client.readUntil("first\n\n");

            // silence from here on; no last chunk, so that it does not look complete
            assertThat(client.readAll()).doesNotContain("0\r\n\r\n");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(550));
        words.add("");
    }
}
