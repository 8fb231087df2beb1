package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake in a route, one line; the route starts on line 3. */
class OneRouteProblemTest {

    @ParameterizedTest
    @MethodSource({"patterns", "targets", "routes", "rules"})
    void isSaidInOneLine(String route, String expected) {
        String text = "auth: { url: http://users.internal/APP/KEY }\nroutes:\n" + route.indent(2);
        assertThat(Texts.problems(text)).containsExactly("usher.yaml:" + expected);
    }

    static Stream<Arguments> patterns() {
        return Stream.of(
                pattern(
                        "a pattern has a path",
                        "api.example.com",
                        "must have a path: it starts with /, or with a host and then a /; did you mean "
                                + "api.example.com/**?"),
                pattern(
                        "a pattern that forgot its slash gets one",
                        "orders",
                        "must have a path: it starts with /, or with a host and then a /; did you mean /orders?"),
                pattern(
                        "a pattern is not empty",
                        "",
                        "must have a path: it starts with /, or with a host and then a /"),
                pattern("** comes last", "/a/**/b", "must have ** as its last segment only; use * for one segment"),
                pattern(
                        "a star is a whole segment",
                        "/a*",
                        "must have * as a whole segment, such as /a/*/b; a literal star is escaped"),
                pattern("a path has no empty segment", "/a//b", "must not have an empty segment (//) inside the path"),
                pattern(
                        "a path has no dot segments",
                        "/a/%2E%2e/b",
                        "must not have . or .. as a segment: no request has one"),
                pattern(
                        "a path has no query",
                        "/a?b",
                        "must not have spaces, control characters or any of ?#;\\{}<>|^`[]\"; use * for one segment, "
                                + "or an escape such as %20"),
                pattern(
                        "a path has no templates",
                        "/a/{id}",
                        "must not have spaces, control characters or any of ?#;\\{}<>|^`[]\"; use * for one segment, "
                                + "or an escape such as %20"),
                pattern(
                        "a path has no encoded slash",
                        "/a%2fb",
                        "must not have an encoded slash, backslash, ; or control character: requests with one are "
                                + "refused"),
                pattern(
                        "a path is not escaped twice",
                        "/a%2541",
                        "must not be escaped twice: requests that are get refused"),
                pattern(
                        "an escape has two digits",
                        "/a%2",
                        "must have two hex digits after each %; a literal % is %25"),
                pattern("an escape is UTF-8", "/a%ff", "must be valid UTF-8, its %-escapes too"),
                pattern(
                        "a host has no port",
                        "api.example.com:8080/a",
                        "must not have a scheme or a port: a host name is enough"),
                pattern(
                        "a host has its star in front",
                        "api.*.com/a",
                        "must have * in a host only in front, such as *.example.com/**"),
                pattern(
                        "a host is ASCII",
                        "bücher.example/a",
                        "must have a host name in ASCII before its first /, such as admin.example.com/** (an "
                                + "international name in its xn-- form)"),
                pattern(
                        "the login's paths are the gateway's",
                        "/auth/**",
                        "is unreachable: all paths below login.path are the gateway's own; move one of the two"),
                pattern(
                        "the login's paths are so on every host",
                        "a.example.com/auth/login",
                        "is unreachable: all paths below login.path are the gateway's own; move one of the two"),
                pattern(
                        "the keys' path is the gateway's",
                        "/.well-known/jwks.json",
                        "is unreachable: the gateway publishes its own keys there; remove it"),
                row(
                        "equal patterns name both lines",
                        "/a/%7eb: http://a\n/c: http://c\n/a/~b: http://b",
                        "5: routes./a/~b: is the same pattern as the one on line 3; remove one"),
                row(
                        "a pattern twice names both lines",
                        "/a: http://a\n/a: http://b",
                        "4: routes./a: is there twice, first on line 3; remove one"),
                row(
                        "tls is for https",
                        "/a: { target: h2c://a, tls: { server-name: b } }",
                        "3: routes./a.tls: needs a target with https; http and h2c go without TLS"),
                row(
                        "a client certificate has a key",
                        "/a: { target: https://a, tls: { key: "
                                + Path.of("pom.xml").toAbsolutePath() + " } }",
                        "3: routes./a.tls.key: needs cert: a client certificate is a chain and its private key"),
                row(
                        "a server's name is no address",
                        "/a: { target: https://a, tls: { server-name: 10.0.0.1 } }",
                        "3: routes./a.tls.server-name: must be a host name such as orders.internal, without a port and "
                                + "not an address"));
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                target(
                        "a target has a scheme",
                        "orders:8080",
                        ": must be a service's http, https or h2c address, such as http://orders:8080; did you mean "
                                + "http://orders:8080?"),
                target(
                        "a target is http or https",
                        "ftp://orders",
                        ": must be a service's http, https or h2c address, such as http://orders:8080"),
                target(
                        "a target has no path",
                        "http://orders/api",
                        ": must not have a path: a request's path is forwarded as it is; use strip to shorten it"),
                target("a target has no query", "http://orders?a=b", ": must not have a query or a fragment"),
                target("a target has no user", "http://me:secret@orders", ": must not have a user or password in it"),
                target(
                        "a target has a host",
                        "http:///",
                        ": must be a service's http, https or h2c address, such as http://orders:8080; host names have "
                                + "letters, digits, '-' and '.', and no '_'"),
                target(
                        "a host has no underscore",
                        "http://order_service",
                        ": must be a service's http, https or h2c address, such as http://orders:8080; host names have "
                                + "letters, digits, '-' and '.', and no '_'"),
                target("a port ends at 65535", "http://orders:99999", ": must have a port of 1 to 65535"),
                target(
                        "a target is needed",
                        "{ auth: none }",
                        ".target: is missing: the service's address, such as http://orders:8080"),
                target(
                        "a list of targets is not empty",
                        "{ target: [] }",
                        ".target: must not be empty: name at least one, or remove the key"),
                target("a route has a value", "", ": has no value: give it one, or remove the key"));
    }

    static Stream<Arguments> routes() {
        return Stream.of(
                of(
                        "a mode is one of three",
                        "auth: optinal",
                        "auth: must be one of required, guest, optional, none; did you mean optional?"),
                of("roles are somebody", "roles: []", "roles: must not be empty: name at least one, or remove the key"),
                of(
                        "roles need a user",
                        "{auth: none, roles: [a]}",
                        "roles: needs auth: required or guest; with none a request without a user would pass"),
                of(
                        "roles need a user for sure",
                        "{auth: optional, roles: a}",
                        "roles: needs auth: required or guest; with optional a request without a user would pass"),
                of(
                        "a prefix is stripped at a segment's end",
                        "strip: /or",
                        "strip: must be the first segments of the route's pattern, whole and without *"),
                of(
                        "a prefix is a path",
                        "strip: orders/",
                        "strip: must be a path such as /api: it starts with /, does not end with one, and has no *"),
                of(
                        "a later version's key is refused",
                        "enforce: observe",
                        "enforce: is not supported by this version yet; remove it"),
                of(
                        "nobody is asked for a fresh answer about no token",
                        "auth: none, fresh: 5s",
                        "fresh: needs auth: required, guest or optional; with none no token is looked at"),
                of(
                        "where no token is looked at, none is stale",
                        "auth: none, rules: [{ stale: false }]",
                        "rules[0].stale: needs auth: required, guest or optional; with none no token is looked at"),
                of(
                        "a rate is a number and a time",
                        "limits: { rate: 100 }",
                        "limits.rate: must be a number and a time, such as 100/1s or 30/1m"),
                of(
                        "a rate is for whole seconds",
                        "limits: { rate: 1/500ms }",
                        "limits.rate: must be for whole seconds, such as 100/1s"),
                of(
                        "an origin has no path",
                        "cors: { origins: https://a.example/ }",
                        "cors.origins: must be an origin: a scheme, a host and perhaps a port, such as "
                                + "https://app.example.com or https://*.example.com, and no path"),
                of(
                        "cookies are not for every page",
                        "cors: { origins: \"*\", credentials: true }",
                        "cors.credentials: must not be true with the origin *: every page could act for your users"),
                of(
                        "origins are needed",
                        "cors: { credentials: true }",
                        "cors.origins: is missing: the pages that may call, such as https://app.example.com"),
                of(
                        "a misspelt key gets a suggestion",
                        "rule: []",
                        "rule: unknown key; did you mean rules? allowed: target, auth, "
                                + "unauthenticated, timeout, body, "
                                + "compress, balance, health, retries, pool, limits, roles, fresh, stale, rules, "
                                + "strip, tls, cors"),
                of(
                        "strangers are treated in a known way",
                        "unauthenticated: 403",
                        "unauthenticated: must be one of auto, 401, redirect"),
                of(
                        "targets are used in a known way",
                        "balance: least-request",
                        "balance: must be one of round-robin, least-requests, hash:<header>; did you mean "
                                + "least-requests?"),
                of(
                        "a health check asks for something",
                        "health: { every: 1s }",
                        "health.path: is missing: what to ask " + "for, such as /healthz"),
                of(
                        "a health check asks for a path",
                        "health: { path: healthz }",
                        "health.path: must be a path such as " + "/healthz, in visible ASCII"),
                of("retries have an end", "retries: 4", "retries: must be 0, 1, 2 or 3"));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rules(
                        "a method is in upper case",
                        "- methods: get",
                        "6: routes./orders/**.rules[0].methods: must be a method in upper case, such as GET; did you "
                                + "mean GET?"),
                rules(
                        "CONNECT is refused anyway",
                        "- methods: [CONNECT]",
                        "6: routes./orders/**.rules[0].methods[0]: must not be CONNECT or TRACE: the gateway refuses "
                                + "both with 405"),
                rules(
                        "methods are some",
                        "- methods: []",
                        "6: routes./orders/**.rules[0].methods: must not be empty: name at least one, or remove the "
                                + "key"),
                rules(
                        "a path lies below the route",
                        "- path: /other/**",
                        "6: routes./orders/**.rules[0].path: is unreachable: must lie below the route's pattern"),
                rules(
                        "a path has no host",
                        "- path: a.example.com/orders",
                        "6: routes./orders/**.rules[0].path: must be a path: it starts with /, and the host is the "
                                + "route's"),
                rules(
                        "a predicate that is not checked yet is refused",
                        "- where: { plan: pro }",
                        "6: routes./orders/**.rules[0].where: is not supported by this version yet; remove it"));
    }

    private static Arguments pattern(String sentence, String pattern, String expected) {
        return row(sentence, "\"" + pattern + "\": http://a", "3: routes." + pattern + ": " + expected);
    }

    private static Arguments target(String sentence, String target, String expected) {
        return row(sentence, "/orders/**: " + target, "3: routes./orders/**" + expected);
    }

    private static Arguments of(String sentence, String keys, String expected) {
        String inside = keys.startsWith("{") ? keys.substring(1, keys.length() - 1) : keys;
        String route = "/orders/**: { target: http://orders, " + inside + " }";
        return row(sentence, route, "3: routes./orders/**." + expected);
    }

    private static Arguments rules(String sentence, String rules, String expected) {
        return row(sentence, "/orders/**:\n  target: http://orders\n  rules:\n" + rules.indent(4), expected);
    }

    private static Arguments row(String sentence, String route, String expected) {
        return argumentSet(sentence, route, expected);
    }
}
