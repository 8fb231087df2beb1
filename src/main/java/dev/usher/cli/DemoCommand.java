package dev.usher.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.usher.config.TransportKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
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

            In a browser: http://GATEWAY/orders/1 has you sign in first, with the same login and password.

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
        Demo.Ports ports = new Demo.Ports(
                port, orDefault(adminPort, 9090), orDefault(userServerPort, 8181), orDefault(echoPort, 8282));
        return Demo.start(vertx, ports).map(demo -> {
            announce(demo);
            return demo::stop;
        });
    }

    private void announce(Demo demo) {
        String gateway = "localhost:" + demo.usher().httpPort();
        PrintWriter out = spec.commandLine().getOut();
        out.println(TEXT.replace("VERSION", new Version().usher())
                .replace("GATEWAY", gateway)
                .replace("ADMIN", "localhost:" + demo.usher().adminPort())
                .replace("USERS", "localhost:" + demo.users().port())
                .replace("ECHO", "localhost:" + demo.echo().port()));
        out.flush();
    }

    /** Port 0 for the gateway means: wherever there is room, for all that was not placed. */
    private int orDefault(@Nullable Integer given, int usual) {
        return given != null ? given : port == 0 ? 0 : usual;
    }
}
