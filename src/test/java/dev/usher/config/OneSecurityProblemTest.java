package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.usher.TestCertificate;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake about sessions, tokens, headers or proxies, one line. It stands on line 3. */
class OneSecurityProblemTest {

    private static final String FILE = "/proc/self/status";
    private static final TestCertificate OWN = TestCertificate.usual();
    private static final Path CERTIFICATE = OWN.cert();
    private static final String TLS = "listen: { https: { cert: " + OWN.cert() + ", key: " + OWN.key() + "%s } }";

    @ParameterizedTest
    @MethodSource({"sessions", "stores", "logins", "pages", "identities", "proxies"})
    void isSaidInOneLine(String added, String expected) {
        assertThat(Texts.problems(Texts.SMALLEST + added)).containsExactly("usher.yaml:3: " + expected);
    }

    static Stream<Arguments> sessions() {
        return Stream.of(
                row(
                        "a key has 32 bytes",
                        "session: { keys: [c2hvcnQ=] }",
                        "session.keys[0]: must be 32 bytes in base64 or hex; make one with: openssl rand -base64 32"),
                row(
                        "people are sent to a page that there is",
                        "login: { page: { enabled: false } }\ndefaults: { unauthenticated: redirect }",
                        "login: has no sign-in page, to which a route has unauthenticated: redirect; "
                                + "enable login.page, with cookie in login.token-from"),
                row(
                        "an origin that may act for users is one",
                        "login: { safe-origins: ['https://*.example.com'] }",
                        "login.safe-origins[0]: must be one origin, such as https://app.example.com, without *"),
                row(
                        "a host to return to is a host",
                        "login: { return-to: ['https://app.example.com'] }",
                        "login.return-to[0]: must be a host, perhaps with a port, such as app.example.com"),
                row(
                        "a cookie is sent along from known places",
                        "login: { cookie: { same-site: Loose } }",
                        "login.cookie.same-site: must be one of Strict, Lax, None"),
                row(
                        "a key is base64 or hex",
                        "session: { keys: ['not a key at all!'] }",
                        "session.keys[0]: must be 32 bytes in base64 or hex; make one with: openssl rand -base64 32"),
                row(
                        "the same key twice is a mistake",
                        "session: { keys: ['" + "00".repeat(32) + "', '" + "A".repeat(43) + "='] }",
                        "session.keys[1]: is the same key as an earlier one; remove it"));
    }

    private static final String STORE_URL = "session.store: must be a URL such as redis://redis:6379, "
            + "redis-sentinel://host,host/master or redis-cluster://host,host; with rediss instead of redis for TLS";

    static Stream<Arguments> stores() {
        return Stream.of(
                row(
                        "what is shared is sealed with keys that all replicas have",
                        "session: { tokens: native, store: 'redis://redis' }",
                        "session.store: needs session.keys, the same for all replicas: they seal what is stored"),
                store("a store has a scheme of Redis", "'http://redis'", STORE_URL),
                store("a store has a host", "'redis://'", STORE_URL),
                store("a store has no query", "'redis://redis?db=1'", STORE_URL),
                store("a host is not enough", "'redis:6379'", STORE_URL),
                store(
                        "one Redis is at one place",
                        "'redis://a,b'",
                        "session.store: must have one host; write redis-cluster:// or redis-sentinel:// for "
                                + "several"),
                store("a port is one", "'redis://redis:70000'", "session.store: must have a port of 1 to 65535"),
                store(
                        "a database has a number",
                        "'redis://redis/first'",
                        "session.store: must end with the number of a database, if with anything"),
                store(
                        "sentinels are asked for a name",
                        "'redis-sentinel://redis'",
                        "session.store: must end with the name that the sentinels know the master by, such as "
                                + "/mymaster"),
                store(
                        "a cluster has no databases",
                        "'redis-cluster://redis/1'",
                        "session.store: must not have a path: a cluster has no databases"),
                store(
                        "a user has a password",
                        "'redis://user:@redis'",
                        "session.store: must have a password with its user: redis://user:password@redis"),
                store(
                        "a password is percent-encoded",
                        "'redis://:100%@redis'",
                        "session.store: must have its user and password percent-encoded"),
                store(
                        "a store is somewhere",
                        "{ timeout: 1s }",
                        "session.store.url: is missing: where Redis is, such as redis://redis:6379"),
                store(
                        "certificates are for TLS",
                        "{ url: 'redis://redis', ca: " + CERTIFICATE + " }",
                        "session.store.ca: needs a url with rediss, which is Redis with TLS"),
                store(
                        "a client certificate has its key",
                        "{ url: 'rediss://redis', cert: " + CERTIFICATE + " }",
                        "session.store.cert: needs key: a client certificate is a chain and its private key"));
    }

    private static Arguments store(String sentence, String store, String expected) {
        return row(sentence, "session: { keys: ['" + "00".repeat(32) + "'], store: " + store + " }", expected);
    }

    static Stream<Arguments> logins() {
        return Stream.of(
                row(
                        "the login path starts with a slash",
                        "login: { path: auth }",
                        "login.path: must be a path such as /auth: it starts with /, does not end with one, and has "
                                + "no *"),
                row(
                        "the login path is not everything",
                        "login: { path: / }",
                        "login.path: must be a path such as /auth: it starts with /, does not end with one, and has "
                                + "no *"),
                row(
                        "the login path has no wildcard",
                        "login: { path: /auth/* }",
                        "login.path: must be a path such as /auth: it starts with /, does not end with one, and has "
                                + "no *"),
                row(
                        "a cookie has a name",
                        "login: { cookie: { name: 'a b' } }",
                        "login.cookie.name: must be the name of a cookie: up to 64 letters, digits, '-' and '_'"),
                row(
                        "a place for tokens is one of three",
                        "login: { token-from: [berer] }",
                        "login.token-from[0]: must be one of bearer, header:<name>, cookie; did you mean bearer?"),
                row(
                        "no place for tokens is no choice",
                        "login: { token-from: [] }",
                        "login.token-from: must not be empty: name at least one, or remove the key"),
                row(
                        "a place twice is a mistake",
                        "login: { token-from: [bearer, bearer] }",
                        "login.token-from[1]: is there twice; remove one"),
                row(
                        "Authorization is bearer",
                        "login: { token-from: ['header:Authorization'] }",
                        "login.token-from[0]: must not be Authorization; write bearer instead"),
                row(
                        "a token in Cookie is not a header",
                        "login: { token-from: ['header:Cookie'] }",
                        "login.token-from[0]: is a header with a meaning of its own; use a name such as user-token"));
    }

    private static final String COLOUR =
            "must be a colour such as \"#1d4ed8\", in quotes: without them # starts a comment";

    static Stream<Arguments> pages() {
        return Stream.of(
                page("a colour is a number", "accent: blue", "accent: " + COLOUR),
                page("a colour has three or six digits", "accent: { dark: '#12345' }", "accent.dark: " + COLOUR),
                page(
                        "a comment is no colour",
                        "accent: # fff\n",
                        "accent: has no value: give it one, or remove the key"),
                page(
                        "a logo is a file",
                        "logo: logo.png",
                        "logo: must be a file that can be read; looked for /nowhere/logo.png"),
                page(
                        "a logo is a picture",
                        "logo: " + FILE,
                        "logo: must be an SVG, PNG, JPEG or WebP file of 64 KiB at most"),
                page(
                        "a style sheet is small",
                        "stylesheet: /proc/self/exe",
                        "stylesheet: must be a CSS file in UTF-8 of 64 KiB at most"),
                page(
                        "a style sheet is UTF-8",
                        "stylesheet: /proc/self/auxv",
                        "stylesheet: must be a CSS file in UTF-8 of 64 KiB at most"));
    }

    private static Arguments page(String sentence, String key, String expected) {
        return row(sentence, "login: { page: { " + key + " } }", "login.page." + expected);
    }

    static Stream<Arguments> identities() {
        return Stream.of(
                row(
                        "a subject needs an authority",
                        "identity: { client-certificate: X-Subject }",
                        "identity: has client-certificate, but without listen.https.client-ca no client shows one"),
                row(
                        "a subject has a header of its own",
                        "identity: { client-certificate: X_User-Id }\n" + TLS.formatted(", client-ca: " + CERTIFICATE),
                        "identity.client-certificate: is the name of one of identity.headers; choose another"),
                row(
                        "whose certificate is asked for is said",
                        TLS.formatted(", client-auth: optional"),
                        "listen.https.client-auth: says nothing without client-ca, the authority that certificates "
                                + "are from"),
                row(
                        "every certificate has its key",
                        TLS.formatted(", more: [{ cert: " + CERTIFICATE + " }]"),
                        "listen.https.more[0].key: is missing: the private key, a PEM file"),
                row(
                        "a header is a token",
                        "identity: { headers: { 'X User': name } }",
                        "identity.headers.X User: must be the name of a header: letters, digits and '-'"),
                row(
                        "a hop-by-hop header carries no user",
                        "identity: { headers: { Connection: name } }",
                        "identity.headers.Connection: is a header with a meaning of its own; use a name such as "
                                + "X-User-Name"),
                row(
                        "a framing header carries no user",
                        "identity: { headers: { content_length: age } }",
                        "identity.headers.content_length: is a header with a meaning of its own; use a name such as "
                                + "X-User-Name"),
                row(
                        "a forwarding header carries no user",
                        "identity: { headers: { X-Forwarded-User: name } }",
                        "identity.headers.X-Forwarded-User: is a header with a meaning of its own; use a name such "
                                + "as X-User-Name"),
                row(
                        "two names that fold to one are one",
                        "identity: { headers: { X-User: name, x_user: email } }",
                        "identity.headers.x_user: is the same name as the one on line 3 to services that do not tell "
                                + "case, '-' and '_' apart; remove one"),
                row(
                        "a token's header carries no user",
                        "identity: { headers: { x-token: a } }\nlogin: { token-from: 'header:X-Token' }",
                        "identity: has a header that login.token-from reads the token from; rename one of them"),
                row(
                        "a property is a dot path",
                        "identity: { headers: { X-City: address..city } }",
                        "identity.headers.X-City: must be a property of the user, such as email or address.city"));
    }

    static Stream<Arguments> proxies() {
        return Stream.of(
                row(
                        "a network has no bits behind its prefix",
                        "trusted-proxies: [10.1.2.3/8]",
                        "trusted-proxies[0]: must be a network, with no bits set behind its prefix; did you mean "
                                + "10.0.0.0/8?"),
                row(
                        "an IPv6 network has none either",
                        "trusted-proxies: ['fd00::1/8']",
                        "trusted-proxies[0]: must be a network, with no bits set behind its prefix; did you mean "
                                + "fd00:0:0:0:0:0:0:0/8?"),
                row(
                        "a prefix ends at 32",
                        "trusted-proxies: [10.0.0.0/33]",
                        "trusted-proxies[0]: must have a prefix of /0 to /32"),
                row(
                        "a name is not looked up",
                        "trusted-proxies: [proxy.internal]",
                        "trusted-proxies[0]: must be an address or a network, such as 10.0.0.1, 10.0.0.0/8 or "
                                + "fd00::/8"),
                row(
                        "a short address is none",
                        "trusted-proxies: [10.1]",
                        "trusted-proxies[0]: must be an address or a network, such as 10.0.0.1, 10.0.0.0/8 or "
                                + "fd00::/8"),
                row(
                        "an octal address is none",
                        "trusted-proxies: [010.0.0.1]",
                        "trusted-proxies[0]: must be an address or a network, such as 10.0.0.1, 10.0.0.0/8 or "
                                + "fd00::/8"),
                row(
                        "a zone is none",
                        "trusted-proxies: ['fe80::1%eth0']",
                        "trusted-proxies[0]: must be an address or a network, such as 10.0.0.1, 10.0.0.0/8 or "
                                + "fd00::/8"));
    }

    private static Arguments row(String sentence, String added, String expected) {
        return argumentSet(sentence, added, expected);
    }
}
