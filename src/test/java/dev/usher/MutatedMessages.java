package dev.usher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What one connection says: a few pipelined requests, most of them nearly well-formed, and a polite end. */
final class MutatedMessages {

    private static final String SMUGGLED = "GET /public/smuggled HTTP/1.1\r\nHost: a\r\nX-User-Id: evil\r\n\r\n";

    private static final String[] LENGTHS = {
        "Content-Length: %1$d\r\n",
        "Content-Length: %1$d\r\n",
        "Content-Length: 0%1$d\r\n",
        "Content-Length: %1$d\r\nContent-Length: %1$d\r\n",
        "Content-Length: %1$d\r\nContent-Length: 3\r\n",
        "Content-Length: %1$d, %1$d\r\n",
        "Content-Length: +%1$d\r\n",
        "Content-Length: -%1$d\r\n",
        "Content-Length: 0x%1$x\r\n",
        "Content-Length : %1$d\r\n",
        "Content-Length:\n %1$d\r\n",
        "Content_Length: %1$d\r\n",
        "content-length:%1$d \r\n",
        "Content-Length: %2$d\r\n",
        "Content-Length: 0\r\n",
        ""
    };

    private static final String[] CODINGS = {
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\n",
        "transfer-encoding:CHUNKED\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: %1$d\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\nContent-Length: %1$d\r\n",
        "Transfer_Encoding: chunked\r\nContent-Length: %1$d\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: \u000bchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding\n: chunked\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n",
        "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n",
        "Connection: Content-Length\r\nContent-Length: %1$d\r\n"
    };

    private static final String[] FORGERIES = {
        "X-User-Id: evil\r\n",
        "x_user_id: evil\r\n",
        "X.User.Id: evil\r\n",
        "Connection: X-User-Id\r\nX-User-Id: evil\r\n",
        "X-User-Roles: evil\r\nX-User-Email: evil\r\n",
        "X-Forwarded-For: evil\r\n",
        "Accept: a\rX-User-Id: evil\r\n",
        "Accept: a\nX-User-Id: evil\r\n",
        "X-User-Id\u00a0: evil\r\n",
        "Accept: a\r\n X-User-Id: evil\r\n",
        "",
        "",
        "",
        ""
    };

    private static final String[] ODD = {"\r", "\n", "\0", " ", "\t", ":", ";", ",", "\u000b", "\u0085", "\r\n"};

    /** Longer than any length that a mutation can make of a message's own. */
    private static final int FAREWELLS = 90;

    private final Random random;
    private final String token;

    MutatedMessages(long seed, String token) {
        this.random = new Random(seed);
        this.token = token;
    }

    /** The bytes of one connection, ISO-8859-1; whatever is read into them, they end with a request to close. */
    String next() {
        StringBuilder said = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            said.append(random.nextInt(5) < 2 ? mutated(message()) : message());
        }
        String farewell = "GET /public/" + id() + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        return said.append(farewell.repeat(FAREWELLS)).toString();
    }

    /** What these bytes say to whoever takes nothing but the letter of RFC 9112; up to the first thing else. */
    static List<StrictRequest> strictlyIn(String said) {
        InputStream in = new ByteArrayInputStream(said.getBytes(StandardCharsets.ISO_8859_1));
        List<StrictRequest> requests = new ArrayList<>();
        try {
            for (StrictRequest next = StrictRequest.read(in); next != null; next = StrictRequest.read(in)) {
                requests.add(next);
            }
        } catch (IOException malformed) {
            // nobody can say what is behind it
        }
        return requests;
    }

    private String message() {
        boolean known = random.nextBoolean();
        StringBuilder head = new StringBuilder(random.nextInt(3) == 0 ? "GET " : "POST ");
        head.append(known ? "/orders/" : "/public/").append(id()).append(" HTTP/1.1\r\nHost: a\r\n");
        if (known) {
            head.append("User-Token: ").append(token).append("\r\n");
        }
        head.append(oneOf(FORGERIES));
        String body = "x".repeat(random.nextInt(20)) + (random.nextBoolean() ? SMUGGLED : "");
        boolean chunked = random.nextBoolean();
        String framing = oneOf(chunked ? CODINGS : LENGTHS);
        head.append(framing.formatted(body.length(), Math.max(0, body.length() + random.nextInt(-9, 9))));
        return head.append("\r\n").append(chunked ? chunks(body) : body).toString();
    }

    private String chunks(String body) {
        int cut = body.isEmpty() ? 0 : random.nextInt(body.length());
        return chunk(body.substring(0, cut)) + chunk(body.substring(cut)) + oneOf("0", "0", "0", "000", "0;a", "-0")
                + "\r\n" + oneOf("", "", "X-User-Id: evil\r\n", "Content-Length: 5\r\n") + "\r\n";
    }

    private String chunk(String data) {
        return data.isEmpty()
                ? ""
                : Integer.toHexString(data.length()) + oneOf("", "", "", ";a=b", ";a\n", " ", "g", ";\"\r\n0\r\n\r\n\"")
                        + "\r\n" + data + oneOf("\r\n", "\r\n", "\r\n", "\r\n", "\n", "");
    }

    private String mutated(String message) {
        int at = random.nextInt(message.length());
        return switch (random.nextInt(4)) {
            case 0 -> message.substring(0, at) + message.substring(at + 1);
            case 1 -> message.substring(0, at) + oneOf(ODD) + message.substring(at);
            case 2 -> message.substring(0, at) + oneOf(ODD) + message.substring(at + 1);
            default -> lineEndChanged(message, at);
        };
    }

    private String lineEndChanged(String message, int from) {
        int end = message.indexOf("\r\n", from);
        return end < 0 ? message : message.substring(0, end) + oneOf("\n", "\r", "\n\r") + message.substring(end + 2);
    }

    private String id() {
        return Integer.toHexString(random.nextInt());
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
