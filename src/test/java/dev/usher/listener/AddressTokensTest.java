package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AddressTokensTest {

    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4433);
    private static final ByteBuf ID = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    private static final int HEAD = 40;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000_000));
    private boolean room = true;
    private final AddressTokens tokens = tokens(1);

    private AddressTokens tokens(int key) {
        return new AddressTokens(new SecretKeySpec(new byte[] {(byte) key}, "HmacSHA256"), now::get, client -> room);
    }

    private ByteBuf token() {
        ByteBuf out = Unpooled.buffer();
        assertThat(tokens.writeToken(out, ID, CLIENT)).isTrue();
        assertThat(out.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
        return out;
    }

    @Test
    void holdsTheIdBehindWhatProvesIt() {
        assertThat(tokens.validateToken(token(), CLIENT)).isEqualTo(HEAD);
        assertThat(token().slice(HEAD, 8)).isEqualTo(ID);
    }

    @Test
    void isForOneAddressAndPort() {
        assertThat(tokens.validateToken(token(), new InetSocketAddress("192.0.2.2", 4433)))
                .isNegative();
        assertThat(tokens.validateToken(token(), new InetSocketAddress("192.0.2.1", 4434)))
                .isNegative();
    }

    /** Or the owner of 32.1.13.184 could speak for networks of IPv6. */
    @Test
    void ofAShortAddressAndALongIdIsNoneOfALongAddressAndAShortId() throws UnknownHostException {
        byte[] together = new byte[24];
        InetAddress four = InetAddress.getByAddress(Arrays.copyOf(together, 4));
        ByteBuf out = Unpooled.buffer();
        tokens.writeToken(out, Unpooled.wrappedBuffer(together, 4, 20), new InetSocketAddress(four, 4433));
        InetAddress six = InetAddress.getByAddress(Arrays.copyOf(together, 16));
        ByteBuf claimed = Unpooled.wrappedBuffer(out.slice(0, HEAD), Unpooled.wrappedBuffer(together, 16, 8));
        assertThat(tokens.validateToken(claimed, new InetSocketAddress(six, 4433)))
                .isNegative();
    }

    @Test
    void isOfOneKey() {
        assertThat(tokens(2).validateToken(token(), CLIENT)).isNegative();
    }

    @Test
    void isGoodForTenSeconds() {
        ByteBuf token = token();
        now.updateAndGet(time -> time.plusSeconds(10));
        assertThat(tokens.validateToken(token.slice(), CLIENT)).isEqualTo(HEAD);
        now.updateAndGet(time -> time.plus(Duration.ofMillis(1)));
        assertThat(tokens.validateToken(token.slice(), CLIENT)).isNegative();
        now.set(Instant.ofEpochSecond(999_999));
        assertThat(tokens.validateToken(token.slice(), CLIENT)).isNegative();
    }

    @Test
    void isNoneWithAnyBitChanged() {
        for (int bit = 0; bit < (HEAD + 8) * 8; bit++) {
            ByteBuf token = token();
            token.setByte(bit / 8, token.getByte(bit / 8) ^ 1 << bit % 8);
            assertThat(tokens.validateToken(token, CLIENT)).isNegative();
        }
    }

    @Test
    void isNoneThatIsTooShortOrTooLong() {
        for (int octets : new int[] {0, 1, HEAD - 1, HEAD + 21, 2_000}) {
            assertThat(tokens.validateToken(Unpooled.wrappedBuffer(new byte[octets]), CLIENT))
                    .isNegative();
        }
    }

    @Test
    void helpsNobodyWhenThereIsNoRoom() {
        room = false;
        assertThat(tokens.validateToken(token(), CLIENT)).isNegative();
    }
}
