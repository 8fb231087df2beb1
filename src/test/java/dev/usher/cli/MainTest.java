package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the commands print and exit with, in this process. What they serve is for {@code DemoIT}. */
class MainTest {

    private static final String GOOD = """
            auth: { url: "http://users:9000/APP/KEY" }
            trusted-proxies: [10.0.0.0/8]
            session: { keys: ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="] }
            routes:
              /**: { target: http://web:8080, auth: none }
              /orders/**: { target: [http://a:1, http://b:2], strip: /orders }
              /orders/export: { target: http://a:1, roles: [b, a] }
              "shop.example.com/**": http://shop:8080
            """;

    @TempDir
    private Path directory;

    private record Outcome(int exit, String out, String err) {}

    private static Outcome usher(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Commands.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return new Outcome(commands.execute(arguments), out.toString(), err.toString());
    }

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("usher.yaml"), content).toString();
    }

    @Test
    void checkOfAGoodFileSaysSoAndIsZero() throws IOException {
        String file = file(GOOD);

        Outcome outcome = usher("check", "-c", file);

        assertThat(outcome).isEqualTo(new Outcome(0, file + ": fine, 4 routes" + System.lineSeparator(), ""));
    }

    @Test
    void checkOfABadFileSaysEveryProblemWithItsLineAndIs78() throws IOException {
        String file = file("auth: { url: nowhere }\nroutes: { /a/**: http://a:1 }\nsesion: {}\n");

        Outcome outcome = usher("check", "-c", file);

        assertThat(outcome.exit()).isEqualTo(78);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(file + ":1: auth.url", file + ":3: sesion", "session", "2 problems");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void aCertificateOfARouteThatIsNoneIs78(String command) throws IOException {
        Files.writeString(directory.resolve("ca.pem"), "broken");
        String file = file("auth: { url: http://u }\nroutes:\n  /a: { target: https://a, tls: { ca: ca.pem } }\n");

        Outcome outcome = usher(command, "-c", file);

        assertThat(outcome.exit()).isEqualTo(78);
        assertThat(outcome.err()).contains(file + ":3: routes./a.tls.ca: must be certificates", "/ca.pem");
    }

    @Test
    void warningsDoNotMakeAFileBad() throws IOException {
        Outcome outcome = usher("check", "-c", file(GOOD.replaceFirst("session: .*\n", "")));

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err()).startsWith("warning: ").contains("session.keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run", "routes"})
    void aFileThatIsNotThereIs78(String command) {
        Outcome outcome = usher(command, "-c", directory.resolve("none.yaml").toString());

        assertThat(outcome.exit()).isEqualTo(78);
        assertThat(outcome.err()).contains("none.yaml: no such file");
    }

    @Test
    void routesPrintsTheTableInMatchingOrder() throws IOException {
        Outcome outcome = usher("routes", "-c", file(GOOD));

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "ROUTE                ACCESS           TARGET",
                        "shop.example.com/**  required         http://shop:8080",
                        "/orders/export       required [a, b]  http://a:1",
                        "/orders/**           required         http://a:1, http://b:2  strip /orders",
                        "/**                  none             http://web:8080");
    }

    @Test
    void routesOfABadFileIs78() throws IOException {
        assertThat(usher("routes", "-c", file("routes: {}")).exit()).isEqualTo(78);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version"})
    void theVersionIsThatOfTheBuild(String argument) {
        Outcome outcome = usher(argument);

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .matches("(?s)usher \\d+\\.\\d+\\.\\d+\\S*\\R" + "vert\\.x \\d\\S+, netty \\d\\S+, java \\d\\d\\S*\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "check", "routes", "version"})
    void everyCommandHasHelpWithAnExample(String command) {
        Outcome outcome = usher(command, "--help");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).startsWith("Usage: usher " + command).contains("Example", "  usher " + command);
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(usher("--help").out()).contains("demo", "run", "check", "routes", "version", "Examples:");
    }

    @Test
    void wrongUsageIsTwoAndSaysWhy() {
        List<String[]> wrong = List.of(
                new String[] {},
                new String[] {"serve"},
                new String[] {"run"},
                new String[] {"check", "usher.yaml"},
                new String[] {"demo", "--port", "many"},
                new String[] {"demo", "--port", "65536"},
                new String[] {"demo", "--echo-port", "-1"});
        for (String[] arguments : wrong) {
            Outcome outcome = usher(arguments);
            assertThat(outcome.exit())
                    .as("usher " + String.join(" ", arguments))
                    .isEqualTo(2);
            assertThat(outcome.err()).isNotEmpty();
            assertThat(outcome.out()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLineAndOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Outcome outcome = usher("demo", "--port", "0", "--echo-port", port);

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("usher: port " + port + " is taken (--echo-port");
        }
    }
}
