package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramsTest {

    private static final int SHORT = 0x40;

    private final Http3Port port = new Http3Port();
    private final EmbeddedChannel first = socket();
    private final EmbeddedChannel second = socket();

    @AfterEach
    void close() {
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({
        "0x40, 1, false",
        "0x40, 20, false",
        "0x40, 21, true",
        "0xc0, 1199, false",
        "0xc0, 1200, true",
        "0x80, 1199, false",
        "0xe0, 21, true",
        "0xe0, 20, false"
    })
    void whatIsTooShortIsReleased(String kind, int octets, boolean passed) {
        DatagramPacket datagram = datagram(Integer.decode(kind), octets, 0);
        assertThat(first.writeInbound(datagram)).isEqualTo(passed);
        assertThat(datagram.refCnt()).isEqualTo(passed ? 1 : 0);
    }

    @Test
    void whatIsAnothersIsHandedOver() {
        DatagramPacket datagram = datagram(SHORT, 21, 1);
        assertThat(first.writeInbound(datagram)).isFalse();
        second.runPendingTasks();
        assertThat(second.<Object>readInbound()).isSameAs(datagram);
    }

    @Test
    void whatIsNobodysIsReleased() {
        second.finishAndReleaseAll();
        for (int nobody : new int[] {1, 2, 65_535}) {
            DatagramPacket datagram = datagram(SHORT, 21, nobody);
            assertThat(first.writeInbound(datagram)).isFalse();
            assertThat(datagram.refCnt()).isZero();
        }
    }

    @Test
    void noMoreWaitForASocketThanAThousand() {
        for (int round = 0; round < 2; round++) {
            List<DatagramPacket> sent = IntStream.range(0, 1_100)
                    .mapToObj(i -> datagram(SHORT, 21, 1))
                    .toList();
            sent.forEach(first::writeInbound);
            assertThat(sent).filteredOn(each -> each.refCnt() == 0).hasSize(100);
            second.runPendingTasks();
            assertThat(second.inboundMessages()).hasSize(1_000);
            second.releaseInbound();
        }
    }

    private EmbeddedChannel socket() {
        Datagrams datagrams = new Datagrams(port);
        port.add(datagrams);
        return new EmbeddedChannel(datagrams);
    }

    private static DatagramPacket datagram(int kind, int octets, int socket) {
        byte[] content = new byte[Math.max(octets, 3)];
        content[0] = (byte) kind;
        content[1] = (byte) (socket >> 8);
        content[2] = (byte) socket;
        return new DatagramPacket(Unpooled.wrappedBuffer(content, 0, octets), new InetSocketAddress(1));
    }
}
