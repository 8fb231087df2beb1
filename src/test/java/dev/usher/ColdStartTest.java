package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sandbox.Operation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway that has just started knows nobody, and everybody comes at once. */
class ColdStartTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("session", "{ keys: [MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=] }")
            .with("defaults", "{ pool: { connections: 32, wait: 20s } }");

    @Test
    @Tag("T12")
    void aThousandFirstRequestsWithOneTokenAreOneQuestion() throws Exception {
        String token = gateway.client().aliceToken();
        Usher started = gateway.another();
        List<Http2Client> clients = new ArrayList<>();
        try {
            gateway.users().resetCalls();
            byte[] hundred = requests(token);
            for (int i = 0; i < 10; i++) {
                Http2Client client = new Http2Client(started.httpPort());
                clients.add(client);
                client.greet();
                client.send(hundred);
            }

            for (Http2Client client : clients) {
                assertThat(client.statuses(100)).hasSize(100).containsOnly(200);
            }
            assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
            assertThat(gateway.users().calls(Operation.ROLES)).isEqualTo(1);
        } finally {
            clients.forEach(Http2Client::close);
            TestGateway.await(started.stop());
        }
    }

    private static byte[] requests(String token) {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(Http2Client.requestBlock("/orders/bytes/1"));
            block.writeBytes(Http2Client.block("user-token", token));
            requests.writeBytes(Http2Client.bytes(
                    Http2Client.HEADERS,
                    Http2Client.END_STREAM | Http2Client.END_HEADERS,
                    1 + 2 * i,
                    block.toByteArray()));
        }
        return requests.toByteArray();
    }
}
