package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A revocation that fails is no secret. */
class RevocationsTest {

    private final Vertx vertx = Vertx.vertx();
    private final SessionFixture fixture = new SessionFixture();
    private final List<Revocation> told = new CopyOnWriteArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final SessionCache cache = new SessionCache(
            SessionFixture.SETTINGS,
            new BeliefPolicy(SessionFixture.SETTINGS, SessionFixture.SERVER_TIMEOUT, () -> 0.5),
            fixture.flights,
            fixture.endings,
            this::read,
            fixture.time);
    private final Revocations revocations = new Revocations(vertx, cache, revocation -> {
        told.add(revocation);
        return Future.succeededFuture(true);
    });

    private long read() {
        if (broken.get()) {
            throw new IllegalStateException("no time");
        }
        return fixture.time.read();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** The others can do what did not succeed here. */
    @Test
    void whoeverAskedForItHearsThatItFailedAndTheOthersHearOfItAllTheSame() {
        assertThat(cache.believe(fixture.session(1))).isTrue();
        broken.set(true);

        assertThatThrownBy(() -> revocations.revoke("U-1").await()).hasMessage("no time");
        assertThat(told).hasSize(1);
    }

    @Test
    void thatOfAnotherReplicaIsInTheLog() {
        Logger logger = (Logger) LoggerFactory.getLogger(Revocations.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        assertThat(cache.believe(fixture.session(1))).isTrue();
        broken.set(true);

        try {
            revocations.heard(new Revocation.OfUser("U-1", Long.MAX_VALUE));
            await().until(() -> !lines.list.isEmpty());
        } finally {
            logger.detachAppender(lines);
            logger.setAdditive(true);
        }
        assertThat(lines.list.getFirst().getFormattedMessage())
                .startsWith("a revocation of another replica was not carried out: java.lang.IllegalStateException");
    }
}
