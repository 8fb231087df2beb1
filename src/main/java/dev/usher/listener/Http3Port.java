package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.net.StandardSocketOptions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The UDP port that the sockets of all event loops share: the kernel sends what comes from one address to one of them,
 * and when a client moves, {@link Datagrams} finds the one that has its connection. Safe from every thread.
 */
public final class Http3Port {

    private static final int KEY_OCTETS = 32;

    private final SecretKey tokens = newKey();

    /** By the number in their connections' ids; who is closed stays. */
    private final List<Datagrams> sockets = new CopyOnWriteArrayList<>();

    /** Prepares a socket that is to be bound to the port. */
    ChannelInitializer<Channel> socketOf(Http3Server server) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                share(socket);
                Datagrams datagrams = new Datagrams(Http3Port.this);
                socket.pipeline().addLast(datagrams, server.codec(tokens, new ConnectionIds(add(datagrams))));
            }
        };
    }

    private static void share(Channel socket) {
        if (socket instanceof NioDatagramChannel) {
            socket.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        } else {
            socket.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
        }
    }

    synchronized int add(Datagrams datagrams) {
        sockets.add(datagrams);
        return sockets.size() - 1;
    }

    @Nullable
    Datagrams socket(int number) {
        return number < sockets.size() ? sockets.get(number) : null;
    }

    private static SecretKey newKey() {
        byte[] key = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, AddressTokens.ALGORITHM);
    }
}
