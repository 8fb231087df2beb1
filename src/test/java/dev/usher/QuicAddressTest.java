package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing is kept of a client of HTTP/3, and little is sent, before it has shown that its address is its own. */
class QuicAddressTest {

    /** A version of QUIC that nobody speaks, and that of the packets which say so, RFC 9000 section 17.2.1. */
    private static final int UNKNOWN = 0x1a2a3a4a;

    private static final int NEGOTIATION = 0;

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().withTls(CERTIFICATE, "http3: true").with("limits", "{ head: 300ms }");

    @AfterEach
    void nothingIsLeft() {
        Await.until(() -> connections() == 0);
    }

    @Test
    void theAnswerIsShorterThanTheQuestion() {
        try (QuicInitial client = new QuicInitial(gateway.usher().httpsPort())) {
            client.send(1_200, 1);
            assertThat(client.heard().remaining()).isBetween(1, 300);
            client.send(1_200, UNKNOWN);
            assertThat(client.heard().remaining()).isBetween(1, 300);
        }
    }

    @Test
    void aQuestionThatIsShortHasNoAnswer() {
        try (QuicInitial client = new QuicInitial(gateway.usher().httpsPort())) {
            client.send(1_199, 1);
            client.send(80, 1);
            client.send(1_199, UNKNOWN);
            client.send(1_200, UNKNOWN);
            client.send(1_200, 1);
            assertThat(version(client.heard())).as("to the last but one").isEqualTo(NEGOTIATION);
            assertThat(version(client.heard())).as("to the last").isEqualTo(1);
        }
    }

    @Test
    void whoTookItsTokenElsewhereIsNotLetIn() {
        try (UdpRelay relay = new UdpRelay(gateway.usher().httpsPort()).movingAtFirstAnswer()) {
            assertThatThrownBy(() -> connect(relay)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(connections()).isZero();
    }

    @Test
    void whoFallsSilentInTheHandshakeHasADeadline() {
        double before = Gauges.sum(gateway, "usher_connections_refused_total", "slow-head");
        try (UdpRelay relay = new UdpRelay(gateway.usher().httpsPort()).passing(2)) {
            // which the client hears of only when the gateway gives up
            new RawHttp3(relay.port()).close();
        }
        Await.until(() -> Gauges.sum(gateway, "usher_connections_refused_total", "slow-head") == before + 1);
    }

    /** Whichever event loop's socket the kernel delivers to. */
    @Test
    void aConnectionThatMovesStaysItsClients() {
        for (int i = 2; i < 6; i++) {
            try (UdpRelay relay = new UdpRelay(gateway.usher().httpsPort());
                    RawHttp3 connection = connect(relay).greet()) {
                assertThat(forwardedFor(connection)).contains("127.0.0.1");
                relay.sendFrom("127.0.0." + i);
                assertThat(forwardedFor(connection)).contains("127.0.0.1").doesNotContain("127.0.0." + i);
                part(connection);
            }
        }
    }

    @Test
    void andMayMoveAgain() {
        try (UdpRelay relay = new UdpRelay(gateway.usher().httpsPort());
                RawHttp3 connection = connect(relay).greet()) {
            for (int i = 2; i < 8; i++) {
                relay.sendFrom("127.0.0." + i);
                assertThat(forwardedFor(connection)).contains("127.0.0.1");
            }
            part(connection);
        }
    }

    private static int version(ByteBuffer packet) {
        return packet.getInt(1);
    }

    private static String forwardedFor(RawHttp3 connection) {
        RawHttp3.Stream answer = connection.get("/public/1");
        Await.until(() -> answer.heard().endsWith("}"));
        return answer.heard();
    }

    /** While there is somebody who carries the farewell. */
    private static void part(RawHttp3 connection) {
        connection.close();
        Await.until(() -> connections() == 0);
    }

    private static RawHttp3 connect(UdpRelay relay) {
        return new RawHttp3(relay.port(), RawHttp3.anyCertificate(), Duration.ofMillis(800));
    }

    private static double connections() {
        return Gauges.sum(gateway, "usher_connections", "");
    }
}
