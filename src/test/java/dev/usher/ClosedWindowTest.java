package dev.usher;

import static dev.usher.Http2Client.DATA;
import static dev.usher.Http2Client.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Heads are not subject to flow control, RFC 9113 section 5.2.1: a client gets them before it opens a window. */
class ClosedWindowTest {

    /** Of a stream's window, RFC 9113 section 6.5.2: nothing. */
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    /** Late, since what is answered in the turn in which it was read is flushed with that. */
    @Test
    void aHeadComesAtOnceAndItsBodyWhenItMay() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet(NO_WINDOW);
            assertThat(connection.get(1, "/public/bytes/5?delay=20")).isEqualTo(200);

            connection.frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 5});
            Http2Client.Frame frame = Objects.requireNonNull(connection.read());
            while (frame.type() != DATA) {
                frame = Objects.requireNonNull(connection.read());
            }
            assertThat(frame.payload().remaining()).isEqualTo(5);
        }
    }
}
