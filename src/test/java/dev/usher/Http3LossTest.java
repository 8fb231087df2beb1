package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Datagrams get lost, and what was in them comes again: no answer over HTTP/3 stays without an end. */
class Http3LossTest {

    /** More octets than a datagram with the head or the end of an answer has, and fewer than one with its body. */
    private static final int BODY = 300;

    private static final TestCertificate CERTIFICATE = TestCertificate.create();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(CERTIFICATE, "http3: true");

    /** QUIC's library forgets a stream when its octets have arrived, and with it an end that has none. */
    @Test
    void answersEndThoughWhatCameBehindTheirBodyWasLost() {
        try (UdpRelay relay = new UdpRelay(gateway.usher().httpsPort());
                RawHttp3 connection = new RawHttp3(relay.port()).greet()) {
            assertThat(connection.get("/public/first").status()).isEqualTo(200);
            relay.loseBehind(BODY);
            List<RawHttp3.Stream> answers = IntStream.range(0, 5)
                    .mapToObj(i -> connection.get("/public/" + i))
                    .toList();
            Await.until(() -> answers.stream().allMatch(RawHttp3.Stream::isOver));
            assertThat(answers).allMatch(answer -> answer.heard().endsWith("}"));
            assertThat(relay.lost()).isPositive();
        }
    }
}
