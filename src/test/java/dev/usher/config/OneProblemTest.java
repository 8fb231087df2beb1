package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake, one line; the mistake stands on line 3, below the smallest file. */
class OneProblemTest {

    @ParameterizedTest
    @MethodSource({"keys", "kinds", "quantities", "listeners"})
    @Tag("T24")
    void isSaidInOneLine(String added, String expected) {
        assertThat(Texts.problems(Texts.SMALLEST + added)).containsExactly("usher.yaml:3: " + expected);
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                row(
                        "a misspelt key gets a suggestion",
                        "session: { tll: 5s }",
                        "session.tll: unknown key; did you mean ttl? allowed: tokens, keys, store, ttl, negative-ttl, "
                                + "refresh-ahead, stale-if-error, unknown-per-ip, max-age, idle, max-entries"),
                row(
                        "a camel-case key gets the one with dashes",
                        "session: { maxAge: 5h }",
                        "session.maxAge: unknown key; did you mean max-age? allowed: tokens, keys, store, ttl, "
                                + "negative-ttl, refresh-ahead, stale-if-error, "
                                + "unknown-per-ip, max-age, idle, max-entries"),
                row(
                        "an unknown key at the top lists what is allowed",
                        "zebra: 1",
                        "zebra: unknown key; allowed: listen, limits, trusted-proxies, auth, session, login, identity, "
                                + "defaults, routes, shutdown, transport"),
                row(
                        "a key twice names the first line",
                        "auth: { url: http://other }",
                        "auth: is there twice, first on line 1; remove one"),
                row(
                        "a key without a value is not a default",
                        "session: { ttl: }",
                        "session.ttl: has no value: give it one, or remove the key"),
                row(
                        "a section without a value is not a default",
                        "session:",
                        "session: has no value: give it one, or remove the key"),
                row(
                        "a key of a later version that refuses is refused",
                        "identity: { compat: [] }",
                        "identity.compat: is not supported by this version yet; remove it"),
                row(
                        "a facade has a form",
                        "login: { facade: { cors: { origins: ['*'] } } }",
                        "login.facade.forms: is missing: ids, domain, or both"),
                row(
                        "a form of the facade is one of two",
                        "login: { facade: [id] }",
                        "login.facade[0]: must be one of ids, domain; did you mean ids?"),
                row(
                        "a facade needs the header of its SDKs",
                        "login: { facade: ids, token-from: bearer }",
                        "login: has a facade, which needs header:user-token in token-from"),
                row(
                        "a facade is not below the gateway's own calls",
                        "login: { facade: domain, path: /api }",
                        "login: has a path that takes those of its own facade; move it"),
                row(
                        "a variable that is not set is named",
                        "login: { path: '${NOT_SET}' }",
                        "login.path: the variable NOT_SET is not set; set it, or give a default: ${NOT_SET:...}"),
                row(
                        "a variable needs a name",
                        "login: { path: '${1:a}' }",
                        "login.path: ${1} is not the name of a variable; allowed: ${NAME}, ${NAME:default} and "
                                + "${file:/path}"),
                row(
                        "a reference needs its end",
                        "login: { path: '${A' }",
                        "login.path: has a ${ without its }; write $${ for a plain ${"),
                row(
                        "a file that is not there is named",
                        "login: { path: '${file:/no/such}' }",
                        "login.path: ${file:/no/such} is not there: a file is needed"));
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                row(
                        "a value is not a list",
                        "login: { path: [/auth] }",
                        "login.path: must be a single value, not a list"),
                row(
                        "a value is not a mapping",
                        "login: { path: { a: b } }",
                        "login.path: must be a single value, not a mapping"),
                row(
                        "a section is not a value",
                        "login: /auth",
                        "login: must be a mapping (key: value), not a single value"),
                row("a section is not a list", "login: [/auth]", "login: must be a mapping (key: value), not a list"),
                row(
                        "a list is not a mapping",
                        "trusted-proxies: { a: b }",
                        "trusted-proxies: must be a list, such as [a, b], not a mapping"),
                row(
                        "a mapping is not a list",
                        "identity: { headers: [X-User-Id] }",
                        "identity.headers: must be a mapping (key: value), not a list"),
                row(
                        "yes is not true",
                        "identity: { forward-token: yes }",
                        "identity.forward-token: must be true or false"),
                row(
                        "a choice lists what is allowed",
                        "defaults: { auth: optinal }",
                        "defaults.auth: must be one of required, guest, optional, none; did you mean optional?"),
                row(
                        "a choice far from all others gets no suggestion",
                        "session: { tokens: jwt }",
                        "session.tokens: must be one of sealed, native"));
    }

    static Stream<Arguments> quantities() {
        return Stream.of(
                row(
                        "a duration needs a unit",
                        "session: { ttl: 60 }",
                        "session.ttl: needs a unit: a duration such as 500ms, 2s, 5m, 24h or 1d; did you mean 60s?"),
                row(
                        "a duration has one of five units",
                        "session: { ttl: 60sec }",
                        "session.ttl: must be a duration such as 500ms, 2s, 5m, 24h or 1d"),
                row(
                        "a unit is in lower case",
                        "session: { ttl: 60S }",
                        "session.ttl: must be a duration such as 500ms, 2s, 5m, 24h or 1d; did you mean 60s?"),
                row(
                        "a duration is not negative",
                        "session: { ttl: -5s }",
                        "session.ttl: must be a duration such as 500ms, 2s, 5m, 24h or 1d"),
                row("a duration ends somewhere", "session: { ttl: 400d }", "session.ttl: must be at most 365d"),
                row(
                        "a time to connect is not zero",
                        "defaults: { timeout: { connect: 0s } }",
                        "defaults.timeout.connect: must be longer than 0s"),
                row(
                        "a share is a percentage",
                        "session: { refresh-ahead: 0.8 }",
                        "session.refresh-ahead: must be a percentage, 1% to 100%"),
                row(
                        "a share is not more than all",
                        "session: { refresh-ahead: 101% }",
                        "session.refresh-ahead: must be a percentage, 1% to 100%"),
                row(
                        "a size needs a unit",
                        "defaults: { body: 10 }",
                        "defaults.body: needs a unit: a size such as 100B, 512KB, 10MB or 1GiB; did you mean 10MB?"),
                row(
                        "a size's unit is written like this",
                        "defaults: { body: 10mb }",
                        "defaults.body: must be a size such as 100B, 512KB, 10MB or 1GiB; did you mean 10MB?"),
                row(
                        "a count is a number",
                        "session: { max-entries: many }",
                        "session.max-entries: must be a whole number, 1 to 100000000"),
                row(
                        "a count is not zero",
                        "session: { max-entries: 0 }",
                        "session.max-entries: must be a whole number, 1 to 100000000"));
    }

    static Stream<Arguments> listeners() {
        return Stream.of(
                row(
                        "a port ends at 65535",
                        "listen: { http: { port: 65536 } }",
                        "listen.http.port: must be a port, 0 to 65535 (0 picks a free one)"),
                row(
                        "a port is a number",
                        "listen: { http: { port: http } }",
                        "listen.http.port: must be a port, 0 to 65535 (0 picks a free one)"),
                row(
                        "a host has no port",
                        "listen: { http: { host: 'a:80/b' } }",
                        "listen.http.host: must be a host name or an address without a port, such as 0.0.0.0 or ::1"),
                row(
                        "https needs its certificate",
                        "listen: { https: { key: /etc/hosts } }",
                        "listen.https.cert: is missing: the certificate chain, a PEM file"),
                row(
                        "a certificate must be there",
                        "listen: { https: { cert: tls.crt, key: /etc/hosts } }",
                        "listen.https.cert: must be a file that can be read; looked for /nowhere/tls.crt"),
                row(
                        "admin on a public address needs a token",
                        "listen: { admin: { host: 0.0.0.0 } }",
                        "listen.admin.host: must be a loopback address such as 127.0.0.1 unless listen.admin.token "
                                + "is set"),
                row(
                        "a name is no loopback address",
                        "listen: { admin: { host: admin.local } }",
                        "listen.admin.host: must be a loopback address such as 127.0.0.1 unless listen.admin.token "
                                + "is set"),
                row(
                        "a token is one word",
                        "listen: { admin: { token: two words } }",
                        "listen.admin.token: must be visible ASCII without spaces; make one with: openssl rand -hex "
                                + "32"),
                row(
                        "two listeners need two ports",
                        "listen: { admin: { port: 8080 } }",
                        "listen.admin: has the port of listen.http; each listener needs its own"));
    }

    private static Arguments row(String sentence, String added, String expected) {
        return argumentSet(sentence, added, expected);
    }
}
