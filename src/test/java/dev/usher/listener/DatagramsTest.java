package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramsTest {

    private static final int ID_OCTETS = 20;

    @ParameterizedTest
    @CsvSource({
        "0x40, 0, false",
        "0x40, 1, false",
        "0x40, 20, false",
        "0x40, 21, true",
        "0xc0, 1199, false",
        "0xc0, 1200, true",
        "0x80, 1199, false",
        "0xe0, 21, true",
        "0xe0, 20, false"
    })
    void whatIsTooShortIsReleased(String first, int octets, boolean passed) {
        EmbeddedChannel socket = new EmbeddedChannel(new Datagrams(ID_OCTETS));
        byte[] content = new byte[octets];
        if (octets > 0) {
            content[0] = Integer.decode(first).byteValue();
        }
        DatagramPacket datagram = new DatagramPacket(Unpooled.wrappedBuffer(content), new InetSocketAddress(1));
        assertThat(socket.writeInbound(datagram)).isEqualTo(passed);
        assertThat(datagram.refCnt()).isEqualTo(passed || octets == 0 ? 1 : 0);
        socket.finishAndReleaseAll();
    }
}
