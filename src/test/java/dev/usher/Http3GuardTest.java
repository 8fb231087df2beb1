package dev.usher;

import static dev.usher.RawHttp3.DATA;
import static dev.usher.RawHttp3.HEADERS;
import static dev.usher.RawHttp3.frame;
import static dev.usher.RawHttp3.usual;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/3 is no way around a rule: what is refused or removed over the older versions is so here, too. */
@SuppressWarnings("NullAway.Init")
class Http3GuardTest {

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();
    private static final Pattern USER_ID = Pattern.compile("\"name\":\"X-User-Id\",\"value\":\"([^\"]*)\"");

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .route("/idle/**", "{ target: ECHO, auth: none, limits: { body-idle: 150ms } }")
            .route("/paced/**", "{ target: ECHO, auth: none, limits: { upload: 1KB, grace: 300ms } }");

    private RawHttp3 connection;

    @BeforeEach
    void connect() {
        connection = new RawHttp3(gateway.usher().httpsPort()).greet();
    }

    @AfterEach
    void close() {
        assertThat(connection.get("/public/1").status()).isEqualTo(200);
        connection.close();
        Await.until(() -> Gauges.noRequestIsForwarded(gateway));
        Await.until(() -> gateway.echo().inFlight() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-user-id",
                "x_user_id",
                "x.user.id",
                "x-user_id",
                "xuserid",
                "x--user--id",
                "x-user-id-",
                "x-user-id!",
                "~x-user-id"
            })
    @Tag("T1")
    void noSpellingOfAnIdentityHeaderGetsThrough(String name) {
        String alice = gateway.client().aliceToken();
        String known = body(connection.get("/orders/1", "user-token", alice, name, "evil", name, "evil2"));
        assertThat(USER_ID.matcher(known).results().map(each -> each.group(1)))
                .containsExactly(gateway.users().objectId("alice@example.com"));
        assertThat(known).doesNotContain("evil", alice);

        for (String path : new String[] {"/public/1", "/optional/1"}) {
            assertThat(body(connection.get(path, name, "evil", name, "evil2")).toLowerCase(Locale.ROOT))
                    .doesNotContain("evil", "user-id");
        }
    }

    /** RFC 9114 section 4.2: a request that has one is malformed. */
    @ParameterizedTest
    @ValueSource(strings = {"x-user-id", "close, x-user-id", "x-forwarded-for, authorization", "user-token"})
    @Tag("T3")
    void noConnectionFieldNominatesAnything(String nominated) {
        String alice = gateway.client().aliceToken();
        long before = gateway.echo().requests();
        assertThat(connection
                        .get("/orders/1", "user-token", alice, "connection", nominated)
                        .status())
                .isIn(400, -1);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    @Tag("T1")
    void trailersAreNotFields() {
        RawHttp3.Stream stream = post("/public/1")
                .send(frame(DATA, bytes("hello")))
                .send(frame(HEADERS, Qpack.block("x-user-id", "evil", "x-user-roles", "evil")))
                .end();
        assertThat(body(stream)).contains("hello").doesNotContain("evil");
    }

    @Test
    void aBodyThatPausesIs408() {
        long before = gateway.echo().cancelled();
        RawHttp3.Stream stream = post("/idle/1").send(frame(DATA, bytes("hello")));
        assertThat(stream.status()).isEqualTo(408);
        Await.until(() -> stream.heard().contains("body-too-slow"));
        Await.until(() -> gateway.echo().cancelled() == before + 1);
    }

    @Test
    void soIsOneThatTrickles() {
        RawHttp3.Stream stream = post("/paced/1");
        Await.until(() -> {
            stream.send(frame(DATA, bytes("a")));
            return !stream.heard().isEmpty();
        });
        assertThat(stream.status()).isEqualTo(408);
        Await.until(() -> stream.heard().contains("body-too-slow"));
    }

    private RawHttp3.Stream post(String path) {
        String[] head = usual(path);
        head[1] = "POST";
        return connection.open().send(frame(HEADERS, Qpack.block(head)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String body(RawHttp3.Stream answer) {
        assertThat(answer.status()).isEqualTo(200);
        Await.until(() -> answer.heard().endsWith("}"));
        return answer.heard();
    }
}
