package dev.usher.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Everybody who comes on one day, by chance; the same seed is the same day. */
final class Town {

    private static final int USERS = 5_000;
    private static final double ZIPF = 0.8;

    /** How many come in an hour, in percent of the busiest. */
    private static final int[] BY_HOUR = {
        3, 2, 1, 1, 1, 2, 5, 12, 30, 50, 65, 72, 70, 78, 92, 100, 95, 82, 70, 60, 45, 28, 14, 6
    };

    private static final double MEAN_STAY_SECONDS = 25 * 60;
    private static final double MEAN_THOUGHT_SECONDS = 28;
    private static final double MEAN_BURST = 8;
    private static final double OTHER_DEVICE = 0.2;
    private static final double DISABLED = 0.02;

    private final SplittableRandom random;
    private final World world;
    private final double perHour;
    private final double[] popularity = popularity();
    private final Set<String> here = new HashSet<>();

    /** @param perHour how many come in the busiest hour */
    Town(World world, SplittableRandom random, double perHour) {
        this.world = world;
        this.random = random;
        this.perHour = perHour;
    }

    /** Has everybody come at some time of the day. */
    void wakesUp() {
        for (int hour = 0; hour < BY_HOUR.length; hour++) {
            double often = perHour * BY_HOUR[hour] / 100;
            for (double at = exponential(1 / often); at < 1; at += exponential(1 / often)) {
                world.in(seconds((hour + at) * 3_600), this::somebodyComes);
            }
        }
    }

    private void somebodyComes() {
        String user = somebody();
        if (here.contains(user) && !happens(OTHER_DEVICE)) {
            user = somebodyWhoIsNotHere();
        }
        here.add(user);
        Duration stays = seconds(60 + exponential(MEAN_STAY_SECONDS));
        new Visitor(world, this, user, stays).comes();
        if (happens(DISABLED)) {
            String disabled = user;
            world.in(seconds(stays.toSeconds() * random.nextDouble()), () -> world.upstream().disable(disabled));
        }
    }

    private String somebody() {
        double wanted = random.nextDouble();
        int found = Arrays.binarySearch(popularity, wanted);
        return "user-" + Math.min(found < 0 ? -found - 1 : found, USERS - 1);
    }

    private String somebodyWhoIsNotHere() {
        String user;
        do {
            user = "user-" + random.nextInt(USERS);
        } while (here.contains(user));
        return user;
    }

    void left(String user) {
        here.remove(user);
    }

    boolean happens(double chance) {
        return random.nextDouble() < chance;
    }

    /** How many requests a page makes. */
    int burst() {
        return 1 + (int) exponential(MEAN_BURST - 0.5);
    }

    Duration betweenRequests() {
        return Duration.ofMillis(random.nextLong(5, 80));
    }

    Duration thinks() {
        return seconds(2 + exponential(MEAN_THOUGHT_SECONDS));
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** The share of the most popular ones, up to each. */
    private static double[] popularity() {
        double[] sums = new double[USERS];
        double sum = 0;
        for (int rank = 0; rank < USERS; rank++) {
            sum += Math.pow(rank + 1, -ZIPF);
            sums[rank] = sum;
        }
        for (int rank = 0; rank < USERS; rank++) {
            sums[rank] /= sum;
        }
        return sums;
    }
}
