package dev.usher.sandbox;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;

/**
 * How to start a {@link SandboxUserServer}.
 *
 * @param host a loopback address: the switches let anyone who reaches the sandbox do anything
 * @param port 0: any free one
 * @param clock what sessions and locks age by
 */
public record SandboxOptions(String host, int port, InstantSource clock, SandboxSettings settings) {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    public SandboxOptions {
        if (!LOOPBACK.contains(host)) {
            throw new IllegalArgumentException("The sandbox listens on loopback only, not on " + host);
        }
    }

    public static SandboxOptions defaults() {
        return new SandboxOptions("127.0.0.1", 0, Clock.systemUTC(), SandboxSettings.defaults());
    }

    public SandboxOptions withHost(String newHost) {
        return new SandboxOptions(newHost, port, clock, settings);
    }

    public SandboxOptions withPort(int newPort) {
        return new SandboxOptions(host, newPort, clock, settings);
    }

    public SandboxOptions withClock(InstantSource newClock) {
        return new SandboxOptions(host, port, newClock, settings);
    }

    public SandboxOptions withSettings(SandboxSettings newSettings) {
        return new SandboxOptions(host, port, clock, newSettings);
    }
}
