package dev.usher.access;

import dev.usher.http.GatewayFailure;

/** What is to become of a request. */
public sealed interface Decision permits Forward, Decision.SignIn, Decision.Refuse {

    /** A user is needed first. */
    record SignIn(GatewayFailure why) implements Decision {}

    /** The user is known and may not. */
    record Refuse(GatewayFailure why) implements Decision {}
}
