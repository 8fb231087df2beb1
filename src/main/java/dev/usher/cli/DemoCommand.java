package dev.usher.cli;

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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  usher demo --port 0        picks a free port for each of them that is not given"
        })
final class DemoCommand implements Callable<Integer> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "The gateway's port (8080).")
    private int port;

    @Option(names = "--admin-port", paramLabel = "N", description = "The admin port (9090).")
    private @Nullable Integer adminPort;

    @Option(names = "--user-server-port", paramLabel = "N", description = "The sandbox user server's port (8181).")
    private @Nullable Integer userServerPort;

    @Option(names = "--echo-port", paramLabel = "N", description = "The echo service's port (8282).")
    private @Nullable Integer echoPort;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Serving.serve(Transports.choose(TransportKind.AUTO), this::start, STOP_LIMIT);
        return 0;
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
                    announce(usher, sandbox);
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

    private void announce(Usher usher, SandboxUserServer sandbox) {
        String gateway = "localhost:" + usher.httpPort();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Usher " + new Version().usher() + "  http://" + gateway + "   admin http://localhost:"
                + usher.adminPort() + "   user server http://localhost:" + sandbox.port() + " (sandbox)");
        out.println("try:  curl -s " + gateway + "/auth/login -H content-type:application/json"
                + " -d '{\"login\":\"alice@example.com\",\"password\":\"wonderland\"}'");
        out.println("      curl -s " + gateway + "/orders/1 -H \"user-token: <the user-token of that answer>\"");
        out.println("      curl -si " + gateway + "/orders/1     and     curl -s " + gateway + "/public/1");
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
