package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.FakeTime;
import dev.usher.config.Freshness;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.SandboxUserServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When an event loop asks about the sessions whose streams it has, and how often. */
class LiveStreamsTest {

    private static final int AT_ONCE = 25;

    private final StreamsFixture fixture = new StreamsFixture();
    private final FakeTime time = fixture.time;
    private final SandboxUserServer users = fixture.users;
    private final SharedSessions shared = fixture.shared;

    LiveStreamsTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void whatIsDueAtOnceIsAskedAboutInTurn() throws Exception {
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        List<Recorded> all = new ArrayList<>();
        for (int number = 0; number < 2 * AT_ONCE; number++) {
            all.add(fixture.join(fixture.begin(number)));
        }
        time.pass(Duration.ofSeconds(67));

        await().until(() -> held.arrived() == AT_ONCE);
        await().during(Duration.ofMillis(600)).until(() -> held.arrived() == AT_ONCE);
        held.release();

        // the sandbox knows none of their tokens
        await().until(() -> all.stream().allMatch(one -> one.ended.get() == 401));
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(2 * AT_ONCE);
    }

    @Test
    void manyStreamsOfASessionAreOneQuestion() throws Exception {
        Session session = fixture.begin(1);
        List<Recorded> all = List.of(fixture.join(session), fixture.join(session), fixture.join(session));
        time.pass(Duration.ofSeconds(67));

        await().until(() -> all.stream().allMatch(one -> one.ended.get() == 401));
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void whatHasLeftCostsNoQuestion() throws Exception {
        Session first = fixture.begin(1);
        Recorded left = fixture.join(first);
        Recorded stays = fixture.join(fixture.begin(2));
        fixture.onLoop(() -> {
            fixture.streams.leave(first, left);
            fixture.streams.leave(first, left);
            return left;
        });
        time.pass(Duration.ofSeconds(67));

        await().until(() -> stays.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
        assertThat(left.ended).hasValue(0);
        assertThat(fixture.metrics.scrape()).contains("usher_session_streams{kind=\"websocket\"} 0.0");
    }

    @Test
    void whatJoinsASessionThatHasEndedBeforeEndsAtOnce() throws Exception {
        Session session = fixture.begin(1);
        shared.end(new Ending(session.hash(), session.userId(), Ending.Cause.LOGOUT));

        Recorded late = fixture.join(session);

        await().until(() -> late.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    /** Who is to hear of an end is told one after the other, and a loop may look before its turn comes. */
    @ParameterizedTest
    @EnumSource(names = {"LOGOUT", "DEAD"})
    void aLookThatComesBeforeTheAnnouncementKnowsTheCauseAsWell(Ending.Cause cause) throws Exception {
        Session session = fixture.begin(1);
        Recorded open = new Recorded(true);
        shared.endings().tell(ending -> {
            fixture.loop.runOnContext(v -> fixture.streams.join(session, open));
            await().until(() -> open.ended.get() == 401);
        });
        fixture.beginAnew();

        Ending ending = new Ending(session.hash(), session.userId(), cause);
        if (cause == Ending.Cause.DEAD) {
            shared.cache().refuse(ending);
        } else {
            shared.end(ending);
        }

        String reason = cause.name().toLowerCase(Locale.ROOT);
        assertThat(fixture.metrics
                        .scrape()
                        .lines()
                        .filter(line -> line.startsWith("usher_session_streams_ended_total")))
                .containsExactly("usher_session_streams_ended_total{kind=\"websocket\",reason=\"" + reason + "\"} 1.0");
    }

    @Test
    void aSessionIsLookedAtOftenEnoughNotToBeIdle() throws Exception {
        Session session = fixture.begin(1);
        Recorded open = fixture.join(session);
        await().until(() -> open.looks.get() == 1);
        // half of idle, and less than the time to live
        time.pass(Duration.ofSeconds(40));

        await().until(() -> open.looks.get() == 2);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
        users.faults().set(Operation.VALIDATE, Fault.hold());
        time.pass(Duration.ofSeconds(50));
        assertThat(shared.cache().find(session.hash(), Freshness.USUAL)).isInstanceOf(Belief.Old.class);
    }

    @Test
    void aSessionIsLookedAtWhenItIsTooOldThoughItsAnswerIsNot() throws Exception {
        users.faults().set(Operation.VALIDATE, Fault.reply(200, Map.of(), "true"));
        Recorded open = fixture.join(fixture.begin(1));
        time.pass(Duration.ofSeconds(67));
        await().until(() -> open.looks.get() == 1 && users.calls(Operation.VALIDATE) == 1);

        time.pass(Duration.ofSeconds(33));

        await().until(() -> open.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void aSessionThatHadToMakeRoomIsAskedAboutAllTheSame() throws Exception {
        SessionFixture elsewhere = new SessionFixture();
        Recorded open = fixture.join(elsewhere.session(1));

        await().until(() -> open.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void aSessionThatHadToMakeRoomIsTooOldAllTheSame() throws Exception {
        SessionFixture elsewhere = new SessionFixture();
        Session old = elsewhere.session(1);
        time.pass(Duration.ofHours(24));
        Recorded open = fixture.join(old);

        await().until(() -> open.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    /** Nobody is told of its end, and the user server would still believe in it. */
    @Test
    void aSessionThatHadToMakeRoomIsRevokedAllTheSame() throws Exception {
        users.faults().set(Operation.VALIDATE, Fault.hang());
        Session session = new SessionFixture().session(1);
        Recorded open = fixture.join(session);
        await().until(() -> users.calls(Operation.VALIDATE) == 1);

        shared.revocations().revoke(session.userId());

        await().until(() -> open.ended.get() == 401);
    }

    @Test
    void whoFoundNoRoomStandsInLineTheNextTime() throws Exception {
        fixture.beginAnew("concurrent: 1");
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        List<Recorded> both = List.of(fixture.join(fixture.begin(1)), fixture.join(fixture.begin(2)));
        time.pass(Duration.ofSeconds(67));
        await().until(() -> held.arrived() == 1 && fixture.called.scrape().contains("reason=\"spare\"} 1.0"));

        time.pass(Duration.ofSeconds(10));
        await().until(() -> fixture.called.scrape().contains("usher_userserver_calls_waiting 1.0"));
        held.release();

        await().until(() -> both.stream().allMatch(one -> one.ended.get() == 401));
    }

    /** Where no old answer will do, not to have asked would be the end. */
    @Test
    void whoFindsNoRoomStandsInLineAtOnceWhereAStreamIsStrict() throws Exception {
        fixture.beginAnew("concurrent: 1");
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        Session asked = fixture.begin(1);
        Session waits = fixture.begin(2);
        time.pass(Duration.ofSeconds(67));
        Recorded patient = fixture.join(asked);
        await().until(() -> held.arrived() == 1);

        Recorded strict = fixture.join(waits, false);
        await().until(() -> fixture.called.scrape().contains("usher_userserver_calls_waiting 1.0"));
        held.release();

        await().until(() -> patient.ended.get() == 401 && strict.ended.get() == 401);
    }

    /** Else all streams would be one address, and push each other out. */
    @Test
    void inAFullLineAStreamHasTheAddressThatItsSessionWasUsedFrom() throws Exception {
        fixture.beginAnew("concurrent: 1, waiting: 2, wait: 5s");
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        List<Session> all = List.of(
                fixture.begin(1, "192.0.2.1"),
                fixture.begin(2, "192.0.2.1"),
                fixture.begin(3, "192.0.2.1"),
                fixture.begin(4, "192.0.2.2"));
        time.pass(Duration.ofSeconds(67));
        fixture.join(all.get(0), false);
        await().until(() -> held.arrived() == 1);
        List<Recorded> many = List.of(fixture.join(all.get(1), false), fixture.join(all.get(2), false));
        await().until(() -> fixture.called.scrape().contains("usher_userserver_calls_waiting 2.0"));

        Recorded other = fixture.join(all.get(3), false);

        await().until(() -> fixture.called.scrape().contains("reason=\"full\"} 1.0"));
        held.release();
        await().until(() -> other.ended.get() != 0 && many.stream().allMatch(one -> one.ended.get() != 0));
        assertThat(other.ended).hasValue(401);
        assertThat(many).extracting(one -> one.ended.get()).containsExactlyInAnyOrder(401, 503);
    }
}
