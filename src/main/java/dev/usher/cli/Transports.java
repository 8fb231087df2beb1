package dev.usher.cli;

import dev.usher.config.TransportKind;
import io.vertx.core.transport.Transport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Picks the transport at start, since it cannot be changed later. */
final class Transports {

    private Transports() {}

    /**
     * The transport that was asked for, or the cheapest there is.
     *
     * @throws IllegalStateException when the machine lacks the one that was asked for; the message says why
     */
    static Transport choose(TransportKind kind) {
        return switch (kind) {
            case AUTO ->
                Stream.of(Transport.IO_URING, Transport.EPOLL)
                        .filter(Transports::isAvailable)
                        .findFirst()
                        .orElse(Transport.NIO);
            case IO_URING -> required("io_uring", Transport.IO_URING);
            case EPOLL -> required("epoll", Transport.EPOLL);
            case NIO -> Transport.NIO;
        };
    }

    private static Transport required(String name, @Nullable Transport transport) {
        if (transport != null && transport.available()) {
            return transport;
        }
        Throwable cause = transport == null ? null : transport.unavailabilityCause();
        throw new IllegalStateException("transport " + name + " is not available here"
                + (cause == null ? "" : ": " + cause.getMessage()) + "; use auto, epoll or nio");
    }

    private static boolean isAvailable(@Nullable Transport transport) {
        return transport != null && transport.available();
    }
}
