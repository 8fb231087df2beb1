package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The official JavaScript SDK in a page of another site, in Chromium: what only a browser can refuse. */
@SuppressWarnings("NullAway.Init")
class FacadeBrowserIT {

    private static final HttpServer pages = pages();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("login", "{ facade: { forms: [ids, domain], cors: { origins: ['" + site("localhost") + "'] } } }");

    @TempDir
    private static Path directory;

    private static Chromium chromium;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Sdk.install();
        chromium = Chromium.start(directory);
    }

    @AfterAll
    static void close() {
        pages.stop(0);
        if (chromium != null) {
            chromium.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> withIdAndKeyInThePath() {
        return Sdk.tests(results("localhost", "serverURL=" + gatewayUrl() + "&appId=DEMO-APP&apiKey=DEMO-KEY"));
    }

    @TestFactory
    Stream<DynamicTest> withADomain() {
        return Sdk.tests(results("localhost", "domain=" + gatewayUrl()));
    }

    @Test
    void aPageThatNobodyNamedReadsNothing() {
        List<JsonObject> results = results("127.0.0.1", "domain=" + gatewayUrl());

        assertThat(results).anyMatch(result -> result.getString("check").equals("login"));
        assertThat(results)
                .filteredOn(result -> List.of("app info loads", "login", "findById", "logout", "loginAsGuest")
                        .contains(result.getString("check")))
                .hasSize(5)
                .noneMatch(result -> result.getBoolean("ok"));
    }

    private static List<JsonObject> results(String host, String options) {
        ChromiumTab tab = chromium.tab();
        tab.open(site(host) + "/page.html?login=alice@example.com&password=wonderland&" + options);
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> tab.evaluate("Boolean(window.results)").asBoolean());
        return new JsonArray(tab.evaluate("JSON.stringify(window.results)").asText())
                .stream().map(JsonObject.class::cast).toList();
    }

    private static String gatewayUrl() {
        return "http://127.0.0.1:" + gateway.port();
    }

    private static String site(String host) {
        return "http://" + host + ":" + pages.getAddress().getPort();
    }

    private static HttpServer pages() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", FacadeBrowserIT::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath().substring(1);
            if (!List.of("page.html", "checks.mjs", "backendless.min.js").contains(name)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] file = Sdk.file(name);
            exchange.getResponseHeaders().set("Content-Type", name.endsWith("html") ? "text/html" : "text/javascript");
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        }
    }
}
