package dev.usher.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code routes}, with the defaults filled in.
 *
 * @param targets {@code http}, {@code https} or {@code h2c} origins without a path; one to {@value #MOST_TARGETS}
 * @param unauthenticated what becomes of a request that needs a user and has none
 * @param roles the user needs one of them; empty: any user will do
 * @param freshness how sure it must be that the session of a request counts
 * @param rules every one that applies to a request must allow it, and so must the route's own roles; where there are
 *     rules, a request that none applies to is refused
 * @param strip prefix that is removed before forwarding, absent: none
 * @param userServerRoot for the facade: the path of {@code auth.url}, which takes the place of {@code strip};
 *     absent: the targets are a service's
 * @param bodyLimit bytes a request's body may have
 * @param compress text is compressed for clients that like it
 * @param targetSettings how the targets are used
 * @param tls for {@code https} targets, absent: what the system trusts, and no client certificate
 * @param cors absent: browsers are told nothing, and what the service says is passed on
 */
public record RouteDefinition(
        RoutePattern pattern,
        List<URI> targets,
        AuthMode auth,
        Unauthenticated unauthenticated,
        Set<String> roles,
        Freshness freshness,
        List<RuleDefinition> rules,
        @Nullable String strip,
        @Nullable String userServerRoot,
        Timeouts timeouts,
        long bodyLimit,
        boolean compress,
        TargetSettings targetSettings,
        @Nullable ServiceTls tls,
        RouteLimits limits,
        @Nullable CorsDefinition cors) {

    public static final int MOST_TARGETS = 64;

    public RouteDefinition {
        targets = List.copyOf(targets);
        roles = Set.copyOf(roles);
        rules = List.copyOf(rules);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a route without targets: " + pattern);
        }
    }

    /** The pattern for people, in which an API key has no place: it may be a secret. */
    public String name() {
        return isFacade() && pattern.segments().size() == 2 ? "/{app-id}/{api-key}/**" : pattern.toString();
    }

    /** Whether the user server is behind it, and is spoken for. */
    public boolean isFacade() {
        return userServerRoot != null;
    }

    /**
     * How long nothing may pass on a client's connection though all is in order: while each attempt waits for a
     * connection and the last one for the answer, or while a body pauses.
     */
    public Duration longestSilence() {
        Duration attempt = targetSettings.pool().longestWait().plus(timeouts.connect());
        Duration answer = attempt.multipliedBy(targetSettings.retries() + 1L).plus(timeouts.response());
        return answer.compareTo(timeouts.idle()) > 0 ? answer : timeouts.idle();
    }

    /** Whether a request needs a user. */
    public enum AuthMode {
        /** Without the session of somebody who has logged in: 401. */
        REQUIRED,
        /** The same, and a guest will do. */
        GUEST,
        /** The user is named when there is one, and anonymous requests pass. */
        OPTIONAL,
        /** The token is not even looked at. */
        NONE;

        /** Whether nobody passes without a session. */
        public boolean needsSession() {
            return this == REQUIRED || this == GUEST;
        }
    }

    /** What becomes of a request that needs a user and has none. */
    public enum Unauthenticated {
        /** A person on the way to a page is sent to the sign-in page, a program is refused. */
        AUTO("auto"),
        /** Everybody is refused. */
        REFUSE("401"),
        /** Whoever reads is sent to the sign-in page, and who would do something else with it is refused. */
        REDIRECT("redirect");

        private final String word;

        Unauthenticated(String word) {
            this.word = word;
        }

        static Unauthenticated parse(String text) throws Rejected {
            for (Unauthenticated known : values()) {
                if (known.word.equals(text)) {
                    return known;
                }
            }
            throw new Rejected("must be one of auto, 401, redirect");
        }
    }

    /**
     * How long a service may take.
     *
     * @param connect until the connection to the service stands
     * @param response until the service's first byte, after the request was sent
     * @param idle longest silence while a body streams
     * @param total from when a request is forwarded until its answer is complete, whoever is slow; absent: not limited
     */
    public record Timeouts(
            Duration connect,
            Duration response,
            Duration idle,
            @Nullable Duration total) {}
}
