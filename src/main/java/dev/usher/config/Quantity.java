package dev.usher.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes, which always carry their unit: a bare number has been read as the wrong one too often. */
final class Quantity {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]*)");
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,3})%");
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final String DURATIONS = "a duration such as 500ms, 2s, 5m, 24h or 1d";
    private static final String SIZES = "a size such as 100B, 512KB, 10MB or 1GiB";

    private static final Map<String, Duration> DURATION_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30);

    private Quantity() {}

    static Duration duration(String text) throws Rejected {
        Duration duration = parse(text, DURATION_UNITS, DURATIONS, "s", Duration::multipliedBy);
        if (duration.compareTo(LONGEST) > 0) {
            throw new Rejected("must be at most 365d");
        }
        return duration;
    }

    static Duration positiveDuration(String text) throws Rejected {
        Duration duration = duration(text);
        if (duration.isZero()) {
            throw new Rejected("must be longer than 0s");
        }
        return duration;
    }

    static long size(String text) throws Rejected {
        return parse(text, SIZE_UNITS, SIZES, "MB", (unit, count) -> unit * count);
    }

    /** A part of a whole, from 0 to 1, written {@code 80%}. */
    static double share(String text) throws Rejected {
        Matcher written = PERCENTAGE.matcher(text);
        int percent = written.matches() ? Integer.parseInt(written.group(1)) : 0;
        if (percent < 1 || percent > 100) {
            throw new Rejected("must be a percentage, 1% to 100%");
        }
        return percent / 100.0;
    }

    private static <U> U parse(String text, Map<String, U> units, String what, String usual, Times<U> times)
            throws Rejected {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new Rejected("must be " + what);
        }
        String count = written.group(1);
        String unit = written.group(2);
        if (unit.isEmpty()) {
            throw new Rejected("needs a unit: " + what, Suggestion.of(count + usual));
        }
        U one = text.equals(count + unit) ? units.get(unit) : null;
        if (one == null) {
            String meant = inOtherCase(units, unit);
            throw new Rejected("must be " + what, meant == null ? "" : Suggestion.of(count + meant));
        }
        return times.of(one, Integer.parseInt(count));
    }

    private static @Nullable String inOtherCase(Map<String, ?> units, String unit) {
        return units.keySet().stream()
                .filter(known -> known.toLowerCase(Locale.ROOT).equals(unit.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    @FunctionalInterface
    private interface Times<U> {
        U of(U unit, int count);
    }
}
