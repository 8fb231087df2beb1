package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RawHttp.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an HTTP/1 connection goes on, RFC 9112 section 9. */
class KeepAliveTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1\r\nConnection: close",
                "HTTP/1.1\r\nConnection: close, X-Foo",
                "HTTP/1.1\r\nConnection: X-Foo,CLOSE",
                "HTTP/1.1\r\nConnection: X-Foo ,\tClose\t, x",
                "HTTP/1.1\r\nConnection: keep-alive\r\nConnection: x,close",
                "HTTP/1.1\r\nConnection: close, keep-alive",
                "HTTP/1.1\r\ncOnNeCtIoN: keep-alive, close",
                "HTTP/1.0",
                "HTTP/1.0\r\nConnection: keep-alive, close",
                "HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close"
            })
    void whoAsksToCloseIsAnsweredOnceAndClosed(String versionAndConnection) {
        String request = "GET /public/x " + versionAndConnection + "\r\nHost: a\r\nX-Foo: nominated\r\n\r\n";

        Heard heard = RawHttp.say(gateway.port(), request + "GET /public/behind HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(heard.closed()).isTrue();
        if (versionAndConnection.contains("X-Foo")) {
            assertThat(heard.text()).doesNotContain("nominated");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1",
                "HTTP/1.1\r\nConnection: keep-alive",
                "HTTP/1.1\r\nConnection: closed, x-close",
                "HTTP/1.0\r\nConnection: Keep-Alive"
            })
    void whoDoesNotAskToCloseIsAnsweredAgain(String versionAndConnection) {
        String last = "GET /public/behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

        Heard heard =
                RawHttp.say(gateway.port(), "GET /public/x " + versionAndConnection + "\r\nHost: a\r\n\r\n" + last);

        assertThat(heard.answers()).isEqualTo(2);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        StringBuilder requests = new StringBuilder();
        for (int i = 1; i <= 5; i++) {
            requests.append("GET /public/")
                    .append(i)
                    .append("?delay=")
                    .append(60 - 10 * i)
                    .append(" HTTP/1.1\r\nHost: a\r\n");
            requests.append(i == 5 ? "Connection: close\r\n\r\n" : "\r\n");
        }

        Heard heard = RawHttp.say(gateway.port(), requests.toString());

        assertThat(heard.answers()).isEqualTo(5);
        assertThat(heard.text())
                .containsSubsequence("/public/1?", "/public/2?", "/public/3?", "/public/4?", "/public/5?");
    }
}
