package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.quic.QuicSslContext;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** There are as many TLS contexts as certificates need, however many names clients think of. */
class TlsContextsTest {

    private static final TestCertificate FIRST = TestCertificate.usual();
    private static final TestCertificate SECOND = TestCertificate.create("CN=shop", "dns:*.example.com");

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(FIRST, "http3: true", "more: [{ cert: " + SECOND.cert() + ", key: " + SECOND.key() + " }]");

    @Test
    void aThousandNamesMakeNoContextMore() throws Exception {
        int port = gateway.usher().httpsPort();
        TlsLook.greet(port, "localhost");
        TlsLook.greet(port, "a.example.com");
        long before = alive("io.netty.handler.ssl.OpenSslServerContext");
        assertThat(before).isPositive();

        for (int i = 0; i < 500; i++) {
            TlsLook.greet(port, "made-up-" + i + ".test");
            TlsLook.greet(port, "made-up-" + i + ".example.com");
        }

        assertThat(alive("io.netty.handler.ssl.OpenSslServerContext")).isLessThanOrEqualTo(before);
    }

    @Test
    void norDoNamesAndHandshakesOverQuic() throws Exception {
        QuicSslContext client = RawHttp3.anyCertificate();
        long before = alive("io.netty.handler.codec.quic.QuicheQuicSslContext");
        assertThat(before).isGreaterThan(2);
        for (int i = 0; i < 20; i++) {
            new RawHttp3(gateway.usher().httpsPort(), client, Duration.ofSeconds(10), "made-up-" + i + ".test").close();
        }
        assertThat(alive("io.netty.handler.codec.quic.QuicheQuicSslContext")).isLessThanOrEqualTo(before);
        assertThat(client.isClient()).isTrue();
    }

    /** How many objects of a class the heap holds after a collection. */
    private static long alive(String type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher line = Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(type) + "( .*)?$")
                .matcher(histogram);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
