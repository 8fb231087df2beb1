package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service can believe what it reads about a user, whatever the client sends. */
class IdentityHeadersTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with(
                    "identity",
                    "{ headers: { X-User-Id: objectId, X-User-Email: email, X-User-Name: name, X-User-Roles: roles,"
                            + " X-Phone: phone, X-City: address.city, X-Tags: tags, X-Address: address,"
                            + " X-Missing: address.street.number, X-Kind: ___class } }");

    private final TestClient client = gateway.client();
    private final String alice = client.aliceToken();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-User-Id",
                "x-user-id",
                "X-USER-ID",
                "X_User_Id",
                "x.user.id",
                "X-User_Id",
                "XUserId",
                "X--User--Id",
                "X-User-Id-",
                "X-User-Id!",
                "~X-User-Id"
            })
    @Tag("T1")
    void noSpellingOfAnIdentityHeaderGetsThrough(String name) {
        Answer known = client.get("/orders/1", "user-token", alice, name, "evil", name, "evil2");
        assertThat(known.received("X-User-Id")).containsExactly(gateway.users().objectId("alice@example.com"));
        assertThat(known.body()).doesNotContain("evil");

        for (String path : List.of("/public/1", "/optional/1")) {
            Answer unknown = client.get(path, name, "evil", name, "evil2");
            assertThat(unknown.status()).isEqualTo(200);
            assertThat(unknown.body()).doesNotContain("evil");
            assertThat(folded(unknown)).doesNotContain("xuserid");
        }
    }

    @Test
    @Tag("T1")
    void everyNameThatTheGatewayWritesIsReservedOnPublicRoutesToo() {
        Answer answer = client.get(
                "/public/1",
                "X-User-Email",
                "evil",
                "X_User_Name",
                "evil",
                "x.user.roles",
                "evil",
                "X-Phone",
                "evil",
                "x_city",
                "evil",
                "X-Auth-Stale",
                "evil",
                "X-Auth-Age",
                "evil",
                "X-Auth-Assertion",
                "evil",
                "User_Token",
                "evil",
                "X-HTTP-Method-Override",
                "evil");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("evil");
    }

    @Test
    @Tag("T2")
    void aPropertyThatIsAbsentIsAnAbsentHeaderWhateverTheClientSends() {
        Answer answer = client.get(
                "/orders/1",
                "user-token",
                alice,
                "X-Phone",
                "evil",
                "X-City",
                "evil",
                "X-Missing",
                "evil",
                "X-Tags",
                "evil");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(folded(answer)).doesNotContain("xphone", "xcity", "xmissing", "xtags", "xaddress");
        assertThat(answer.received("X-User-Name")).containsExactly("Alice");
        String bob = client.token("bob@example.com", "builder");
        assertThat(folded(client.get("/orders/1", "user-token", bob, "X-User-Roles", "Manager")))
                .doesNotContain("xuserroles");
    }

    @Test
    @Tag("T4")
    void valuesCannotForgeAHeader() {
        String zoe = client.token("zoe@example.com", "wonderland");

        Answer answer = client.get("/orders/1", "user-token", zoe);

        assertThat(answer.received("X-User-Name")).containsExactly("Zo%C3%AB%0D%0AX-Evil: 1 %C4%8D %C4%8A");
        assertThat(answer.received("X-City")).containsExactly("K%C3%B6ln");
        assertThat(answer.received("X-Tags")).containsExactly("a%2Cb,c");
        assertThat(answer.received("X-Phone")).isEmpty();
        assertThat(answer.received("X-Address")).isEmpty();
        assertThat(folded(answer)).doesNotContain("xevil");
    }

    @Test
    @Tag("T3")
    void connectionCannotStripWhatTheGatewayWrites() {
        RawHttp.Heard heard = RawHttp.say(
                gateway.port(),
                "GET /orders/1 HTTP/1.1\r\nHost: a.example\r\nuser-token: " + alice
                        + "\r\nX-User-Id: evil\r\nX-Mine: dropped\r\nConnection: close\r\nConnection: X-User-Id,"
                        + " x-user-email,"
                        + " X-Forwarded-For, Forwarded, Host, Via, X-Request-Id, X-Mine\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text())
                .contains(field("X-User-Id", gateway.users().objectId("alice@example.com")))
                .contains(field("X-User-Email", "alice@example.com"))
                .contains(field("x-forwarded-for", "127.0.0.1"))
                .contains(field("host", "a.example"))
                .contains(field("via", "1.1 usher"))
                .contains("\"name\":\"x-request-id\"")
                .doesNotContain("evil", "dropped");
    }

    @Test
    void aServiceCannotSpeakInTheGatewaysName() {
        Answer answer = client.get("/public/1?header=X-User-Id:evil&header=x_user_roles:evil&header=User-Token:evil"
                + "&header=X-Auth-Assertion:evil&header=X-Request-Id:evil&header=X-Own:fine");

        assertThat(answer.header("x-own")).isEqualTo("fine");
        assertThat(answer.header("x-user-id")).isNull();
        assertThat(answer.header("x_user_roles")).isNull();
        assertThat(answer.header("user-token")).isNull();
        assertThat(answer.header("x-auth-assertion")).isNull();
        assertThat(answer.headers().get("x-request-id"))
                .containsExactly(answer.received("X-Request-Id").getFirst());
    }

    @Test
    @Tag("T9")
    void nothingThatAClientSendsTurnsAuthenticationOff() {
        for (String[] header : new String[][] {
            {"User-Agent", "kube-probe/1.30"},
            {"X-User-Id", "evil"},
            {"X-Original-URL", "/public/1"},
            {"X-HTTP-Method-Override", "OPTIONS"},
            {"X-Forwarded-For", "127.0.0.1"},
            {"Authorization", "Basic YWxpY2U6d29uZGVybGFuZA=="},
            {"Purpose", "prefetch"}
        }) {
            assertThat(client.get("/orders/1", header).status()).as(header[0]).isEqualTo(401);
        }
        assertThat(client.send("OPTIONS", "/orders/1", null).status()).isEqualTo(401);
        assertThat(client.get("/orders/healthz").status()).isEqualTo(401);
    }

    @Test
    @Tag("T23")
    void interleavedUsersOnReusedConnectionsNeverGetEachOthersIdentity() {
        String bob = client.token("bob@example.com", "builder");
        for (int batch = 0; batch < 20; batch++) {
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(oneOf(i % 3, bob));
            }
            answers.forEach(CompletableFuture::join);
        }
    }

    private CompletableFuture<Void> oneOf(int kind, String bob) {
        if (kind == 0) {
            return client.sendAsync("GET", "/optional/1", null)
                    .thenAccept(answer -> assertThat(folded(answer)).noneMatch(name -> name.startsWith("xuser")));
        }
        String token = kind == 1 ? alice : bob;
        String email = kind == 1 ? "alice@example.com" : "bob@example.com";
        return client.sendAsync("GET", "/orders/1", null, "user-token", token).thenAccept(answer -> {
            assertThat(answer.received("X-User-Email")).containsExactly(email);
            assertThat(answer.received("X-User-Id"))
                    .containsExactly(gateway.users().objectId(email));
            assertThat(answer.received("X-User-Roles")).hasSize(kind == 1 ? 1 : 0);
        });
    }

    private static List<String> folded(Answer answer) {
        return answer.receivedNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""))
                .toList();
    }

    private static String field(String name, String value) {
        return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}";
    }
}
