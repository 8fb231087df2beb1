package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.StrictRequest.Field;
import dev.usher.http.GatewayFailure;
import dev.usher.http.RequestTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One request in, at most one request out; and no client byte in an identity header. Whatever is sent, what reaches the
 * service is a clean message each, which the client's bytes hold by the letter of RFC 9112 and which was answered.
 */
class OneInOneOutTest {

    private static final long SEED = 20_261_124;
    private static final int CONNECTIONS = 300;
    private static final int LEGIBLE = 1_500;
    private static final int AT_ONCE = 32;
    private static final Set<String> IDENTITY = Set.of("xuserid", "xuseremail", "xusername", "xuserroles");

    private static final StrictService service = new StrictService();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/public/**", "{ target: \"" + service.url() + "\", auth: none }")
            .route("/orders/**", "\"" + service.url() + "\"");

    private record Talk(String said, int answers) {}

    /** What makes a request this one and no other; paths hold a random number each. */
    private record Key(String method, String target, String body) {}

    @AfterAll
    static void close() throws IOException {
        service.close();
    }

    @Test
    @Tag("T1")
    @Tag("T21")
    void whatReachesTheServiceWasSentAsOneAndAnswered() throws Exception {
        List<Talk> talks = talks();

        assertThat(service.nonsense()).isEmpty();
        List<Key> unexplained = new ArrayList<>(keys(service.requests()));
        for (Talk talk : talks) {
            int reached = 0;
            for (Key sent : keys(MutatedMessages.strictlyIn(talk.said))) {
                reached += unexplained.remove(sent) ? 1 : 0;
            }
            assertThat(reached).as(talk.said).isLessThanOrEqualTo(talk.answers);
        }
        assertThat(unexplained)
                .as(() -> "nobody said this:\n" + saidAbout(unexplained, talks))
                .isEmpty();
        assertThat(service.requests()).hasSizeGreaterThan(CONNECTIONS / 6);
        service.requests().forEach(OneInOneOutTest::hasOneIdentityOrNone);
    }

    private static String saidAbout(List<Key> unexplained, List<Talk> talks) {
        return talks.stream()
                .map(Talk::said)
                .filter(said -> unexplained.stream().anyMatch(key -> said.contains(key.target)))
                .map(said -> Cases.visible(said.substring(0, Math.min(said.length(), LEGIBLE))))
                .collect(Collectors.joining("\n"));
    }

    private static void hasOneIdentityOrNone(StrictRequest request) {
        if (request.target().startsWith("/orders/")) {
            assertThat(request.values("xuserid"))
                    .containsExactly(gateway.users().objectId("alice@example.com"));
            assertThat(request.values("xuseremail")).containsExactly("alice@example.com");
        } else {
            assertThat(request.fields()).map(Field::folded).doesNotContainAnyElementsOf(IDENTITY);
        }
        assertThat(request.values("xforwardedfor")).containsExactly("127.0.0.1");
        assertThat(request.values("host")).hasSize(1);
    }

    private static List<Key> keys(List<StrictRequest> requests) {
        List<Key> keys = new ArrayList<>();
        for (StrictRequest request : requests) {
            try {
                String target = RequestTarget.parse(request.target()).pathAndQuery();
                keys.add(new Key(request.method(), target, request.body()));
            } catch (GatewayFailure.BadRequest refused) {
                // a path that never reaches anybody
            }
        }
        return keys;
    }

    private static List<Talk> talks() throws Exception {
        MutatedMessages messages = new MutatedMessages(SEED, gateway.client().aliceToken());
        List<Future<Talk>> talks = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                String said = messages.next();
                talks.add(clients.submit(() -> talk(said)));
            }
        }
        List<Talk> ended = new ArrayList<>();
        for (Future<Talk> talk : talks) {
            ended.add(talk.get());
        }
        return ended;
    }

    private static Talk talk(String said) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closedAlready) {
                // what was answered before can still be read
            }
            return new Talk(said, answers(socket));
        }
    }

    /** Final answers until the gateway closes; neither it nor the service writes this text in a body. */
    private static int answers(Socket socket) throws IOException {
        StringBuilder heard = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                heard.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketException reset) {
            // the end, too
        }
        return heard.toString().split("HTTP/1\\.[01] [2-5]\\d\\d", -1).length - 1;
    }
}
