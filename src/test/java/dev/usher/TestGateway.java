package dev.usher;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import dev.usher.proxy.ServiceNames;
import dev.usher.sandbox.EchoService;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.transport.Transport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real gateway on free ports, with the sandbox user server and an echo service behind it; what a test made the user
 * server do wrong, it does right again after the test. Register it as a static extension and say what the file has
 * beyond the usual:
 *
 * <pre>
 * &#64;RegisterExtension
 * static final TestGateway gateway = TestGateway.usual().with("session", "{ tokens: native }").route("/x/**", "ECHO");
 * </pre>
 *
 * {@code ECHO} and {@code USERS} in values stand for the addresses of the echo service and the user server, {@code
 * ROOT} for its origin.
 */
@SuppressWarnings("NullAway.Init")
public final class TestGateway implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final String PLAIN = "http: { host: 127.0.0.1, port: 0 }, admin: { host: 127.0.0.1, port: 0 }";

    /** Tests log in more often than people. */
    private String throttle = "{ per-ip: off, per-account: off }";

    private final Map<String, String> sections = new LinkedHashMap<>();
    private final Map<String, String> routes = new LinkedHashMap<>();
    private Ticker ticker = Ticker.systemTicker();
    private InstantSource clock = InstantSource.system();
    private AddressResolverOptions names = ServiceNames.resolver();
    private Transport transport = chosenTransport();
    private Vertx vertx;
    private SandboxUserServer users;
    private EchoService echo;
    private Usher usher;

    private TestGateway() {
        sections.put("listen", "{ " + PLAIN + " }");
        sections.put("auth", "{ url: USERS, timeout: 2s }");
        sections.put("login", "{}");
        sections.put("shutdown", "{ grace: 0s }");
        route("/orders/**", "ECHO");
        route("/public/**", "{ target: ECHO, auth: none }");
        route("/optional/**", "{ target: ECHO, auth: optional }");
        route("/managers/**", "{ target: ECHO, roles: [Manager] }");
    }

    /** Routes as in the demo, and {@code /optional/**}; sealed tokens. */
    public static TestGateway usual() {
        return new TestGateway();
    }

    /** Replaces a top-level section of the file, in YAML's flow style. */
    public TestGateway with(String section, String yaml) {
        sections.put(section, yaml);
        return this;
    }

    /** Listens for TLS too; {@code more} are further keys of {@code listen.https}. */
    TestGateway withTls(TestCertificate certificate, String... more) {
        String own = "host: 127.0.0.1, port: 0, cert: " + certificate.cert() + ", key: " + certificate.key();
        String keys = more.length == 0 ? own : own + ", " + String.join(", ", more);
        return with("listen", "{ " + PLAIN + ", https: { " + keys + " } }");
    }

    /** Lets nobody guess passwords; {@code yaml} is {@code login.throttle}. */
    public TestGateway throttled(String yaml) {
        throttle = yaml;
        return this;
    }

    public TestGateway route(String pattern, String yaml) {
        routes.put(pattern, yaml);
        return this;
    }

    /** Lets the test move the time that sessions live by; the user server's clock is the same. */
    public TestGateway at(Ticker fakeTicker, InstantSource fakeClock) {
        ticker = fakeTicker;
        clock = fakeClock;
        return this;
    }

    /** Whatever the other gateways are on; where there is none, on the JDK's sockets. */
    TestGateway onEpoll() {
        transport = firstOf(Transport.EPOLL);
        return this;
    }

    /** Asks this DNS server, at {@code address:port}, and no other. */
    TestGateway asking(String dnsServer) {
        names = ServiceNames.resolver().addServer(dnsServer);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        vertx = Vertx.builder()
                .with(new VertxOptions().setAddressResolverOptions(names))
                .withTransport(transport)
                .build();
        users = await(SandboxUserServer.start(vertx, SandboxOptions.defaults().withClock(clock)));
        echo = await(EchoService.start(vertx, "127.0.0.1", 0));
        usher = await(Usher.start(vertx, settings(), ticker, clock));
    }

    private static Transport chosenTransport() {
        String name = System.getProperty("usher.transport", "nio");
        return switch (name) {
            case "nio" -> Transport.NIO;
            case "epoll" -> Transport.EPOLL;
            case "io_uring" -> Transport.IO_URING;
            case "native" -> nativeTransport();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** As the distribution chooses. */
    private static Transport nativeTransport() {
        return firstOf(Transport.IO_URING, Transport.EPOLL);
    }

    private static Transport firstOf(@Nullable Transport... wanted) {
        return Stream.of(wanted)
                .filter(each -> each != null && each.available())
                .findFirst()
                .orElse(Transport.NIO);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        users.faults().clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        await(usher.stop());
        await(vertx.close());
    }

    /** A client of this gateway, which keeps no token and follows nothing. */
    public TestClient client() {
        return new TestClient(usher.httpPort());
    }

    public int port() {
        return usher.httpPort();
    }

    public TestClient admin() {
        return new TestClient(usher.adminPort());
    }

    public SandboxUserServer users() {
        return users;
    }

    /** The user server's own token, in the last call of this kind. */
    String tokenOf(Operation operation) {
        Received call = Objects.requireNonNull(users.lastCall(operation));
        return Objects.requireNonNull(call.headers().get("user-token"));
    }

    public EchoService echo() {
        return echo;
    }

    public Usher usher() {
        return usher;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** The file that this gateway runs on. */
    public String file() {
        StringBuilder file = new StringBuilder();
        sections.forEach(
                (name, yaml) -> file.append(name).append(": ").append(yaml).append('\n'));
        file.append("routes:\n");
        routes.forEach((pattern, yaml) ->
                file.append("  \"").append(pattern).append("\": ").append(yaml).append('\n'));
        return file.toString()
                .replaceFirst("(?m)^login: \\{", "login: { throttle: " + throttle + ",")
                .replace("USERS", users.url())
                .replace("ROOT", users.origin())
                .replace("ECHO", echo.url());
    }

    private Settings settings() {
        return switch (ConfigFile.read("test.yaml", file(), Path.of(""), name -> null)) {
            case Reading.Valid(Settings settings, var warnings) -> settings;
            case Reading.Invalid(var problems) -> throw new IllegalArgumentException(problems.toString());
        };
    }

    /** One more gateway on the same file, for tests that start and stop it themselves. */
    Usher another() throws Exception {
        return another(clock);
    }

    /** The same by a clock of its own. */
    Usher another(InstantSource own) throws Exception {
        return await(Usher.start(vertx, settings(), ticker, own));
    }

    public static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
