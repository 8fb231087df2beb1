package dev.usher.config;

import java.time.Duration;

/**
 * What one process lets its clients take.
 *
 * @param connections open at once; one more is closed as it comes
 * @param connectionsPerClient the same for one address, or for one /64 network of IPv6; trusted proxies are not counted
 * @param requestsPerConnection after so many a connection is closed, or on HTTP/2 told to go away
 * @param requests in progress at once; one more is answered 503
 * @param headers fields of one request
 * @param head how long the head of a request may take, from its first octet to its last
 */
public record LimitsSettings(
        int connections,
        int connectionsPerClient,
        int requestsPerConnection,
        int requests,
        int headers,
        Duration head) {}
