package dev.usher;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import java.util.concurrent.CompletableFuture;

/** Alice at a gateway: what she is answered, and how often the user server is asked whether her session counts. */
final class Alice {

    private final TestGateway gateway;
    private final TestClient client;
    private final String token;

    private Alice(TestGateway gateway) {
        this.gateway = gateway;
        this.client = gateway.client();
        this.token = client.aliceToken();
    }

    /** Where the user server is well; counts from here on. */
    static Alice logsIn(TestGateway gateway) {
        gateway.users().faults().clear();
        Alice alice = new Alice(gateway);
        gateway.users().resetCalls();
        return alice;
    }

    Answer get(String path) {
        return call("GET", path);
    }

    Answer call(String method, String path) {
        return client.send(method, path, null, "user-token", token);
    }

    CompletableFuture<Answer> later(String path) {
        return client.sendAsync("GET", path, null, "user-token", token);
    }

    long questions() {
        return gateway.users().calls(Operation.VALIDATE);
    }
}
