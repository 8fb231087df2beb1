package dev.usher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the echo says and how much it carries. */
class EchoBodyTest {

    private static final int MIB = 1 << 20;

    private final EchoFixture echo = new EchoFixture();

    @AfterEach
    void stop() {
        echo.close();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void theEchoIsTheRequestAsItCame() throws IOException {
        String answer = echo.raw("""
                PROPFIND /a//b/%2e%2E/?q=%zz&x HTTP/1.1
                host: h
                X-B: 2
                x-a: 1
                X-b: 3
                Connection: close

                """);
        JsonObject seen = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n")));

        assertThat(seen.getString("method")).isEqualTo("PROPFIND");
        assertThat(seen.getString("target")).isEqualTo("/a//b/%2e%2E/?q=%zz&x");
        assertThat(seen.getJsonArray("headers"))
                .isEqualTo(new JsonArray()
                        .add(header("host", "h"))
                        .add(header("X-B", "2"))
                        .add(header("x-a", "1"))
                        .add(header("X-b", "3"))
                        .add(header("Connection", "close")));
    }

    private static JsonObject header(String name, String value) {
        return new JsonObject().put("name", name).put("value", value);
    }

    @Test
    void aShortTextIsEchoedWithLengthAndHash() throws Exception {
        JsonObject body = EchoFixture.json(echo.send("POST", "/", BodyPublishers.ofString("K\u00f6ln")))
                .getJsonObject("body");

        assertThat(body)
                .isEqualTo(new JsonObject()
                        .put("length", 5)
                        .put("sha256", sha256("K\u00f6ln".getBytes(StandardCharsets.UTF_8)))
                        .put("text", "K\u00f6ln"));
    }

    @Test
    void neitherBinaryNorLongBodiesAreEchoed() throws Exception {
        byte[] binary = {(byte) 0xff, 0, 1};
        assertThat(EchoFixture.json(echo.send("POST", "/", BodyPublishers.ofByteArray(binary)))
                        .getJsonObject("body"))
                .isEqualTo(new JsonObject().put("length", 3).put("sha256", sha256(binary)));
        assertThat(EchoFixture.json(echo.send("POST", "/", BodyPublishers.ofString("x".repeat(4097))))
                        .getJsonObject("body")
                        .containsKey("text"))
                .isFalse();
    }

    @Test
    void aLongUploadIsDigestedAsAStream() throws Exception {
        byte[] mebibyte = new byte[MIB];
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 64; i++) {
            digest.update(mebibyte);
        }

        JsonObject body = EchoFixture.json(echo.send("POST", "/", BodyPublishers.ofInputStream(() -> zeros(64L * MIB))))
                .getJsonObject("body");

        assertThat(body.getLong("length")).isEqualTo(64L * MIB);
        assertThat(body.getString("sha256")).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    private static InputStream zeros(long length) {
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] target, int offset, int size) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(size, left);
                left -= count;
                return count;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bytes/67108864", "/behind/a/gateway/bytes/67108864?chunked"})
    void bytesAreStreamedInOnePattern(String target) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(echo.service.url() + target)).build();
        HttpResponse<InputStream> response = echo.client.send(request, BodyHandlers.ofInputStream());

        assertThat(response.headers().firstValue("Transfer-Encoding").isPresent())
                .isEqualTo(target.contains("chunked"));
        assertThat(mismatch(response.body())).isEqualTo(64L * MIB);
    }

    /** How many bytes are as the pattern has them. */
    private static long mismatch(InputStream body) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long offset = 0;
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            for (int i = 0; i < count; i++, offset++) {
                if (buffer[i] != (byte) (offset % 251)) {
                    return offset;
                }
            }
        }
        return offset;
    }
}
