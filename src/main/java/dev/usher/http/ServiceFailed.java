package dev.usher.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The service behind the route did not answer as a service should, or is not to be asked. */
public final class ServiceFailed extends GatewayFailure {

    private static final long serialVersionUID = 1L;

    private static final int UNAVAILABLE = 503;

    private ServiceFailed(int status, String code, String message, @Nullable Throwable cause) {
        super(status, code, message, cause);
    }

    public static ServiceFailed gone(Throwable cause) {
        return new ServiceFailed(502, "service-gone", "the service could not be reached or broke off", cause);
    }

    /** So many requests wait for the service that another would only wait in vain. */
    public static ServiceFailed busy(Throwable cause) {
        return new ServiceFailed(UNAVAILABLE, "service-busy", "the service has too many requests to answer", cause);
    }

    /** Health checks say that no target works. */
    public static ServiceFailed unhealthy() {
        return new ServiceFailed(UNAVAILABLE, "service-unhealthy", "the service is not well", null);
    }

    public static ServiceFailed slow(@Nullable Throwable cause) {
        return new ServiceFailed(504, "service-slow", "the service did not answer in time", cause);
    }

    /** Whether it was not asked at all, since somebody decided that it is to be spared. */
    boolean isSpared() {
        return status() == UNAVAILABLE;
    }

    @Override
    public @Nullable Duration retryAfter() {
        return isSpared() ? Duration.ofSeconds(2) : null;
    }
}
