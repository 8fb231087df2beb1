package dev.usher.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/** A request as it reached the user server. */
public record Received(HttpMethod method, String target, MultiMap headers, String body) {}
