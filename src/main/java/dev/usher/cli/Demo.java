package dev.usher.cli;

import dev.usher.Usher;
import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import dev.usher.http.CannotListen;
import dev.usher.sandbox.EchoService;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A gateway between a sandbox user server and an echo service, which stop with it. */
record Demo(Usher usher, SandboxUserServer users, EchoService echo) {

    private static final String LOOPBACK = "127.0.0.1";

    /** Where each part listens; 0 is wherever there is room. */
    record Ports(int http, int admin, int users, int echo) {

        static final Ports ANY = new Ports(0, 0, 0, 0);
    }

    static Future<Demo> start(Vertx vertx, Ports ports) {
        return start(vertx, ports, "");
    }

    /** @param listeners lines for {@code listen} beside what the demo's file has */
    static Future<Demo> start(Vertx vertx, Ports ports, String listeners) {
        Future<SandboxUserServer> userServer = SandboxUserServer.start(
                        vertx, SandboxOptions.defaults().withPort(ports.users))
                .recover(failure -> taken("--user-server-port", ports.users, failure));
        return userServer.compose(users -> EchoService.start(vertx, LOOPBACK, ports.echo)
                .recover(failure -> taken("--echo-port", ports.echo, failure))
                .compose(echo -> Usher.start(vertx, settings(ports, users, echo, listeners))
                        .map(usher -> new Demo(usher, users, echo))));
    }

    Future<Void> stop() {
        return usher.stop().eventually(echo::close).eventually(users::close);
    }

    private static Settings settings(Ports ports, SandboxUserServer users, EchoService echo, String listeners) {
        Map<String, String> variables = Map.of(
                "USHER_HTTP_PORT", String.valueOf(ports.http),
                "USHER_ADMIN_PORT", String.valueOf(ports.admin),
                "USHER_SANDBOX_PORT", String.valueOf(users.port()),
                "USHER_ECHO_PORT", String.valueOf(echo.port()));
        String text = file().replace("\nlisten:\n", "\nlisten:\n" + listeners);
        return switch (ConfigFile.read("conf/demo.yaml", text, Path.of(""), variables::get)) {
            case Reading.Valid(Settings settings, var _) -> settings;
            case Reading.Invalid(var problems) ->
                throw new IllegalStateException(problems.getFirst().toString());
        };
    }

    private static String file() {
        try (InputStream in = Demo.class.getResourceAsStream("/conf/demo.yaml")) {
            if (in == null) {
                throw new IllegalStateException("conf/demo.yaml is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("conf/demo.yaml cannot be read", e);
        }
    }

    private static <T> Future<T> taken(String option, int port, Throwable failure) {
        return Future.failedFuture(new CannotListen(option, LOOPBACK, port, failure));
    }
}
