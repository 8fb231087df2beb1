package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.ShortMessage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service can say on a connection, and when; whatever that is, all memory is given back. */
class Http1ConnectionTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @RegisterExtension
    final ServiceEnd service = new ServiceEnd();

    @Test
    void aServiceThatClosesInsteadOfAnsweringIsToldOnce() {
        ServiceEnd.Exchange exchange = service.get();

        service.channel.pipeline().fireExceptionCaught(new IOException("reset"));
        service.close();

        assertThat(exchange.heard).containsExactly("broken: IOException");
    }

    @Test
    void closingSaysSo() {
        ServiceEnd.Exchange exchange = service.get();

        service.close();

        assertThat(exchange.heard).containsExactly("broken: HttpClosedException");
    }

    @Test
    void aRequestGoesOutAtTheEndOfTheTurn() {
        service.get();
        assertThat(service.channel.<Object>readOutbound()).isNull();

        assertThat(service.written()).startsWith("GET / HTTP/1.1\r\n");
    }

    /** The service has closed in the same turn: nothing of the request went out. */
    @Test
    void aConnectionThatClosesBeforeTheEndOfTheTurnSaysSoOnce() {
        ServiceEnd.Exchange exchange = service.get();

        service.channel.unsafe().close(service.channel.voidPromise());
        assertThat(service.written()).isEmpty();

        assertThat(exchange.heard).containsExactly("broken: StacklessClosedChannelException");
    }

    @Test
    void whoCancelsBeforeTheAnswerHearsNothing() {
        ServiceEnd.Exchange exchange = service.get();

        exchange.request().cancel();
        service.say(HEAD + "abcdef");
        service.close();

        assertThat(exchange.heard).isEmpty();
    }

    @Test
    void interimAnswersAreNone() {
        ServiceEnd.Exchange exchange = service.get();

        service.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n".repeat(20));
        service.say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + HEAD + "abcdef");

        assertThat(exchange.heard).containsExactly("hinted: [Link]", "200", "abcdef", "end");
    }

    @Test
    void aServiceAsksForTheBodyOnceAndBy100Alone() {
        List<String> asked = new ArrayList<>();
        service.ask(HttpMethod.POST, request -> {
            request.whenContinued(() -> asked.add("asked"));
            request.setChunked();
            request.writeHead();
        });

        service.say("HTTP/1.1 103 Early Hints\r\n\r\n");
        assertThat(asked).isEmpty();
        service.say("HTTP/1.1 100 Continue\r\n\r\n".repeat(2));
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 020 OK\r\n\r\n",
                "HTTP/1.1 +20 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void nonsenseIsNoAnswerAndEndsTheConnection(String nonsense) {
        ServiceEnd.Exchange exchange = service.get();

        service.say(nonsense);

        assertThat(exchange.heard).singleElement().asString().startsWith("broken: ");
        assertThat(service.channel.isOpen()).isFalse();
    }

    @Test
    void nonsenseInABodyBreaksItOff() {
        ServiceEnd.Exchange exchange = service.get();

        service.say(CHUNKED + ServiceEnd.chunk("a", 1) + "no length\r\n");

        assertThat(exchange.heard).hasSize(3).startsWith("200", "a").doesNotContain("end");
        assertThat(service.channel.isOpen()).isFalse();
    }

    @Test
    void aClosedConnectionGrantsNothing() {
        service.close();

        ServiceEnd.Exchange exchange = service.get();

        assertThat(exchange.heard).containsExactly("broken: HttpClosedException");
        assertThat(exchange.isGranted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, ShortMessage.MOST_BODY_BYTES + 1})
    void aFieldThatWouldEndItsLineIsNotSentWithAnyBody(int bytes) {
        ServiceEnd.Exchange exchange = service.ask(HttpMethod.POST, own -> {
            own.head().add("x-name", "a\r\nX-User-Id: somebody");
            own.end(service.lent("b".repeat(bytes)));
        });

        assertThat(service.written()).isEmpty();
        assertThat(exchange.heard).containsExactly("broken: IllegalArgumentException");
    }

    @Test
    void aFieldThatWouldEndItsLineIsNotSentAheadOfABody() {
        ServiceEnd.Exchange exchange = service.ask(HttpMethod.POST, own -> {
            own.head().add("x-name", "a\r\nX-User-Id: somebody");
            own.write(service.lent("abc"));
            own.end(service.lent("def"));
        });

        assertThat(service.written()).isEmpty();
        assertThat(exchange.heard).containsExactly("broken: IllegalArgumentException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ HTTP/1.1\r\n", "/a b", "/\0"})
    void aTargetThatWouldBeMoreThanThatIsNotSent(String target) {
        ServiceEnd.Exchange exchange = service.ask(HttpMethod.GET, target, Http1Request::end);

        assertThat(service.written()).isEmpty();
        assertThat(exchange.heard).containsExactly("broken: IllegalArgumentException");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, ShortMessage.MOST_BODY_BYTES, ShortMessage.MOST_BODY_BYTES + 1})
    void aWholeRequestIsItsHeadAndItsBody(int bytes) {
        String body = "b".repeat(bytes);

        service.ask(HttpMethod.POST, "/a?b", own -> {
            own.head().add("Content-Length", String.valueOf(bytes));
            own.end(service.lent(body));
        });

        assertThat(service.written()).isEqualTo("POST /a?b HTTP/1.1\r\nContent-Length: " + bytes + "\r\n\r\n" + body);
    }

    @Test
    void whatIsWrittenIsTheConnectionsAndSoIsThatItIsFull() {
        List<String> drained = new ArrayList<>();
        Http1Request request = service.ask(HttpMethod.POST, own -> {
                    own.head().set(HttpHeaders.CONTENT_LENGTH, "6");
                    own.whenDrained(() -> drained.add("drained"));
                    own.write(service.lent("abc"));
                })
                .request();

        service.writable(false);
        assertThat(request.isFull()).isTrue();
        assertThat(drained).isEmpty();
        service.writable(true);
        assertThat(request.isFull()).isFalse();
        assertThat(drained).hasSize(1);

        request.end(service.lent("def"));
        assertThat(service.written()).isEqualTo("POST / HTTP/1.1\r\ncontent-length: 6\r\n\r\nabcdef");

        request.cancel();
        service.writable(false);
        service.writable(true);
        assertThat(drained).hasSize(1);
    }

    @Test
    void whatIsWrittenToAClosedConnectionIsGivenBack() {
        Http1Request request = service.ask(HttpMethod.POST, own -> own.head().set(HttpHeaders.CONTENT_LENGTH, "6"))
                .request();
        service.close();

        request.write(service.lent("abc"));
        request.end(service.lent("def"));
    }

    @Test
    void oneFollowsAnother() {
        for (int i = 0; i < 3; i++) {
            ServiceEnd.Exchange exchange = service.get();
            service.say(HEAD + "abcdef");
            assertThat(exchange.heard).containsExactly("200", "abcdef", "end");
        }
    }

    @Test
    void whatNobodyAskedForEndsTheConnection() {
        service.get();
        service.say(HEAD + "abcdef");

        service.say("H");

        assertThat(service.channel.isOpen()).isFalse();
    }
}
