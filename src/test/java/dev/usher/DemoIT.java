package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usher.TestClient.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher demo} as a newcomer meets it: the packaged distribution in a process of its own. */
class DemoIT {

    private static final int STOP_SECONDS = 20;

    @TempDir
    private Path directory;

    @Test
    void theDemoServesAndStopsCleanlyWhenAnOrchestratorSaysSo() throws Exception {
        try (Distribution demo = Distribution.usher(directory, "demo", "--port", "0")) {
            String banner = demo.awaitOutput("Ctrl-C");
            loginOrdersLogout(new TestClient(port(banner, "Usher [0-9.]+ ")));
            assertThat(new TestClient(port(banner, "admin"))
                            .get("/health/ready")
                            .status())
                    .isEqualTo(200);
            for (String name : List.of("user server", "service behind it is")) {
                assertThat(isOpen(port(banner, name))).as(name).isTrue();
            }

            assertStopsCleanlyOn("TERM", demo, banner);
        }
    }

    private static void assertStopsCleanlyOn(String signal, Distribution demo, String banner) throws Exception {
        demo.signal(signal);

        assertThat(demo.awaitExit(STOP_SECONDS)).isZero();
        assertThat(isOpen(port(banner, "Usher [0-9.]+ "))).isFalse();
        assertThat(demo.out().substring(banner.length()).lines())
                .as("a line of JSON for each request, and nothing else")
                .isNotEmpty()
                .allMatch(line -> line.isBlank() || line.startsWith("{\"time\":"));
        assertThat(demo.err()).isEmpty();
    }

    private static void loginOrdersLogout(TestClient client) {
        String token = client.aliceToken();
        Answer order = client.get("/orders/1", "user-token", token);
        assertThat(order.status()).isEqualTo(200);
        assertThat(order.received("X-User-Email")).containsExactly("alice@example.com");
        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }

    @Test
    void whatItSaysToTryCanBePastedAndCtrlCStopsIt() throws Exception {
        assumeThat(Path.of("/usr/bin/curl")).isExecutable();
        try (Distribution demo = Distribution.usher(directory, "demo", "--port", "0")) {
            String banner = demo.awaitOutput("Ctrl-C");
            Path pasted = Files.write(
                    directory.resolve("pasted.sh"),
                    banner.lines()
                            .filter(line -> line.matches("(T=|curl|  -d).*"))
                            .toList());

            try (Distribution shell = Distribution.start(directory, Map.of(), List.of("sh", pasted.toString()))) {
                assertThat(shell.awaitExit(30)).isZero();
                List<String> answers = shell.out().lines().toList();
                assertThat(answers).hasSize(4);
                assertThat(answers.get(0))
                        .contains("\"/orders/1\"", "alice@example.com")
                        .doesNotContain("user-token");
                assertThat(answers.get(1)).contains("\"status\":401");
                assertThat(answers.get(2)).contains("\"/public/1\"").doesNotContain("somebody-else");
                assertThat(answers.get(3)).contains("\"status\":401");
            }

            assertStopsCleanlyOn("INT", demo, banner);
        }
    }

    @Test
    void aTakenPortIsOneLineAndOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Distribution demo = Distribution.usher(
                        directory,
                        "demo",
                        "--port",
                        String.valueOf(taken.getLocalPort()),
                        "--admin-port",
                        "0",
                        "--user-server-port",
                        "0",
                        "--echo-port",
                        "0")) {
            assertThat(demo.awaitExit(60)).isEqualTo(1);
            assertThat(demo.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("usher: port " + taken.getLocalPort() + " is taken");
            assertThat(demo.out()).isEmpty();
        }
    }

    private static int port(String banner, String name) {
        Matcher line = Pattern.compile(name + " http://localhost:(\\d+)").matcher(banner);
        assertThat(line.find()).as(name + " is in: " + banner).isTrue();
        return Integer.parseInt(line.group(1));
    }

    private static boolean isOpen(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException refused) {
            return false;
        }
    }
}
