package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OverloadLagTest {

    private static final Vertx vertx = Vertx.vertx();

    private final Overload overload = new Overload(vertx, 10, new Metrics());
    private long now = System.nanoTime();

    @AfterAll
    static void stop() {
        var _ = vertx.close();
    }

    @Test
    void aLoopThatIsLateAgainAndAgainSaysNoUntilItIsNot() {
        overload.close();
        tickAfter(700);
        tickAfter(700);
        assertThatCode(overload::admit).doesNotThrowAnyException();
        tickAfter(700);
        assertThatThrownBy(overload::admit).isInstanceOf(GatewayFailure.Overloaded.class);
        tickAfter(100);
        assertThatCode(overload::admit).doesNotThrowAnyException();
    }

    private void tickAfter(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        overload.tick(now);
    }
}
