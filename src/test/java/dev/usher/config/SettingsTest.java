package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestCertificate;
import dev.usher.config.CookieSettings.SameSite;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.config.PageSettings.Accent;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.config.SessionSettings.TokenKind;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a right file comes to. */
class SettingsTest {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), null);

    @Test
    void twoLinesAreEnough() {
        Settings settings = Texts.settings(Texts.SMALLEST);

        assertThat(settings.auth())
                .isEqualTo(new UserServerSettings(
                        URI.create("http://users.internal/APP/KEY"),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        null,
                        new UserServerSettings.Budget(64, 500, 1_000, Duration.ofSeconds(1)),
                        new UserServerSettings.Breaker(0.5, Duration.ofSeconds(10), 10, Duration.ofSeconds(5)),
                        null));
        assertThat(settings.routes())
                .containsExactly(new RouteDefinition(
                        new RoutePattern(null, false, List.of("a"), true),
                        List.of(URI.create("http://a:80")),
                        AuthMode.REQUIRED,
                        RouteDefinition.Unauthenticated.AUTO,
                        Set.of(),
                        Freshness.USUAL,
                        List.of(),
                        null,
                        null,
                        TIMEOUTS,
                        10_000_000,
                        false,
                        TargetSettings.USUAL,
                        null,
                        RouteLimits.USUAL,
                        null));
    }

    @Test
    void whatTheFileDoesNotSayHasADefault() {
        Settings settings = Texts.settings(Texts.SMALLEST);

        assertThat(settings.listen())
                .isEqualTo(new ListenSettings(
                        new ListenSettings.Http("0.0.0.0", 8080, true),
                        null,
                        new ListenSettings.Admin("127.0.0.1", 9090, null)));
        assertThat(settings.trustedProxies()).isEmpty();
        assertThat(settings.session())
                .isEqualTo(new SessionSettings(
                        TokenKind.SEALED,
                        List.of(),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        0.8,
                        Duration.ofMinutes(5),
                        new Rate(100, Duration.ofMinutes(1)),
                        Duration.ofHours(24),
                        Duration.ofMinutes(30),
                        100_000,
                        null));
        assertThat(settings.login())
                .isEqualTo(new LoginSettings(
                        "/auth",
                        new CookieSettings("__Host-session", SameSite.LAX),
                        List.of(
                                new TokenSource.Bearer(),
                                new TokenSource.Header("user-token"),
                                new TokenSource.Cookie()),
                        Set.of(),
                        Set.of(),
                        PageSettings.USUAL,
                        new ThrottleSettings(new Rate(30, Duration.ofMinutes(1)), new Rate(5, Duration.ofMinutes(1))),
                        FacadeSettings.NONE));
        assertThat(settings.identity().forwardToken()).isFalse();
        assertThat(settings.identity().headers())
                .containsExactly(
                        Map.entry("X-User-Id", "objectId"),
                        Map.entry("X-User-Email", "email"),
                        Map.entry("X-User-Name", "name"),
                        Map.entry("X-User-Roles", "roles"));
        assertThat(settings.shutdown().drain()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aListenerOnPort8443NeedsNoMoreThanItsFiles() {
        TestCertificate own = TestCertificate.create();
        Settings settings = Texts.settings(
                Texts.SMALLEST + "listen: { https: { cert: " + own.cert() + ", key: " + own.key() + " } }");

        assertThat(settings.listen().https())
                .isEqualTo(new ListenSettings.Https(
                        "0.0.0.0",
                        8443,
                        List.of(new ListenSettings.Certificate(own.cert(), own.key())),
                        Duration.ofSeconds(5),
                        null,
                        false));
    }

    @Test
    void aRouteSaysWhatItWantsOtherwise() {
        RouteDefinition route = route("""
                /api/orders/**:
                  target: [http://orders-1:8080/, HTTPS://Orders-2]
                  auth: required
                  roles: staff
                  strip: /api
                  timeout: { idle: 10m }
                  body: 1MiB
                """);

        assertThat(route.targets()).containsExactly(URI.create("http://orders-1:8080"), URI.create("https://orders-2"));
        assertThat(route.roles()).containsExactly("staff");
        assertThat(route.strip()).isEqualTo("/api");
        assertThat(route.timeouts())
                .isEqualTo(new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(10), null));
        assertThat(route.bodyLimit()).isEqualTo(1_048_576);
    }

    @Test
    void aRequestMayBeSilentWhileItWaitsForEachOfItsConnectionsAndForItsAnswer() {
        RouteDefinition waiting = route("""
                /orders/**:
                  target: http://orders
                  timeout: { connect: 1s, response: 20s, idle: 30s }
                  pool: { wait: 4s }
                  retries: 2
                """);
        RouteDefinition pausing = route("/feed/**: { target: http://feed, timeout: { idle: 10m } }");

        assertThat(waiting.longestSilence()).isEqualTo(Duration.ofSeconds(3 * (4 + 1) + 20));
        assertThat(pausing.longestSilence()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void defaultsAreForEveryRoute() {
        String text = Texts.SMALLEST + "defaults: { auth: none, timeout: { connect: 1s }, body: 5KB }";

        RouteDefinition route = Texts.settings(text).routes().getFirst();

        assertThat(route.auth()).isEqualTo(AuthMode.NONE);
        assertThat(route.timeouts().connect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(route.bodyLimit()).isEqualTo(5_000);
    }

    @Test
    void rulesKeepTheOrderOfTheFile() {
        RouteDefinition route = route("""
                /orders/**:
                  target: http://orders
                  rules:
                    - { path: /orders/export, roles: [admin], fresh: 0s, stale: false }
                    - { methods: [GET, HEAD] }
                    - { methods: POST, roles: [seller, admin] }
                """);

        assertThat(route.rules())
                .containsExactly(
                        new RuleDefinition(
                                Set.of(),
                                new RoutePattern(null, false, List.of("orders", "export"), false),
                                Set.of("admin"),
                                new Freshness(Duration.ZERO, false)),
                        new RuleDefinition(Set.of("GET", "HEAD"), null, Set.of(), Freshness.USUAL),
                        new RuleDefinition(Set.of("POST"), null, Set.of("seller", "admin"), Freshness.USUAL));
    }

    @Test
    void aKeyIsBase64OrBase64UrlOrHex() {
        Settings settings = Texts.settings(Texts.SMALLEST + """
                session:
                  keys:
                    - //////////////////////////////////////////8=
                    - __________________________________________7
                    - 00000000000000000000000000000000000000000000000000000000000000ff
                """);

        assertThat(settings.session().keys())
                .extracting(key -> key.key().getEncoded()[31])
                .containsExactly((byte) 0xff, (byte) 0xfe, (byte) 0xff);
    }

    @Test
    void theOwnHeadersReplaceTheUsualOnes() {
        Settings settings =
                Texts.settings(Texts.SMALLEST + "identity: { forward-token: true, headers: { X-City: address.city } }");

        assertThat(settings.identity()).isEqualTo(new IdentitySettings(Map.of("X-City", "address.city"), null, true));
    }

    @Test
    void aPlainAddressIsANetworkOfOne() {
        Settings settings = Texts.settings(Texts.SMALLEST + "trusted-proxies: [10.0.0.0/8, 192.0.2.1, 'fd00::/8']");

        assertThat(settings.trustedProxies())
                .containsExactly(
                        new AddressBlock(InetAddress.ofLiteral("10.0.0.0"), 8),
                        new AddressBlock(InetAddress.ofLiteral("192.0.2.1"), 32),
                        new AddressBlock(InetAddress.ofLiteral("fd00::"), 8));
    }

    @Test
    void theUserServersAddressLosesItsLastSlash() {
        Settings settings = Texts.settings(
                "routes: { /a: http://a }\nauth: { url: HTTPS://Users.internal/App/Key/, whoami: /services/A/me }");

        assertThat(settings.auth().url()).isEqualTo(URI.create("https://users.internal/App/Key"));
        assertThat(settings.auth().whoami()).isEqualTo("services/A/me");
    }

    @Test
    void loginMovesWhenToldTo() {
        Settings settings = Texts.settings(Texts.SMALLEST
                + "login: { path: /account/sign, cookie: { name: sid, same-site: strict },"
                + " token-from: 'header:X-Api-Token', return-to: [App.example.com, 'localhost:3000'],"
                + " safe-origins: ['https://App.example.com:443'],"
                + " page: { enabled: false, title: Hello, accent: { light: '#C00', dark: '#ff8080' } },"
                + " throttle: { per-ip: off, per-account: 3/1h } }");

        assertThat(settings.login())
                .isEqualTo(new LoginSettings(
                        "/account/sign",
                        new CookieSettings("sid", SameSite.STRICT),
                        List.of(new TokenSource.Header("x-api-token")),
                        Set.of("app.example.com", "localhost:3000"),
                        Set.of("https://app.example.com"),
                        new PageSettings(
                                false, "Hello", new Accent(new Colour(0xcc0000), new Colour(0xff8080)), null, null),
                        new ThrottleSettings(null, new Rate(3, Duration.ofHours(1))),
                        FacadeSettings.NONE));
    }

    private static RouteDefinition route(String route) {
        String text = "auth: { url: http://users }\nroutes:\n" + route.indent(2);
        return Texts.settings(text).routes().getFirst();
    }
}
