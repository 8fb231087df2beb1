package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users write their own names, and some write long ones. */
class LongProfileTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("identity", "{ headers: { X-A: a, X-B: b, X-C: c, X-D: d, X-User-Id: objectId } }");

    private final TestClient client = gateway.client();

    @Test
    @Tag("T4")
    void aValueThatIsTooLongForAHeaderIsLeftOut() {
        loginAnswers("\"a\":\"" + "x".repeat(1_025) + "\",\"b\":\"short\"");

        Answer login = client.login("anybody", "secret");
        gateway.users().faults().next(1, Operation.ROLES, Fault.reply(200, Map.of(), "[]"));

        assertThat(login.status()).isEqualTo(200);
    }

    @Test
    void aProfileThatDoesNotFitIntoATokenIs422AndLeavesNoSessionBehind() {
        String long1 = "x".repeat(1_000);
        loginAnswers("\"a\":\"" + long1 + "\",\"b\":\"" + long1 + "\",\"c\":\"" + long1 + "\",\"d\":\"" + long1 + "\"");
        long before = gateway.users().calls(Operation.LOGOUT);

        Answer login = client.login("anybody", "secret");

        assertThat(login.status()).isEqualTo(422);
        assertThat(login.json().get("code").asText()).isEqualTo("profile-too-long");
        assertThat(gateway.users().calls(Operation.LOGOUT)).isEqualTo(before + 1);
    }

    private static void loginAnswers(String properties) {
        String user =
                "{\"objectId\":\"U1\",\"___class\":\"Users\",\"user-token\":\"TOKEN-OF-SOMEBODY\"," + properties + "}";
        gateway.users().faults().next(1, Operation.LOGIN, Fault.reply(200, Map.of(), user));
    }
}
