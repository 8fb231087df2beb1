package dev.usher.config;

import dev.usher.config.SessionSettings.TokenKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code session}. */
final class SessionReader {

    private static final Rate UNKNOWN_PER_IP = new Rate(100, Duration.ofMinutes(1));

    private final Path directory;

    SessionReader(Path directory) {
        this.directory = directory;
    }

    SessionSettings read(Section session) {
        TokenKind tokens = session.choice("tokens", TokenKind.SEALED);
        List<SealingKey> keys = keys(session);
        StoreSettings store = new StoreReader(directory).read(session);
        if (session.has("store") && keys.isEmpty()) {
            session.problem("store", "needs session.keys, the same for all replicas: they seal what is stored");
        } else if (tokens == TokenKind.SEALED && keys.isEmpty()) {
            session.warn("keys", "sessions end with the process; set session.keys (make one: openssl rand -base64 32)");
        }
        return new SessionSettings(
                tokens,
                keys,
                session.duration("ttl", Duration.ofSeconds(60)),
                session.duration("negative-ttl", Duration.ofSeconds(5)),
                session.value("refresh-ahead", 0.8, Quantity::share),
                session.duration("stale-if-error", Duration.ofMinutes(5)),
                session.value("unknown-per-ip", UNKNOWN_PER_IP, Rate::parse),
                session.positiveDuration("max-age", Duration.ofHours(24)),
                session.positiveDuration("idle", Duration.ofMinutes(30)),
                session.value("max-entries", 100_000, Scalar::count),
                store);
    }

    private static List<SealingKey> keys(Section session) {
        Field field = session.field("keys");
        List<SealingKey> keys = new ArrayList<>();
        for (Field item : field == null ? List.<Field>of() : field.items()) {
            SealingKey key = item.read(SealingKey::parse);
            if (key != null && keys.contains(key)) {
                item.problem("is the same key as an earlier one; remove it");
            } else if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }
}
