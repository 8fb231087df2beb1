package dev.usher;

import static dev.usher.TestClient.with;

import dev.usher.TestClient.Answer;

/** How each kind of proxy says which request it has. */
enum Dialect {
    ORIGINAL,
    FORWARDED,
    IN_PATH;

    private static final String[] SHOP = {"x-forwarded-proto", "http", "x-forwarded-host", "shop.example"};

    /** Asks about a request to {@code http://shop.example}. */
    Answer ask(TestClient gateway, String method, String uri, String... more) {
        String[] fields = with(SHOP, more);
        return switch (this) {
            case ORIGINAL ->
                gateway.get("/auth/check", with(fields, "x-original-method", method, "x-original-uri", uri));
            case FORWARDED ->
                gateway.get("/auth/check", with(fields, "x-forwarded-method", method, "x-forwarded-uri", uri));
            case IN_PATH -> gateway.send(method, "/auth/check" + uri, null, fields);
        };
    }
}
