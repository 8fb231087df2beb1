package dev.usher.session;

import dev.usher.http.GatewayFailure;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream with what has happened to it. */
final class Recorded implements LiveStream {

    private static final int TWICE = -1;
    private final boolean isPatient;
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();

    Recorded(boolean isPatient) {
        this.isPatient = isPatient;
    }

    @Override
    public Kind kind() {
        return Kind.WEBSOCKET;
    }

    @Override
    public boolean isAllowed(Session now) {
        looks.incrementAndGet();
        return true;
    }

    @Override
    public boolean isPatient() {
        return isPatient;
    }

    @Override
    public void end(GatewayFailure why) {
        ended.updateAndGet(before -> before == 0 ? why.status() : TWICE);
    }
}
