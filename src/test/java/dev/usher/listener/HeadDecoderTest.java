package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitsSettings;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a head that asks for HTTP/2 in clear text, which nobody behind the decoder may see. */
class HeadDecoderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    h2c             |
                    H2C , h2c       |
                    h2c, irc        | irc
                    irc, h2c, a/1   | irc, a/1
                    irc             | irc
                    """)
    void ofAnUpgradeTheRestIsLeftAndNoEmptyField(String asked, String left) {
        HttpRequest head = decode("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: " + asked + "\r\n\r\n");

        assertThat(head.headers().getAll("upgrade")).isEqualTo(left == null ? List.of() : List.of(left));
    }

    private static HttpRequest decode(String head) {
        LimitsSettings limits = new LimitsSettings(10, 10, 10, 10, 10, Duration.ofSeconds(10));
        EmbeddedChannel connection = new EmbeddedChannel();
        HeadClocks clocks = new HeadClocks(connection.eventLoop(), limits.head(), () -> {});
        IdleClock idle = new IdleClock(new IdleClocks(connection.eventLoop(), Duration.ofMinutes(1)), connection);
        connection.pipeline().addLast(new HeadDecoder(limits, new HeadClock(clocks, connection), idle));
        connection.writeInbound(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
        HttpRequest read = connection.readInbound();
        connection.finishAndReleaseAll();
        return read;
    }
}
