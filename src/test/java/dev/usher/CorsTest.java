package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers hear from the gateway which pages may call, whatever the answer is and whatever the service says. */
class CorsTest {

    private static final String APP = "https://app.example.com";
    private static final String ALLOW = "access-control-allow-origin";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route(
                    "/shared/**",
                    "{ target: ECHO, cors: { origins: [\"" + APP + "\", \"https://*.shop.example\"], credentials: true,"
                            + " expose: [X-Total], max-age: 5m } }")
            .route(
                    "/narrow/**",
                    "{ target: ECHO, auth: none, cors: { origins: [\"" + APP + ":443\"], methods: [GET],"
                            + " headers: [X-One] } }")
            .route("/dead/**", "{ target: \"http://127.0.0.1:1\", auth: none, cors: { origins: \"*\" } }");

    private final TestClient client = gateway.client();

    @Test
    void aPreflightIsAnsweredHereWithoutAToken() {
        long before = gateway.echo().requests();

        Answer answer = preflight("/shared/1", APP, "PUT", "x-a, content-type");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header(ALLOW)).isEqualTo(APP);
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.header("access-control-allow-methods")).contains("PUT");
        assertThat(answer.header("access-control-allow-headers")).isEqualTo("x-a, content-type");
        assertThat(answer.header("access-control-max-age")).isEqualTo("300");
        assertThat(answer.headers().get("vary")).contains("Origin");
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    void whatTheFileNamesIsAllThatIsAllowed() {
        Answer answer = preflight("/narrow/1", APP, "PUT", "x-two");

        assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET");
        assertThat(answer.header("access-control-allow-headers")).isEqualTo("x-one");
        assertThat(answer.header("access-control-allow-credentials")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://app.example.com",
                "https://app.example.com.evil.example",
                "https://app.example.com:444",
                "https://evilshop.example",
                "https://shop.example",
                "https://a.shop.example.evil.example",
                "https://evil.example/.shop.example",
                "https://evil.example#.shop.example",
                "https://evil.example:1@a.shop.example",
                "https://.shop.example.",
                "null"
            })
    void anotherOriginIsToldNothing(String origin) {
        assertThat(preflight("/shared/1", origin, "GET", "x-a").header(ALLOW)).isNull();
        Answer answer = client.get("/shared/1", "origin", origin, "user-token", client.aliceToken());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ALLOW)).isNull();
        assertThat(answer.headers().get("vary")).contains("Origin");
    }

    @Test
    void hostsBelowAWildcardMayCall() {
        for (String origin : new String[] {"https://a.shop.example", "https://a.b-c.shop.example"}) {
            assertThat(client.get("/shared/1", "origin", origin).header(ALLOW)).isEqualTo(origin);
        }
    }

    @Test
    void refusalsCanBeReadToo() {
        assertThat(client.get("/shared/1", "origin", APP).status()).isEqualTo(401);
        assertThat(client.get("/shared/1", "origin", APP).header(ALLOW)).isEqualTo(APP);
        Answer gone = client.get("/dead/1", "origin", "https://any.example");
        assertThat(gone.status()).isEqualTo(502);
        assertThat(gone.header(ALLOW)).isEqualTo("*");
    }

    @Test
    void whatTheServiceSaysIsReplaced() {
        Answer answer = client.get(
                "/narrow/1?header=Access-Control-Allow-Origin:https://evil.example"
                        + "&header=Access-Control-Allow-Credentials:true",
                "origin",
                "https://evil.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    @Test
    void anOptionsThatIsNoPreflightIsForwarded() {
        assertThat(client.send("OPTIONS", "/narrow/1", null, "origin", APP)
                        .json()
                        .get("method")
                        .asText())
                .isEqualTo("OPTIONS");
    }

    private Answer preflight(String path, String origin, String method, String headers) {
        return client.send(
                "OPTIONS",
                path,
                null,
                "origin",
                origin,
                "access-control-request-method",
                method,
                "access-control-request-headers",
                headers);
    }
}
