package dev.usher.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What came of a day. */
final class Tally {

    long sessions;
    long requests;
    long atOnce;
    long afterLogout;
    final Outage outage = new Outage();
    final Believed believed = new Believed();
    final Believed believedInOutage = new Believed();

    /** Requests that came while the user server was away, and what became of each. */
    static final class Outage {
        long requests;
        long fresh;
        long stale;
        long refused;
        long failed;
        long oldestNanos;

        /** Somebody got in, on an answer of that age. */
        void isLetIn(boolean isStale, long ageNanos) {
            if (isStale) {
                stale++;
            } else {
                fresh++;
            }
            oldestNanos = Math.max(oldestNanos, ageNanos);
        }

        Duration oldest() {
            return Duration.ofNanos(oldestNanos);
        }

        /** Whether each request is in the books, and once. */
        boolean isBalanced() {
            return requests == fresh + stale + refused + failed;
        }
    }

    /** For how long tokens got in that the user server had killed; zero for one that nobody used after that. */
    static final class Believed {
        private final List<Long> nanos = new ArrayList<>();

        void add(long howLong) {
            nanos.add(howLong);
        }

        int count() {
            return nanos.size();
        }

        Duration max() {
            return nanos.isEmpty() ? Duration.ZERO : Duration.ofNanos(Collections.max(nanos));
        }

        Duration percentile(double share) {
            if (nanos.isEmpty()) {
                return Duration.ZERO;
            }
            List<Long> sorted = nanos.stream().sorted().toList();
            int rank = (int) Math.ceil(share * sorted.size());
            return Duration.ofNanos(sorted.get(Math.max(rank, 1) - 1));
        }
    }
}
