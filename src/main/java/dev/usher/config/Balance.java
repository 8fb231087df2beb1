package dev.usher.config;

/** How a route's requests are spread over its targets. */
public sealed interface Balance {

    /** One after the other. */
    record RoundRobin() implements Balance {}

    /** The less busy one of two that chance picks. */
    record LeastRequests() implements Balance {}

    /**
     * Requests with the same value of a header go to the same target.
     *
     * @param header whose value counts; where the gateway writes it itself, its own value and never a client's
     */
    record Hash(String header) implements Balance {}
}
