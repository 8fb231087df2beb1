package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A stranger changes nothing; a trusted proxy cannot make the client anything but an address. */
public class ForwardedHeadersFuzz {

    private static final String PEER = "10.0.0.1";
    private static final String OWN = "for=10.0.0.1;host=\"a\";proto=";
    private static final List<String> NAMES =
            List.of("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded");

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] lines) {
        law(new String(lines, StandardCharsets.ISO_8859_1));
    }

    /** Holds whatever these fields are, one a line. */
    public static void law(String lines) {
        MultiMap received = MultiMap.caseInsensitiveMultiMap();
        lines.lines().forEach(line -> NAMES.forEach(name -> received.add(name, line)));
        fromAStranger(received);
        fromAProxy(received);
    }

    private static void fromAStranger(MultiMap received) {
        ForwardedHeaders untrusting = new ForwardedHeaders(address -> false);
        Client client = untrusting.client(untrusting.peer(PEER), "http", "a", received);

        assertThat(client.address()).isEqualTo(PEER);
        assertThat(client.scheme()).isEqualTo("http");
        assertThat(client.host()).isEqualTo("a");
        assertThat(client.behindProxy()).isFalse();
        MultiMap out = written(untrusting, client, received);
        assertThat(out.get("x-forwarded-for")).isEqualTo(PEER);
        assertThat(out.get("forwarded")).isEqualTo(OWN + "http");
        isWrittenOnce(out);
    }

    private static void fromAProxy(MultiMap received) {
        ForwardedHeaders trusting = new ForwardedHeaders(address -> address.isSiteLocalAddress());
        Client client = trusting.client(trusting.peer(PEER), "http", "a", received);

        InetAddress believed = InetAddress.ofLiteral(client.address());
        assertThat(believed.getHostAddress()).isEqualTo(client.address());
        assertThat(client.scheme()).isIn("http", "https");
        Client sender = new Client(client.address(), client.scheme(), "a", trusting.peer(PEER));
        MultiMap out = written(trusting, sender, received);
        assertThat(out.get("x-forwarded-for")).endsWith(PEER);
        assertThat(lastElement(String.valueOf(out.get("forwarded")))).isEqualTo(OWN + client.scheme());
        isWrittenOnce(out);
    }

    private static MultiMap written(ForwardedHeaders headers, Client client, MultiMap received) {
        FieldList fields = new FieldList();
        headers.write(client, received, fields);
        MultiMap out = MultiMap.caseInsensitiveMultiMap();
        fields.copyTo(out);
        return out;
    }

    private static void isWrittenOnce(MultiMap out) {
        NAMES.forEach(name -> assertThat(out.getAll(name)).as(name).hasSize(1));
        assertThat(out.names()).hasSize(NAMES.size());
    }

    /** RFC 7239 section 4: a comma inside a quoted string ends no element. */
    private static String lastElement(String forwarded) {
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < forwarded.length(); i++) {
            char c = forwarded.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                start = i + 1;
            }
        }
        return forwarded.substring(start).strip();
    }
}
