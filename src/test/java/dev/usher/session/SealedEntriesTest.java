package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.config.SealingKey;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the store keeps is for those with the keys, under its name, for one user server; everything else is nothing. */
class SealedEntriesTest {

    private static final URI USERS = URI.create("https://users.example.com/app/key");
    private static final byte[] PLAIN = "plain".getBytes(StandardCharsets.UTF_8);

    private final SealedEntries entries = entries(USERS, 1);
    private final Buffer entry = entries.seal("name", PLAIN);

    @Test
    void comesBackUnderItsName() {
        assertThat(entries.open("name", entry)).isEqualTo(PLAIN);
        assertThat(entry.toString(StandardCharsets.ISO_8859_1))
                .startsWith("ue1.")
                .doesNotContain("plain");
    }

    @Test
    void isNothingUnderAnother() {
        assertThat(entries.open("other", entry)).isNull();
    }

    @Test
    void isNothingForAnotherUserServer() {
        assertThat(entries(URI.create("https://users.example.com/app/other"), 1).open("name", entry))
                .isNull();
    }

    @Test
    void opensWithEveryKeyAndIsSealedWithTheFirst() {
        assertThat(entries(USERS, 2, 1).open("name", entry)).isEqualTo(PLAIN);
        assertThat(entries.open("name", entries(USERS, 2, 1).seal("name", PLAIN)))
                .isNull();
    }

    @Test
    void anyBitMatters() {
        IntStream.range(0, 8 * entry.length()).forEach(bit -> {
            byte[] changed = entry.getBytes();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(entries.open("name", Buffer.buffer(changed)))
                    .as("bit " + bit)
                    .isNull();
        });
    }

    @Test
    void garbageIsNothing() {
        for (int length = 0; length < entry.length(); length++) {
            assertThat(entries.open("name", entry.getBuffer(0, length))).isNull();
        }
        assertThat(entries.open("name", Buffer.buffer())).isNull();
        assertThat(entries.open("name", Buffer.buffer("garbage".repeat(100)))).isNull();
    }

    /** Somebody else's Redis may hold any number of them. */
    @Test
    void ofGarbageALittleIsInTheLog() {
        Logger logger = (Logger) LoggerFactory.getLogger(SealedEntries.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        try {
            IntStream.range(0, 1_000).forEach(i -> entries.open("name", Buffer.buffer("secret")));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }

        assertThat(lines.list)
                .hasSizeBetween(1, 20)
                .allSatisfy(line -> assertThat(line.getFormattedMessage())
                        .startsWith("name is not sealed with session.keys")
                        .doesNotContain("secret"));
    }

    /** A token and an entry are sealed with the same keys, and neither passes for the other. */
    @Test
    void aTokenIsNoEntry() {
        Seals seals = new Seals(List.of(key(1)), USERS);
        Buffer forged = Buffer.buffer("ue1." + seals.keyId() + ".")
                .appendBytes(seals.seal(PLAIN, "us1." + seals.keyId() + "."));

        assertThat(entries.open("", forged)).isNull();
    }

    private static SealedEntries entries(URI userServer, int... keys) {
        List<SealingKey> all =
                Arrays.stream(keys).mapToObj(SealedEntriesTest::key).toList();
        return new SealedEntries(new Seals(all, userServer));
    }

    private static SealingKey key(int number) {
        byte[] bytes = new byte[SealingKey.BYTES];
        bytes[0] = (byte) number;
        return SealingKey.of(bytes);
    }
}
