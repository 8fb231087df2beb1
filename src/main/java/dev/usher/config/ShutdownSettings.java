package dev.usher.config;

import java.time.Duration;

/**
 * How the process ends.
 *
 * @param drain how long requests in flight may take to end after SIGTERM
 * @param grace how long of that time idle connections stay open, for a request that is on its way
 */
public record ShutdownSettings(Duration drain, Duration grace) {}
