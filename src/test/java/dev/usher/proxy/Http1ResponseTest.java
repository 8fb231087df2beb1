package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a body is handled once, in order and when it is wanted, and its memory is given back. */
class Http1ResponseTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @RegisterExtension
    final ServiceEnd service = new ServiceEnd();

    @Test
    void anAnswerComesInPiecesAndEnds() {
        ServiceEnd.Exchange exchange = service.get();

        service.say(HEAD + "abc");
        service.say("def");

        assertThat(exchange.heard).containsExactly("200", "abc", "def", "end");
        assertThat(exchange.context).isSameAs(service.context);
    }

    @Test
    void whatNobodyHandlesIsForgotten() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = answer -> answer.handler(null);

        service.say(HEAD + "abcdef");

        assertThat(exchange.heard).containsExactly("200", "end");
    }

    @Test
    void whatIsReadOfAPausedAnswerIsKeptInOrderUntilItIsMuch() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;

        service.say(CHUNKED + ServiceEnd.chunk("a", 32_768));
        assertThat(service.channel.config().isAutoRead()).isTrue();
        service.say(ServiceEnd.chunk("b", 32_768));
        assertThat(service.channel.config().isAutoRead()).isFalse();
        service.say(ServiceEnd.chunk("c", 3));
        assertThat(exchange.heard).containsExactly("200");

        exchange.onChunk = text -> {
            if (text.startsWith("b")) {
                exchange.answer().pause();
            }
        };
        exchange.answer().resume();
        assertThat(exchange.heard).containsExactly("200", "a".repeat(32_768), "b".repeat(32_768));
        assertThat(service.channel.config().isAutoRead()).isFalse();

        exchange.answer().resume();
        assertThat(exchange.heard).endsWith("ccc");
        assertThat(service.channel.config().isAutoRead()).isTrue();
        exchange.request().cancel();
    }

    @Test
    void manySmallPiecesAreMuch() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;

        service.say(CHUNKED + ServiceEnd.chunk("a", 1).repeat(600));

        assertThat(service.channel.config().isAutoRead()).isFalse();
        exchange.answer().resume();
        assertThat(exchange.heard).hasSize(601);
        assertThat(service.channel.config().isAutoRead()).isTrue();
        exchange.request().cancel();
    }

    @Test
    void readingGoesOnAsOftenAsWhatIsKeptIsHandled() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;
        service.say(CHUNKED);

        for (int i = 0; i < 3; i++) {
            service.say(ServiceEnd.chunk("a", 40_000));
            assertThat(service.channel.config().isAutoRead()).isTrue();
            service.say(ServiceEnd.chunk("b", 40_000));
            assertThat(service.channel.config().isAutoRead()).isFalse();
            exchange.answer().resume().pause();
            assertThat(service.channel.config().isAutoRead()).isTrue();
        }
        exchange.request().cancel();
    }

    /** What a service says beyond it must be seen before the connection is used again. */
    @ParameterizedTest
    @ValueSource(ints = {65_536, 70_000})
    void readingGoesOnWhenAnAnswerIsComplete(int length) {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;

        service.say("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "a".repeat(length));

        assertThat(service.channel.config().isAutoRead()).isTrue();
        exchange.answer().resume();
        assertThat(exchange.heard).endsWith("end");
    }

    @Test
    void piecesAreSmall() {
        ServiceEnd.Exchange exchange = service.get();

        service.say("HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + "a".repeat(70_000));

        assertThat(exchange.heard).allMatch(piece -> piece.length() <= 32_768);
    }

    @Test
    void whoHandlesAPieceMayPauseAndResume() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.onChunk = text -> {
            exchange.answer().pause().resume();
            exchange.heard.add("done");
        };
        exchange.whenAnswered = Http1Response::pause;

        service.say(CHUNKED + ServiceEnd.chunk("a", 1) + ServiceEnd.chunk("b", 1) + ServiceEnd.chunk("c", 1));
        exchange.answer().resume();
        service.say(ServiceEnd.chunk("d", 1) + "0\r\n\r\n");

        assertThat(exchange.heard).containsExactly("200", "a", "done", "b", "done", "c", "done", "d", "done", "end");
    }

    @Test
    void whatFollowsAPieceWhoseHandlerPausesWaitsForTheRest() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.onChunk = text -> exchange.answer().pause();

        service.say(CHUNKED + ServiceEnd.chunk("a", 1) + ServiceEnd.chunk("b", 1) + "0\r\n\r\n");
        assertThat(exchange.heard).containsExactly("200", "a");

        exchange.answer().resume();
        assertThat(exchange.heard).containsExactly("200", "a", "b");
        exchange.answer().resume();
        assertThat(exchange.heard).containsExactly("200", "a", "b", "end");
    }

    @Test
    void asManyPiecesAsAreFetchedAreHandled() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;
        service.say(CHUNKED + ServiceEnd.chunk("a", 1) + ServiceEnd.chunk("b", 1) + ServiceEnd.chunk("c", 1));

        exchange.answer().fetch(1).fetch(1);
        assertThat(exchange.heard).containsExactly("200", "a", "b");

        service.say(ServiceEnd.chunk("d", 1) + "0\r\n\r\n");
        assertThat(exchange.heard).containsExactly("200", "a", "b");

        exchange.answer().fetch(Long.MAX_VALUE).fetch(1);
        assertThat(exchange.heard).containsExactly("200", "a", "b", "c", "d", "end");
    }

    @Test
    void whatIsCompleteIsHandledThoughTheServiceHasClosed() {
        isHandledThoughTheServiceHasClosed(service.get());
    }

    @Test
    void soItIsWhenTheRequestHasNotEnded() {
        isHandledThoughTheServiceHasClosed(service.ask(HttpMethod.POST, request -> {
            request.setChunked();
            request.writeHead();
        }));
    }

    private void isHandledThoughTheServiceHasClosed(ServiceEnd.Exchange exchange) {
        exchange.whenAnswered = Http1Response::pause;
        service.say(HEAD + "abcdef");

        service.close();

        exchange.answer().resume();
        assertThat(exchange.heard).containsExactly("200", "abcdef", "end");
    }

    @Test
    void nothingOvertakesWhatIsKept() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;
        exchange.onChunk = text -> {
            throw new IllegalStateException();
        };
        service.say(CHUNKED + ServiceEnd.chunk("a", 1) + ServiceEnd.chunk("b", 1));
        assertThatThrownBy(exchange.answer()::resume).isInstanceOf(IllegalStateException.class);

        service.say(ServiceEnd.chunk("c", 1));

        assertThat(exchange.heard).containsExactly("200", "a");
        exchange.request().cancel();
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfAnAnswerWithoutLength() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;
        service.say("HTTP/1.0 200 OK\r\n\r\nabc");

        service.close();

        exchange.answer().resume();
        assertThat(exchange.heard).containsExactly("200", "abc", "end");
    }

    @Test
    void anAnswerThatBreaksOffFailsOnce() {
        ServiceEnd.Exchange exchange = service.get();
        service.say(HEAD + "abc");
        exchange.answer().pause();
        service.say("de");

        service.channel.pipeline().fireExceptionCaught(new IOException("reset"));
        service.close();
        exchange.answer().resume();

        assertThat(exchange.heard).containsExactly("200", "abc", "IOException");
    }

    @Test
    void whoCancelsHearsNoMoreOfIt() {
        ServiceEnd.Exchange exchange = service.get();
        exchange.whenAnswered = Http1Response::pause;
        service.say(HEAD + "abc");

        exchange.request().cancel();
        service.say("def");
        service.close();
        exchange.answer().resume();

        assertThat(exchange.heard).containsExactly("200");
    }

    @Test
    void whoCancelsInTheMiddleOfAPieceIsNotToldOfAnEnd() {
        for (boolean paused : new boolean[] {false, true}) {
            ServiceEnd.Exchange exchange = service.get();
            exchange.whenAnswered = answer -> {
                if (paused) {
                    answer.pause();
                }
            };
            exchange.onChunk = text -> exchange.request().cancel();
            service.say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
            exchange.answer().resume();

            assertThat(exchange.heard).containsExactly("200", "a");
        }
    }
}
