package dev.usher.sandbox;

import io.netty.channel.unix.Errors;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.net.BindException;

/** Starts a server so that a taken port fails alike on every transport. */
final class Listening {

    private Listening() {}

    static Future<HttpServer> on(HttpServer server) {
        return server.listen().recover(failure -> Future.failedFuture(plain(failure)));
    }

    /** The native transports have an exception of their own for what the JDK calls a {@link BindException}. */
    private static Throwable plain(Throwable failure) {
        return failure instanceof Errors.NativeIoException
                ? new BindException(failure.getMessage()).initCause(failure)
                : failure;
    }
}
