package dev.usher.store;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What became of drawing from a bucket that replicas share. A bucket is the time at which it will be full (the generic
 * cell rate algorithm of ITU-T I.371), by Redis's own clock: no replica's matters.
 *
 * @param retry until one more can be drawn; zero when this one was
 * @param full until the bucket is as full as can be
 */
public record Draw(Duration retry, Duration full) {

    /**
     * What it costs and how much a full bucket holds are in microseconds; less than nothing is put back. What is no
     * time counts for nothing, and no time is so late that a full bucket's worth would not make up for it.
     */
    private static final String SCRIPT = """
            local clock = redis.call('TIME')
            local now = clock[1] * 1000000 + clock[2]
            local cost, most = tonumber(ARGV[1]), tonumber(ARGV[2])
            local full = tonumber(redis.pcall('GET', KEYS[1])) or now
            full = math.min(math.max(full, now), now + most)
            local left = now + most - full
            if cost > left then
              return {cost - left, full - now}
            end
            full = full + cost
            if full <= now then
              redis.call('DEL', KEYS[1])
              return {0, 0}
            end
            redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
            return {0, full - now}
            """;

    static Request request(String name, long costMicros, long mostMicros) {
        return Request.cmd(Command.EVAL)
                .arg(SCRIPT)
                .arg(1)
                .arg(name)
                .arg(costMicros)
                .arg(mostMicros);
    }

    static Draw of(Response answer) {
        return new Draw(micros(answer.get(0)), micros(answer.get(1)));
    }

    private static Duration micros(Response number) {
        return Duration.of(Objects.requireNonNull(number.toLong()), ChronoUnit.MICROS);
    }

    public boolean isGranted() {
        return retry.isZero();
    }
}
