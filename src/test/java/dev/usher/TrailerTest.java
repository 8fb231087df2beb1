package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes after a body, and before an answer: forwarded where it may be, and never what is the gateway's. */
class TrailerTest {

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nConnection: X-Nominated\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().route("/raw/**", "{ target: " + raw.url() + ", auth: none }");

    @Test
    void aClientThatWantsTrailersGetsThem() {
        raw.answers(CHUNKED + "X-Sum: 1\r\nX-Sum: 2\r\n\r\n");

        String wanting = say("TE: deflate, Trailers\r\n");

        assertThat(wanting).endsWith("\r\n0\r\nx-sum: 1\r\nx-sum: 2\r\n\r\n");
        assertThat(say("")).endsWith("\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-User-Id",
                "x_user.id",
                "X-Forwarded-For",
                "User-Token",
                "Set-Cookie",
                "Content-Length",
                "Transfer-Encoding",
                "Content_Length",
                "WWW-Authenticate",
                "Cache-Control",
                "Connection",
                "Upgrade",
                "X-Nominated"
            })
    void aTrailerThatIsNotTheServicesToSayEndsHere(String name) {
        raw.answers(CHUNKED + name + ": evil\r\nX-Sum: 1\r\n\r\n");

        String answer = say("TE: trailers\r\n");

        if (answer.startsWith("HTTP/1.1 200")) {
            assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("evil");
        } else {
            // the codec refuses some of them
            assertThat(answer).startsWith("HTTP/1.1 502");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Bad: a\0b", "X-Bad: a\u0001b", "X-Bad: a\u007fb", "X(Bad): 1", "X-Bad"})
    void aTrailerThatIsNoFieldCutsTheAnswer(String trailer) {
        raw.answers(CHUNKED + "X-Sum: 1\r\n" + trailer + "\r\n\r\n");

        assertThat(say("TE: trailers\r\n")).startsWith("HTTP/1.1 200").endsWith("2\r\nok\r\n");
    }

    @Test
    void aServiceHearsThatTrailersAreWelcomeWhereTheyAre() {
        raw.runs(connection -> {
            String head = connection.readHead().toLowerCase(Locale.ROOT);
            connection.say(
                    head.contains("\r\nte: trailers\r\n") && head.contains("\r\nconnection: te\r\n")
                            ? OK
                            : OK.replace("ok", "no"));
        });

        assertThat(say("TE: trailers\r\n")).endsWith("ok");
        assertThat(say("TE: deflate\r\n")).endsWith("no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
                "HTTP/1.1 104 Later\r\nX-User-Id: evil\r\n\r\n"
            })
    void interimAnswersDoNotLoseTheFinalOne(String interim) {
        raw.runs(connection -> {
            while (!connection.readHead().isEmpty()) {
                connection.say(interim + interim + interim + OK);
            }
        });

        for (int i = 0; i < 3; i++) {
            assertThat(gateway.client().get("/raw/1").body()).isEqualTo("ok");
        }
        assertThat(raw.connections()).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    private static String say(String field) {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + field + "\r\n");
            return client.readAll();
        }
    }
}
