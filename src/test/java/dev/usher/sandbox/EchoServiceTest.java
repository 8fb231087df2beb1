package dev.usher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the echo service can be asked to do, and what it counts. */
class EchoServiceTest {

    private final EchoFixture echo = new EchoFixture();

    @AfterEach
    void stop() {
        echo.close();
    }

    @ParameterizedTest
    @CsvSource({"204, 0", "304, 0", "404, 1", "503, 1"})
    void theStatusIsChosenByTheQuery(int status, int hasBody) throws Exception {
        HttpResponse<byte[]> response = echo.get("/?status=" + status);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body().length > 0 ? 1 : 0).isEqualTo(hasBody);
    }

    @Test
    void headersAreAddedByTheQuery() throws Exception {
        HttpResponse<byte[]> response = echo.get("/?header=Set-Cookie:a%3D1&header=Set-Cookie:%20b%3D2");

        assertThat(response.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void aHeadRequestIsAnsweredWithoutABody() throws Exception {
        HttpResponse<byte[]> response = echo.send("HEAD", "/bytes/1000", BodyPublishers.noBody());

        assertThat(response.headers().firstValue("Content-Length")).contains("1000");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void theAnswerCanBeDelayed() throws Exception {
        long start = System.nanoTime();

        echo.get("/?delay=50");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void theAnswerCanBeCompressed() throws Exception {
        HttpResponse<byte[]> response = echo.get("/?gzip");

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new JsonObject(new String(plain, StandardCharsets.UTF_8)).getString("target"))
                .isEqualTo("/?gzip");
    }

    @Test
    void theConnectionCanBeClosedBeforeTheAnswer() throws IOException {
        assertThat(echo.raw("GET /?close=before HTTP/1.1\nHost: h\n\n")).isEmpty();
        assertThat(echo.service.cancelled()).isZero();
        assertThat(echo.service.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?close=body", "/?close=body&chunked", "/bytes/1000?close=body"})
    void theConnectionCanBeClosedInTheBody(String target) throws IOException {
        assertThat(echo.raw("GET " + target + " HTTP/1.1\nHost: h\n\n")).startsWith("HTTP/1.1 200 OK");
        assertThatThrownBy(() -> echo.get(target)).isInstanceOf(IOException.class);
        assertThat(echo.service.cancelled()).isZero();
    }

    @Test
    void anEarlyAnswerComesBeforeTheBody() throws IOException {
        try (Socket socket = echo.connect("POST /?early HTTP/1.1\nHost: h\nContent-Length: 5\n\n")) {
            byte[] start = socket.getInputStream().readNBytes(15);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aBodyThatWaitsIsAskedFor() throws IOException {
        String head = " HTTP/1.1\nHost: h\nContent-Length: 5\nExpect: 100-continue\n\n";
        try (Socket waiting = echo.connect("POST /" + head);
                Socket early = echo.connect("POST /?early" + head)) {
            assertThat(new String(waiting.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100");
            assertThat(new String(early.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void answeredRequestsAreCountedAndNotInFlight() throws Exception {
        echo.get("/");
        echo.get("/?status=500");

        assertThat(echo.service.requests()).isEqualTo(2);
        assertThat(echo.service.inFlight()).isZero();
        assertThat(echo.service.cancelled()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /?hang", "GET /bytes/1000000000", "GET /?delay=100000", "GET /?hang&early"})
    void aClientThatGoesAwayCancelsItsRequest(String request) throws IOException {
        try (Socket socket = echo.connect(request + " HTTP/1.1\nHost: h\n\n")) {
            await().until(() -> echo.service.inFlight() == 1);
            assertThat(socket.isConnected()).isTrue();
        }

        await().until(() -> echo.service.cancelled() == 1);
        assertThat(echo.service.inFlight()).isZero();
    }

    /** Whenever it leaves: while a connection breaks, it takes what is written to it as if it were open. */
    @Test
    void aDownloadThatBreaksOffNeverCountsAsAnswered() throws IOException {
        for (int i = 1; i <= 100; i++) {
            long cancelled = i;
            try (Socket socket = echo.connect("GET /bytes/100000000 HTTP/1.1\nHost: h\n\n")) {
                assertThat(socket.getInputStream().readNBytes(10_000 * (i % 8))).isNotNull();
                await().until(() -> echo.service.inFlight() == 1);
            }
            await().until(() -> echo.service.cancelled() == cancelled);
        }
    }

    @Test
    void aClientThatGoesAwayInItsBodyCancelsItsRequest() throws IOException {
        try (Socket socket = echo.connect("POST / HTTP/1.1\nHost: h\nContent-Length: 1000\n\nabc")) {
            await().until(() -> echo.service.inFlight() == 1);
            assertThat(socket.isConnected()).isTrue();
        }

        await().until(() -> echo.service.cancelled() == 1);
    }
}
