package dev.usher.proxy;

import dev.usher.http.GatewayFailure;
import dev.usher.http.ServiceFailed;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.concurrent.TimeoutException;

/** What a failed connection attempt means to the client. */
final class ServiceFailures {

    private ServiceFailures() {}

    /** It did not answer in time. */
    static GatewayFailure slow() {
        return ServiceFailed.slow(null);
    }

    static GatewayFailure connecting(Throwable cause) {
        return switch (cause) {
            case GatewayFailure known -> known;
            case ConnectTimeoutException late -> ServiceFailed.slow(late);
            case ConnectionPoolTooBusyException busy -> ServiceFailed.busy(busy);
            case TimeoutException late -> ServiceFailed.slow(late);
            default -> ServiceFailed.gone(cause);
        };
    }
}
