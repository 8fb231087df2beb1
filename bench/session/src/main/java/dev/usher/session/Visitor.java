package dev.usher.session;

import dev.usher.http.CacheUse;
import dev.usher.http.Exchange;
import dev.usher.session.Sessions.Begun;
import java.time.Duration;

/**
 * Somebody with one device: logs in, does something every half minute or so, which is a burst of requests, and logs out
 * or goes. Who is refused gives up; who hears that nobody can know tries again later.
 */
final class Visitor {

    private static final Duration RETRY_LOGIN = Duration.ofMinutes(1);
    private static final int LOGINS = 5;
    private static final double LOGS_OUT = 0.35;

    private final World world;
    private final Town town;
    private final String user;
    private final long leavesAt;
    private int logins;
    private String token = "";
    private boolean killed;
    private long killedAt;
    private long believedFor;
    private boolean loggedOut;
    private boolean gone;

    Visitor(World world, Town town, String user, Duration stays) {
        this.world = world;
        this.town = town;
        this.user = user;
        this.leavesAt = world.now() + stays.toNanos();
    }

    void comes() {
        world.direct().count();
        world.gateway().login(user).onSuccess(this::isIn).onFailure(away -> {
            if (++logins < LOGINS) {
                world.in(RETRY_LOGIN, this::comes);
            } else {
                town.left(user);
            }
        });
    }

    private void isIn(Begun begun) {
        world.tally().sessions++;
        token = begun.token();
        world.upstream().whenKilled(begun.session().userToken().value(), () -> {
            killed = true;
            killedAt = world.now();
        });
        acts();
    }

    private void acts() {
        if (gone) {
            return;
        }
        if (world.now() >= leavesAt) {
            leaves();
            return;
        }
        Duration at = Duration.ZERO;
        for (int left = town.burst(); left > 0; left--) {
            world.in(at, this::asks);
            at = at.plus(town.betweenRequests());
        }
        world.in(at.plus(town.thinks()), this::acts);
    }

    private void leaves() {
        if (town.happens(LOGS_OUT)) {
            world.direct().count();
            loggedOut = true;
            world.gateway().logout(token);
            // a tab that was forgotten, and what was copied from it
            world.in(Duration.ofSeconds(1), this::asks);
        }
        goes();
    }

    private void goes() {
        gone = true;
        if (killed) {
            world.believed(killedAt, believedFor);
        }
        town.left(user);
    }

    private void asks() {
        if (gone && !loggedOut) {
            return;
        }
        Tally tally = world.tally();
        tally.requests++;
        world.direct().count();
        // whatever becomes of it belongs to the time when it came
        boolean away = world.upstream().isAway();
        if (away) {
            tally.outage.requests++;
        }
        Exchange exchange = Gateway.exchange();
        switch (world.gateway().find(exchange, token)) {
            case Caller caller -> {
                tally.atOnce++;
                hears(caller, exchange, away);
            }
            case Lookup.Asking asking ->
                asking.caller()
                        .onSuccess(caller -> hears(caller, exchange, away))
                        .onFailure(failure -> {
                            if (away) {
                                tally.outage.failed++;
                            }
                        });
        }
    }

    private void hears(Caller caller, Exchange exchange, boolean away) {
        Tally.Outage outage = world.tally().outage;
        if (caller instanceof Caller.Known(Session session)) {
            if (away) {
                outage.isLetIn(exchange.cache() == CacheUse.STALE, world.now() - session.askedNanos());
            }
            isLetIn();
            return;
        }
        if (away) {
            outage.refused++;
        }
        if (!gone) {
            goes();
        }
    }

    private void isLetIn() {
        if (loggedOut) {
            world.tally().afterLogout++;
        }
        if (killed) {
            believedFor = world.now() - killedAt;
        }
    }
}
