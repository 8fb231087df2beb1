package dev.usher;

import static dev.usher.RawHttp3.DATA;
import static dev.usher.RawHttp3.HEADERS;
import static dev.usher.RawHttp3.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says fields behind a body, in each version by hand: few clients can. */
final class TrailedClient {

    private final TestGateway gateway;

    TrailedClient(TestGateway gateway) {
        this.gateway = gateway;
    }

    /** What the service heard; {@code reset} where there was no answer. */
    String say(int version, String path, String body, List<String> head, String... behind) {
        return switch (version) {
            case 1 -> overHttp1(path, body, head, behind);
            case 2 -> overHttp2(path, body, head, behind);
            default -> overHttp3(path, body, head, behind);
        };
    }

    private String overHttp1(String path, String body, List<String> head, String... behind) {
        String chunk = body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        String answer = lines("POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n" + fields(head) + "\r\n" + chunk + "0\r\n"
                + fields(List.of(behind)) + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String fields(List<String> fields) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < fields.size(); i += 2) {
            lines.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
        }
        return lines.toString();
    }

    private String overHttp2(String path, String body, List<String> head, String... behind) {
        try (Http2Client client = new Http2Client(gateway.port())) {
            client.greet();
            client.frame(Http2Client.WINDOW_UPDATE, 0, 0, new byte[] {0, 16, 0, 0});
            client.frame(Http2Client.SETTINGS, 0, 0, new byte[] {0, 4, 0, 16, 0, 0});
            String[] fields = TestClient.with(RawHttp3.usual(path), head.toArray(String[]::new));
            fields[1] = "POST";
            client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, Http2Client.block(fields));
            for (int at = 0; at < body.length(); at += 15_000) {
                String part = body.substring(at, Math.min(body.length(), at + 15_000));
                client.frame(Http2Client.DATA, 0, 1, bytes(part));
            }
            int last = Http2Client.END_HEADERS | Http2Client.END_STREAM;
            client.frame(Http2Client.HEADERS, last, 1, Http2Client.block(behind));
            return client.body(1);
        }
    }

    private String overHttp3(String path, String body, List<String> head, String... behind) {
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            String[] fields = TestClient.with(RawHttp3.usual(path), head.toArray(String[]::new));
            fields[1] = "POST";
            RawHttp3.Stream stream = connection.open().send(frame(HEADERS, Qpack.block(fields)));
            if (!body.isEmpty()) {
                stream.send(frame(DATA, bytes(body)));
            }
            stream.send(frame(HEADERS, Qpack.block(behind))).end();
            return body(stream);
        }
    }

    String lines(String bytes) {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(bytes);
            return client.readAll();
        }
    }

    /** Of the answer, once it has ended. */
    private static String body(RawHttp3.Stream stream) {
        Await.until(stream::isOver);
        ByteBuf frames = Unpooled.copiedBuffer(stream.heard(), StandardCharsets.ISO_8859_1);
        StringBuilder body = new StringBuilder(frames.isReadable() ? "" : "reset");
        while (frames.isReadable()) {
            long type = QuicNumber.read(frames);
            int length = (int) QuicNumber.read(frames);
            CharSequence content = frames.readCharSequence(length, StandardCharsets.ISO_8859_1);
            if (type == DATA) {
                body.append(content);
            }
        }
        return body.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
