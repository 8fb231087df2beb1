package dev.usher.config;

import java.time.Duration;

/**
 * How the process ends.
 *
 * @param drain how long requests in flight may take to end after SIGTERM
 */
public record ShutdownSettings(Duration drain) {}
