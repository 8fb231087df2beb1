package dev.usher.userserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.UserServerSettings.Budget;
import dev.usher.http.CannotKnow;
import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no client can bring about: a call that nobody waits for. */
class TurnstileTest {

    private final Vertx vertx = Vertx.vertx();
    private final Turnstile turnstile =
            new Turnstile(vertx, new Budget(1, 1_000, 10, Duration.ofMinutes(1)), new Metrics(), System::nanoTime);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatNobodyWaitsForGoesWhereThereIsRoomAndNeverWaits() {
        assertThat(enter(Urgency.SPARE).succeeded()).isTrue();

        assertThat(enter(Urgency.SPARE).cause()).isInstanceOf(CannotKnow.class);

        turnstile.leave();
        assertThat(enter(Urgency.SPARE).succeeded()).isTrue();
    }

    private Future<Void> enter(Urgency urgency) {
        return turnstile.enter(urgency, Asker.PATIENT, vertx.getOrCreateContext());
    }
}
