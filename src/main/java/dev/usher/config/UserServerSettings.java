package dev.usher.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where users live.
 *
 * @param url the root that {@code /users/login} is appended to, without a trailing slash
 * @param timeout for one call, from connecting to the last byte of the answer
 * @param whoami path below {@code url} of a call that answers the user of the token it carries; absent: tokens that
 *     were not given out here are refused
 */
public record UserServerSettings(
        URI url, Duration timeout, @Nullable String whoami) {}
