package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestGateway;
import dev.usher.config.SealingKey;
import dev.usher.session.TokenFormat.Opened;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client asked for at its login is in its session, for whoever makes a cookie of it. */
class StayLoggedInTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("session", "{ keys: [\"" + "A".repeat(43) + "=\"] }");

    @ParameterizedTest
    @CsvSource({"'', false", "',\"stayLoggedIn\":false', false", "',\"stayLoggedIn\":true', true"})
    void aLoginKeepsIt(String field, boolean expected) {
        String body = "{\"login\":\"alice@example.com\",\"password\":\"wonderland\"" + field + "}";
        String token = gateway.client()
                .post("/auth/login", body)
                .json()
                .get("user-token")
                .asText();

        SealedTokens tokens = new SealedTokens(new Seals(
                List.of(SealingKey.of(new byte[SealingKey.BYTES])),
                URI.create(gateway.users().url())));
        assertThat(tokens.open(token))
                .isInstanceOfSatisfying(
                        Opened.Bound.class,
                        opened -> assertThat(opened.binding().stayLoggedIn()).isEqualTo(expected));
    }
}
