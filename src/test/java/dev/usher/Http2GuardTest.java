package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 is no way around a rule: what is refused or removed over HTTP/1.1 is so here, too. */
@SuppressWarnings("NullAway.Init")
class Http2GuardTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private static HttpClient client;
    private static String alice;

    /** An answer over HTTP/2. */
    private record Heard(int status, HttpVersion version, String body) {

        List<String> received(String name) {
            JsonArray headers = new JsonObject(body).getJsonArray("headers");
            return headers.stream()
                    .map(JsonObject.class::cast)
                    .filter(field -> field.getString("name").equalsIgnoreCase(name))
                    .map(field -> field.getString("value"))
                    .toList();
        }
    }

    @BeforeAll
    static void connect() {
        client = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
        alice = gateway.client().aliceToken();
    }

    @AfterAll
    static void disconnect() throws Exception {
        TestGateway.await(client.close());
    }

    @Test
    @Tag("T1")
    void noSpellingOfAnIdentityHeaderGetsThrough() throws Exception {
        for (String name : new String[] {"x-user-id", "x_user_id", "x.user.id", "x-user_id", "xuserid"}) {
            Heard known = get("/orders/1", "a.example", "user-token", alice, name, "evil", name, "evil2");
            assertThat(known.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(known.received("X-User-Id"))
                    .containsExactly(gateway.users().objectId("alice@example.com"));
            assertThat(known.body()).doesNotContain("evil");

            assertThat(get("/public/1", "a.example", name, "evil").body()).doesNotContain("evil");
        }
    }

    @Test
    void theAuthorityIsTheHostAndTheTokenStaysHere() throws Exception {
        Heard heard = get("/orders/1", "A.example", "authorization", "Bearer " + alice);

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.received("host")).containsExactly("a.example");
        assertThat(heard.received("x-forwarded-host")).containsExactly("a.example");
        assertThat(heard.received("via")).containsExactly("2 usher");
        assertThat(heard.body()).doesNotContain(alice, "\":authority\"", "\"name\":\":");
    }

    @Test
    void splitCookiesAreOneFieldAgain() throws Exception {
        Heard heard =
                get("/orders/1", "a.example", "cookie", "a=1", "cookie", "__Host-session=" + alice, "cookie", "b=2");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.received("cookie")).containsExactly("a=1; b=2");
    }

    @Test
    @Tag("T18")
    void aHostThatDiffersFromTheAuthorityIsRefused() throws Exception {
        long before = gateway.echo().requests();

        assertThat(get("/public/1", "a.example", "host", "b.example").status()).isEqualTo(400);
        assertThat(get("/public/1", "a.example", "host", "a.example", "host", "b.example")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.echo().requests()).isEqualTo(before);
        assertThat(get("/public/1", "a.example", "host", "a.example").status()).isEqualTo(200);
    }

    @Test
    @Tag("T5")
    void ambiguousPathsAndMethodsAreRefused() throws Exception {
        long before = gateway.echo().requests();

        for (String path :
                new String[] {"/public/../admin", "/public/%2e%2e/x", "/a;x", "/a%2fb", "*", "/a#b", "/a b"}) {
            assertThat(get(path, "a.example").status()).as(path).isEqualTo(400);
        }
        assertThat(send(HttpMethod.TRACE, "/public/1", "a.example").status()).isEqualTo(405);
        assertThat(get("/public/1", "a..b").status()).isEqualTo(400);
        assertThat(get("/public/1", "a.example", "expect", "a miracle").status())
                .isEqualTo(417);
        assertThat(get("/public/1", "a".repeat(263)).status()).isEqualTo(400);
        assertThat(gateway.echo().requests()).isEqualTo(before);
        assertThat(get("//public/%31?q=%zz", "a.example").body()).contains("\"target\":\"/public/1?q=%zz\"");
    }

    /** RFC 9113 section 8.2.2: a field of the connection makes the request malformed, or it is dropped. */
    @Test
    void fieldsOfAConnectionHaveNoEffect() throws Exception {
        for (String name :
                new String[] {"connection", "keep-alive", "proxy-connection", "upgrade", "te", "transfer-encoding"}) {
            Heard heard = get("/orders/1", "a.example", "user-token", alice, name, "x-user-id");
            assertThat(heard.status()).isIn(200, 400);
            assertThat(heard.body()).doesNotContain("\"value\":\"x-user-id\"");
            if (heard.status() == 200) {
                assertThat(heard.received("X-User-Id")).hasSize(1);
            }
        }
    }

    private static Heard get(String path, String host, String... headers) throws Exception {
        return send(HttpMethod.GET, path, host, headers);
    }

    private static Heard send(HttpMethod method, String path, String host, String... headers) throws Exception {
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(gateway.port(), "127.0.0.1"))
                .setMethod(method)
                .setURI(path);
        return TestGateway.await(client.request(options)
                .compose(request -> send(request.authority(HostAndPort.create(host, -1)), headers)));
    }

    private static Future<Heard> send(HttpClientRequest request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().add(headers[i], headers[i + 1]);
        }
        return request.send()
                .compose(response -> response.body()
                        .map(body -> new Heard(response.statusCode(), response.version(), body.toString())))
                // a stream error is how HTTP/2 refuses a malformed request, RFC 9113 section 8.1.1
                .recover(failure -> failure instanceof StreamResetException
                        ? Future.succeededFuture(new Heard(400, HttpVersion.HTTP_2, ""))
                        : Future.failedFuture(failure));
    }
}
