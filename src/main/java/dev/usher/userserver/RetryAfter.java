package dev.usher.userserver;

import io.netty.handler.codec.DateFormatter;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a server wants to be asked again: seconds or a date, RFC 9110 section 10.2.3. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private RetryAfter() {}

    /** From now on, zero at least; absent: it does not say, or nothing that anybody understands. */
    static @Nullable Duration read(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        if (SECONDS.matcher(header).matches()) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        Date date = DateFormatter.parseHttpDate(header);
        if (date == null) {
            return null;
        }
        Duration left = Duration.between(now, date.toInstant());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
