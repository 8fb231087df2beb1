package dev.usher.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many in a time, written {@code 100/1s}; the time is whole seconds, since clients are told it in seconds. */
public record Rate(int count, Duration period) {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})/(\\S+)");
    private static final String RULE = "must be a number and a time, such as 100/1s or 30/1m";

    static Rate parse(String text) throws Rejected {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new Rejected(RULE);
        }
        Duration period = Quantity.positiveDuration(written.group(2));
        if (period.toMillis() % 1_000 != 0) {
            throw new Rejected("must be for whole seconds, such as 100/1s");
        }
        return new Rate(Scalar.count(written.group(1)), period);
    }
}
