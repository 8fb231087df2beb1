package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.codec.quic.QuicCodecDispatcher;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.util.AttributeKey;
import java.net.StandardSocketOptions;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The UDP port that the sockets of all event loops share. A datagram of a connection that stands finds the socket that
 * its connection's id names, wherever the kernel delivers it. Safe from every thread.
 */
public final class Http3Port extends QuicCodecDispatcher {

    static final AttributeKey<Http3Server> SERVER = AttributeKey.valueOf(Http3Port.class, "server");

    private static final int KEY_OCTETS = 32;

    private final SecretKey tokens = newKey();

    @Override
    protected void initChannel(Channel socket, int idOctets, QuicConnectionIdGenerator ids) {
        if (socket instanceof NioDatagramChannel) {
            socket.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        } else {
            socket.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
        }
        Http3Server server = Objects.requireNonNull(socket.attr(SERVER).get());
        socket.pipeline().addFirst(new Datagrams(idOctets)).addLast(server.codec(tokens, idOctets, ids));
    }

    private static SecretKey newKey() {
        byte[] key = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, AddressTokens.ALGORITHM);
    }
}
