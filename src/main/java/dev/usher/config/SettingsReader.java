package dev.usher.config;

import dev.usher.config.DefaultsReader.Defaults;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.config.RouteDefinition.Unauthenticated;
import dev.usher.config.SessionSettings.TokenKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads the whole file: the root of the schema. */
final class SettingsReader {

    /** With 120 bytes for each there is no room for more. */
    private static final int MANY_PROPERTIES = 20;

    private final Path directory;

    SettingsReader(Path directory) {
        this.directory = directory;
    }

    /** Settings are made only when nothing was wrong, hence a supplier: they are valid by construction. */
    Supplier<Settings> read(Section root) {
        ListenSettings listen = root.section("listen", new ListenReader(directory)::read);
        LimitsSettings limits = root.section("limits", LimitsReader::read);
        List<AddressBlock> trustedProxies = root.list("trusted-proxies", AddressBlock::parse);
        warnOfEverybody(root, trustedProxies);
        UserServerSettings auth = root.section("auth", new UserServerReader()::read);
        SessionSettings session = root.section("session", new SessionReader(directory)::read);
        LoginSettings login = root.section("login", new LoginReader(directory)::read);
        warnOfPlainCookies(root, listen, trustedProxies, login);
        IdentitySettings identity = root.section("identity", new IdentityReader()::read);
        refuseTokenAsIdentity(root, login, identity);
        warnOfLongCookies(root, session, login, identity);
        refuseSubjectOfNobody(root, listen, identity);
        Defaults defaults = root.section("defaults", section -> DefaultsReader.read(section, Defaults.BUILT_IN));
        List<RouteDefinition> routes = new RoutesReader(defaults, login.path(), directory).read(root);
        refusePageThatIsNot(root, login, routes);
        refuseFacadeWithoutToken(root, login);
        refuseFacadeOfAnother(root, login, auth);
        List<RouteDefinition> facade = new FacadeRoutes(root, login, auth.url(), defaults).beside(routes);
        ShutdownSettings shutdown = root.section("shutdown", SettingsReader::shutdown);
        TransportKind transport = root.choice("transport", TransportKind.AUTO);
        return () -> new Settings(
                transport,
                listen,
                limits,
                trustedProxies,
                auth,
                session,
                login,
                identity,
                shutdown,
                Stream.concat(routes.stream(), facade.stream()).toList());
    }

    /** SDKs send it there and nowhere else. */
    private static void refuseFacadeWithoutToken(Section root, LoginSettings login) {
        if (!login.facade().forms().isEmpty() && !login.tokenFrom().contains(new TokenSource.Header("user-token"))) {
            root.problem("login", "has a facade, which needs header:user-token in token-from");
        }
    }

    /** It speaks as Backendless, to whom it passes on what it does not know. */
    private static void refuseFacadeOfAnother(Section root, LoginSettings login, UserServerSettings auth) {
        if (!login.facade().forms().isEmpty() && auth.custom() != null) {
            root.problem("login", "has a facade, which needs auth.preset: backendless");
        }
    }

    /** No network is left out of it, so every client may say whose address it has and over which host it came. */
    private static void warnOfEverybody(Section root, List<AddressBlock> trusted) {
        if (trusted.stream().anyMatch(block -> block.prefixLength() == 0)) {
            root.warn(
                    "trusted-proxies",
                    "believes everybody's X-Forwarded-* and Forwarded; name the proxies' own networks");
        }
    }

    /** Behind a proxy that is trusted, clients may come over TLS nevertheless, and it says so. */
    private static void warnOfPlainCookies(
            Section root, ListenSettings listen, List<AddressBlock> proxies, LoginSettings login) {
        boolean inPlain = listen.https() == null
                && proxies.isEmpty()
                && !Scalar.isLoopback(listen.http().host());
        if (inPlain && login.takesCookies()) {
            root.warn(
                    "listen",
                    "has no https: session cookies travel in plain text, as "
                            + login.cookie().plainName()
                            + "; add https, or name the proxy that has it in trusted-proxies");
        }
    }

    /** A sealed token holds what headers are made of, and with it must fit into a cookie. */
    private static void warnOfLongCookies(
            Section root, SessionSettings session, LoginSettings login, IdentitySettings identity) {
        long properties = identity.headers().values().stream()
                .filter(property -> !property.equals(IdentitySettings.ROLES))
                .distinct()
                .count();
        if (session.tokens() == TokenKind.SEALED && login.takesCookies() && properties > MANY_PROPERTIES) {
            root.warn(
                    "identity",
                    "puts " + properties + " properties into each sealed token, which must fit into a cookie of 4 KiB: "
                            + "users with long ones cannot log in (422); name fewer, or use session.tokens: native");
        }
    }

    /** The gateway removes from requests what it writes itself, and would remove the token. */
    private static void refuseTokenAsIdentity(Section root, LoginSettings login, IdentitySettings identity) {
        List<String> written = identity.names().stream().map(HeaderName::fold).toList();
        for (TokenSource source : login.tokenFrom()) {
            if (source instanceof TokenSource.Header(String name) && written.contains(HeaderName.fold(name))) {
                root.problem("identity", "has a header that login.token-from reads the token from; rename one of them");
            }
        }
    }

    private static void refusePageThatIsNot(Section root, LoginSettings login, List<RouteDefinition> routes) {
        if (!login.showsPage()
                && routes.stream().anyMatch(route -> route.unauthenticated() == Unauthenticated.REDIRECT)) {
            root.problem(
                    "login",
                    "has no sign-in page, to which a route has unauthenticated: redirect; "
                            + "enable login.page, with cookie in login.token-from");
        }
    }

    private static void refuseSubjectOfNobody(Section root, ListenSettings listen, IdentitySettings identity) {
        if (identity.clientCertificate() != null
                && (listen.https() == null || listen.https().clients() == null)) {
            root.problem("identity", "has client-certificate, but without listen.https.client-ca no client shows one");
        }
    }

    private static ShutdownSettings shutdown(Section shutdown) {
        return new ShutdownSettings(
                shutdown.duration("drain", Duration.ofSeconds(10)), shutdown.duration("grace", Duration.ofSeconds(1)));
    }
}
