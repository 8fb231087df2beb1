package dev.usher.session;

import java.util.Map;
import java.util.TreeMap;

/**
 * What Backendless takes for a day by its busiest minute, as its page on the variable plan had it in June 2023. It does
 * not name all bands; in a gap the next one that it names is the most that it can be.
 */
final class Price {

    private static final TreeMap<Long, String> UP_TO = new TreeMap<>(Map.ofEntries(
            Map.entry(5L, "$0.50"),
            Map.entry(50L, "$2.15"),
            Map.entry(100L, "$2.95"),
            Map.entry(200L, "$4.25"),
            Map.entry(300L, "$7"),
            Map.entry(500L, "$12"),
            Map.entry(750L, "$25"),
            Map.entry(1_000L, "$45"),
            Map.entry(2_000L, "$65"),
            Map.entry(3_000L, "$95"),
            Map.entry(4_000L, "$145"),
            Map.entry(10_000L, "$230")));

    private Price() {}

    static String ofPeak(long callsPerMinute) {
        Map.Entry<Long, String> band = UP_TO.ceilingEntry(callsPerMinute);
        return band == null ? "more than $230" : band.getValue();
    }
}
