package dev.usher.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.usher.Usher;
import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import dev.usher.config.TransportKind;
import dev.usher.http.CannotListen;
import dev.usher.sandbox.EchoService;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usher demo}: the gateway between a sandbox user server and an echo service, all in this process. */
@Command(
        name = "demo",
        description = "Runs the gateway with a sandbox user server and an echo service, and says what to try.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  usher demo                 gateway 8080, admin 9090, user server 8181, echo service 8282",
            "  usher demo --port 18080    moves the gateway",
            "  usher demo --port 0        picks a free port for each of them that is not given",
            "  usher demo --quiet         prints no line for each request"
        })
final class DemoCommand implements Callable<Integer> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    /** What to try must work when it is pasted, on a machine without jq. */
    private static final String TEXT = """
            Usher VERSION  http://GATEWAY   admin http://ADMIN   user server http://USERS (sandbox)
            The service behind it is http://ECHO, which answers what it received.

            Three things to try in another terminal:

              1. Log in as Alice and call a service. It is told who calls, and sees no token.

            T=$(curl -s GATEWAY/auth/login -H 'content-type: application/json' \\
              -d '{"login":"alice@example.com","password":"wonderland"}' | sed 's/.*"user-token":"\\([^"]*\\)".*/\\1/')
            curl -sw '\\n' GATEWAY/orders/1 -H "user-token: $T"

              2. Call it without a token, and forge an identity where none is needed.

            curl -sw '\\n' GATEWAY/orders/1
            curl -sw '\\n' GATEWAY/public/1 -H 'X-User-Id: somebody-else'

              3. Log out. The same token is worth nothing at once.

            curl -s -X POST GATEWAY/auth/logout -H "user-token: $T"
            curl -sw '\\n' GATEWAY/orders/1 -H "user-token: $T"

            Ctrl-C stops all of it.""";

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "The gateway's port (8080).")
    private int port;

    @Option(names = "--admin-port", paramLabel = "N", description = "The admin port (9090).")
    private @Nullable Integer adminPort;

    @Option(names = "--user-server-port", paramLabel = "N", description = "The sandbox user server's port (8181).")
    private @Nullable Integer userServerPort;

    @Option(names = "--echo-port", paramLabel = "N", description = "The echo service's port (8282).")
    private @Nullable Integer echoPort;

    @Option(names = "--quiet", description = "Prints no line for each request.")
    private boolean quiet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requirePorts();
        if (quiet) {
            ((Logger) LoggerFactory.getLogger("usher.access")).setLevel(Level.OFF);
        }
        Serving.serve(Transports.choose(TransportKind.AUTO), this::start, STOP_LIMIT);
        return 0;
    }

    private void requirePorts() {
        for (Integer given : Arrays.asList(port, adminPort, userServerPort, echoPort)) {
            if (given != null && (given < 0 || given > 65_535)) {
                throw new ParameterException(spec.commandLine(), "a port is a number from 0 to 65535, not " + given);
            }
        }
    }

    private Future<Supplier<Future<Void>>> start(Vertx vertx) {
        int users = orDefault(userServerPort, 8181);
        int echoes = orDefault(echoPort, 8282);
        Future<SandboxUserServer> userServer = SandboxUserServer.start(
                        vertx, SandboxOptions.defaults().withPort(users))
                .recover(failure -> taken("--user-server-port", users, failure));
        return userServer.compose(sandbox -> EchoService.start(vertx, LOOPBACK, echoes)
                .recover(failure -> taken("--echo-port", echoes, failure))
                .compose(echo -> Usher.start(vertx, settings(sandbox, echo)).map(usher -> {
                    announce(usher, sandbox, echo);
                    return () -> usher.stop().eventually(echo::close).eventually(sandbox::close);
                })));
    }

    private Settings settings(SandboxUserServer sandbox, EchoService echo) {
        Map<String, String> ports = Map.of(
                "USHER_HTTP_PORT", String.valueOf(port),
                "USHER_ADMIN_PORT", String.valueOf(orDefault(adminPort, 9090)),
                "USHER_SANDBOX_PORT", String.valueOf(sandbox.port()),
                "USHER_ECHO_PORT", String.valueOf(echo.port()));
        return switch (ConfigFile.read("conf/demo.yaml", demoFile(), Path.of(""), ports::get)) {
            case Reading.Valid(Settings settings, var _) -> settings;
            case Reading.Invalid(var problems) ->
                throw new IllegalStateException(problems.getFirst().toString());
        };
    }

    private static String demoFile() {
        try (InputStream in = DemoCommand.class.getResourceAsStream("/conf/demo.yaml")) {
            if (in == null) {
                throw new IllegalStateException("conf/demo.yaml is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("conf/demo.yaml cannot be read", e);
        }
    }

    private void announce(Usher usher, SandboxUserServer sandbox, EchoService echo) {
        String gateway = "localhost:" + usher.httpPort();
        PrintWriter out = spec.commandLine().getOut();
        out.println(TEXT.replace("VERSION", new Version().usher())
                .replace("GATEWAY", gateway)
                .replace("ADMIN", "localhost:" + usher.adminPort())
                .replace("USERS", "localhost:" + sandbox.port())
                .replace("ECHO", "localhost:" + echo.port()));
        out.flush();
    }

    /** Port 0 for the gateway means: wherever there is room, for all that was not placed. */
    private int orDefault(@Nullable Integer given, int usual) {
        return given != null ? given : port == 0 ? 0 : usual;
    }

    private static <T> Future<T> taken(String option, int port, Throwable failure) {
        return Future.failedFuture(new CannotListen(option, LOOPBACK, port, failure));
    }
}
