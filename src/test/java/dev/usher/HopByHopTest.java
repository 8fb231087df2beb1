package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RawHttp.Heard;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 7.6.1: what concerns one connection ends at its end, both ways. */
class HopByHopTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Upgrade",
                "Proxy-Authorization",
                "Proxy-Authenticate",
                "HTTP2-Settings",
                "X-Nominated",
                "x-nominated"
            })
    void aFieldOfTheConnectionEndsHere(String name) {
        Heard request = RawHttp.say(
                gateway.port(),
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nX-Stays: 1\r\n" + name
                        + ": hop\r\nConnection: close\r\nConnection: , X-Nominated ,, \"\r\n\r\n");
        assertThat(request.status()).isEqualTo(200);
        assertThat(request.text()).contains("X-Stays").doesNotContain("hop", "\"connection\"");

        TestClient.Answer answer = gateway.client()
                .get("/public/1?header=X-Stays:1&header=" + name + ":hop&header=Connection:X-Nominated");
        assertThat(answer.header("x-stays")).isEqualTo("1");
        assertThat(answer.header(name.toLowerCase(Locale.ROOT))).isNull();
    }

    @Test
    void aBodyKeepsItsFrameWhateverIsNominated() {
        Heard heard = RawHttp.say(
                gateway.port(),
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5"
                        + "\r\nConnection: close\r\nConnection: Content-Length, Transfer-Encoding, Host\r\n\r\nhello");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).contains("\"text\":\"hello\"", "{\"name\":\"host\",\"value\":\"a\"}");
        assertThat(heard.text())
                .containsIgnoringCase("{\"name\":\"content-length\",\"value\":\"5\"}")
                .doesNotContainIgnoringCase("transfer-encoding");
    }

    @Test
    void trailersAreNotFields() {
        Heard heard = RawHttp.say(
                gateway.port(),
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked"
                        + "\r\nTrailer: X-User-Id\r\n\r\n5\r\nhello\r\n0\r\nX-User-Id: evil\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).contains("\"text\":\"hello\"").doesNotContain("evil", "Trailer");
    }

    /** RFC 9110 section 10.1.1. */
    @ParameterizedTest
    @ValueSource(strings = {"200-ok", "100-continue, 200-ok", "100-continue\r\nExpect: 200-ok", ""})
    void anyOtherExpectationIs417(String expectation) {
        long before = gateway.echo().requests();
        Heard heard = RawHttp.say(
                gateway.port(),
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: " + expectation + "\r\n\r\na");

        assertThat(heard.status()).isEqualTo(417);
        assertThat(heard.text()).contains("\"code\":\"expectation-failed\"");
        assertThat(heard.closed()).isTrue();
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    void anExpectationIsPassedOnInTheGatewaysOwnWords() {
        Heard heard = RawHttp.say(
                gateway.port(),
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-Continue"
                        + "\r\nContent-Length: 2\r\n\r\nok");

        assertThat(heard.text())
                .startsWith("HTTP/1.1 100 Continue")
                .contains("\"text\":\"ok\"")
                .contains("{\"name\":\"expect\",\"value\":\"100-continue\"}");
    }

    /** Nobody waits for a 100 where there is no body, and HTTP/1.0 has none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue"
                        + "\r\nContent-Length: 0\r\n\r\n",
                "POST /public/1 HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok"
            })
    void anExpectationWithoutABodyToWaitForIsNotForwarded(String request) {
        Heard heard = RawHttp.say(gateway.port(), request);

        assertThat(heard.text())
                .contains(" 200 OK")
                .contains("\"target\":\"/public/1\"")
                .doesNotContain("xpect");
    }

    @Test
    void aRequestOfAnOldClientWithoutHostIsForwardedWhole() {
        Heard heard = RawHttp.say(gateway.port(), "GET /public/1 HTTP/1.0\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).contains("\"target\":\"/public/1\"");
        assertThat(heard.closed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "GET", "PROPFIND", "POST"})
    void aChunkedBodyIsForwardedForEveryMethod(String method) {
        Heard heard = RawHttp.say(
                gateway.port(),
                method + " /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                        + "\r\n5\r\nhello\r\n0\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).contains("\"text\":\"hello\"");
    }
}
