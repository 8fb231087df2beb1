package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Balance;
import dev.usher.config.TargetSettings;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private static final Vertx vertx = Vertx.vertx();

    private final AtomicLong now = new AtomicLong(1);
    private final Random random = new Random(1);
    private final List<Standing> standings = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Targets targets(int count, Balance balance) {
        Metrics metrics = new Metrics();
        ServiceClient client = new ServiceClient(vertx, metrics, 1);
        for (int i = 0; i < count; i++) {
            Target target = Target.of(URI.create("http://service-" + i), null);
            Standing standing = new Standing("/a", target, false, metrics, now::get);
            standings.add(standing);
            members.add(new Member(target, client.to(target, TargetSettings.USUAL.pool()), standing, i));
        }
        client.close();
        return new Targets(members, Balancer.of(balance, random), null, random, now::get);
    }

    @Test
    void aLostTargetMovesItsOwnKeysAndNoOthers() {
        Targets targets = targets(5, new Balance.Hash("x"));
        Map<String, @Nullable Member> before = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            before.put("key-" + i, targets.choose(Rendezvous.key("key-" + i), 0));
        }
        standings.get(2).checked(false);

        assertThat(before.values()).filteredOn(members.get(2)::equals).hasSizeBetween(120, 280);
        before.forEach((key, member) -> {
            Member after = targets.choose(Rendezvous.key(key), 0);
            if (members.get(2).equals(member)) {
                assertThat(after).isNotEqualTo(member);
            } else {
                assertThat(after).isEqualTo(member);
            }
        });
    }

    @Test
    void theLessBusyOfTwoIsTaken() {
        Targets targets = targets(4, new Balance.LeastRequests());
        for (int i = 0; i < 400; i++) {
            Member chosen = Objects.requireNonNull(targets.choose(Balancer.NO_KEY, 0));
            chosen.began();
        }

        assertThat(members).extracting(Member::inFlight).allMatch(count -> count > 90 && count < 110);
    }

    @Test
    void whenAllAreEjectedAllAreUsedButNeverUnhealthyOnes() {
        Targets targets = targets(3, new Balance.RoundRobin());
        standings.forEach(TargetsTest::eject);
        assertThat(choices(targets, 30)).containsOnlyKeys(members);

        standings.get(0).checked(false);
        assertThat(choices(targets, 30)).containsOnlyKeys(members.get(1), members.get(2));
        standings.get(1).checked(false);
        standings.get(2).checked(false);
        assertThat(targets.choose(Balancer.NO_KEY, 0)).isNull();
    }

    @Test
    void aTargetThatCameBackGetsASmallShareAtFirst() {
        Targets targets = targets(2, new Balance.RoundRobin());
        eject(standings.get(0));
        assertThat(choices(targets, 10)).containsOnlyKeys(members.get(1));
        standings.get(0).answered();

        assertThat(choices(targets, 1_000).get(members.get(0))).isBetween(50, 200);
        now.addAndGet(Standing.SLOW_START.toNanos());
        assertThat(choices(targets, 1_000).get(members.get(0))).isEqualTo(500);
    }

    @Test
    void aRetryGoesElsewhereIfItCan() {
        Targets targets = targets(2, new Balance.RoundRobin());
        for (int i = 0; i < 10; i++) {
            assertThat(targets.choose(Balancer.NO_KEY, members.get(0).bit())).isEqualTo(members.get(1));
        }
        standings.get(1).checked(false);
        assertThat(targets.choose(Balancer.NO_KEY, members.get(0).bit())).isEqualTo(members.get(0));
    }

    @Test
    void aFifthOfTheRequestsMayBeTriedAgain() {
        RetryBudget budget = new RetryBudget(now::get);
        while (budget.spend()) {
            // what it starts with
        }
        for (int i = 0; i < 100; i++) {
            budget.earn();
        }
        assertThat(spent(budget)).isEqualTo(20);
        now.addAndGet(3_000_000_000L);
        assertThat(spent(budget)).isEqualTo(RetryBudget.FREE_PER_SECOND);
        for (int i = 0; i < 1_000_000; i++) {
            budget.earn();
        }
        assertThat(spent(budget)).isEqualTo(RetryBudget.MOST_SAVED);
    }

    private static int spent(RetryBudget budget) {
        int spent = 0;
        while (budget.spend()) {
            spent++;
        }
        return spent;
    }

    private static void eject(Standing standing) {
        for (int i = 0; i < Standing.FAILURES_TO_EJECT; i++) {
            standing.failed();
        }
    }

    private static Map<Member, Integer> choices(Targets targets, int count) {
        Map<Member, Integer> choices = new HashMap<>();
        for (int i = 0; i < count; i++) {
            Member chosen = targets.choose(Balancer.NO_KEY, 0);
            if (chosen != null) {
                choices.merge(chosen, 1, Integer::sum);
            }
        }
        return choices;
    }
}
