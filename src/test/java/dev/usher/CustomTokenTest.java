package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The token of a login's answer never leaves the gateway, wherever the answer has it. */
class CustomTokenTest {

    @RegisterExtension
    static final OtherUserServer users = new OtherUserServer();

    /** The user is the whole answer, and the token is one of a list in it. */
    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("auth", """
            { url: "%s", preset: custom, custom: {
                login: { path: login, token: /keys/1, user: "" },
                validate: { path: valid }, me: { path: me }, user: { id: /number } } }""".formatted(users.url()));

    @Test
    @Tag("T23")
    void isTakenOutOfAList() {
        users.say("POST /login", 200, "{\"keys\":[1,\"k-12345678\",3],\"number\":1815}");

        Answer login = gateway.client().login("ada", "engine");

        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().get("keys").toString()).isEqualTo("[1,null,3]");
        assertThat(login.body()).doesNotContain("k-12345678");
    }
}
