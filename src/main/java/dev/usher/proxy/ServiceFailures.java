package dev.usher.proxy;

import dev.usher.http.GatewayFailure;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.concurrent.TimeoutException;

/** What a failed connection attempt means to the client. */
final class ServiceFailures {

    private ServiceFailures() {}

    /** It did not answer in time. */
    static GatewayFailure slow() {
        return GatewayFailure.ServiceFailed.slow(null);
    }

    static GatewayFailure connecting(Throwable cause) {
        return switch (cause) {
            case GatewayFailure known -> known;
            case ConnectTimeoutException late -> GatewayFailure.ServiceFailed.slow(late);
            case ConnectionPoolTooBusyException busy -> GatewayFailure.ServiceFailed.busy(busy);
            case TimeoutException late -> GatewayFailure.ServiceFailed.slow(late);
            default -> GatewayFailure.ServiceFailed.gone(cause);
        };
    }
}
