package dev.usher.userserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.config.UserServerSettings;
import dev.usher.config.UserServerSettings.Breaker;
import dev.usher.config.UserServerSettings.Budget;
import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import dev.usher.observe.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no client can bring about. */
class TurnstileTest {

    private static final UserServerSettings SETTINGS = new UserServerSettings(
            URI.create("http://users"),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            null,
            new Budget(2, 1_000, 10, Duration.ofMinutes(1)),
            new Breaker(0.5, Duration.ofSeconds(10), 1, Duration.ofSeconds(5)),
            null);

    private final Vertx vertx = Vertx.vertx();
    private long now;
    private final Turnstile turnstile = new Turnstile(vertx, SETTINGS, new Metrics(), () -> now);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatNobodyWaitsForGoesWhereThereIsRoomAndNeverWaits() {
        Future<Turn> first = enter(Urgency.SPARE);
        assertThat(enter(Urgency.FIRST).succeeded()).isTrue();
        assertThat(first.succeeded()).isTrue();

        Future<Turn> second = enter(Urgency.SPARE);
        assertThat(second.otherwiseEmpty().await()).isNull();
        assertThat(second.cause()).isInstanceOf(CannotKnow.class);

        turnstile.leave(first.result(), null);
        assertThat(enter(Urgency.SPARE).succeeded()).isTrue();
    }

    @Test
    void aTurnComesWhereItIsWaitedFor() {
        Turn first = enter(Urgency.FIRST).result();
        enter(Urgency.FIRST);
        Context own = vertx.getOrCreateContext();
        Promise<Context> came = Promise.promise();
        own.runOnContext(v -> enter(Urgency.FIRST).onComplete(turn -> came.complete(Vertx.currentContext())));
        await().until(() -> turnstile.waiting() == 1);

        turnstile.leave(first, null);

        assertThat(came.future().await()).isSameAs(own);
    }

    @Test
    void whoWaitsNeedNotWhenNobodyMayAskAnyMore() {
        Turn first = enter(Urgency.FIRST).result();
        enter(Urgency.FIRST);
        Future<Turn> waiting = enter(Urgency.FIRST);
        assertThat(turnstile.waiting()).isEqualTo(1);

        turnstile.leave(first, CannotKnow.slow(null));

        assertThat(turnstile.breakerState()).isEqualTo(BreakerState.OPEN);
        assertThat(turnstile.waiting()).isZero();
        assertThat(waiting.otherwiseEmpty().await()).isNull();
        assertThat(waiting.cause()).isInstanceOf(CannotKnow.class);
    }

    /** What was asked before the outage says nothing about a server that is just being tried. */
    @Test
    void anOldCallThatFailsLateDoesNotOpenIt() {
        Turn first = enter(Urgency.FIRST).result();
        Turn old = enter(Urgency.FIRST).result();
        turnstile.leave(first, CannotKnow.slow(null));
        now += Duration.ofMillis(5_001).toNanos();
        Turn trial = enter(Urgency.FIRST).result();

        turnstile.leave(old, CannotKnow.slow(null));
        assertThat(turnstile.breakerState()).isEqualTo(BreakerState.HALF_OPEN);

        turnstile.leave(trial, null);
        assertThat(turnstile.breakerState()).isEqualTo(BreakerState.CLOSED);
    }

    /** Else a defect could close the breaker of a server that nobody has reached. */
    @Test
    void aDefectSaysNothingAboutTheUserServer() {
        turnstile.leave(enter(Urgency.FIRST).result(), CannotKnow.slow(null));
        assertThat(turnstile.breakerState()).isEqualTo(BreakerState.OPEN);
        now += Duration.ofMillis(5_001).toNanos();

        turnstile.leave(enter(Urgency.FIRST).result(), new IllegalStateException());
        assertThat(turnstile.breakerState()).isEqualTo(BreakerState.HALF_OPEN);

        turnstile.leave(enter(Urgency.FIRST).result(), null);
        assertThat(turnstile.breakerState()).isEqualTo(BreakerState.CLOSED);
    }

    /** Else there could be two that try at once. */
    @Test
    void aDefectOfAnotherEraGivesNothingBack() {
        Turn old = enter(Urgency.FIRST).result();
        turnstile.leave(enter(Urgency.FIRST).result(), CannotKnow.slow(null));
        now += Duration.ofMillis(5_001).toNanos();
        assertThat(enter(Urgency.FIRST).succeeded()).isTrue();

        turnstile.leave(old, new IllegalStateException());

        assertThat(enter(Urgency.FIRST).failed()).isTrue();
    }

    private Future<Turn> enter(Urgency urgency) {
        Call call = Call.get(
                Operation.IS_VALID, urgency, Asker.patient(AddressGroup.UNKNOWN), "/", new UserToken("TOKEN-TOKEN"));
        return turnstile.enter(call, vertx.getOrCreateContext());
    }
}
