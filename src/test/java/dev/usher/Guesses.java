package dev.usher;

import dev.usher.TestClient.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logins that come from some address, by way of a proxy that is trusted. */
record Guesses(TestClient client, String address) {

    private static final AtomicInteger addresses = new AtomicInteger();

    /** Whose tries no other test counts; of those that are kept for measurements, RFC 2544. */
    static Guesses ofAnotherAddress(TestClient client) {
        int number = addresses.incrementAndGet();
        return new Guesses(client, "198.18." + number / 256 + "." + number % 256);
    }

    Guesses from(String other) {
        return new Guesses(client, other);
    }

    Answer login(String login, String password) {
        return loginLater(login, password).join();
    }

    CompletableFuture<Answer> loginLater(String login, String password) {
        String body = "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}";
        return send("POST", "/auth/login", body);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers).join();
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers).join();
    }

    private CompletableFuture<Answer> send(String method, String path, @Nullable String body, String... headers) {
        String[] all = Stream.concat(Stream.of("x-forwarded-for", address), Stream.of(headers))
                .toArray(String[]::new);
        return client.sendAsync(method, path, body, all);
    }
}
